"""The verification box: sends one file to `POST /verify` and shows the verdict."""

from __future__ import annotations

from wizard.ui.components.loading import register

_mount = register("verifier")


def verifier(*, key: str) -> None:
    """Show the box; the verdict appears below it in the browser."""
    _mount(key=key, data={})
