"""`judge`: the one thing the rest of the app calls. Text and answers → what kind of complaint this is, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from wizard.knowledge.load import Pack
from wizard.knowledge.records.scenarios import OUTCOMES, TriageQuestion
from wizard.triage.meaning import meaning_of
from wizard.triage.model import OUT, Model, model_of
from wizard.triage.questions import Belief, chosen, next_question, updated
from wizard.triage.reading import Reading
from wizard.triage.reasons import spans
from wizard.triage.secondary import named

RUNNER_UP = 0.15  # the words for a runner-up this likely are worth quoting
REASONS = 3
DOUBT = 0.01  # no text is proof: so much is spread evenly, and clear answers can outweigh any wording


@dataclass(frozen=True)
class Reason:
    """Why: a plain sentence; the phrase of the text it rests on with its place, empty for an answered question."""

    text: str
    phrase: str
    scenario: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True)
class Judgement:
    """What triage says. `scenario` is `None` only while nothing at all is known."""

    scenario: str | None
    secondary: list[str]
    ranking: list[tuple[str, float]]
    reasons: list[Reason]
    question: TriageQuestion | None
    way_out: str | None
    truncated: bool = False  # only the beginning and the end of a very long text were read

    @property
    def probability(self) -> float:
        """How likely the first scenario is."""
        return self.ranking[0][1]


def judge(text: str, answers: Mapping[str, str], pack: Pack) -> Judgement:
    """Judge a story and the answers given so far (`{question id: option id}`); unknown ids are left out.

    Pure: the same input gives the same judgement. Needs `triage/weights.npz` in the pack's folder.
    """
    model = model_of(pack.folder / "triage")
    reading = model.read(text)
    options = chosen(answers, pack.triage_questions)
    labels = model.probabilities(reading, lambda: meaning_of(reading.asserted(text))) if text.strip() else None
    belief = _belief(model, labels)
    for option in options:
        belief = updated(belief, option)
    ranking = sorted(belief.items(), key=lambda item: -item[1])
    first = ranking[0][0] if labels is not None or options else None
    way_out = _way_out(model, labels, [option.way_out for option in options]) if first == OUT else None
    return Judgement(
        scenario=first,
        secondary=named(belief, text, reading, model) if labels is not None and first != OUT else [],
        ranking=ranking,
        reasons=_reasons(text, reading, model, ranking, pack, way_out) + _answered(answers, pack, first),
        question=next_question(belief, answers, pack.triage_questions),
        way_out=way_out,
        truncated=reading.truncated,
    )


def _belief(model: Model, labels: np.ndarray | None) -> Belief:
    """The ten outcomes' probabilities; without a text every outcome is equally likely."""
    if labels is None:
        return dict.fromkeys(OUTCOMES, 1 / len(OUTCOMES))
    belief = dict.fromkeys(OUTCOMES, 0.0)
    for label, share in zip(model.labels, labels, strict=True):
        belief[label.split("/")[0]] += (1 - DOUBT) * float(share)
    return {outcome: share + DOUBT / len(OUTCOMES) for outcome, share in belief.items()}


def _way_out(model: Model, labels: np.ndarray | None, answered: list[str]) -> str:
    named = [way for way in answered if way]
    if named:
        return named[-1]
    if labels is None:
        return "unclear"
    best = int(np.where(model.is_out, labels, -1.0).argmax())
    return model.labels[best].split("/")[1]


def _reasons(
    text: str, reading: Reading, model: Model, ranking: list[tuple[str, float]], pack: Pack, way_out: str | None
) -> list[Reason]:
    """The phrases that spoke for the first scenario, and one for the runner-up when it is worth naming."""
    found: list[Reason] = []
    for rank, (scenario, share) in enumerate(ranking[:2]):
        if rank == 0 or (share >= RUNNER_UP and scenario != OUT):
            label = f"{OUT}/{way_out}" if scenario == OUT and way_out else _label(model, scenario)
            if label in model.labels:
                quoted = {reason.start for reason in found}
                said = spans(text, reading, model, label, REASONS if rank == 0 else 1)
                for span in (span for span in said if span.start not in quoted):
                    words = f"您写到“{span.phrase}”，{_points_to(scenario, way_out, pack)}"
                    found.append(Reason(words, span.phrase, scenario, span.start, span.end))
    return found


def _label(model: Model, scenario: str) -> str:
    return next((label for label in model.labels if label.split("/")[0] == scenario), scenario)


def _points_to(scenario: str, way_out: str | None, pack: Pack) -> str:
    if scenario != OUT:
        return f"多见于“{pack.scenarios[scenario].name}”。"
    known = pack.ways_out.get(way_out or "")
    return f"更像“{known.name}”。" if known else "不太像商家对平台的投诉。"


def _answered(answers: Mapping[str, str], pack: Pack, first: str | None) -> list[Reason]:
    """One line for each answered question that speaks for the first scenario more than for the average."""
    found: list[Reason] = []
    for qid, option_id in answers.items():
        question = pack.triage_questions.get(qid)
        option = question.option(option_id) if question else None
        if first and option and option.likelihood[first] > sum(option.likelihood.values()) / len(OUTCOMES):
            found.append(Reason(f"您选择了“{option.label}”，{_points_to(first, None, pack)}", "", first))
    return found
