"""Long screenshots cut into slices at rows where nothing is drawn, so that no line of text is cut in two."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wizard.package.exhibits.pictures import decoded, encode
from wizard.package.exhibits.pieces import Tile
from wizard.package.exhibits.spool import Spool

if TYPE_CHECKING:
    from PIL.Image import Image

LONG = 3.0
"""A picture higher than this many times its width is cut."""
SLICE = 2.95
"""Highest slice, as a multiple of the width."""
FIRST_SLICE = 2.45
"""The same for the first two slices, which share their page with the head of the exhibit."""
SEARCH = 0.3
"""How far above the highest cut an empty row is looked for, as a share of a slice."""
FLAT = 10
"""Difference of grey values up to which a row counts as empty."""
OVERLAP = 40
"""Rows repeated when there is no empty row to cut at."""


def is_long(width: int, height: int) -> bool:
    """Whether a picture needs cutting to be readable on a page."""
    return width >= 40 and height > LONG * width


def cuts(image: Image) -> Iterator[tuple[int, int]]:
    """First and last row (exclusive) of each slice from the top."""
    width, height = image.size
    top, count = 0, 0
    while height - top > (longest := int(width * (FIRST_SLICE if count < 2 else SLICE))):
        limit, count = top + longest, count + 1
        row = _empty_row(image, limit - int(longest * SEARCH), limit)
        yield top, row or limit
        top = row or limit - OVERLAP
    yield top, height


def _empty_row(image: Image, first: int, last: int) -> int | None:
    """The middle of the widest empty band between two rows; the lowest of equals."""
    import numpy

    band = numpy.asarray(image.crop((0, first, image.width, last)).convert("L"), dtype=numpy.int16)
    flat = (band.max(axis=1) - band.min(axis=1)) <= FLAT
    best, start = (0, 0), None
    for row, empty in enumerate([*flat.tolist(), False]):
        if empty and start is None:
            start = row
        elif not empty and start is not None:
            best = max(best, (min(row - start, 24), (start + row) // 2))
            start = None
    return first + best[1] if best[0] >= 2 else None


def sliced(image: Image, spool: Spool, limit: int) -> tuple[list[Tile], int]:
    """At most `limit` slices of a long picture and how many there are in all; raises `Unreadable`."""
    lossless = image.format in ("PNG", "GIF", "BMP")
    upright = decoded(image)
    tiles: list[Tile] = []
    total = 0
    for first, last in cuts(upright):
        total += 1
        if total <= limit:
            part = upright.crop((0, first, upright.width, last))
            tiles.append(Tile(encode(part, spool, lossless=lossless), *part.size))
    return tiles, total
