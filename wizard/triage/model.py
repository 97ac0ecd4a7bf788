"""The linear model: features of a text and its meaning times fitted weights, applied with numpy alone.

Three judges are combined: words (runs of characters and concepts), a gate that only asks whether this is a merchant's
complaint about the platform, and meaning (an embedding, where there is one). Labels are the nine scenarios and, instead
of one `out_of_scope`, its kinds (`out_of_scope/<way out>`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from wizard.triage.features import counts
from wizard.triage.lexicon import Lexicon
from wizard.triage.reading import Reading, read

Vector = NDArray[np.float64]
WEIGHTS = "weights.npz"
OUT = "out_of_scope"
LEAST = 1e-9
SURE_ALONE = 0.99  # above this the meaning changed no judgement for the better on unseen voices, and costs 50 ms


@dataclass(frozen=True)
class Mixing:
    """How the judges become one; fitted on folds in which whole voices are left out."""

    gate: float  # share of the gate in the question "out of scope or not"; the rest is the words' share
    meaning: float  # weight of the meaning beside the words
    sharpness: float  # below 1: less sure than the judges think they are
    outside: float  # added to every out-of-scope label: below 0 keeps merchants from being turned away


@dataclass(frozen=True)
class Fitted:
    """Fitted numbers: one row a feature (or embedding dimension), one column a label; the gate has one column.

    `second` weighs what speaks for a second scenario; its last number is the bias.
    """

    vocabulary: tuple[str, ...]
    rarity: Vector
    weights: Vector
    bias: Vector
    gate: Vector
    gate_bias: float
    centre: Vector
    meaning: Vector
    meaning_bias: Vector
    second: Vector


class Model:
    """The fitted model of one pack."""

    def __init__(
        self, labels: Sequence[str], fitted: Fitted, alone: Mixing, together: Mixing, lexicon: Lexicon
    ) -> None:
        """Take labels, numbers, the mixing without and with meaning, and the lexicon."""
        self.labels = tuple(labels)
        self.fitted, self.alone, self.together, self.lexicon = fitted, alone, together, lexicon
        self.row = {feature: index for index, feature in enumerate(fitted.vocabulary)}
        self.is_out = np.array([label.startswith(OUT) for label in self.labels])

    def read(self, text: str) -> Reading:
        """The reading of a text; what it denies is told apart."""
        return read(text, self.lexicon.denials.spans)

    def loads(self, reading: Reading) -> dict[str, float]:
        """The text as known features with their weight: 1 + log(count), times rarity, scaled to length 1."""
        raw = self._raw(counts(reading.words, [symbol.text for symbol in reading.denied], self.lexicon))
        length = math.sqrt(sum(value * value for value in raw.values())) or 1.0
        return {feature: value / length for feature, value in raw.items()}

    def _raw(self, found: Mapping[str, int]) -> dict[str, float]:
        rarity = self.fitted.rarity
        return {
            feature: (1 + math.log(count)) * float(rarity[self.row[feature]])
            for feature, count in found.items()
            if feature in self.row
        }

    def judged_by_words(self, reading: Reading) -> tuple[Vector, float]:
        """Scores of the labels and of the gate (above 0: out of scope), from the words."""
        loads = self.loads(reading)
        rows = [self.row[feature] for feature in loads]
        values = np.fromiter(loads.values(), float, len(loads))
        scores = values @ self.fitted.weights[rows] + self.fitted.bias
        return np.asarray(scores), float(values @ self.fitted.gate[rows]) + self.fitted.gate_bias

    def judged_by_meaning(self, meaning: Vector) -> Vector:
        """Scores of the labels from an embedding."""
        direction = meaning - self.fitted.centre
        length = float(np.linalg.norm(direction)) or 1.0
        return np.asarray(direction / length @ self.fitted.meaning + self.fitted.meaning_bias)

    def probabilities(self, reading: Reading, meaning: Callable[[], Vector | None]) -> Vector:
        """P(label | text), calibrated; sums to 1. `meaning` is asked only when the words alone are not sure."""
        scores, gate = self.judged_by_words(reading)
        alone = mix(scores, gate, None, self.is_out, self.alone)
        if max(float(alone[self.is_out].sum()), float(alone[~self.is_out].max(initial=0.0))) >= SURE_ALONE:
            return alone
        found = meaning()
        if found is None:
            return alone
        return mix(scores, gate, self.judged_by_meaning(found), self.is_out, self.together)

    def alone_by_words(self, reading: Reading) -> Vector:
        """P(label | text) from the words alone."""
        return mix(*self.judged_by_words(reading), None, self.is_out, self.alone)


def softmax(scores: Vector) -> Vector:
    """Scores as probabilities."""
    raised = np.exp(scores - scores.max())
    return np.asarray(raised / raised.sum())


def mix(scores: Vector, gate: float, meaning: Vector | None, is_out: NDArray[np.bool_], mixing: Mixing) -> Vector:
    """Probabilities of the labels from the judges' scores."""
    believed = softmax(scores)
    outside = min(max(float(believed[is_out].sum()), LEAST), 1 - LEAST)
    odds = math.log(outside / (1 - outside))
    shift = mixing.gate * (gate - odds)
    total = np.log(believed + LEAST) + shift * is_out
    if meaning is not None:
        total = total + mixing.meaning * np.log(softmax(meaning) + LEAST)
    return softmax(mixing.sharpness * total + mixing.outside * is_out)


@lru_cache(maxsize=4)
def model_of(folder: Path) -> Model:
    """The fitted model in a pack's triage folder, read once a process."""
    with np.load(folder / WEIGHTS, allow_pickle=False) as stored:
        labels, vocabulary = (bytes(stored[name]).decode("utf-8").split("\n") for name in ("labels", "vocabulary"))
        fitted = Fitted(
            vocabulary=tuple(vocabulary),
            gate_bias=float(stored["gate_bias"]),
            **{
                name: stored[name].astype(float)
                for name in ("rarity", "weights", "bias", "gate", "centre", "meaning", "meaning_bias", "second")
            },
        )
        alone, together = (Mixing(*(float(value) for value in row)) for row in stored["mixing"])
    return Model(labels, fitted, alone, together, Lexicon.of(folder))
