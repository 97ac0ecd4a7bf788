"""The web side beside Streamlit: sign-in, upload, download, verification, security headers, housekeeping."""
