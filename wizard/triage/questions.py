"""The next best question: the one whose answer is expected to tell most, until the matter is clear.

Answers are weighed by Bayes' rule with the pack's tables P(answer | scenario). Expected gain is in nats.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from wizard.knowledge.records.scenarios import TriageOption, TriageQuestion

MAX_QUESTIONS = 3
SURE = 0.95  # above this the answer of another question would seldom change anything
LEAST_GAIN = 0.02

Belief = dict[str, float]


def chosen(answers: Mapping[str, str], questions: Mapping[str, TriageQuestion]) -> list[TriageOption]:
    """The options that were chosen; answers to questions or options the pack does not have are left out."""
    found = [questions[qid].option(option) for qid, option in answers.items() if qid in questions]
    return [option for option in found if option is not None]


def updated(belief: Mapping[str, float], option: TriageOption) -> Belief:
    """The belief after one answer."""
    raised = {scenario: share * option.likelihood[scenario] for scenario, share in belief.items()}
    total = math.fsum(raised.values())
    return {scenario: value / total for scenario, value in raised.items()}


def entropy(belief: Mapping[str, float]) -> float:
    """How open the matter is, in nats; 0 means settled."""
    return -math.fsum(share * math.log(share) for share in belief.values() if share > 0)


def gain(belief: Mapping[str, float], question: TriageQuestion) -> float:
    """Expected fall of entropy from asking, in nats."""
    expected = 0.0
    for option in question.options:
        chance = math.fsum(share * option.likelihood[scenario] for scenario, share in belief.items())
        expected += chance * entropy(updated(belief, option))
    return entropy(belief) - expected


def next_question(
    belief: Mapping[str, float], answers: Mapping[str, str], questions: Mapping[str, TriageQuestion]
) -> TriageQuestion | None:
    """The question worth most now, or `None` when the matter is clear, three were asked or none would help."""
    asked = [qid for qid in answers if qid in questions]
    if len(asked) >= MAX_QUESTIONS or max(belief.values()) >= SURE:
        return None
    open_questions = [question for qid, question in questions.items() if qid not in asked]
    best = max(open_questions, key=lambda question: gain(belief, question), default=None)
    return best if best is not None and gain(belief, best) >= LEAST_GAIN else None
