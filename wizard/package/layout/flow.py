"""From strips to pages: every block becomes horizontal strips, and strips are put one below the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from wizard.package.layout.canvas import Canvas

Draw = Callable[[Canvas, float, float], None]
"""Draw on a canvas with the strip's upper left corner at (x, y)."""


@dataclass(eq=False)
class Strip:
    """A piece of a page that is never cut: a line, a row of a table, a picture."""

    height: float
    draw: Draw
    before: float = 0.0
    """Space above, dropped at the top of a page."""
    keep: bool = False
    """Stay on the page of the following strip."""
    blank: bool = False
    """Only space: left out at the top of a page."""
    anchor: str = ""
    break_before: bool = False
    part: str = ""
    """From here on pages belong to this part (an exhibit); only read on strips that start a page."""
    heads: Sequence[Strip] = ()
    """Repeated at the top of a page that begins with this strip (a table's header)."""
    turned: bool = False
    """It stands on a page that lies on its side; pages of both kinds never mix."""


@dataclass
class Sheet:
    """One page's strips with the distance of each from the top of the text area."""

    part: str = ""
    turned: bool = False
    placed: list[tuple[Strip, float]] = field(default_factory=list)


def paginate(strips: Sequence[Strip], upright: float, turned: float = 0.0) -> list[Sheet]:
    """Distribute strips over pages; a strip higher than a page gets one of its own.

    `upright` and `turned` are how many points high the room is on pages of either kind.
    """
    sheets: list[Sheet] = []
    y = 0.0
    place = 0
    while place < len(strips):
        group = _group(strips, place)
        strip = strips[place]
        height = turned if strip.turned else upright
        need = sum(kept.before + kept.height for kept in group) - (strip.before if not y else 0.0)
        breaks = not sheets or strip.break_before or strip.turned != sheets[-1].turned
        if breaks or (y and y + need > height):
            part = strip.part if strip.break_before else (sheets[-1].part if sheets else strip.part)
            sheets.append(Sheet(part, strip.turned))
            y = _heads(sheets[-1], strip.heads)
        for kept in group:
            if kept.blank and not sheets[-1].placed and not kept.break_before:
                continue
            y += kept.before if sheets[-1].placed else 0.0
            if y + kept.height > height + 0.01 and sheets[-1].placed and kept is not strip:
                sheets.append(Sheet(sheets[-1].part, kept.turned))
                y = _heads(sheets[-1], kept.heads)
            sheets[-1].placed.append((kept, y))
            y += kept.height
        place += len(group)
    return sheets


def _group(strips: Sequence[Strip], place: int) -> list[Strip]:
    """The strip at `place` and those that must stay with it."""
    group = [strips[place]]
    while group[-1].keep and place + len(group) < len(strips) and not strips[place + len(group)].break_before:
        group.append(strips[place + len(group)])
    return group


def _heads(sheet: Sheet, heads: Sequence[Strip]) -> float:
    y = 0.0
    for head in heads:
        sheet.placed.append((head, y))
        y += head.height
    return y


def draw_sheet(sheet: Sheet, canvas: Canvas, left: float, top: float) -> None:
    """Draw a page's strips below `top`; the canvas has begun the page already."""
    for strip, y in sheet.placed:
        if strip.anchor:
            canvas.anchor(strip.anchor, top - y + 6)
        strip.draw(canvas, left, top - y)
    canvas.close()


def pages_of_anchors(sheets: Sequence[Sheet]) -> dict[str, int]:
    """Anchor → page number from 1."""
    found: dict[str, int] = {}
    for number, sheet in enumerate(sheets, start=1):
        for strip, _ in sheet.placed:
            if strip.anchor:
                found.setdefault(strip.anchor, number)
    return found
