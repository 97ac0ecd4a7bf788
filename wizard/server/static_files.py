"""What the pages look like: our style sheets, fonts and pictures, served by us since nothing may load from elsewhere.

The style sheets are linked in the page's head, so that nothing flashes up unstyled, and what has to listen before
Streamlit's own scripts do (`SCRIPTS`); their addresses carry a digest of their content, so that
browsers keep them and still see a new version at once.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

ASSETS = Path(__file__).resolve().parents[2] / "assets"
SHEETS = ("wizard.css", "steps.css")
SCRIPTS = ("history.js", "open_lists.js", "kept_words.js")
KEEP = "public, max-age=31536000, immutable"


class _Kept(StaticFiles):
    """Static files that browsers may keep."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file with its cache header."""
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = KEEP
        return response


def links() -> bytes:
    """The elements for the page's head."""
    sheets = (f'<link rel="stylesheet" href="{_address("styles", name)}">' for name in SHEETS)
    scripts = (f'<script src="{_address("scripts", name)}" defer></script>' for name in SCRIPTS)
    return "".join([*sheets, *scripts]).encode()


def _address(folder: str, name: str) -> str:
    return f"/assets/{folder}/{name}?{hashlib.sha256((ASSETS / folder / name).read_bytes()).hexdigest()[:12]}"


def routes() -> list[BaseRoute]:
    """The folders that anybody may read."""
    return [
        Mount(f"/assets/{name}", _Kept(directory=ASSETS / name, check_dir=False))
        for name in ("styles", "scripts", "fonts/web", "images")
    ]
