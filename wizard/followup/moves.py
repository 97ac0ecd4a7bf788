"""What to do about an answer, or about silence: the next steps, what to add, which channel and letter come next."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from wizard.case import Case, Reply
from wizard.followup.tasks import Submission, submissions
from wizard.followup.working_days import add_working_days
from wizard.knowledge.conditions import View, holds, view_of
from wizard.knowledge.load import Pack
from wizard.knowledge.records.followups import ReplyKind, ReplyMove

SILENCE_AFTER = 7  # working days; our own advice, said to be so


@dataclass(frozen=True)
class Move:
    """One thing to do, and the step of the wizard where it is done."""

    text: str
    step: str


@dataclass(frozen=True)
class NextMoves:
    """What to do about one answer. `reply` is empty when nothing has been answered yet."""

    record: str
    kind: ReplyKind
    title: str
    meaning: str
    moves: tuple[Move, ...]
    evidence: tuple[str, ...]
    next_channels: tuple[str, ...]
    letter: str
    reopen: str | None
    caution: str
    basis: tuple[str, ...]
    channel: str
    reply: str | None = None


def next_moves(case: Case, pack: Pack, today: dt.date) -> list[NextMoves]:
    """The moves for the newest answer to each submission, or for one that has stayed unanswered too long."""
    if case.outcome is not None:
        return []
    view = view_of(case, pack.questions, today)
    found = (_for_submission(submission, case, pack, today, view) for submission in reversed(_sent(case, today)))
    return [moves for moves in found if moves is not None]


def _sent(case: Case, today: dt.date) -> list[Submission]:
    return sorted((one for one in submissions(case, today) if one.receipt), key=lambda one: one.on)


def _for_submission(one: Submission, case: Case, pack: Pack, today: dt.date, view: View) -> NextMoves | None:
    newest = max(one.replies, key=lambda reply: reply.on, default=None)
    if newest is None and not _silent(one, today, pack):
        return None
    kind: ReplyKind = newest.kind if newest else "no_reply"
    record = move_for(kind, one.channel, pack)
    return _moves(record, one, newest, case, pack, view) if record else None


def _silent(one: Submission, today: dt.date, pack: Pack) -> bool:
    if one.on >= today:
        return False
    asked, _ = add_working_days(one.on, SILENCE_AFTER, pack.calendar)
    return today > asked


def move_for(kind: ReplyKind, channel: str, pack: Pack) -> ReplyMove | None:
    """The record for a kind of reply in a channel: one that names the channel first, then one for its audience."""
    fitting = [record for record in pack.reply_moves.values() if record.reply == kind]
    named = [record for record in fitting if channel in record.channels]
    audience = audience_of(channel, pack)
    general = [record for record in fitting if not record.channels and audience in (*record.audiences, audience)]
    for_audience = [record for record in general if audience in record.audiences]
    anyone = [record for record in general if not record.audiences]
    return next(iter([*named, *for_audience, *anyone, *fitting]), None)


def audience_of(channel: str, pack: Pack) -> str:
    """Who reads what is sent to a channel, by its document's template."""
    kind = pack.channels[channel].document_kind if channel in pack.channels else ""
    return str(pack.templates[kind].audience) if kind in pack.templates else "platform"


def _moves(record: ReplyMove, one: Submission, newest: Reply | None, case: Case, pack: Pack, view: View) -> NextMoves:
    tried = {receipt.channel for receipt in case.receipts} | {attempt.channel for attempt in case.attempts}
    ahead = [channel for channel in record.next_channels if channel not in tried and channel in pack.channels]
    had = {kind for exhibit in case.exhibits for kind in exhibit.kinds}
    missing = [kind for kind in record.evidence if kind not in had and kind in pack.evidence_kinds]
    moves = tuple(Move(move.text, move.step) for move in record.moves if holds(move.when, view) is True)
    return NextMoves(
        record=record.id,
        kind=record.reply,
        title=record.title,
        meaning=record.meaning,
        moves=moves,
        evidence=tuple(missing),
        next_channels=tuple(ahead),
        letter=record.letter,
        reopen=record.reopen,
        caution=record.caution,
        basis=record.basis,
        channel=one.channel,
        reply=newest.id if newest else None,
    )
