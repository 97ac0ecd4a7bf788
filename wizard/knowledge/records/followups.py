"""Words for the time after submitting: dated tasks and what to do about each kind of reply."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from wizard.knowledge.records.base import Condition, Id, Piece, Record, Words
from wizard.knowledge.records.wording import Audience

Start = Literal["today", "submitted_on", "replied_on", "first_harm", "answer"]
Unit = Literal["days", "working_days", "years"]
ReplyKind = Literal["accepted", "more_evidence", "rejected", "partly", "solved", "not_competent", "no_reply"]
Step = Literal["scenario", "facts", "evidence", "channel", "review", "sign", "followup"]


class FollowupTask(Record):
    """One dated task. `legal` false: the number of days is our own suggestion and is labelled so."""

    title: Words
    how: Words
    stage: Literal["before", "submission", "waiting", "reply", "always"]
    channels: tuple[Id, ...] = Field((), description="empty: every channel")
    not_channels: tuple[Id, ...] = ()
    scenarios: tuple[Id, ...] = Field((), description="empty: every scenario")
    applies_when: Condition | None = None
    start: Start = "today"
    answer: Id | None = Field(None, description="id of the date question that `start: answer` reads")
    limit: Id | None = Field(None, description="id of the channel's time limit that gives number, unit and basis")
    amount: int | None = Field(None, ge=0, description="nothing: a task without a fixed day")
    unit: Unit = "days"
    roll_forward: bool = Field(False, description="a last day on a holiday moves to the next working day")
    legal: bool = False
    basis: tuple[Id, ...] = ()
    reply: ReplyKind | None = Field(None, description="of stage `reply`: the kind of answer that sets it off")
    until_reply: bool = Field(False, description="falls away once an answer to that submission is recorded")
    order: int = 50

    @model_validator(mode="after")
    def _answer_named(self) -> FollowupTask:
        if (self.start == "answer") != (self.answer is not None):
            raise ValueError("start: answer 要写明 answer（事实提问的 id），其他起点不写 answer")
        if (self.stage == "reply") != (self.reply is not None):
            raise ValueError("stage: reply 要写明 reply（哪一种答复），其他阶段不写 reply")
        return self


class Move(Piece):
    """One thing to do next, with the step of the wizard where it is done."""

    text: Words
    step: Step = "followup"
    when: Condition | None = None


class ReplyMove(Record):
    """What to do after one kind of reply (答复)."""

    reply: ReplyKind
    audiences: tuple[Audience, ...] = Field((), description="empty: every audience")
    channels: tuple[Id, ...] = Field((), description="empty: every channel")
    title: Words
    meaning: Words
    moves: tuple[Move, ...] = Field(min_length=1)
    evidence: tuple[Id, ...] = Field((), description="kinds of evidence worth adding")
    next_channels: tuple[Id, ...] = ()
    letter: str = Field("", description="kind of document to write next")
    reopen: Step | None = None
    caution: str = ""
    basis: tuple[Id, ...] = ()


class CalendarYear(Record):
    """A year's official holidays, for years that the calendar library does not know yet."""

    year: int = Field(ge=2026, le=2100)
    holidays: dict[str, Words] = Field(description="day such as 2027-01-01 → name of the holiday")
    make_up_days: dict[str, Words] = Field(
        default={}, description="weekend days that are worked instead → name of the holiday"
    )
