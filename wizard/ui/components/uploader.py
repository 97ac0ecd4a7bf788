"""The upload box: many files, drag and drop, photos on a phone; streams to `PUT /api/cases/{case}/files`."""

from __future__ import annotations

from collections.abc import Iterable

from wizard.ui.components.loading import nothing, register

_mount = register("uploader", scripts=("upload_queue",))


def uploader(
    *,
    key: str,
    case_id: str,
    label: str,
    hint: str = "",
    max_bytes: int | None = None,
    accept: str = "",
    disabled: bool = False,
    have: Iterable[str] = (),
) -> int:
    """Show the box; `have` are the ids of what the case holds, so that what was taken out may be sent again.

    A `disabled` one only tells which files of this browser did not arrive, and is not seen when there are none.

    Returns how many files arrived since the last run (0 for none); sizes are in bytes.
    """
    data = {
        "url": f"/api/cases/{case_id}/files",
        "label": label,
        "hint": hint,
        "max_bytes": max_bytes,
        "accept": accept,
        "disabled": disabled,
        "have": tuple(have),  # not a list: Streamlit looks whether that is a table, and loads pandas for it
    }
    return int(_mount(key=key, data=data, on_received_change=nothing).received or 0)
