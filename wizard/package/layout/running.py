"""A short text on one line, placed by hand: running heads, page numbers, stamps."""

from __future__ import annotations

from wizard.package.layout.canvas import Canvas
from wizard.package.layout.faces import showable
from wizard.package.layout.lines import METRICS
from wizard.package.layout.styles import Colour


def running_text(
    canvas: Canvas, x: float, y: float, text: str, size: float, colour: Colour, *, bold: bool = False
) -> None:
    """Write a text from (x, y) on, face by face."""
    for face, width, run in _runs(showable(text), bold):
        canvas.text(x, y, run, face, size, colour)
        x += width * size


def _runs(text: str, bold: bool) -> list[tuple[int, float, str]]:
    """(face, width in ems, text) of each stretch in one face."""
    runs: list[tuple[int, float, str]] = []
    for char in text:
        face, width = METRICS[bold][char]
        if runs and runs[-1][0] == face:
            _, before, said = runs.pop()
            runs.append((face, before + width, said + char))
        else:
            runs.append((face, width, char))
    return runs
