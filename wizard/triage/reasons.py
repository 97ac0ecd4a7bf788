"""Reasons: the words of the text that spoke for a scenario, quoted as the merchant wrote them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from wizard.triage.features import grams, heard
from wizard.triage.model import Model, Vector
from wizard.triage.reading import BREAK, Reading

LONGEST_PHRASE = 14  # characters: long enough to recognise, short enough to read at a glance
WHOLE_CLAUSE = 18  # a clause up to this long is quoted whole; part of it would read like a slip
NEAR_EDGE = 3  # symbols; a quotation that stops this near to the end of its clause goes on to the end
SHORTEST_PHRASE = 2  # symbols: one character alone reads like a slip
NUMBER, LIST_MARKS = "0", tuple(".．、)）")
SPEAKING = 0.35  # a phrase ends where its weight falls below this share of the strongest


@dataclass(frozen=True)
class Span:
    """A phrase of the original text with its weight."""

    phrase: str
    start: int
    end: int
    weight: float


def spans(text: str, reading: Reading, model: Model, label: str, limit: int) -> list[Span]:
    """The strongest phrases for a label, strongest first, none overlapping."""
    weight = _symbol_weights(reading, model, model.labels.index(label))
    if not len(weight) or weight.max() <= 0:
        return []
    found: list[Span] = []
    floor = SPEAKING * float(weight.max())
    while len(found) < limit and weight.max() >= floor:
        first, last = _rounded(*_around(int(weight.argmax()), weight, text, reading, floor), text, reading)
        found.append(_span(text, reading, first, last, float(weight[first : last + 1].sum())))
        weight[first : last + 1] = 0.0
    return [span for span in found if span.phrase.strip()]


def _symbol_weights(reading: Reading, model: Model, label: int) -> Vector:
    """How much each symbol spoke for the label, against the mean of the others."""
    words = reading.words
    loads = model.loads(reading)
    places = [*grams(words), *heard(words, model.lexicon.sounds), *model.lexicon.concepts.matches(words)]
    times = _times(places)
    weight = np.zeros(len(words))
    for feature, first, past in places:
        if feature in loads:
            row = model.fitted.weights[model.row[feature]]
            share = loads[feature] * (row[label] - row.mean()) / times[feature] / (past - first)
            weight[first:past] += share
    return weight


def _times(places: Sequence[tuple[str, int, int]]) -> Mapping[str, int]:
    times: dict[str, int] = {}
    for feature, _, _ in places:
        times[feature] = times.get(feature, 0) + 1
    return times


def _around(peak: int, weight: Vector, text: str, reading: Reading, floor: float) -> tuple[int, int]:
    """The phrase around a peak: it grows while neighbours speak too and its clause does not end."""
    first = last = peak
    while last - first + 1 < LONGEST_PHRASE:
        left = weight[first - 1] if first > 0 and not _parted(first - 1, text, reading) else -math.inf
        right = weight[last + 1] if last + 1 < len(weight) and not _parted(last, text, reading) else -math.inf
        strongest = max(left, right)
        if strongest == -math.inf or (last - first + 1 >= SHORTEST_PHRASE and strongest < floor / 2):
            break
        first, last = (first - 1, last) if left >= right else (first, last + 1)
    return first, last


def _rounded(first: int, last: int, text: str, reading: Reading) -> tuple[int, int]:
    """The phrase as a person would quote it: its whole clause, or up to the clause's ends where they are near."""
    start, end = first, last
    while start > 0 and not _parted(start - 1, text, reading):
        start -= 1
    while end + 1 < len(reading.symbols) and not _parted(end, text, reading):
        end += 1
    if end - start < WHOLE_CLAUSE:
        return start, end
    return start if first - start <= NEAR_EDGE else first, end if end - last <= NEAR_EDGE else last


def _parted(index: int, text: str, reading: Reading) -> bool:
    """Whether a clause ends between two symbols: a break, punctuation, denied words, a list's next number."""
    here, after = reading.symbols[index], reading.symbols[index + 1]
    between = text[here.end : after.start]
    numbered = after.text == NUMBER and text[after.end : after.end + 1] in LIST_MARKS
    return BREAK in (here.text, after.text) or any(not character.isspace() for character in between) or numbered


def _span(text: str, reading: Reading, first: int, last: int, weight: float) -> Span:
    start, end = reading.symbols[first].start, reading.symbols[last].end
    return Span(text[start:end], start, end, weight)
