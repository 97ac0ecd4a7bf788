"""Text in PDF: by the text layer where there is one, else as a picture. Faces wherever a page has pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.evidence.reading import engine
from wizard.evidence.reading.page import WHOLE, Page, PlacedLine
from wizard.evidence.reading.pictures import Share, faces_on, in_order, read_picture

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

MOST_PAGES = 60
MOST_SCANNED = 30  # pages read as pictures: about three seconds each
LAYER_CHARACTERS = 12  # fewer on a page are a stamp or a page number over a scan
SCAN_WIDTH = 1240  # pixels: 150 dots an inch on A4


def read_paper(path: Path, share: Share) -> tuple[list[Page], bool, bool]:
    """Pages of a PDF, whether there are more, and whether a page needed OCR that is not installed.

    Raises `pypdfium2.PdfiumError` for a locked or broken file.
    """
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        return _pages(document, share)
    finally:
        document.close()


def _pages(document: Any, share: Share) -> tuple[list[Page], bool, bool]:
    pages: list[Page] = []
    count, scanned, lacking = min(len(document), MOST_PAGES), 0, False
    for place in range(count):
        page = document[place]
        read = _layer(page, place + 1)
        if read is None and not engine.can_read_pictures():
            lacking = True
        elif read is None and scanned < MOST_SCANNED:
            scanned += 1
            read = read_picture(page_picture(page), place + 1)
        if read is not None:
            pages.append(read)
        share((place + 1) / count)
    return pages, len(document) > count or scanned == MOST_SCANNED, lacking


def page_picture(page: Any) -> Picture:
    """A PDF page as a picture, as it is seen."""
    picture: Picture = page.render(scale=SCAN_WIDTH / max(1.0, page.get_width())).to_pil().convert("RGB")
    return picture


def _layer(page: Any, number: int) -> Page | None:
    """The page by its text layer, with the faces in its pictures; `None` when there is hardly any text."""
    width, height = page.get_width(), page.get_height()
    text_page = page.get_textpage()
    try:
        rectangles = [text_page.get_rect(place) for place in range(text_page.count_rects())]
        pieces = [(text_page.get_text_bounded(*box).strip(), box) for box in rectangles]
    finally:
        text_page.close()
    lines = [_placed(" ".join(text.split()), box, width, height) for text, box in pieces if text]
    if sum(len(line.text) for line in lines) < LAYER_CHARACTERS:
        return None
    faces = faces_on(page_picture(page)) if engine.can_read_pictures() and _has_pictures(page) else ()
    found = {"lines": tuple(in_order(lines)), "faces": faces}
    return Page(number=number, width=round(width), height=round(height), origin="layer", **found)


def _has_pictures(page: Any) -> bool:
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

    return next(page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE]), None) is not None


def _placed(text: str, box: tuple[float, float, float, float], width: float, height: float) -> PlacedLine:
    left, bottom, right, top = box
    return PlacedLine(
        text=text,
        left=_share(left, width),
        right=_share(right, width),
        top=_share(height - top, height),
        bottom=_share(height - bottom, height),
    )


def _share(points: float, whole: float) -> int:
    return max(0, min(WHOLE, round(points * WHOLE / whole)))
