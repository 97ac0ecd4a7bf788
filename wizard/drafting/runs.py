"""Small builders for the document tree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wizard.document import Fields, Items, Paragraph, Run

Runs = tuple[Run, ...]


def text_run(text: str) -> Runs:
    """One plain run."""
    return (Run(text=text),)


def paragraph(text: str, part: str, style: str = "normal") -> Paragraph:
    """A paragraph of plain text."""
    return Paragraph.model_validate({"runs": text_run(text), "part": part, "style": style})


def items(lines: Iterable[str], part: str, *, ordered: bool = True) -> Items:
    """A list of plain lines."""
    return Items(ordered=ordered, items=tuple(text_run(line) for line in lines), part=part)


def fields(caption: str, pairs: Iterable[tuple[str, str]], part: str) -> Fields | None:
    """Label and value pairs, without those that have no value; `None` when nothing is left."""
    kept = tuple((label, text_run(value)) for label, value in pairs if value)
    return Fields(caption=caption, pairs=kept, part=part) if kept else None


def with_exhibits(text: str, numbers: Sequence[int]) -> Runs:
    """A sentence followed by its exhibits, each linked: `…。（证据1、证据3）`."""
    if not numbers:
        return text_run(text)
    runs = [Run(text=text + "（")]
    for place, number in enumerate(numbers):
        runs += [Run(text="、")] if place else []
        runs.append(Run(text=f"证据{number}", exhibit=number))
    return (*runs, Run(text="）"))
