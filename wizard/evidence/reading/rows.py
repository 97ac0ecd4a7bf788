"""Lines beside each other as one row, and numbers that a chat bubble broke over two lines put together again."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from wizard.evidence.reading.page import Page, PlacedLine

LEVEL = 0.6  # share of a line's height by which neighbours in a row may be shifted
STREWN = 3  # times the same words stand on a page: a watermark
NEAR = 2.2  # line heights between the halves of a broken number
_BETWEEN_DIGITS = re.compile(r"(?<=\d)\s*[，．。・]\s*(?=\d)")


@dataclass(frozen=True)
class Row:
    """Text that stands at one height, with the lines it was made of; `page` counts from 1."""

    text: str
    lines: tuple[PlacedLine, ...]
    page: int


def plain(text: str) -> str:
    """The text with full-width digits, letters and marks made plain, and Chinese points between digits made dots."""
    return unicodedata.normalize("NFKC", _BETWEEN_DIGITS.sub(_point, text))


def _point(match: re.Match[str]) -> str:
    return "," if "，" in match.group() else "."


def rows_of(page: Page) -> list[Row]:
    """The rows of a page from top to bottom."""
    gathered: list[list[PlacedLine]] = []
    for line in page.lines:
        last = gathered[-1][-1] if gathered else None
        if last and page.origin != "text" and _beside(last, line):
            gathered[-1].append(line)
        else:
            gathered.append([line])
    return [Row("  ".join(plain(line.text) for line in row), tuple(row), page.number) for row in gathered]


def _beside(one: PlacedLine, other: PlacedLine) -> bool:
    level = abs(one.middle - other.middle) < min(one.height, other.height) * LEVEL
    return level and other.left >= one.right - (one.right - one.left) * 0.1


def without_watermark(page: Page) -> Page:
    """The page without words that are strewn over it again and again, and pieces of them."""
    squeezed = ["".join(line.text.split()) for line in page.lines]
    places: defaultdict[str, list[PlacedLine]] = defaultdict(list)
    for line, text in zip(page.lines, squeezed, strict=True):
        places[text].append(line)
    strewn = {text for text, lines in places.items() if len(text) >= 4 and _strewn(lines)}
    kept = [
        line
        for line, text in zip(page.lines, squeezed, strict=True)
        if not any(text in mark and len(text) >= 2 for mark in strewn)
    ]
    return page.model_copy(update={"lines": tuple(kept)})


def _strewn(lines: list[PlacedLine]) -> bool:
    """Whether equal words stand here and there; those of a table stand below each other."""
    scattered = all(len({round(getattr(line, edge), -2) for line in lines}) > 1 for edge in ("left", "right"))
    return len(lines) >= STREWN and scattered


def continuations(page: Page) -> Iterator[tuple[str, str, PlacedLine]]:
    """Each line with the line that goes on below it in the same column: both texts made plain, and the upper line."""
    for place, line in enumerate(page.lines):
        below = next((other for other in page.lines[place + 1 :] if _goes_on(line, other)), None)
        if below is not None:
            yield plain(line.text), plain(below.text), line


def _goes_on(upper: PlacedLine, lower: PlacedLine) -> bool:
    near = 0 < lower.middle - upper.middle < max(upper.height, lower.height) * NEAR
    return near and lower.left < upper.right and upper.left < lower.right
