"""Loads the page anew in the browser."""

from __future__ import annotations

from wizard.ui.components.loading import register

_mount = register("reload")


def reload() -> None:
    """Let the browser load the same address again."""
    _mount(key="reload")
