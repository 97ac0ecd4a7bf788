"""Rules of routing as data (渠道判断): facts, points for and against each channel, ladders, notices.

Conditions here see, beside the usual view, `facts.<id>` (the facts below, true or false) and `evidence_complete`
(true, false, or null when nobody asked).
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from wizard.knowledge.records.base import Condition, Id, Piece, Record, Words


class RouteFact(Record):
    """Something true or false about a case that several rules need. Later facts may use earlier ones."""

    means: Words
    when: Condition


class Point(Piece):
    """One reason for or against a channel, with its weight. Words are shown to the merchant."""

    id: Id
    when: Condition | None = None
    score: int = Field(gt=0, le=200)
    words: Words


class Exclusion(Piece):
    """A hard rule that takes a channel out, whatever speaks for it.

    `not_yet`: the way may open later, so the ladder still shows it. `mend` says what would open it.
    """

    id: Id
    when: Condition
    words: Words
    mend: str = ""
    not_yet: bool = False


class Need(Piece):
    """Something the channel needs; `met` tells whether the case already has it (unknown counts as not yet)."""

    words: Words
    met: Condition | None = None
    when: Condition | None = None


class Limit(Piece):
    """What the channel cannot do, or a limit of it."""

    words: Words
    when: Condition | None = None


class Route(Record):
    """How one channel is judged; its id is the channel's id.

    `accompanies`: it goes beside another channel and is never the one recommended.
    """

    accompanies: bool = False
    for_points: tuple[Point, ...] = Field(min_length=1)
    against_points: tuple[Point, ...] = Field(min_length=1)
    exclusions: tuple[Exclusion, ...] = ()
    needs: tuple[Need, ...] = Field(min_length=1)
    limits: tuple[Limit, ...] = Field(min_length=1)


class RungRule(Piece):
    """One rung: the channel, when to climb to it, why, and the condition that says the time has come."""

    channel: Id
    when: Words
    why: Words
    ready: Condition | None = None


class Ladder(Record):
    """The order of channels for one scenario; its id is the scenario's id."""

    rungs: tuple[RungRule, ...] = Field(min_length=2)


class Notice(Record):
    """Something to do today, or a warning about the way chosen.

    Words may hold `{deadline}`, `{days_left}` and `{channel}`; a notice whose slot is empty is
    left out.
    """

    kind: Literal["today", "warning"]
    when: Condition | None = None
    channels: tuple[Id, ...] = Field((), description="only when one of these is recommended; empty: always")
    words: Words
    order: int = 50
