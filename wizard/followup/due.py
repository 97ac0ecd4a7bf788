"""When a task is due, with the arithmetic in words and what the date rests on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from wizard.followup.working_days import add_days, add_working_days, add_years
from wizard.knowledge.load import Pack
from wizard.knowledge.records.base import Confidence, TimeLimit
from wizard.knowledge.records.followups import FollowupTask

ADVICE = "（这个天数是建议，不是法定期限。）"
FROM_PAGE = "（以页面显示的截止时间为准。）"


@dataclass(frozen=True)
class Due:
    """A day, how it was counted, what it rests on and how sure that is."""

    on: dt.date | None
    arithmetic: str
    basis: tuple[str, ...]
    confidence: Confidence
    legal: bool


def due_of(record: FollowupTask, start: dt.date, channel: str, pack: Pack, *, assumed: bool = False) -> Due:
    """The due day of a task that starts on a day. `assumed`: nothing was submitted yet and the start is a guess."""
    limit = time_limit(record, channel, pack)
    amount = limit.amount if limit else record.amount
    basis = tuple(dict.fromkeys((*(limit.basis if limit else ()), *record.basis)))
    confidence = limit.confidence if limit else record.confidence
    legal = record.legal and confidence is Confidence.VERIFIED
    if amount is None:
        return Due(None, "", basis, confidence, legal)
    unit = (limit.unit if limit and limit.unit else record.unit) or "days"
    on, words = _counted(record, start, amount, unit, pack)
    start_words = "假定今天提交；实际提交后按提交日重新计算。" if assumed and amount else ""
    return Due(on, start_words + words + _nature(record, amount, legal), basis, confidence, legal)


def time_limit(record: FollowupTask, channel: str, pack: Pack) -> TimeLimit | None:
    """The channel's time limit that the task names; only one with a number counts."""
    if record.limit is None or channel not in pack.channels:
        return None
    limits = (limit for limit in pack.channels[channel].time_limits if limit.id == record.limit)
    return next((limit for limit in limits if limit.amount), None)


def _counted(record: FollowupTask, start: dt.date, amount: int, unit: str, pack: Pack) -> tuple[dt.date, str]:
    if unit == "years":
        return add_years(start, amount)
    if unit == "working_days" and amount:
        return add_working_days(start, amount, pack.calendar)
    return add_days(start, amount, pack.calendar, roll=record.roll_forward)


def _nature(record: FollowupTask, amount: int, legal: bool) -> str:
    if record.start == "answer":
        return FROM_PAGE
    return "" if legal or not amount else ADVICE
