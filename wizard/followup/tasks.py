"""The dated checklist of a case: what to do before, on and after submitting, and until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from wizard.case import Case, Receipt, Reply
from wizard.followup.due import Due, Nature, due_of
from wizard.knowledge.answered import answered_day, first_harm
from wizard.knowledge.conditions import View, holds, view_of
from wizard.knowledge.load import Pack
from wizard.knowledge.records.base import Confidence
from wizard.knowledge.records.followups import FollowupTask


@dataclass(frozen=True)
class Task:
    """One line of the checklist. `nature` says whether the day follows from the law, is advice, or is from a page."""

    id: str
    title: str
    how: str
    due: dt.date | None
    arithmetic: str
    basis: tuple[str, ...]
    confidence: Confidence
    done_on: dt.date | None = None
    channel: str | None = None
    nature: Nature = "advice"
    order: int = 50

    @property
    def legal(self) -> bool:
        """Whether the day is a limit of the law."""
        return self.nature == "legal"


@dataclass(frozen=True)
class Submission:
    """One submission, real or (before the first) assumed to happen today."""

    channel: str
    on: dt.date
    receipt: Receipt | None
    replies: tuple[Reply, ...] = ()

    @property
    def answered(self) -> bool:
        """Whether an answer came. That it was accepted, or that nothing came, is none."""
        return any(reply.kind not in ("accepted", "no_reply") for reply in self.replies)


def tasks(case: Case, pack: Pack, today: dt.date) -> list[Task]:
    """The checklist, earliest first, tasks without a day last. A closed case keeps only what was done."""
    view = view_of(case, pack.questions, today)
    found: dict[str, Task] = {}
    for record in pack.followup_tasks.values():
        if _applies(record, case, view):
            for task in _tasks_of(record, case, pack, today):
                found.setdefault(task.id, task)
    kept = [task for task in found.values() if case.outcome is None or task.done_on is not None]
    return sorted(kept, key=lambda task: (task.due is None, task.due or dt.date.max, task.order))


def _applies(record: FollowupTask, case: Case, view: View) -> bool:
    scenario = str(case.scenario or "")
    return (not record.scenarios or scenario in record.scenarios) and holds(record.applies_when, view) is True


def _tasks_of(record: FollowupTask, case: Case, pack: Pack, today: dt.date) -> Iterator[Task]:
    if record.stage == "always":
        yield from _standing(record, case, pack, today)
    elif record.stage == "before":
        yield from _before(record, case, pack, today)
    elif record.stage == "reply":
        yield from _replies(record, case, pack)
    else:
        yield from _submitted(record, case, pack, today)


def _standing(record: FollowupTask, case: Case, pack: Pack, today: dt.date) -> Iterator[Task]:
    start = _start(record, case, pack, today)
    if start is not None:
        yield _task(record, record.id, due_of(record, start, "", pack), case, None)


def _before(record: FollowupTask, case: Case, pack: Pack, today: dt.date) -> Iterator[Task]:
    fits = not record.channels or case.channel in record.channels
    if fits and (not case.receipts or record.id in case.tasks_done):
        yield _task(record, record.id, due_of(record, today, "", pack), case, None)


def _submitted(record: FollowupTask, case: Case, pack: Pack, today: dt.date) -> Iterator[Task]:
    for submission in submissions(case, today):
        if not _channel_fits(record, submission.channel) or (record.until_reply and submission.answered):
            continue
        assumed = submission.receipt is None
        if record.stage == "submission" and not assumed and submission.receipt and submission.receipt.number:
            continue
        due = due_of(record, submission.on, submission.channel, pack, assumed=assumed)
        yield _task(record, _id(record, submission.receipt), due, case, submission.channel)


def _replies(record: FollowupTask, case: Case, pack: Pack) -> Iterator[Task]:
    channels = {receipt.id: receipt.channel for receipt in case.receipts}
    for reply in _newest(case.replies):
        channel = channels.get(reply.receipt or "", case.channel or "")
        if reply.kind == record.reply and _channel_fits(record, channel):
            due = due_of(record, reply.on, channel, pack)
            yield _task(record, f"{record.id}-{reply.id}", due, case, channel or None)


def _newest(replies: list[Reply]) -> list[Reply]:
    """The newest reply to each submission: an older one has been overtaken."""
    newest: dict[str | None, Reply] = {}
    for reply in sorted(replies, key=lambda reply: reply.on):
        newest[reply.receipt] = reply
    return list(newest.values())


def submissions(case: Case, today: dt.date) -> list[Submission]:
    """What was submitted; before the first receipt, the chosen channel as if submitted today."""
    if not case.receipts:
        return [Submission(case.channel, today, None)] if case.channel else []
    return [
        Submission(receipt.channel, receipt.submitted_on, receipt, tuple(_answers(case, receipt)))
        for receipt in case.receipts
    ]


def _answers(case: Case, receipt: Receipt) -> Iterator[Reply]:
    """Replies to a receipt; one that names no receipt answers the only submission there is."""
    for reply in case.replies:
        if reply.receipt == receipt.id or (reply.receipt is None and len(case.receipts) == 1):
            yield reply


def _channel_fits(record: FollowupTask, channel: str) -> bool:
    return (not record.channels or channel in record.channels) and channel not in record.not_channels


def _start(record: FollowupTask, case: Case, pack: Pack, today: dt.date) -> dt.date | None:
    if record.start == "answer":
        return answered_day(case.answers.get(record.answer or ""))
    if record.start == "first_harm":
        return first_harm(case, pack, today)
    return today


def _id(record: FollowupTask, receipt: Receipt | None) -> str:
    return f"{record.id}-{receipt.id}" if receipt else record.id


def _task(record: FollowupTask, task_id: str, due: Due, case: Case, channel: str | None) -> Task:
    return Task(
        id=task_id,
        title=record.title,
        how=record.how,
        due=due.on,
        arithmetic=due.arithmetic,
        basis=due.basis,
        confidence=due.confidence,
        done_on=case.tasks_done.get(task_id),
        channel=channel,
        nature=due.nature,
        order=record.order,
    )
