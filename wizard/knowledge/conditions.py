"""Conditions of records: CEL (the Common Expression Language) over a plain view of the case.

What a condition can say is fixed here and described for authors in docs/reference/conditions.md. Dates are day
numbers, so that `answers.rule_effective_on - answers.rule_published_on < 7` counts calendar days; money is in yuan.
An unanswered question is null; a condition that needs it is neither true nor false but unknown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterable, Mapping
from functools import cached_property, lru_cache
from typing import Any

import cel

from wizard.case import Answer, Case
from wizard.knowledge.records.base import Record
from wizard.knowledge.walk import leaves
from wizard.settled_case import answered, derived

PreparedView = cel.Context


class View(dict[str, Any]):
    """What conditions see of a case. Its entries may be set until and after it is used; do not change them in place."""

    @cached_property
    def ready(self) -> PreparedView:
        """The view translated for CEL, once: that costs far more than one condition does."""
        return cel.Context(variables=dict(self))

    def __setitem__(self, name: str, value: Any) -> None:
        """Set an entry; conditions see it from now on."""
        super().__setitem__(name, value)
        self.__dict__.pop("ready", None)


class ConditionError(ValueError):
    """A condition that is not valid CEL."""


@lru_cache(maxsize=4096)
def compiled(condition: str) -> Any:
    """The compiled condition; raises `ConditionError` with the parser's reason."""
    try:
        return cel.compile(condition)
    except ValueError as error:
        raise ConditionError(f"条件 {condition!r} 不是有效的 CEL:{error}") from error


def names_in(records: Iterable[Record]) -> frozenset[str]:
    """The names of the view that the conditions of some records ask for."""
    asked = (compiled(leaf.value).variables() for record in records for leaf in leaves(record) if leaf.condition)
    return frozenset(name for names in asked for name in names)


def prepared(view: View) -> PreparedView:
    """A translation of a view of its own, for who adds to it; all others leave that to `holds`."""
    return cel.Context(variables=dict(view))


def value_of(expression: str, view: dict[str, Any] | PreparedView) -> Any:
    """The value of an expression over a view, or `None` when the case does not yet say enough."""
    try:
        return compiled(expression).execute(view.ready if isinstance(view, View) else view)
    except (TypeError, ValueError, RuntimeError, KeyError):
        return None


def holds(condition: str | None, view: dict[str, Any] | PreparedView) -> bool | None:
    """True or false, or `None` when the case does not yet say enough. No condition always holds."""
    if condition is None:
        return True
    result = value_of(condition, view)
    return result if isinstance(result, bool) else None


def typed_answer(kind: str, answer: Answer | None) -> Any:
    """An answer as a condition sees it: dates as day numbers, money and numbers as float, the rest unchanged."""
    if answer is None or answer == "":
        return None
    try:
        if kind == "date":
            return dt.date.fromisoformat(str(answer)).toordinal()
        if kind in ("money", "number"):
            return float(str(answer))
    except ValueError:
        return None
    return answer


def view_of(case: Case, questions: Mapping[str, Record], today: dt.date, only: frozenset[str] | None = None) -> View:
    """The view of a case that conditions are written over. `questions` are the pack's fact questions (with `kind`).

    With `only` some of its names: what is judged by these does not depend on the others.
    """
    whole = ("view", id(questions), today)
    if only is None:
        return View(derived(case, whole, lambda of: _still(of, whole, questions, today)))
    return View(derived(case, (*whole, only), lambda of: _parts(view_of(of, questions, today), only)))


def _parts(view: View, only: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in view.items() if name in only}


def _still(case: Case, whole: Hashable, questions: Mapping[str, Record], today: dt.date) -> dict[str, Any]:
    """The view, made again only when what it shows has changed; the questions stay with it, whose identity names it."""
    return answered(case, whole, lambda: (questions, _plain_view(case, questions, today)))[1]


def _plain_view(case: Case, questions: Mapping[str, Record], today: dt.date) -> dict[str, Any]:
    kinds = {question_id: getattr(question, "kind", "text") for question_id, question in questions.items()}
    answers = {qid: typed_answer(kind, case.answers.get(qid)) for qid, kind in kinds.items()}
    return {
        "scenario": str(case.scenario or ""),
        "secondary": [str(scenario) for scenario in case.secondary],
        "answers": answers,
        "today": today.toordinal(),
        "loss_total": float(case.loss_total()),
        "respondent": case.respondent.kind,
        "channel": case.channel or "",
        "tried": [attempt.channel for attempt in case.attempts] + [receipt.channel for receipt in case.receipts],
        "attempts": [_attempt_view(attempt.channel, attempt.outcome, attempt.on, today) for attempt in case.attempts],
        "exhibit_kinds": sorted({kind for exhibit in case.exhibits for kind in exhibit.kinds}),
        "identifier_kinds": sorted({identifier.kind for identifier in case.identifiers if identifier.value}),
        "has_narrative": bool(case.narrative.strip()),
        "submitted": bool(case.receipts),
        "replies": [reply.kind for reply in case.replies],
    }


def _attempt_view(channel: str, outcome: str, on: dt.date | None, today: dt.date) -> dict[str, Any]:
    return {"channel": channel, "outcome": outcome, "days_ago": (today - on).days if on else None}
