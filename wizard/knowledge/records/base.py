"""What every record of a knowledge pack has: a permanent id, sources, a confidence and review dates."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Condition = Annotated[str, Field(min_length=1, description="CEL over the case; see docs/reference/conditions.md")]
Words = Annotated[str, Field(min_length=1)]


class Confidence(StrEnum):
    """How sure a record is (置信度). What is not `verified` is labelled wherever it is shown."""

    VERIFIED = "verified"
    VERIFIED_SECONDARY = "verified_secondary"
    MEMORY_ONLY = "memory_only"


class Piece(BaseModel):
    """Base of records and their parts: unknown keys are refused, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(Piece):
    """Where a statement was read: a title for people, an address where there is one."""

    title: Words
    url: str | None = None
    seen: bool = Field(True, description="False: the address is the official page but it was not opened")
    note: str = ""


class Record(Piece):
    """Base of every record."""

    id: Id
    sources: tuple[Source, ...] = Field(min_length=1)
    confidence: Confidence
    reviewed_on: dt.date
    review_by: dt.date


class VolatileFact(Piece):
    """A fact that changes often (menu path, number, limit). An administrator may override it by `id`."""

    id: Id
    label: Words
    value: Words
    source: Words
    confidence: Confidence
    how_to_check: str = ""


class Step(Piece):
    """One step to take. A step known from memory only is shown with `how_to_check` beside it."""

    text: Words
    confidence: Confidence = Confidence.VERIFIED_SECONDARY
    how_to_check: str = ""


class TimeLimit(Piece):
    """A time limit: words always, arithmetic where the law gives a number."""

    id: Id
    label: Words
    text: Words
    amount: int | None = Field(None, gt=0)
    unit: str | None = Field(None, pattern=r"^(days|working_days|years)$")
    basis: tuple[Id, ...] = ()
    source: str = ""
    confidence: Confidence
