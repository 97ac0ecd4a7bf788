"""The platform's common penalties (处罚类型): what sets them off, what to prepare, where to appeal."""

from __future__ import annotations

from pydantic import Field

from wizard.knowledge.records.base import Id, Record, TimeLimit, Words


class Penalty(Record):
    """One kind of penalty. Everything about it changes often: sums and days are those of the merchant's own page."""

    name: Words
    trigger: Words
    trigger_source: Words
    prepare: tuple[Words, ...] = Field(min_length=1)
    arguments: tuple[Words, ...] = Field(min_length=1)
    how_to_check: Words
    channel: Id
    time_limit: TimeLimit
    basis: tuple[Id, ...] = Field(min_length=1)
    volatile: bool = True
    note: str = ""
