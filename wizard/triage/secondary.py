"""The second scenario: what a story names beside the first, judged from its clauses and sentences by the words alone.

A mixed story seldom gives its second matter much room: half a sentence often carries it. So each scenario is asked how
likely it is as a whole and how clear it is in the clause that speaks most for it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from wizard.triage.model import OUT, Model, Vector
from wizard.triage.reading import Reading

MOST = 2  # scenarios named beside the first
MOST_PARTS = 60  # of a long text the first ones, so that the answer does not wait
LONG = 80  # characters; beyond that a story is simply long
NEVER = 0.001  # added before logarithms


@dataclass(frozen=True)
class Parts:
    """P(outcome | part) of a story's sentences and clauses, one row a part, in the order of `outcomes`."""

    outcomes: tuple[str, ...]
    sentences: Vector
    clauses: Vector

    @classmethod
    def of(cls, text: str, reading: Reading, model: Model) -> Parts:
        """The parts of a story; the whole stands for itself where it has none."""
        outcomes = tuple(sorted({label.split("/")[0] for label in model.labels}))
        judged = [
            _judged(parts[:MOST_PARTS] or [reading], outcomes, model)
            for parts in (reading.sentences(), reading.clauses(text))
        ]
        return cls(outcomes, *judged)


def _judged(parts: Sequence[Reading], outcomes: Sequence[str], model: Model) -> Vector:
    merge = np.array([[label.split("/")[0] == outcome for outcome in outcomes] for label in model.labels], dtype=float)
    return np.asarray(np.array([model.alone_by_words(part) for part in parts]) @ merge)


def candidates(belief: Mapping[str, float], text: str, parts: Parts) -> dict[str, list[float]]:
    """The numbers that speak for or against each scenario but the likeliest."""
    first = max(belief, key=lambda outcome: belief[outcome])
    clear = math.log(float(parts.sentences[:, parts.outcomes.index(first)].max()) + NEVER)
    length, clauses = math.log(min(len(text), LONG)), math.log(1 + len(parts.clauses))
    found: dict[str, list[float]] = {}
    for column, outcome in enumerate(parts.outcomes):
        if outcome not in (first, OUT):
            best, second = (*np.sort(parts.clauses[:, column])[::-1][:2].tolist(), 0.0)[:2]
            found[outcome] = [
                math.log(belief[outcome] + NEVER),
                math.log(best + NEVER),
                best,
                math.log(second + NEVER),
                clear,
                length,
                clauses,
                float(len(parts.sentences) > 1),
            ]
    return found


def named(belief: Mapping[str, float], text: str, reading: Reading, model: Model) -> list[str]:
    """At most `MOST` scenarios that the story names beside the first, the clearest first."""
    weights, bias = model.fitted.second[:-1], float(model.fitted.second[-1])
    found = candidates(belief, text, Parts.of(text, reading, model))
    score = {outcome: float(np.dot(weights, numbers)) + bias for outcome, numbers in found.items()}
    return sorted((one for one in score if score[one] > 0), key=lambda one: -score[one])[:MOST]
