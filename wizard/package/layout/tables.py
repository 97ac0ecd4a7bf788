"""Tables as strips: a tinted header that is repeated, thin rules, rows that may run over a page when they are long."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import ceil

from wizard.package.layout.blocks import Text, TextLine, paragraph, text_lines
from wizard.package.layout.canvas import Canvas
from wizard.package.layout.flow import Strip
from wizard.package.layout.lines import Inline, atoms_of, text_width
from wizard.package.layout.structure import Element
from wizard.package.layout.styles import ACCENT, CAPTION, CELL, RULE, TEXT_WIDTH, TINT, Style

PADDING = 5.0
"""Around the text of a cell, in points."""
MOST_LINES = 8
"""Of a usual cell, where there is room for it to have fewer."""
KEPT_LINES = 8
"""Rows of up to this many lines are never cut by a page."""


@dataclass(frozen=True)
class Grid:
    """Where the columns are and how their cells are set."""

    lefts: tuple[float, ...]
    widths: tuple[float, ...]
    styles: tuple[Style, ...]
    total: float
    padding: float


def grid(
    widths: Sequence[float],
    numeric: Sequence[int],
    style: Style = CELL,
    padding: float = PADDING,
    total: float = TEXT_WIDTH,
) -> Grid:
    """Relative widths as places on the page; numeric columns are aligned right."""
    scale = total / (sum(widths) or 1)
    absolute = [width * scale for width in widths]
    lefts = [sum(absolute[:place]) for place in range(len(absolute))]
    styles = [replace(style, align="right") if place in numeric else style for place in range(len(absolute))]
    return Grid(tuple(lefts), tuple(absolute), tuple(styles), total, padding)


def fitting_widths(
    rows: Sequence[Sequence[str]], style: Style, padding: float = PADDING, room: float = TEXT_WIDTH
) -> list[float]:
    """Widths in points for a table of texts whose first row is the header.

    Each column holds its longest word and its header on two lines. Beyond that all get what lets nine of ten cells of
    each stand on as few lines as there is room for: a row is as high as its narrowest column makes it.
    """
    texts = list(zip(*rows, strict=True))
    extra = 2 * padding + 0.5
    least = [max(_half(column[0], style), *(_longest_word(cell, style) for cell in column)) + extra for column in texts]
    usual = [_usual_width(column, style) for column in texts]
    fitting = (_on_lines(usual, least, lines, style.size, extra) for lines in range(1, MOST_LINES + 1))
    narrow = next((widths for widths in fitting if sum(widths) <= room), least)
    missing = [max(0.0, width + extra - held) for width, held in zip(usual, narrow, strict=True)]
    share = max(0.0, min(1.0, (room - sum(narrow)) / (sum(missing) or 1.0)))
    return [width + more * share for width, more in zip(narrow, missing, strict=True)]


def usual_lines(rows: Sequence[Sequence[str]], widths: Sequence[float], style: Style, padding: float = PADDING) -> int:
    """On how many lines nine of ten cells stand in the column where that is most."""
    columns = zip(zip(*rows, strict=True), widths, strict=True)
    return max(ceil(_usual_width(column, style) / (width - 2 * padding)) for column, width in columns)


def _on_lines(usual: Sequence[float], least: Sequence[float], lines: int, letter: float, extra: float) -> list[float]:
    """The widths at which the usual cell of each column stands on so many lines; a line may end a letter early."""
    ends = 0.0 if lines == 1 else letter
    return [max(narrow, width / lines + ends + extra) for width, narrow in zip(usual, least, strict=True)]


def _half(header: str, style: Style) -> float:
    return text_width(header, style.size, style.bold) / 2 + style.size


def _longest_word(text: str, style: Style) -> float:
    return max((atom.width for atom in atoms_of((Inline(text),), style)), default=0.0)


def _usual_width(column: Sequence[str], style: Style) -> float:
    """The width that nine of ten cells need on one line."""
    widths = sorted(text_width(cell, style.size, style.bold) for cell in column)
    return widths[min(len(widths) - 1, int(len(widths) * 0.9))]


def table(
    caption: str,
    header: Sequence[str],
    rows: Sequence[Sequence[Text]],
    widths: Sequence[float],
    parent: Element,
    *,
    numeric: Sequence[int] = (),
    style: Style = CELL,
    padding: float = PADDING,
    room: float = TEXT_WIDTH,
) -> list[Strip]:
    """A table with its caption, `room` points wide; the header is repeated on every page it runs over."""
    element = parent.add("Table")
    columns = grid(widths, numeric, style, padding, room)
    strips = paragraph(caption, CAPTION, element) if caption else []
    heading = replace(style, bold=True, colour=ACCENT)
    head_grid = replace(columns, styles=tuple(replace(heading, align=cell.align) for cell in columns.styles))
    first = _row(header, head_grid, element.add("TR"), scope="Column")
    again = _row(header, head_grid, None)
    for strip in first:
        strip.keep = True
    strips += first
    for place, row in enumerate(rows, start=1):
        made = _with_heads(_row(row, columns, element.add("TR")), again)
        made[-1].keep = place == len(rows) - 1  # the last row is never alone on a page
        strips += made
    return strips


def _with_heads(strips: list[Strip], heads: list[Strip]) -> list[Strip]:
    for strip in strips:
        strip.heads = heads
    return strips


def _row(cells: Sequence[Text], columns: Grid, row: Element | None, scope: str = "") -> list[Strip]:
    """One row as strips; without an element it is drawn as decoration (a repeated header)."""
    lines = [
        text_lines(cell, style, width - 2 * columns.padding, _cell_element(row, scope))
        for cell, style, width in zip(cells, columns.styles, columns.widths, strict=True)
    ]
    tint = row is None or bool(scope)
    count = max(len(cell) for cell in lines)
    kept = count <= KEPT_LINES
    return [
        Strip(
            columns.styles[0].leading + columns.padding * ((place == 0) + (place == count - 1)),
            _row_line(lines, columns, place, count, tint=tint, artifact=row is None),
            keep=place < count - 1 and (kept or place in (0, count - 2)),
        )
        for place in range(count)
    ]


def _cell_element(row: Element | None, scope: str) -> Element:
    if row is None:
        return Element("Artifact")
    return row.add("TH", scope=scope) if scope else row.add("TD")


def _row_line(
    cells: Sequence[Sequence[TextLine]], columns: Grid, place: int, count: int, *, tint: bool, artifact: bool
) -> Callable[[Canvas, float, float], None]:
    """Draws line number `place` of every cell, with the row's tint and the rule under its last line."""
    above, below = columns.padding * (place == 0), columns.padding * (place == count - 1)
    leading = columns.styles[0].leading

    def draw(canvas: Canvas, x: float, y: float) -> None:
        bottom = y - leading - above - below
        canvas.artifact()
        if tint:
            canvas.fill(x, bottom, columns.total, y - bottom, TINT)
        if place == count - 1:
            canvas.fill(x, bottom, columns.total, 0.5, RULE)
        for cell, left in zip(cells, columns.lefts, strict=True):
            if place < len(cell):
                _draw_cell(cell[place], canvas, x + left + columns.padding, y - above, artifact)

    return draw


def _draw_cell(line: TextLine, canvas: Canvas, x: float, y: float, artifact: bool) -> None:
    if not artifact:
        line.draw(canvas, x, y)
        return
    canvas.artifact("Header")
    baseline = y - line.style.leading / 2 - line.style.size * 0.36
    for span in line.line.spans:
        canvas.text(x + span.x, baseline, span.text, span.face, line.style.size, line.style.colour, span.spread)
