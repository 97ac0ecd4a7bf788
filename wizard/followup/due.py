"""When a task is due, with the arithmetic in words and what the date rests on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from wizard.followup.working_days import add_days, add_working_days, add_years
from wizard.knowledge.load import Pack
from wizard.knowledge.records.base import Confidence, TimeLimit
from wizard.knowledge.records.followups import FollowupTask
from wizard.knowledge.shown import shown_day

ADVICE = "（这个天数是建议，不是法定期限。）"
BEYOND = "从{start}起算，日期超出了日历，算不出来。请核对年份有没有填错。"
WHEN = {
    "before": "递交之前做完。",
    "submission": "提交当天做。",
    "always": "页面上的截止日，以页面显示的时间为准。",
    "waiting": "",
    "reply": "收到答复当天做。",
}
Nature = Literal["legal", "advice", "page", "today", "none"]


@dataclass(frozen=True)
class Due:
    """A day, how it was counted, what it rests on and how sure that is."""

    on: dt.date | None
    arithmetic: str
    basis: tuple[str, ...]
    confidence: Confidence
    nature: Nature


def due_of(record: FollowupTask, start: dt.date, channel: str, pack: Pack, *, assumed: bool = False) -> Due:
    """The due day of a task that starts on a day. `assumed`: nothing was submitted yet and the start is a guess."""
    limit = time_limit(record, channel, pack)
    amount = limit.amount if limit else record.amount
    basis = tuple(dict.fromkeys((*(limit.basis if limit else ()), *record.basis)))
    confidence = limit.confidence if limit else record.confidence
    nature = nature_of(record, amount, confidence)
    if amount is None:
        return Due(None, "", basis, confidence, nature)
    unit = (limit.unit if limit and limit.unit else record.unit) or "days"
    try:
        on, words = _counted(record, start, amount, unit, pack)
    except (OverflowError, ValueError):  # a mistyped year near the end of the calendar
        return Due(None, BEYOND.format(start=shown_day(start)), basis, confidence, nature)
    guess = "假定今天提交；实际提交后按提交日重新计算。" if assumed and amount else ""
    said = words if amount else WHEN[record.stage]
    return Due(on, guess + said + (ADVICE if nature == "advice" else ""), basis, confidence, nature)


def nature_of(record: FollowupTask, amount: int | None, confidence: Confidence) -> Nature:
    """What the day is: a limit of the law, our advice, a day from a page, the day itself, or none."""
    if amount is None:
        return "none"
    if record.start == "answer":
        return "page"
    if not amount:
        return "today"
    return "legal" if record.legal and confidence is Confidence.VERIFIED else "advice"


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
