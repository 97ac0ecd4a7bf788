"""Sizes, colours and measures of the printed page (points; 72 to the inch; colours as red, green, blue 0–1)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

MILLIMETRE = 72 / 25.4
PAGE_WIDTH, PAGE_HEIGHT = 210 * MILLIMETRE, 297 * MILLIMETRE
MARGIN_LEFT = MARGIN_RIGHT = 25 * MILLIMETRE
MARGIN_TOP = 27 * MILLIMETRE
MARGIN_BOTTOM = 24 * MILLIMETRE
TEXT_WIDTH = PAGE_WIDTH - MARGIN_LEFT - MARGIN_RIGHT
TEXT_HEIGHT = PAGE_HEIGHT - MARGIN_TOP - MARGIN_BOTTOM
TURNED_WIDTH = PAGE_HEIGHT - MARGIN_LEFT - MARGIN_RIGHT
TURNED_HEIGHT = PAGE_WIDTH - MARGIN_TOP - MARGIN_BOTTOM
"""The room on a page that lies on its side, for what is wide."""

Colour = tuple[float, float, float]
INK: Colour = (0.10, 0.11, 0.13)
ACCENT: Colour = (0.10, 0.22, 0.38)
LINK: Colour = (0.05, 0.28, 0.55)
QUIET: Colour = (0.36, 0.39, 0.43)  # 6.4 : 1 on white
RULE: Colour = (0.80, 0.82, 0.85)
TINT: Colour = (0.945, 0.953, 0.965)


@dataclass(frozen=True)
class Style:
    """How a paragraph is set."""

    size: float = 10.5
    leading: float = 18.0
    bold: bool = False
    colour: Colour = INK
    align: Literal["left", "justify", "centre", "right"] = "justify"
    first_indent: float = 0.0
    """Indent of the first line, in ems."""
    left: float = 0.0
    """Indent of every line, in points."""
    before: float = 0.0
    after: float = 0.0
    role: str = "P"
    keep_with_next: bool = False


BODY = Style(first_indent=2, after=5)
PLAIN = Style(after=5)
LEAD = Style(size=11, leading=19, after=8)
NOTE = Style(size=9, leading=14.5, colour=QUIET, after=5)
RIGHT = Style(align="right", after=3)
TITLE = Style(size=20, leading=30, bold=True, colour=ACCENT, align="centre", role="H1", after=14, keep_with_next=True)
SECTION = Style(
    size=13, leading=20, bold=True, colour=ACCENT, align="left", role="H2", before=14, after=6, keep_with_next=True
)
PART = Style(size=11, leading=18, bold=True, align="left", role="H3", before=8, after=3, keep_with_next=True)
CAPTION = Style(size=9.5, leading=15, bold=True, align="left", role="Caption", before=8, after=4, keep_with_next=True)
CELL = Style(size=9, leading=14, align="left")
CELL_SMALL = Style(size=8, leading=12, align="left")
CELL_HEAD = replace(CELL, bold=True, colour=ACCENT)
LABEL = Style(size=9.5, leading=16, align="left", colour=QUIET)
VALUE = Style(size=9.5, leading=16, align="left")
