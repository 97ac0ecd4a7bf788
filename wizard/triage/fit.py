"""Fits the weights: `python -m wizard.triage.fit` (development only; needs scikit-learn; same input, same weights).

Only `train.jsonl` is used. Mixing and calibration are fitted on folds in which whole voices are left out, so that
they see texts by people the weights have not seen. `held_out.jsonl` is never opened here.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from wizard.knowledge.load import load
from wizard.triage.augment import variants
from wizard.triage.features import Concepts, counts
from wizard.triage.labelled import TRAIN, Row, read_rows
from wizard.triage.model import OUT, WEIGHTS, Mixing, Model, Vector, mix
from wizard.triage.reading import read, segments

SEED = 20261122
FOLDS = 5
STRENGTH = 20.0  # inverse of the penalty on large weights
LEAST_TEXTS = 2  # a feature seen in one text only says nothing about others
TURNED_AWAY = 0.012  # share of merchants the folds may call out of scope: the goal is 2 % on unseen texts


def vocabulary_of(rows: Sequence[Row], concepts: Concepts) -> tuple[list[str], Vector]:
    """Features found in at least `LEAST_TEXTS` texts, with their smoothed inverse document frequency."""
    found: Counter[str] = Counter()
    for row in rows:
        found.update(set(counts(read(row.text).words, concepts)))
    kept = sorted(feature for feature, texts in found.items() if texts >= LEAST_TEXTS)
    rarity = np.array([np.log((1 + len(rows)) / (1 + found[feature])) + 1 for feature in kept])
    return kept, rarity


def fitted(rows: Sequence[Row], asides: Sequence[str], labels: Sequence[str], concepts: Concepts) -> Model:
    """A model fitted on the rows and their noisy copies; its mixing is neutral."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    vocabulary, rarity = vocabulary_of(rows, concepts)
    blank = np.zeros((len(vocabulary), len(labels)))
    model = Model(labels, vocabulary, rarity, blank, np.zeros(len(labels)), Mixing(1, 0, 1, 0), concepts)
    examples = [*rows, *variants(rows, asides, SEED)]
    loads = [model.loads(read(row.text).words) for row in examples]
    ends = np.cumsum([0, *(len(load) for load in loads)])
    columns = [model.row[feature] for load in loads for feature in load]
    values = [value for load in loads for value in load.values()]
    matrix = csr_matrix((values, columns, ends), shape=(len(examples), len(vocabulary)))
    solver = LogisticRegression(C=STRENGTH, max_iter=400, class_weight=None)
    solver.fit(matrix, [labels.index(row.label) for row in examples])
    model.weights, model.bias = solver.coef_.T.copy(), solver.intercept_.copy()
    return model


def folds(rows: Sequence[Row]) -> list[set[str]]:
    """The voices in `FOLDS` groups of about equal size."""
    groups: list[set[str]] = [set() for _ in range(FOLDS)]
    sizes = [0] * FOLDS
    for author, size in Counter(row.author for row in rows).most_common():
        smallest = sizes.index(min(sizes))
        groups[smallest].add(author)
        sizes[smallest] += size
    return groups


Scored = list[tuple[Row, Vector, NDArray[np.float64]]]


def scored_unseen(rows: Sequence[Row], asides: Sequence[str], labels: Sequence[str], concepts: Concepts) -> Scored:
    """Every row with the scores of a model that has not seen its author."""
    found: Scored = []
    for left_out in folds(rows):
        model = fitted([row for row in rows if row.author not in left_out], asides, labels, concepts)
        for row in rows:
            if row.author in left_out:
                words = read(row.text).words
                parts = np.array([model.scores(part) for part in segments(words)] or [model.bias])
                found.append((row, model.scores(words), parts))
    return found


def outcome_shares(probabilities: Vector, labels: Sequence[str]) -> dict[str, float]:
    """Probabilities of labels as probabilities of the ten outcomes."""
    shares: dict[str, float] = {}
    for label, share in zip(labels, probabilities, strict=True):
        shares[label.split("/")[0]] = shares.get(label.split("/")[0], 0.0) + float(share)
    return shares


def loss(scored: Scored, labels: Sequence[str], mixing: Mixing) -> float:
    """Mean surprise (nats) at the true outcome: low when the probabilities are right and honest."""
    is_out = np.array([label.startswith(OUT) for label in labels])
    surprise = [
        -np.log(max(outcome_shares(mix(whole, parts, is_out, mixing), labels)[row.scenario], 1e-9))
        for row, whole, parts in scored
    ]
    return float(np.mean(surprise))


def turned_away(scored: Scored, labels: Sequence[str], mixing: Mixing) -> float:
    """Share of merchants that would be called out of scope."""
    is_out = np.array([label.startswith(OUT) for label in labels])
    merchants = [(row, whole, parts) for row, whole, parts in scored if row.scenario != OUT]
    wrong = 0
    for _, whole, parts in merchants:
        shares = outcome_shares(mix(whole, parts, is_out, mixing), labels)
        wrong += max(shares, key=lambda outcome: shares[outcome]) == OUT
    return wrong / len(merchants)


def best_mixing(scored: Scored, labels: Sequence[str]) -> Mixing:
    """The mixing with the least surprise on unseen voices, then shifted until few merchants are turned away."""
    tried = [
        Mixing(whole, 1 - whole, sharpness, 0.0)
        for whole in (1.0, 0.8, 0.6, 0.4, 0.2)
        for sharpness in np.arange(0.8, 4.01, 0.2)
    ]
    best = min(tried, key=lambda mixing: loss(scored, labels, mixing))
    outside = 0.0
    while turned_away(scored, labels, best) > TURNED_AWAY and outside > -3:
        outside -= 0.1
        best = Mixing(best.whole, best.parts, best.sharpness, outside)
    return best


def save(model: Model, path: Path) -> None:
    """Write the weights without pickle, as half-precision numbers."""
    order = sorted(model.row, key=lambda feature: model.row[feature])
    mixing = [model.mixing.whole, model.mixing.parts, model.mixing.sharpness, model.mixing.outside]
    np.savez_compressed(
        path,
        labels=np.frombuffer("\n".join(model.labels).encode(), dtype=np.uint8),
        vocabulary=np.frombuffer("\n".join(order).encode(), dtype=np.uint8),
        rarity=model.rarity.astype(np.float16),
        weights=model.weights.astype(np.float16),
        bias=model.bias.astype(np.float32),
        mixing=np.array(mixing, dtype=np.float32),
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit the weights of a pack and write them beside its labelled texts."""
    parser = argparse.ArgumentParser(description="Fit the triage weights of a knowledge pack.")
    parser.add_argument("--platform", default="pinduoduo")
    folder = load(parser.parse_args(arguments).platform).folder / "triage"
    rows = read_rows(folder / TRAIN)
    asides = [line for line in (folder / "asides.txt").read_text("utf-8").splitlines() if line]
    labels = sorted({row.label for row in rows})
    concepts = Concepts.of(folder)
    mixing = best_mixing(scored_unseen(rows, asides, labels, concepts), labels)
    model = fitted(rows, asides, labels, concepts)
    model.mixing = mixing
    save(model, folder / WEIGHTS)
    sys.stderr.write(f"{len(rows)} texts, {len(model.row)} features, {mixing}\n")


if __name__ == "__main__":
    main()
