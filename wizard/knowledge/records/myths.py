"""What merchants read elsewhere and what is true (常见误解), with the reason for the difference."""

from __future__ import annotations

from wizard.knowledge.records.base import Id, Record, Words


class Myth(Record):
    """One widespread statement, set against what the sources support."""

    title: Words
    read_elsewhere: Words
    truth: Words
    why: Words
    inference: str = ""
    basis: tuple[Id, ...] = ()
    channels: tuple[Id, ...] = ()
    scenarios: tuple[Id, ...] = ()
