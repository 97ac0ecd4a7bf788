"""Places to send a complaint (渠道): what each is for, what it needs, its steps, its limits and its traps."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from wizard.knowledge.records.base import Confidence, Id, Piece, Record, Step, TimeLimit, VolatileFact, Words

Group = Literal["platform", "regulator", "third_party", "litigation", "evidence"]
Medium = Literal["form", "call", "mail", "letter", "in_person", "post"]


class FormField(Piece):
    """One field of the channel's own form. `parts` are the parts of the document tree that go into it, in order.

    `max_chars` is a number only where a source gives one; else the page's own hint decides.
    """

    id: Id
    label: Words
    max_chars: int | None = Field(None, gt=0)
    required: bool = True
    parts: tuple[Id, ...] = ()
    help: str = ""
    confidence: Confidence = Confidence.VERIFIED_SECONDARY
    source: str = ""


class AttachmentLimit(Piece):
    """How many files of a kind the channel takes; a number only where a source gives one."""

    id: Id
    label: Words
    max_count: int | None = Field(None, gt=0)
    confidence: Confidence
    source: str = ""
    how_to_check: str = ""


class Channel(Record):
    """One place to send it. `rung` orders the ladder from preserving evidence (0) to the courts (9)."""

    name: Words
    group: Group
    rung: int = Field(ge=0, le=9)
    document_kind: Id
    document_title: Words
    medium: Medium
    purpose: Words
    fits: tuple[Words, ...] = Field(min_length=1)
    does_not_fit: tuple[Words, ...] = Field(min_length=1)
    preconditions: tuple[Words, ...] = Field(min_length=1)
    steps: tuple[Step, ...] = Field(min_length=1)
    submit: tuple[Words, ...] = Field(min_length=1)
    keep: tuple[Words, ...] = Field(min_length=1)
    fields: tuple[FormField, ...] = ()
    attachments: tuple[AttachmentLimit, ...] = ()
    time_limits: tuple[TimeLimit, ...] = Field(min_length=1)
    volatile: tuple[VolatileFact, ...] = ()
    warnings: tuple[Words, ...] = ()
    personal_data: Words
    masks_personal_data: bool
    scenarios: tuple[Id, ...] = ()
    basis: tuple[Id, ...] = ()
