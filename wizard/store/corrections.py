"""Corrections of the knowledge packs, in SQL."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Connection, Row, select, update

from wizard.store import schema
from wizard.store.rows import CorrectionRow
from wizard.store.units import instant, seconds

_corrections = schema.corrections
_STANDING = select(_corrections).where(_corrections.c.withdrawn_at.is_(None)).order_by(_corrections.c.at)


def _row(found: Row[Any]) -> CorrectionRow:
    values = dict(found._mapping)
    withdrawn = values["withdrawn_at"]
    times = {"at": instant(values["at"]), "withdrawn_at": None if withdrawn is None else instant(withdrawn)}
    return CorrectionRow(**values | times)


class SqlCorrections:
    """What administrators corrected; withdrawn ones are kept."""

    def __init__(self, connection: Connection) -> None:
        """Take the connection of a transaction."""
        self._connection = connection

    def add(self, row: CorrectionRow) -> None:
        """A new correction."""
        values = {column.name: getattr(row, column.name) for column in _corrections.columns}
        self._connection.execute(_corrections.insert(), values | {"at": seconds(row.at), "withdrawn_at": None})

    def get(self, correction_id: str) -> CorrectionRow | None:
        """The correction of an id."""
        found = self._connection.execute(select(_corrections).where(_corrections.c.id == correction_id)).one_or_none()
        return _row(found) if found else None

    def standing(self) -> list[CorrectionRow]:
        """Those not withdrawn, oldest first."""
        return [_row(found) for found in self._connection.execute(_STANDING)]

    def all(self) -> list[CorrectionRow]:
        """All of them, newest first."""
        newest = select(_corrections).order_by(_corrections.c.at.desc(), _corrections.c.id)
        return [_row(found) for found in self._connection.execute(newest)]

    def withdraw(self, correction_id: str, by: str, at: dt.datetime) -> None:
        """Note that a correction no longer stands."""
        values = {"withdrawn_at": seconds(at), "withdrawn_by": by}
        self._connection.execute(update(_corrections).where(_corrections.c.id == correction_id).values(values))
