"""How good triage is on texts the fitting never saw: `python tests/bench/bench_triage.py [FILE.jsonl]`.

Prints top-1, top-1 when a named secondary scenario counts, top-2, the same after at most three answered questions,
out-of-scope found and merchants turned away, calibration error, latency, loading and memory, and the confusions.
Questions are answered in three ways: `best` picks the likeliest option for the true scenario, `drawn` draws it from the
table, so that a person sometimes picks a less fitting option, and `unsure` says "none of these" three times in ten.
"""

from __future__ import annotations

import random
import resource
import statistics
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
STRANGERS = ROOT / "tests" / "fixtures" / "triage" / "strangers.jsonl"
OUT = "out_of_scope"
BINS = 10
HESITATES = 0.3


def memory() -> float:
    """Peak resident memory of this process in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def answered(question, scenario, how, rng):
    """The option a person with this scenario would pick."""
    if how == "best":
        return max(question.options, key=lambda option: option.likelihood[scenario]).id
    if how == "unsure":
        hesitates = rng.random() < HESITATES
        return question.options[-1].id if hesitates else answered(question, scenario, "best", rng)
    weights = [option.likelihood[scenario] for option in question.options]
    return rng.choices(question.options, weights)[0].id


def interviewed(judge, row, pack, how, rng):
    """The judgement after the questions it asks, and how many it asked."""
    answers: dict[str, str] = {}
    judgement = judge(row.text, answers, pack)
    while judgement.question is not None:
        answers[judgement.question.id] = answered(judgement.question, row.scenario, how, rng)
        judgement = judge(row.text, answers, pack)
    return judgement, len(answers)


def share(hits):
    """Share of true values."""
    hits = list(hits)
    return sum(hits) / len(hits) if hits else float("nan")


def calibration_error(judgements, rows):
    """Expected calibration error of the first scenario's probability over ten equal bins."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for row, judgement in zip(rows, judgements, strict=True):
        found = bins.setdefault(min(int(judgement.probability * BINS), BINS - 1), [])
        found.append((judgement.probability, judgement.scenario == row.scenario))
    gaps = [
        len(found) * abs(statistics.mean(p for p, _ in found) - statistics.mean(hit for _, hit in found))
        for found in bins.values()
    ]
    return sum(gaps) / len(rows)


def with_secondary(judgement, row):
    """Whether the true scenario, or for a mixed story one of its two, was named first or as secondary."""
    return judgement.scenario == row.scenario or (bool(row.secondary) and row.scenario in judgement.secondary)


def summary(judge, rows, pack, verbose):
    """Every figure by name."""
    judge("热身", {}, pack)
    judgements, times = [], []
    for row in rows:
        start = time.perf_counter()
        judgements.append(judge(row.text, {}, pack))
        times.append((time.perf_counter() - start) * 1000)
    pairs = list(zip(rows, judgements, strict=True))
    merchants = [(r, j) for r, j in pairs if r.scenario != OUT]
    figures = {
        "texts": len(rows),
        "top-1": share(j.scenario == r.scenario for r, j in pairs),
        "top-1 or secondary of a mixed story": share(with_secondary(j, r) for r, j in pairs),
        "top-2": share(r.scenario in [name for name, _ in j.ranking[:2]] for r, j in pairs),
        "top-1 of the nine, merchants only": share(j.scenario == r.scenario for r, j in merchants),
        "secondary named when there is none": share(bool(j.secondary) for r, j in merchants if not r.secondary),
        "secondary of mixed stories found": share(
            bool({j.scenario, *j.secondary} & set(r.secondary)) for r, j in merchants if r.secondary
        ),
        "out of scope found": share(j.scenario == OUT for r, j in pairs if r.scenario == OUT),
        "way out right, when found": share(j.way_out == r.way_out for r, j in pairs if r.way_out and j.scenario == OUT),
        "merchants turned away": share(j.scenario == OUT for _, j in merchants),
        "calibration error": calibration_error(judgements, rows),
        "latency median ms": statistics.median(times),
        "latency 95 in 100 ms": sorted(times)[int(0.95 * len(times))],
        "latency worst ms": max(times),
    }
    for how in ("best", "drawn", "unsure"):
        rng = random.Random(7)
        ends = [interviewed(judge, row, pack, how, rng) for row in rows]
        figures[f"after questions ({how})"] = share(
            j.scenario == r.scenario for r, (j, _) in zip(rows, ends, strict=True)
        )
        figures[f"questions asked ({how}), mean"] = statistics.mean(n for _, n in ends)
    by_length = {"up to 15": (0, 15), "16-50": (16, 50), "51-150": (51, 150), "over 150": (151, 10**6)}
    for name, (low, high) in by_length.items():
        figures[f"top-1, {name} characters"] = share(
            j.scenario == r.scenario for r, j in pairs if low <= len(r.text) <= high
        )
    for name in sorted({r.author for r in rows}):
        figures[f"top-1, voice {name}"] = share(j.scenario == r.scenario for r, j in pairs if r.author == name)
    confusion = Counter((r.scenario, j.scenario) for r, j in pairs if r.scenario != j.scenario)
    if verbose:
        for r, j in pairs:
            if j.scenario != r.scenario:
                print(f"  {r.scenario} -> {[(s, round(p, 2)) for s, p in j.ranking[:3]]}: {r.text[:90]}")
    return figures, confusion


def main():
    """Measure the given file, or the held-out part of the pack and the texts of a writer who saw nothing of it."""
    before = memory()
    start = time.perf_counter()
    from wizard.knowledge.load import load
    from wizard.triage import judge
    from wizard.triage.labelled import HELD_OUT, read_rows

    pack = load()
    judge("平台罚款", {}, pack)
    loading, grown = time.perf_counter() - start, memory() - before
    arguments = [argument for argument in sys.argv[1:] if argument.endswith(".jsonl")]
    print(f"loading {loading:.2f} s, memory grown by {grown:.0f} MB")
    for path in [Path(argument) for argument in arguments] or [pack.folder / "triage" / HELD_OUT, STRANGERS]:
        print(path.name)
        show(*summary(judge, read_rows(path), pack, "-v" in sys.argv))


def show(figures, confusion):
    """Print the figures of one file, and what was taken for what."""
    for name, value in figures.items():
        print(f"{name:44} {value:.3f}" if isinstance(value, float) else f"{name:44} {value}")
    for (truth, said), times in confusion.most_common(20):
        print(f"  {truth:24} -> {str(said):24} {times}")


if __name__ == "__main__":
    main()
