"""Applies what the merchant chose to hide: to a line of text, or to a row of a table.

In a row, what stands in a starred column is starred in the row's other cells too: the buyer's name in a remark.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from wizard.case import Hidden, HiddenKind
from wizard.evidence.starring.spotting import clean, compact, folded, spotted
from wizard.evidence.starring.stars import starred

Span = tuple[int, int, HiddenKind]
LEAST_IN_OTHERS, LEAST_DIGITS = 2, 5  # characters of a cell that is looked for in its row's other cells
_GAP = r"[\s\-]*"  # a number may be written in groups


class Hider:
    """Knows what is hidden in one file."""

    def __init__(self, hidden: Iterable[Hidden]) -> None:
        """Sort what is hidden by how it is found."""
        self.columns: defaultdict[str, dict[int, Hidden]] = defaultdict(dict)
        self.kinds: set[str] = set()
        self.kinds_in: defaultdict[tuple[str, int], set[str]] = defaultdict(set)
        self.words: dict[str, HiddenKind] = {}
        for one in hidden:
            self._add(one)

    def _add(self, one: Hidden) -> None:
        if one.scope == "column":
            self.columns[one.sheet][one.column] = one
        elif one.scope == "words":
            if one.words:
                self.words[compact(one.words)] = one.kind
        elif one.column:
            self.kinds_in[one.sheet, one.column].add(one.kind)
        else:
            self.kinds.add(one.kind)

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        return _any_of(self.words)

    def text(self, text: str) -> str:
        """A line or a whole text of any place but a table's cell."""
        return self._hide(text, self.kinds)

    def row(self, sheet: str, number: int, cells: Sequence[str]) -> list[str]:
        """The cells of row `number` (from 1) of a sheet; the text of a cell stays as it is where nothing is hidden."""
        mine = self.columns.get(sheet, {})
        whole = {place: one.kind for place, one in mine.items() if number > one.below and place <= len(cells)}
        values = {compact(cells[place - 1]): kind for place, kind in whole.items()}
        beside = {value: kind for value, kind in values.items() if _tells(value, kind)}
        return [
            starred(clean(cell), whole[place]) if place in whole else self._cell(sheet, place, cell, beside)
            for place, cell in enumerate(cells, start=1)
        ]

    def _cell(self, sheet: str, column: int, cell: str, beside: dict[str, HiddenKind]) -> str:
        kinds = self.kinds | self.kinds_in.get((sheet, column), set())
        near = {}
        if beside and len(cell) >= LEAST_IN_OTHERS:
            plain = compact(cell)
            near = {value: kind for value, kind in beside.items() if value in plain}
        return self._hide(cell, kinds, near) if kinds or near or self.words else cell

    def _hide(self, text: str, kinds: set[str], near: dict[str, HiddenKind] | None = None) -> str:
        text = clean(text)
        spans = [*self._spans(text, kinds)]
        if near and (pattern := _any_of(near)):
            spans += _places(pattern, near, text)
        return _with_stars(text, spans) if spans else text

    def _spans(self, text: str, kinds: set[str]) -> Iterator[Span]:
        if self._pattern is not None:
            yield from _places(self._pattern, self.words, text)
        if kinds:
            for found in spotted(text):
                if found.kind in kinds:
                    yield found.start, found.end, found.kind  # type: ignore[misc]


def _places(pattern: re.Pattern[str], kinds: Mapping[str, HiddenKind], text: str) -> Iterator[Span]:
    """Where the pattern's words stand, each with its kind."""
    for match in pattern.finditer(folded(text)):
        yield match.start(), match.end(), kinds.get(compact(match[0]), "other")


def _tells(value: str, kind: HiddenKind) -> bool:
    """Whether a cell is somebody's data wherever it stands in its row: a name, a number; no quantity, no star."""
    least = LEAST_DIGITS if value.isdigit() else LEAST_IN_OTHERS
    return kind != "other" and len(value) >= least and "*" not in value


def _any_of(words: Iterable[str]) -> re.Pattern[str] | None:
    longest = sorted((word for word in words if word), key=len, reverse=True)
    if not longest:
        return None
    return re.compile("|".join(map(_written, longest)), re.IGNORECASE)


def _written(word: str) -> str:
    """A pattern for a word; a number is not part of a longer one, such as an order's."""
    pattern = _GAP.join(map(re.escape, word))
    return rf"(?<!\d){pattern}(?!\d)" if word.isdigit() else pattern


def _with_stars(text: str, spans: Iterable[Span]) -> str:
    """The text with these places starred; of overlapping ones all of both is gone."""
    parts, done = [], 0
    for start, end, kind in _joined(spans):
        parts += [text[done:start], starred(folded(text[start:end]), kind)]
        done = end
    return "".join([*parts, text[done:]])


def _joined(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end, kind in sorted(spans, key=lambda span: (span[0], -span[1])):
        if joined and start < joined[-1][1]:
            first = joined[-1]
            grown = end > first[1]
            joined[-1] = (first[0], max(first[1], end), "other" if grown else first[2])
        else:
            joined.append((start, end, kind))
    return joined
