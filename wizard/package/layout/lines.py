"""Breaking Chinese text into lines.

No line begins with a closing mark or ends with an opening one (GB/T 15834, JIS X 4051 call it kinsoku); Latin words
and numbers stay whole; long addresses and digests break at their own separators; two marks in a row share the blank
between them, and a closing mark may hang its blank half over the margin; full lines are justified by letter spacing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from wizard.package.layout.faces import BOLD, FACES, REGULAR, face_of, showable
from wizard.package.layout.styles import Colour, Style

NO_START = frozenset("，。、；：！？”’）》」』】〕〉］｝…·,.;:!?)]}%％‰℃°～ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々")
NO_END = frozenset("“‘（《「『【〔〈［｛([{¥￥$＄№")
HALF_BLANK = frozenset("，。、；：！？”’）》」』】〕〉］｝")
LONGEST_WORD = 24
LOOSEST = 0.20
"""Widest letter spacing, in ems, that still looks like a line."""

_TOKENS = re.compile(r"\n| +|[!-~\u00a1-\u02af\u0370-\u04ff]+|—{2,}|…{2,}|.", re.DOTALL)
_PIECES = re.compile(r"[^/?&=_.,:;@#\-]*[/?&=_.,:;@#\-]+|[^/?&=_.,:;@#\-]+")


@dataclass(frozen=True)
class Inline:
    """A stretch of text with one look. `target` makes it a link to an anchor; `says` is what a reader announces."""

    text: str
    bold: bool = False
    colour: Colour | None = None
    target: str = ""
    says: str = ""
    page_of: str = ""
    """The text is a stand-in for the page number of this anchor, which is known only when all pages are made."""


@dataclass(frozen=True, slots=True)
class Atom:
    """What is never broken: one Chinese character, one word, one run of spaces."""

    text: str
    width: float
    source: int
    may_start: bool
    may_end: bool
    blank: float = 0.0
    """The part of the width that is blank at its right, for closing marks."""
    spaced: bool = True
    """Whether letter spacing may be put inside a run of such atoms."""
    sticks: bool = False
    """A piece of a long word: no letter spacing between it and the next piece."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one line in one face: where it starts and how far its letters are spread."""

    x: float
    width: float
    text: str
    face: int
    source: int
    spread: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its spans from left to right and the width they fill."""

    spans: tuple[Span, ...]
    width: float


class _Metrics(dict[str, tuple[int, float]]):
    """Character → (face, width in ems), filled as characters are met."""

    def __init__(self, bold: bool) -> None:
        self.bold = bold

    def __missing__(self, char: str) -> tuple[int, float]:
        face = face_of(char, self.bold)
        if face is None:  # `showable` has replaced these already
            face, char = (BOLD if self.bold else REGULAR), "?"
        self[char] = found = (face, FACES[face].width(ord(char)) / 1000)
        return found


METRICS = (_Metrics(False), _Metrics(True))


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Width of a text on one line, in points."""
    metrics = METRICS[bold]
    return sum(metrics[char][1] for char in showable(text)) * size


def _pieces(token: str) -> Iterator[str]:
    for piece in _PIECES.findall(token):
        for start in range(0, len(piece), LONGEST_WORD):
            yield piece[start : start + LONGEST_WORD]


def _atom(text: str, size: float, bold: bool, source: int) -> Atom:
    metrics = METRICS[bold]
    width = sum(metrics[char][1] for char in text) * size
    single = len(text) == 1
    blank = size / 2 if single and text in HALF_BLANK and width > 0.9 * size else 0.0
    return Atom(
        text, width, source, text[0] not in NO_START, text[-1] not in NO_END, blank, single and not text.isascii()
    )


def atoms_of(inlines: Sequence[Inline], style: Style) -> list[Atom]:
    """The atoms of a paragraph; a forced line break is an atom whose text is a newline."""
    found: list[Atom] = []
    known: dict[str, Atom] = {}
    for source, inline in enumerate(inlines):
        bold = style.bold or inline.bold
        known.clear()
        for token in _TOKENS.findall(showable(inline.text)):
            atom = known.get(token)
            if atom is None and len(token) <= LONGEST_WORD:
                atom = known[token] = _atom(token, style.size, bold, source)
            found += [atom] if atom else _long_word(token, style.size, bold, source)
    return _squeezed(found)


def _long_word(token: str, size: float, bold: bool, source: int) -> list[Atom]:
    pieces = [_atom(piece, size, bold, source) for piece in _pieces(token)]
    return [replace(piece, sticks=True, may_start=True) for piece in pieces[:-1]] + [
        replace(pieces[-1], may_start=True)
    ]


def _squeezed(atoms: list[Atom]) -> list[Atom]:
    """Where two marks meet, the first gives up the blank at its right."""
    for place in range(len(atoms) - 1):
        atom, following = atoms[place], atoms[place + 1].text
        if atom.blank and len(following) == 1 and (following in HALF_BLANK or following in "（《「『【〔〈“‘"):
            atoms[place] = replace(atom, width=atom.width - atom.blank, blank=0.0, spaced=False)
    return atoms


def _narrowed(atoms: list[Atom], inlines: Sequence[Inline], style: Style, room: float) -> list[Atom]:
    """Words wider than the line (a narrow column) as single characters that stick together where they can."""
    if all(atom.width <= room for atom in atoms):
        return atoms
    found: list[Atom] = []
    for atom in atoms:
        if atom.width <= room or len(atom.text) == 1:
            found.append(atom)
            continue
        bold = style.bold or inlines[atom.source].bold
        chars = [_atom(char, style.size, bold, atom.source) for char in atom.text]
        found += [replace(char, sticks=True, may_start=True, may_end=True) for char in chars[:-1]]
        found.append(replace(chars[-1], sticks=atom.sticks, may_start=True, may_end=True))
    return found


def _may_break(atoms: Sequence[Atom], place: int) -> bool:
    return atoms[place].may_start and atoms[place - 1].may_end


def _line_end(atoms: Sequence[Atom], start: int, room: float) -> int:
    """Index after the last atom of the line that begins at `start`."""
    width, place = 0.0, start
    while place < len(atoms):
        atom = atoms[place]
        if atom.text == "\n":
            return place
        if width + atom.width - atom.blank > room + 0.01 and not atom.text.isspace() and place > start:
            return _retreat(atoms, start, place)
        width += atom.width
        place += 1
    return place


def _retreat(atoms: Sequence[Atom], start: int, place: int) -> int:
    """The last allowed break at or before `place`; where there is none, `place` itself."""
    for candidate in range(place, start, -1):
        if _may_break(atoms, candidate):
            return candidate
    return place


def break_lines(inlines: Sequence[Inline], style: Style, width: float) -> list[Line]:
    """Set a paragraph: its lines, each at most `width` points wide. There is always at least one line."""
    atoms = _narrowed(atoms_of(inlines, style), inlines, style, width - style.first_indent * style.size)
    lines: list[Line] = []
    start, indent = 0, style.first_indent * style.size
    while start < len(atoms) or not lines:
        end = _line_end(atoms, start, width - indent)
        forced = end >= len(atoms) or atoms[end].text == "\n"
        lines.append(_set(atoms[start:end], inlines, style, width, indent, last=forced))
        start = end + 1 if end < len(atoms) and atoms[end].text == "\n" else end
        while not forced and start < len(atoms) and atoms[start].text.isspace() and atoms[start].text != "\n":
            start += 1
        indent = 0.0
    return lines


def _set(
    atoms: list[Atom], inlines: Sequence[Inline], style: Style, width: float, indent: float, *, last: bool
) -> Line:
    while atoms and atoms[-1].text.isspace():
        atoms = atoms[:-1]
    natural = sum(atom.width for atom in atoms)
    spread = _spread(atoms, style, width - indent - natural, last)
    offset = {"centre": (width - natural) / 2, "right": width - natural}.get(style.align, indent)
    return Line(tuple(_spans(atoms, inlines, style, offset, spread)), offset + natural + spread * _gaps(atoms))


def _gaps(atoms: Sequence[Atom]) -> int:
    """How many places of a line can take letter spacing."""
    return sum(not atom.sticks for atom in atoms[:-1])


def _spread(atoms: Sequence[Atom], style: Style, slack: float, last: bool) -> float:
    if style.align != "justify" or not _gaps(atoms):
        return 0.0
    spread = slack / _gaps(atoms)
    if slack < 0:
        return 0.0 if atoms[-1].blank else spread
    return 0.0 if last or spread > LOOSEST * style.size else spread


def _spans(atoms: Sequence[Atom], inlines: Sequence[Inline], style: Style, x: float, spread: float) -> Iterator[Span]:
    """Atoms joined into runs that can be written with one text operator."""
    text, begin, source, spaced = "", x, -1, True
    for atom in atoms:
        joins = atom.source == source and (not spread or (spaced and atom.spaced))
        if text and not joins:
            yield from _faces(text, begin, style, inlines[source], source, spread if spaced else 0.0)
            text = ""
        if not text:
            begin, source = x, atom.source
        text += atom.text
        spaced = atom.spaced
        x += atom.width + (0.0 if atom.sticks else spread)
        if atom.text in HALF_BLANK and not atom.blank and not atom.spaced:  # squeezed: the next run is placed anew
            yield from _faces(text, begin, style, inlines[source], source, spread)
            text = ""
    if text:
        yield from _faces(text, begin, style, inlines[source], source, spread if spaced else 0.0)


def _faces(text: str, x: float, style: Style, inline: Inline, source: int, spread: float) -> Iterator[Span]:
    """Split a run where the face changes, because a character comes from a fallback font."""
    metrics = METRICS[style.bold or inline.bold]
    start, face, width = 0, metrics[text[0]][0], 0.0
    for place, char in enumerate(text):
        char_face, em = metrics[char]
        if char_face != face:
            yield Span(x, width, text[start:place], face, source, spread)
            x, start, face, width = x + width, place, char_face, 0.0
        width += em * style.size + spread
    yield Span(x, width, text[start:], face, source, spread)
