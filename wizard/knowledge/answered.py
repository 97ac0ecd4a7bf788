"""What a case answers: the view that conditions see, its scenarios, and the first day of harm.

In the view unanswered questions are left out instead of null. A condition about a missing key is an error in CEL, and
CEL's `&&` and `||` pass over an error when the other side decides. So `holds` gives three-valued logic:
`channel == "x" && answers.unknown` is false where the channel is another one, and unknown where only the
answer is missing.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from wizard.case import Answer, Case
from wizard.knowledge.conditions import View, names_in, view_of
from wizard.knowledge.load import Pack
from wizard.settled_case import derived


@lru_cache(maxsize=32)
def names_asked(pack: Pack, *topics: str) -> frozenset[str]:
    """What of a case the conditions of some topics look at: routing not at the channel that was chosen, for one."""
    return names_in(record for topic in topics for record in getattr(pack, topic).values())


def answered_view(
    case: Case, pack: Pack, today: dt.date, channel: str | None = None, only: frozenset[str] | None = None
) -> View:
    """The view of a case, to be read only; `channel` replaces the case's own (`""`: none chosen yet).

    With `only` the answers and these names of it, see `view_of`.
    """
    key = ("answered", id(pack), today, channel, only)
    return derived(case, key, lambda of: _answered(of, pack, today, channel, only))


def _answered(case: Case, pack: Pack, today: dt.date, channel: str | None, only: frozenset[str] | None) -> View:
    view = view_of(case, pack.questions, today, only and only | {"answers"})
    view["answers"] = {question_id: answer for question_id, answer in view["answers"].items() if answer is not None}
    if channel is not None:
        view["channel"] = channel
    return view


def scenarios_of(case: Case) -> tuple[str, ...]:
    """The scenario ids of a case, the main one first, secondary ones after it."""
    found = [str(case.scenario)] if case.scenario else []
    return tuple(found + [str(other) for other in case.secondary if str(other) not in found])


def belongs(record_scenarios: tuple[str, ...], scenarios: tuple[str, ...]) -> bool:
    """Whether a record of some scenarios (empty: all) belongs to a case of these scenarios."""
    return not record_scenarios or not set(record_scenarios).isdisjoint(scenarios)


def answered_day(answer: Answer | None) -> dt.date | None:
    """An answer written as `2026-03-08` as a day, else `None`."""
    try:
        return dt.date.fromisoformat(str(answer).strip()) if answer else None
    except ValueError:
        return None


def first_harm(case: Case, pack: Pack, today: dt.date) -> dt.date | None:
    """The earliest past day on which harm may have begun, from which the limitation period is counted.

    Of the timeline, the loss table and the answers marked `starts_harm`: too early is safe, too late is not.
    """
    answered = [answered_day(case.answers.get(one.id)) for one in pack.questions.values() if one.starts_harm]
    days = [event.on for event in case.timeline] + [loss.on for loss in case.losses] + answered
    return min((day for day in days if day and day <= today), default=None)
