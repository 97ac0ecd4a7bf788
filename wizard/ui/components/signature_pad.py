"""The place to draw a signature."""

from __future__ import annotations

import base64
import binascii

from wizard.ui.components.loading import nothing, register

_mount = register("signature_pad")
_PREFIX = "data:image/png;base64,"
MAX_BYTES = 2_000_000


def signature_pad(*, key: str, label: str = "在这里签名", disabled: bool = False) -> bytes | None:
    """Show the pad. Returns the drawing as a PNG with transparent ground, or None while nothing is drawn."""
    drawn = _mount(key=key, data={"label": label, "disabled": disabled}, on_png_change=nothing).png
    return png_of(drawn)


def png_of(address: str | None) -> bytes | None:
    """The PNG in a data address from the browser; None when it is none, or too large to be a signature."""
    if not address or not address.startswith(_PREFIX) or len(address) > MAX_BYTES * 4 // 3:
        return None
    try:
        png = base64.b64decode(address[len(_PREFIX) :], validate=True)
    except binascii.Error:
        return None
    return png if png.startswith(b"\x89PNG\r\n\x1a\n") else None
