"""Package builds, in SQL: any process can ask how far one is."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, func, select, update

from wizard.store import schema
from wizard.store.rows import BuildRow
from wizard.store.units import instant, seconds

_builds = schema.builds
# Asked at every click of the last step, so built once: building a statement costs more than the answer.
_RUNNING = select(_builds).where(_builds.c.case_id == bindparam("case_id"), _builds.c.state == "running").limit(1)


def _values(row: BuildRow) -> dict[str, Any]:
    values = {column.name: getattr(row, column.name) for column in _builds.columns}
    return values | {"started_at": seconds(row.started_at), "heard_at": seconds(row.heard_at)}


def _row(found: Row[Any] | None) -> BuildRow | None:
    if found is None:
        return None
    values = dict(found._mapping)
    times = {"started_at": instant(values["started_at"]), "heard_at": instant(values["heard_at"])}
    return BuildRow(**values | times)


class SqlBuilds:
    """Packages being built."""

    def __init__(self, connection: Connection) -> None:
        """Take the connection of a transaction."""
        self._connection = connection

    def add(self, row: BuildRow) -> None:
        """A build that starts."""
        self._connection.execute(_builds.insert(), _values(row))

    def get(self, team_id: str, build_id: str) -> BuildRow | None:
        """The build, when it is the team's."""
        mine = and_(_builds.c.id == build_id, _builds.c.team_id == team_id)
        return _row(self._connection.execute(select(_builds).where(mine)).one_or_none())

    def running(self, case_id: str) -> BuildRow | None:
        """The build of a case that is under way."""
        return _row(self._connection.execute(_RUNNING, {"case_id": case_id}).one_or_none())

    def update(self, row: BuildRow) -> None:
        """Store progress or the end."""
        self._connection.execute(update(_builds).where(_builds.c.id == row.id).values(_values(row)))

    def counts(self) -> dict[str, int]:
        """How many builds there are in each state."""
        query = select(_builds.c.state, func.count()).group_by(_builds.c.state)
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def abandon(self, heard_before: dt.datetime, error: str) -> int:
        """Mark builds without a sign of life as failed; how many."""
        silent = and_(_builds.c.state == "running", _builds.c.heard_at < seconds(heard_before))
        values = {"state": "failed", "error": error}
        return self._connection.execute(update(_builds).where(silent).values(values)).rowcount
