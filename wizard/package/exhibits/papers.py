"""Evidence that is a PDF: its pages as pictures, so that foreign fonts and scripts stay out of ours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from wizard.package.exhibits.pictures import encode
from wizard.package.exhibits.pieces import Tile, Unreadable
from wizard.package.exhibits.spool import Spool

RESOLUTION = 150
"""Dots per inch."""
LONGEST_SIDE = 2600
"""Pixels; large plans are scaled down to it."""


def pages(path: Path, spool: Spool, limit: int) -> tuple[list[Tile], int]:
    """At most `limit` pages and how many there are; raises `Unreadable` for a locked or damaged file."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except (pypdfium2.PdfiumError, OSError, ValueError) as error:
        raise Unreadable(str(error)) from error
    try:
        total = len(document)
        if not total:
            raise Unreadable("no pages")
        return [_page(document, number, spool) for number in range(min(total, limit))], total
    except (pypdfium2.PdfiumError, ValueError, MemoryError) as error:
        raise Unreadable(str(error)) from error
    finally:
        document.close()


def _page(document: Any, number: int, spool: Spool) -> Tile:
    page = document[number]
    width, height = page.get_size()
    scale = min(RESOLUTION / 72, LONGEST_SIDE / max(width, height, 1))
    bitmap = page.render(scale=scale, rev_byteorder=True)
    image = bitmap.to_pil().convert("RGB")
    tile = Tile(encode(image, spool, lossless=False), *image.size)
    bitmap.close()
    page.close()
    return tile
