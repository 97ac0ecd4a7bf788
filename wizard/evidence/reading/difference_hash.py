"""A coarse fingerprint of what a picture looks like: a hint only, since two different pages may look the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

SIDE = 8
ALIKE = 12  # of 64 bits: copies saved again or made smaller differ by up to 8


def look_of(picture: Picture) -> str:
    """64 bits in hex: whether each of 8 x 8 places is lighter than its right neighbour (difference hash)."""
    from PIL import Image

    small = picture.convert("L").resize((SIDE + 1, SIDE), Image.Resampling.BOX)
    shades = small.tobytes()
    bits = 0
    for row in range(SIDE):
        for column in range(SIDE):
            here = row * (SIDE + 1) + column
            bits = bits << 1 | (shades[here] > shades[here + 1])
    return f"{bits:016x}"


def alike(one: str, other: str) -> bool:
    """Whether two fingerprints are close; an empty one is like none."""
    if not one or not other:
        return False
    return (int(one, 16) ^ int(other, 16)).bit_count() <= ALIKE
