"""Read-only HTML of the step pages, always escaped.

A list of forty lines shown as forty Streamlit elements makes every click slow; as one HTML element it costs
nothing. Everything a person typed goes through `esc`. Folds are plain `<details>`: they work from the keyboard,
and stay open while the page runs again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import streamlit as st

from wizard.ui import layout

Tone = Literal["plain", "good", "warn", "bad"]

esc = layout.escape


def show(*parts: str, label: str = "") -> None:
    """Put HTML made by this module on the page as one element. `label` makes it a named region."""
    body = "".join(part for part in parts if part)
    if body:
        named = f' role="group" aria-label="{esc(label)}"' if label else ""
        st.html(f'<div class="w-html"{named}>{body}</div>')


def tag(words: str, tone: Tone = "plain") -> str:
    """A small label. The words carry the meaning; the tone only repeats it in colour."""
    return layout.badge(words, tone)


def quiet(words: object) -> str:
    """Words that stand back, inside a line."""
    return f'<span class="w-quiet">{esc(words)}</span>'


def strong(words: object) -> str:
    """Words that stand out, inside a line."""
    return f"<strong>{esc(words)}</strong>"


def line(text: str) -> str:
    """One line of a list (HTML) beside its button."""
    return f'<div class="w-row-text">{text}</div>'


def heading(words: str, level: Literal[2, 3] = 2) -> str:
    """A heading inside a step; the step's title is the only level 1."""
    return f"<h{level}>{esc(words)}</h{level}>"


def paragraph(words: str, *, quiet: bool = False) -> str:
    """A paragraph of plain words."""
    return f'<p class="w-quiet">{esc(words)}</p>' if quiet else f"<p>{esc(words)}</p>"


def fold(summary: str, body: str, *, opened: bool = False) -> str:
    """A fold. `summary` and `body` are HTML already."""
    state = " open" if opened else ""
    return f"<details{state}><summary>{summary}</summary><div>{body}</div></details>"


def items(rows: Iterable[str], *, ordered: bool = False) -> str:
    """A list of HTML lines; nothing for no lines."""
    lines = "".join(f"<li>{row}</li>" for row in rows)
    name = "ol" if ordered else "ul"
    return f"<{name}>{lines}</{name}>" if lines else ""


def plain_items(rows: Iterable[object], *, ordered: bool = False) -> str:
    """A list of plain texts."""
    return items((esc(row) for row in rows), ordered=ordered)


def pairs(rows: Iterable[tuple[str, str]], *, wide: bool = False) -> str:
    """Label and value (HTML) pairs; `wide` gives long labels room."""
    lines = "".join(f"<div><dt>{esc(label)}</dt><dd>{value}</dd></div>" for label, value in rows)
    name = "w-pairs w-wide" if wide else "w-pairs"
    return f'<dl class="{name}">{lines}</dl>' if lines else ""


def table(caption: str, header: Sequence[str], rows: Iterable[Sequence[str]], numeric: Sequence[int] = ()) -> str:
    """A table of HTML cells with a caption; `numeric` columns stand right. It scrolls inside itself on a phone."""
    head = "".join(f'<th scope="col"{_right(i, numeric)}>{esc(name)}</th>' for i, name in enumerate(header))
    body = "".join(
        "<tr>" + "".join(f"<td{_right(i, numeric)}>{cell}</td>" for i, cell in enumerate(row)) + "</tr>" for row in rows
    )
    return (
        f'<div class="w-scroll" tabindex="0" role="region" aria-label="{esc(caption)}"><table>'
        f"<caption>{esc(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _right(column: int, numeric: Sequence[int]) -> str:
    return ' class="w-right"' if column in numeric else ""


def box(body: str, tone: Tone = "plain") -> str:
    """A framed block of HTML."""
    return f'<div class="w-box w-{tone}">{body}</div>' if body else ""


def meter(share: float, words: str) -> str:
    """A bar with its words; `share` from 0 to 1."""
    percent = max(0, min(100, round(share * 100)))
    bar = f'<progress max="100" value="{percent}" aria-label="{esc(words)}"></progress>'
    return f'<div class="w-meter">{bar}<span>{esc(words)}</span></div>'


def marked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with the spans (start, end) highlighted; overlapping spans count once."""
    pieces: list[str] = []
    place = 0
    for start, end in sorted(spans):
        if start < place or end <= start:
            continue
        pieces.append(esc(text[place:start]))
        pieces.append(f"<mark>{esc(text[start:end])}</mark>")
        place = end
    return "".join(pieces) + esc(text[place:])


def action(words: str, address: str) -> str:
    """A link that is the thing to do here, such as a download: it looks like a button."""
    return f'<p><a class="w-action" href="{esc(address)}">{esc(words)}</a></p>'


def link(words: str, address: str) -> str:
    """A link to a place in this app or to a source."""
    return f'<a href="{esc(address)}">{esc(words)}</a>'
