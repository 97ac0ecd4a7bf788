"""The linear model: features of a text times fitted weights, applied with numpy alone.

A text is scored as a whole and sentence by sentence; the two are added, so that one telling sentence in a long story
counts. Labels are the nine scenarios and, instead of one `out_of_scope`, its kinds (`out_of_scope/<way out>`).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from wizard.triage.features import Concepts, counts
from wizard.triage.reading import segments

Vector = NDArray[np.float64]
WEIGHTS = "weights.npz"
OUT = "out_of_scope"
MAX_SEGMENTS = 120


@dataclass(frozen=True)
class Mixing:
    """How scores of the whole and of the sentences become probabilities; all fitted on held-back training folds."""

    whole: float
    parts: float
    sharpness: float
    outside: float  # added to every out-of-scope label: keeps merchants from being turned away


class Model:
    """Fitted weights of one pack."""

    def __init__(
        self,
        labels: Sequence[str],
        vocabulary: Sequence[str],
        rarity: Vector,
        weights: Vector,
        bias: Vector,
        mixing: Mixing,
        concepts: Concepts,
    ) -> None:
        """Take labels, features, their inverse document frequency, weights (features x labels), bias and mixing."""
        self.labels = tuple(labels)
        self.row = {feature: index for index, feature in enumerate(vocabulary)}
        self.rarity, self.weights, self.bias = rarity, weights, bias
        self.mixing, self.concepts = mixing, concepts

    @cached_property
    def is_out(self) -> NDArray[np.bool_]:
        """Which labels are kinds of out_of_scope."""
        return np.array([label.startswith(OUT) for label in self.labels])

    def loads(self, words: Sequence[str]) -> dict[str, float]:
        """The text as known features with their weight: 1 + log(count), times rarity, scaled to length 1."""
        raw = self._raw(counts(words, self.concepts))
        length = math.sqrt(sum(value * value for value in raw.values())) or 1.0
        return {feature: value / length for feature, value in raw.items()}

    def _raw(self, found: Mapping[str, int]) -> dict[str, float]:
        return {
            feature: (1 + math.log(count)) * float(self.rarity[self.row[feature]])
            for feature, count in found.items()
            if feature in self.row
        }

    def scores(self, words: Sequence[str]) -> Vector:
        """One score for each label, for this run of symbols as a whole."""
        loads = self.loads(words)
        if not loads:
            return self.bias.copy()
        rows = [self.row[feature] for feature in loads]
        return np.asarray(np.fromiter(loads.values(), float) @ self.weights[rows] + self.bias)

    def probabilities(self, words: Sequence[str]) -> Vector:
        """P(label | text), calibrated; sums to 1."""
        parts = [self.scores(part) for part in segments(list(words))[:MAX_SEGMENTS]]
        return mix(self.scores(words), np.array(parts or [self.bias]), self.is_out, self.mixing)

    def knows(self, words: Sequence[str]) -> bool:
        """Whether the text holds anything the model has ever seen."""
        return any(feature in self.row for feature in Counter(counts(words, self.concepts)))


def softmax(scores: Vector) -> Vector:
    """Scores as probabilities along the last axis."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def mix(whole: Vector, parts: Vector, is_out: NDArray[np.bool_], mixing: Mixing) -> Vector:
    """Probabilities from the whole's scores and the sentences' scores (sentences x labels)."""
    believed = np.log(softmax(parts).mean(axis=0))
    scores = mixing.whole * np.log(softmax(whole)) + mixing.parts * believed
    return softmax(mixing.sharpness * scores + mixing.outside * is_out)


@lru_cache(maxsize=4)
def model_of(folder: Path) -> Model:
    """The fitted model in a pack's triage folder, read once a process."""
    with np.load(folder / WEIGHTS, allow_pickle=False) as stored:
        text = {name: bytes(stored[name]).decode("utf-8").split("\n") for name in ("labels", "vocabulary")}
        numbers = {name: stored[name].astype(float) for name in ("rarity", "weights", "bias", "mixing")}
    return Model(
        text["labels"],
        text["vocabulary"],
        numbers["rarity"],
        numbers["weights"],
        numbers["bias"],
        Mixing(*(float(value) for value in numbers["mixing"])),
        Concepts.of(folder),
    )
