"""Procedures step by step (程序), with their time limits and the articles they rest on."""

from __future__ import annotations

from pydantic import Field

from wizard.knowledge.records.base import Id, Record, Step, TimeLimit, Words


class Procedure(Record):
    """How one thing is done from beginning to end, whichever channel it goes through."""

    name: Words
    purpose: Words
    scenarios: tuple[Id, ...] = ()
    channels: tuple[Id, ...] = ()
    steps: tuple[Step, ...] = Field(min_length=1)
    time_limits: tuple[TimeLimit, ...] = ()
    basis: tuple[Id, ...] = ()
    note: str = ""
