"""The page's icon, ready to send: given a path, Streamlit would read and hash the file at every click."""

from __future__ import annotations

import base64
from pathlib import Path

_FILE = Path(__file__).resolve().parents[2] / "assets" / "images" / "favicon.png"
FAVICON = "data:image/png;base64," + base64.b64encode(_FILE.read_bytes()).decode()
