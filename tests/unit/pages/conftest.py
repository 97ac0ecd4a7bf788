"""The step pages as Streamlit's AppTest runs them."""

from tests.unit.ui.conftest import app, case_id

__all__ = ["app", "case_id"]
