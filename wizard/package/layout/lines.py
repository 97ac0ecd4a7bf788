"""Breaking Chinese text into lines.

No line begins with a closing mark or ends with an opening one (GB/T 15834, JIS X 4051 call it kinsoku); Latin words
and numbers stay whole; long addresses and digests break at their own separators; two marks in a row share the blank
between them, and a closing mark may hang its blank half over the margin; full lines are justified by letter spacing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from wizard.package.layout.faces import BOLD, FACES, REGULAR, face_of, showable
from wizard.package.layout.styles import Colour, Style

NO_START = frozenset("，。、；：！？”’）》」』】〕〉］｝…·,.;:!?)]}%％‰℃°～ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々")
NO_END = frozenset("“‘（《「『【〔〈［｛([{¥￥$＄№")
HALF_BLANK = frozenset("，。、；：！？”’）》」』】〕〉］｝")
SHARES_BLANK = HALF_BLANK | frozenset("（《「『【〔〈“‘")
LONGEST_WORD = 24
KNOWN_LOOKS, KNOWN_ATOMS = 16, 3000
"""Atoms kept from one paragraph to the next: of so many looks, so many each (5 MB at most)."""
SHORTEST, LONGEST_COMPANY = 3, 4
"""Atoms that must stay on a line, and may come down from it to a character that would stand alone."""
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
    whole: bool = False
    """No line begins within it."""
    joined: bool = False
    """No line begins with it."""


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
    single = len(text) == 1
    width = (metrics[text][1] if single else sum([metrics[char][1] for char in text])) * size
    blank = size / 2 if single and text in HALF_BLANK and width > 0.9 * size else 0.0
    return Atom(
        text, width, source, text[0] not in NO_START, text[-1] not in NO_END, blank, single and not text.isascii()
    )


def atoms_of(inlines: Sequence[Inline], style: Style) -> list[Atom]:
    """The atoms of a paragraph; a forced line break is an atom whose text is a newline."""
    found: list[Atom] = []
    for source, inline in enumerate(inlines):
        bold = style.bold or inline.bold
        known, first = _known(style.size, bold, source), len(found)
        for token in _TOKENS.findall(showable(inline.text)):
            atom = known.get(token)
            if atom is not None:
                found.append(atom)
            elif len(token) > LONGEST_WORD:
                found += _long_word(token, style.size, bold, source)
            else:
                found.append(_remembered(known, _atom(token, style.size, bold, source)))
        if inline.whole or inline.joined:
            held = slice(first + (not inline.joined), None if inline.whole else first + 1)
            found[held] = [replace(atom, may_start=False) for atom in found[held]]
    return _squeezed(found)


@lru_cache(maxsize=KNOWN_LOOKS)
def _known(size: float, bold: bool, source: int) -> dict[str, Atom]:
    """The atoms met so far in one look; only as many as `_remembered` lets in."""
    return {}


def _remembered(known: dict[str, Atom], atom: Atom) -> Atom:
    if len(known) < KNOWN_ATOMS:
        known[atom.text] = atom
    return atom


def _long_word(token: str, size: float, bold: bool, source: int) -> list[Atom]:
    pieces = [_atom(piece, size, bold, source) for piece in _pieces(token)]
    return [replace(piece, sticks=True, may_start=True) for piece in pieces[:-1]] + [
        replace(pieces[-1], may_start=True)
    ]


def _squeezed(atoms: list[Atom]) -> list[Atom]:
    """Where two marks meet, the first gives up the blank at its right."""
    for place in range(len(atoms) - 1):
        atom = atoms[place]
        if atom.blank and atoms[place + 1].text in SHARES_BLANK:
            atoms[place] = _without_blank(atom)
    return atoms


def _without_blank(atom: Atom) -> Atom:
    return Atom(atom.text, atom.width - atom.blank, atom.source, atom.may_start, atom.may_end, spaced=False)


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
    left = room + 0.01
    for place in range(start, len(atoms)):
        atom = atoms[place]
        if atom.text == "\n":
            return place
        if atom.width - atom.blank > left and not atom.text.isspace() and place > start:
            return _retreat(atoms, start, place)
        left -= atom.width
    return len(atoms)


def _retreat(atoms: Sequence[Atom], start: int, place: int) -> int:
    """The last allowed break at or before `place`; where there is none, `place` itself."""
    for candidate in range(place, start, -1):
        if _may_break(atoms, candidate):
            return candidate
    return place


def break_lines(inlines: Sequence[Inline], style: Style, width: float) -> list[Line]:
    """Set a paragraph: its lines, each at most `width` points wide. There is always at least one line."""
    indent = style.first_indent * style.size
    atoms = _narrowed(atoms_of(inlines, style), inlines, style, width - indent)
    return [
        _set(atoms[start:end], inlines, style, width, 0.0 if place else indent, last=_ends(atoms, end))
        for place, (start, end) in enumerate(_accompanied(atoms, _ranges(atoms, width, indent)))
    ]


def _ends(atoms: Sequence[Atom], end: int) -> bool:
    """Whether a line that ends here is the last of its paragraph, or before a forced break."""
    return end >= len(atoms) or atoms[end].text == "\n"


def _ranges(atoms: Sequence[Atom], width: float, indent: float) -> list[tuple[int, int]]:
    """Where each line begins and ends among the atoms."""
    found: list[tuple[int, int]] = []
    start = 0
    while start < len(atoms) or not found:
        end = _line_end(atoms, start, width - (0.0 if found else indent))
        found.append((start, end))
        if _ends(atoms, end):
            start = end + 1 if end < len(atoms) else end
            continue
        start = end
        while start < len(atoms) and atoms[start].text.isspace() and atoms[start].text != "\n":
            start += 1
    return found


def _accompanied(atoms: Sequence[Atom], ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """No character stands alone on a last line: the one before comes down to it."""
    for place in range(1, len(ranges)):
        (before, cut), (start, end) = ranges[place - 1], ranges[place]
        alone = [atom for atom in atoms[start:end] if atom.may_start]
        if cut != start or not _ends(atoms, end) or len(alone) != 1 or len(alone[0].text) > 1:
            continue
        earlier = _retreat(atoms, before, cut - 1)
        if earlier - before >= SHORTEST and cut - earlier <= LONGEST_COMPANY:
            ranges[place - 1], ranges[place] = (before, earlier), (earlier, end)
    return ranges


def _set(
    atoms: list[Atom], inlines: Sequence[Inline], style: Style, width: float, indent: float, *, last: bool
) -> Line:
    while atoms and atoms[-1].text.isspace():
        atoms = atoms[:-1]
    natural = sum([atom.width for atom in atoms])
    gaps = len(atoms) - 1 - sum([atom.sticks for atom in atoms[:-1]])  # places that can take letter spacing
    spread = _spread(atoms, style, width - indent - natural, gaps, last)
    offset = {"centre": (width - natural) / 2, "right": width - natural}.get(style.align, indent)
    return Line(tuple(_spans(atoms, inlines, style, offset, spread)), offset + natural + spread * max(gaps, 0))


def _spread(atoms: Sequence[Atom], style: Style, slack: float, gaps: int, last: bool) -> float:
    if style.align != "justify" or gaps <= 0:
        return 0.0
    spread = slack / gaps
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
    found = list(map(METRICS[style.bold or inline.bold].__getitem__, text))
    start, face = 0, found[0][0]
    for place, (other, _) in enumerate(found):
        if other != face:
            width = _width(found[start:place], style.size, spread)
            yield Span(x, width, text[start:place], face, source, spread)
            x, start, face = x + width, place, other
    yield Span(x, _width(found[start:], style.size, spread), text[start:], face, source, spread)


def _width(found: Sequence[tuple[int, float]], size: float, spread: float) -> float:
    return sum([em for _, em in found]) * size + spread * len(found)
