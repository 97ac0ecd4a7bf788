"""Streamlit parts that the pages share: who and which case, fields bound to the case, layout, own components."""
