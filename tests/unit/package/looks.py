"""What the pages look like, rendered and compared: ink where words and pictures are, paper everywhere else.

`unseen(content)` names what is wrong; a page that went black or blank, a letter without a shape and a picture that is
not its original all show. The renderer (PDFium) shares no code with what made the pages.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy
import pikepdf
import pypdfium2
from PIL import Image, ImageOps

from tests.unit.package.accessible import elements, role

SCALE = 2.0
INK, PAPER = 170, 222
"""Grey values: darker is ink, lighter is paper (table heads are tinted 244)."""
STRAY = 0.05
"""Share of a page that may be neither paper nor expected: rules, dots, frames."""
AROUND = 3.0
ALIKE = 14.0
"""Mean difference of grey values up to which a picture on a page is its original."""


def unseen(content: bytes, originals: Mapping[str, Path] | None = None) -> list[str]:
    """What a reader would miss. `originals`: words of a figure's alternative text → the picture it shows."""
    document = pypdfium2.PdfDocument(content)
    boxes = list(_figures(content))
    found: list[str] = []
    for number in range(len(document)):
        page = document[number]
        grey = numpy.asarray(page.render(scale=SCALE).to_pil().convert("L"))
        found += [f"page {number + 1}: {what}" for what in _page(page, grey, [b for p, b, _ in boxes if p == number])]
        for place, box, alt in boxes:
            path = next((path for words, path in (originals or {}).items() if words in alt), None)
            if place == number and path and (gap := _difference(_cut(grey, box), path)) > ALIKE:
                found.append(f"page {number + 1}: picture differs by {gap:.0f}")
    return found


def _page(page: pypdfium2.PdfPage, grey: numpy.ndarray, figures: list[tuple[float, ...]]) -> Iterator[str]:
    text = page.get_textpage()
    expected = numpy.zeros(grey.shape, dtype=bool)
    for box in figures:
        _cut(expected, box, AROUND)[:] = True
    blank = count = 0
    for place in range(text.count_chars()):
        if not text.get_text_range(place, 1).strip():
            continue
        box = text.get_charbox(place)
        count += 1
        blank += not (_cut(grey, box, 0.6) < INK).any()
        _cut(expected, box, AROUND)[:] = True
    if not count and not figures:
        yield "nothing on it"
    if blank:
        yield f"{blank} of {count} letters have no shape"
    stray = float(((grey < PAPER) & ~expected).mean())
    if stray > STRAY:
        yield f"{stray:.0%} is dark where nothing should be"


def _cut(grey: numpy.ndarray, box: tuple[float, ...], around: float = 0.0) -> numpy.ndarray:
    """The part of a rendered page within a box in points from the lower left corner."""
    left, bottom, right, top = box
    height = grey.shape[0]
    rows = slice(max(0, int(height - (top + around) * SCALE)), max(0, int(height - (bottom - around) * SCALE) + 1))
    return grey[rows, max(0, int((left - around) * SCALE)) : int((right + around) * SCALE) + 1]


def _figures(content: bytes) -> Iterator[tuple[int, tuple[float, ...], str]]:
    """(page, box, words) of each figure and signature field."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        for figure in (e for e in elements(pdf.Root.StructTreeRoot) if role(e) == "Figure"):
            yield pages[figure.Pg.objgen], tuple(map(float, figure.A.BBox)), str(figure.get("/Alt", ""))
        for number, page in enumerate(pdf.pages):
            for annotation in page.get("/Annots", []):
                if annotation.Subtype == "/Widget":
                    yield number, tuple(map(float, annotation.Rect)), ""


def _difference(shown: numpy.ndarray, path: Path) -> float:
    """Mean difference between a picture on a page and its upright original on white."""
    with Image.open(path) as image:
        upright = ImageOps.exif_transpose(image).convert("RGBA")
    white = Image.new("RGBA", upright.size, "white")
    white.alpha_composite(upright)
    wanted = numpy.asarray(white.convert("L").resize((64, 64), Image.Resampling.BOX), dtype=float)
    seen = numpy.asarray(Image.fromarray(shown).resize((64, 64), Image.Resampling.BOX), dtype=float)
    return float(abs(wanted - seen).mean())
