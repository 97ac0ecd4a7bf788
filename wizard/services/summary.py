"""What the board shows of a case: title, state, money, next date. Computed when a case is saved, then only read."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from decimal import Decimal

from wizard.case import Case
from wizard.knowledge.answered import answered_day
from wizard.knowledge.load import Pack

STATES = {
    "draft": "填写中",
    "packaged": "已生成材料",
    "submitted": "已提交",
    "answered": "已答复",
    "closed": "已结束",
}
_UNTITLED = "未命名的投诉"
_TITLE_LENGTH = 40


@dataclass(frozen=True)
class Summary:
    """The columns of the board that repeat the case."""

    title: str
    state: str
    money: Decimal
    next_due: dt.date | None
    next_task: str


def summary_of(case: Case, pack: Pack, today: dt.date) -> Summary:
    """The summary of a case."""
    due, task = _next(case, pack, today)
    return Summary(title_of(case, pack), state_of(case), case.loss_total(), due, task[:200])


def digest_of(data: str) -> str:
    """SHA-256 of a case's stored JSON, as the audit trail names it."""
    return hashlib.sha256(data.encode()).hexdigest()


def state_of(case: Case) -> str:
    """How far a case is, by what it holds: an id of `STATES`."""
    if case.outcome is not None:
        return "closed"
    if case.replies:
        return "answered"
    if case.receipts:
        return "submitted"
    return "packaged" if case.packages else "draft"


def title_of(case: Case, pack: Pack) -> str:
    """A short title: the scenario's name and how the narrative begins."""
    start = " ".join(case.narrative.split())
    if len(start) > _TITLE_LENGTH:
        start = f"{start[: _TITLE_LENGTH - 1]}…"
    scenario = scenario_name(case, pack)
    return "：".join(part for part in (scenario, start) if part) or _UNTITLED


def scenario_name(case: Case, pack: Pack) -> str:
    """The Chinese name of a case's scenario; empty when none is chosen."""
    record = pack.scenarios.get(str(case.scenario)) if case.scenario else None
    return record.name if record else ""


def _next(case: Case, pack: Pack, today: dt.date) -> tuple[dt.date | None, str]:
    if case.outcome is not None:
        return None, ""
    dated = [(due, title) for due, title in (*_deadlines(case), *_tasks(case, pack, today)) if due is not None]
    return min(dated, default=(None, ""))


def _deadlines(case: Case) -> list[tuple[dt.date | None, str]]:
    if case.receipts:
        return []
    names = {"appeal_deadline_on": "申诉截止", "aftersales_deadline_on": "售后申诉截止"}
    return [(answered_day(case.answers.get(name)), title) for name, title in names.items()]


def _tasks(case: Case, pack: Pack, today: dt.date) -> list[tuple[dt.date | None, str]]:
    if not case.receipts:
        return []
    from wizard.followup import tasks

    return [(task.due, task.title) for task in tasks(case, pack, today) if task.done_on is None]
