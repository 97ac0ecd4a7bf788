"""A small file that is used once and never stored, such as a certificate: read in the browser, given to Python."""

from __future__ import annotations

import base64
import binascii

from wizard.ui.components.loading import nothing, register

_mount = register("pocket_file")


def pocket_file(*, key: str, label: str, accept: str, most: int, disabled: bool = False) -> bytes | None:
    """Show the choice of one file of at most `most` bytes. Its content while one is chosen, else None."""
    data = {"label": label, "accept": accept, "most": most, "disabled": disabled}
    return content_of(_mount(key=key, data=data, on_content_change=nothing).content, most)


def content_of(text: str | None, most: int) -> bytes | None:
    """The bytes of a base64 text from the browser; None when it is none, empty or longer than `most` bytes."""
    if not text or len(text) > most * 4 // 3 + 4:
        return None
    try:
        content = base64.b64decode(text, validate=True)
    except binascii.Error:
        return None
    return content if 0 < len(content) <= most else None
