"""Which fact questions a case needs: those of its scenario whose conditions hold, and no others."""

from __future__ import annotations

import datetime as dt

from wizard.case import Case
from wizard.facts.days import Lean
from wizard.knowledge.answered import answered_view, belongs, names_asked, scenarios_of
from wizard.knowledge.conditions import holds
from wizard.knowledge.load import Pack
from wizard.knowledge.records.questions import Question


def questions_for(case: Case, pack: Pack, today: dt.date) -> list[Question]:
    """The questions to ask, in order. Those only a secondary scenario needs come last and are never required.

    A question whose condition is still unknown is not asked yet: it appears once the answer it hangs on is given.
    """
    view = answered_view(case, pack, today, only=names_asked(pack, "questions"))
    scenarios = scenarios_of(case)
    asked = [
        _as_asked(question, scenarios)
        for question in pack.questions.values()
        if belongs(question.scenarios, scenarios) and holds(question.applies_when, view) is True
    ]
    return sorted(asked, key=lambda question: (_only_secondary(question, scenarios), question.order))


def lean_of(question: Question) -> Lean:
    """Whether a day without a year means the last such day, or the next one: deadlines are still to come."""
    return "future" if "deadline" in question.id and not question.not_future else "past"


def _only_secondary(question: Question, scenarios: tuple[str, ...]) -> bool:
    return not belongs(question.scenarios, scenarios[:1])


def _as_asked(question: Question, scenarios: tuple[str, ...]) -> Question:
    if _only_secondary(question, scenarios) and question.level == "required":
        return question.model_copy(update={"level": "recommended"})
    return question
