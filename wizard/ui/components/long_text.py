"""The text area that saves itself: it talks to `PUT /api/cases/{case}/text` and keeps a copy until that answers."""

from __future__ import annotations

from typing import Any

from wizard.ui import current
from wizard.ui.components.loading import nothing, register

_mount = register("long_text")


def long_text(
    *,
    key: str,
    case_id: str,
    path: str,
    value: str,
    label: str,
    help: str = "",
    placeholder: str = "",
    rows: int = 3,
    limit: int,
    disabled: bool = False,
) -> str | None:
    """Show the text area. Returns the text with which the person last left the box in this session, or None."""
    data: dict[str, Any] = {
        "person": str(current.actor().person_id),
        "case": case_id,
        "path": path,
        "value": value,
        "version": current.stored().version,
        "label": label,
        "help": help,
        "placeholder": placeholder,
        "rows": rows,
        "limit": limit,
        "disabled": disabled,
    }
    left: str | None = _mount(key=key, data=data, on_left_change=nothing).left
    return left
