"""A picture with boxes over it: drag to add one, drag to move, remove; proposals become boxes with a click."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter, ValidationError

from wizard.case import Mask
from wizard.evidence import Place
from wizard.ui.components.loading import nothing, register

_mount = register("mask_editor")
_MASKS = TypeAdapter(list[Mask])
MOST = 300


def mask_editor(
    *, key: str, picture: str, page: int, label: str, masks: Sequence[Mask], proposed: Sequence[Place], disabled: bool
) -> list[Mask] | None:
    """Show a page (address `picture`) with its boxes. Returns them as the person last left them; None before that."""
    data = {
        "picture": picture,
        "page": page,
        "label": label,
        "masks": tuple(mask.model_dump() for mask in masks),  # no lists, see the uploader
        "proposed": tuple(vars(place) | {"what": place.what} for place in proposed),
        "disabled": disabled,
    }
    return masks_of(_mount(key=key, data=data, on_masks_change=nothing).masks)


def masks_of(drawn: Any) -> list[Mask] | None:
    """The boxes that the browser sent; None when they are none."""
    if not isinstance(drawn, list) or len(drawn) > MOST:
        return None
    try:
        return _MASKS.validate_python(drawn)
    except ValidationError:
        return None
