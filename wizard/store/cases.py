"""Cases and their hold on files, in SQL."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, delete, func, select, union_all, update

from wizard.case import now
from wizard.store import catching_up, figures, schema, words
from wizard.store.batches import batches
from wizard.store.board import page_of, unchanged_lines
from wizard.store.inserting import insert_once
from wizard.store.rows import MOST_COUNTED, BoardLine, BoardPage, BoardQuery, CaseMark, CaseRow, FileRow, KeptCase
from wizard.store.units import fen, instant, seconds, yuan

EVIDENCE = ("exhibit", "bundle")  # purposes that count towards a case's limit
_cases, _files = schema.cases, schema.case_files
# Asked at every click, so built once: building a statement costs more than the answer.
_CASE = select(_cases).where(_cases.c.id == bindparam("case_id"), _cases.c.team_id == bindparam("in_team"))
_MARK = _CASE.with_only_columns(_cases.c.version, _cases.c.updated_at, _cases.c.assignee)
_CASE_LOCKED = _CASE.with_for_update()
_REPLACE = update(_cases).where(_cases.c.id == bindparam("case_id"), _cases.c.team_id == bindparam("in_team"))


def _values(row: CaseRow) -> dict[str, Any]:
    names = ("id", "team_id", "version", "data", "reference", "title", "scenario", "shop", "state")
    rest = ("next_due", "next_task", "assignee", "updated_by")
    return {name: getattr(row, name) for name in names + rest} | {
        "money": fen(row.money),
        "updated_at": seconds(row.updated_at),
    }


def _row(found: Row[Any]) -> CaseRow:
    values = dict(found._mapping)
    del values["words_at"]
    return CaseRow(**values | {"money": yuan(values["money"]), "updated_at": instant(values["updated_at"])})


@dataclass(frozen=True)
class _Stored:
    """A case as it is in the database, and the moment that its words tell."""

    row: CaseRow
    words_at: int


class SqlCases:
    """The cases of all teams; every question names the team."""

    def __init__(self, connection: Connection) -> None:
        """Take the connection of a transaction."""
        self._connection = connection
        self._locked: dict[tuple[str, str], _Stored] = {}  # as they are in the database until this transaction ends

    def get(self, team_id: str, case_id: str) -> CaseRow | None:
        """The case, locked until the end of a write; `None` when the team has no such case."""
        locked = self._connection.get_execution_options().get("wizard_write")
        asked = {"case_id": case_id, "in_team": team_id}
        found = self._connection.execute(_CASE_LOCKED if locked else _CASE, asked).one_or_none()
        if found is None:
            return None
        row = _row(found)
        if locked:
            words_at = found.updated_at if found.words_at is None else found.words_at
            self._locked[team_id, case_id] = _Stored(row, words_at)
        return row

    def mark(self, team_id: str, case_id: str) -> CaseMark | None:
        """Version, time and assignee of the case; `None` when the team has no such case."""
        found = self._connection.execute(_MARK, {"case_id": case_id, "in_team": team_id}).one_or_none()
        return CaseMark(found[0], instant(found[1]), found[2]) if found else None

    def add(self, row: CaseRow) -> None:
        """A new case."""
        values = _values(row)
        self._connection.execute(_cases.insert(), values | {"words_at": values["updated_at"]})
        self._follow(None, row, values["updated_at"])

    def include(self, team_id: str, case_id: str) -> None:
        """Let the board find and count a case whose row was put in as it is (import)."""
        stored = self._before(team_id, case_id)
        if stored is None:
            return
        at = seconds(stored.row.updated_at)
        self._connection.execute(_REPLACE, {"words_at": at, "case_id": case_id, "in_team": team_id})
        self._follow(None, stored.row, at)

    def replace(self, row: CaseRow) -> None:
        """Store a changed case."""
        before = self._before(row.team_id, row.id)
        if before is None:
            return
        changed = _values(row) | {"words_at": before.words_at, "case_id": row.id, "in_team": row.team_id}
        self._connection.execute(_REPLACE, changed)
        self._follow(before.row, row, before.words_at)

    def _before(self, team_id: str, case_id: str) -> _Stored | None:
        """The case as it is in the database, locked: known when this transaction has read it."""
        if (team_id, case_id) not in self._locked:
            self.get(team_id, case_id)
        return self._locked.get((team_id, case_id))

    def _follow(self, before: CaseRow | None, after: CaseRow | None, words_at: int) -> None:
        """Let the board's figures and words follow a change of a case."""
        row = after or before
        if row is None:
            return
        self._locked.pop((row.team_id, row.id), None)
        figures.count(self._connection, _part(before), _part(after))
        words.index(self._connection, row.team_id, row.id, words_at, _words(before), _words(after))

    def remove(self, team_id: str, case_id: str) -> None:
        """Delete a case with its builds, its comments and its claims on files."""
        before = self._before(team_id, case_id)
        for table in (_files, schema.builds, schema.comments, schema.presence):
            self._connection.execute(delete(table).where(table.c.case_id == case_id, table.c.team_id == team_id))
        self._connection.execute(delete(_cases).where(_cases.c.id == case_id, _cases.c.team_id == team_id))
        if before is not None:
            self._follow(before.row, None, before.words_at)

    def behind(self, before: dt.datetime, most: int) -> list[str]:
        """The ids of cases whose words do not tell their last change and are to be written, the oldest change first.

        It is the turn of cases that nobody has changed since an instant, and of each team's oldest beyond `most`.
        """
        return catching_up.behind(self._connection, seconds(before), most)

    def catch_up(self, case_ids: Sequence[str]) -> int:
        """Let the board's words of some cases tell their last change; of how many."""
        return catching_up.catch_up(self._connection, case_ids)

    def count(self) -> int:
        """How many cases all teams have."""
        total = select(func.coalesce(func.sum(schema.figures.c.cases), 0))
        return int(self._connection.execute(total).scalar_one())

    def unchanged(self, before: dt.datetime, states: Sequence[str]) -> list[KeptCase]:
        """Cases of all teams in some states that nobody has changed since an instant; oldest first."""
        columns = (_cases.c.team_id, _cases.c.id, _cases.c.reference, _cases.c.updated_at)
        every_team = _cases.c.team_id.in_(select(schema.teams.c.id))  # so it is found by the index, which begins there
        query = select(*columns).where(every_team, *_unchanged(before, states)).order_by(_cases.c.updated_at)
        return [KeptCase(row[0], row[1], row[2], instant(row[3])) for row in self._connection.execute(query)]

    def unchanged_of(self, team_id: str, before: dt.datetime, states: Sequence[str]) -> tuple[int, dt.datetime | None]:
        """How many such cases a team has, up to `MOST_COUNTED`, and when the oldest of them was changed."""
        at = _cases.c.updated_at
        oldest = (
            select(at).where(_cases.c.team_id == team_id, *_unchanged(before, [state])).order_by(at).limit(MOST_COUNTED)
            for state in states
        )
        each = union_all(*(select(one.subquery()) for one in oldest)).subquery()
        count, first = self._connection.execute(select(func.count(), func.min(each.c.updated_at))).one()
        return min(count, MOST_COUNTED), None if first is None else instant(first)

    def unchanged_lines(
        self, team_id: str, before: dt.datetime, states: Sequence[str], offset: int, limit: int
    ) -> list[BoardLine]:
        """A page of these cases as the board shows them, the oldest change first."""
        return unchanged_lines(self._connection, team_id, before, states, offset, limit)

    def board(self, team_id: str, query: BoardQuery) -> BoardPage:
        """One page of the team's cases, newest change first, with figures over all that are open."""
        return page_of(self._connection, team_id, query)

    def team_of(self, case_id: str) -> str | None:
        """The id of the team that has a case, of all teams."""
        mine = select(_cases.c.team_id).where(_cases.c.id == case_id)
        return self._connection.execute(mine).scalar_one_or_none()

    def known(self, case_ids: Collection[str]) -> int:
        """How many of some cases there are already, in any team."""
        asked = (select(func.count()).select_from(_cases).where(_cases.c.id.in_(some)) for some in batches(case_ids))
        return sum(self._connection.execute(one).scalar_one() for one in asked)

    def held_by(self, team_id: str, person_id: str) -> int:
        """How many cases of a team somebody takes care of."""
        return figures.total(self._connection, team_id, {"assignee": person_id})

    def ids_of(self, team_id: str, person_id: str, limit: int) -> list[str]:
        """The ids of so many of them."""
        mine = select(_cases.c.id).where(_cases.c.team_id == team_id, _cases.c.assignee == person_id).limit(limit)
        return list(self._connection.execute(mine).scalars())


def _unchanged(before: dt.datetime, states: Sequence[str]) -> tuple[ColumnElement[bool], ...]:
    return _cases.c.state.in_(states), _cases.c.updated_at < seconds(before)


def _part(row: CaseRow | None) -> figures.Part | None:
    return (row.team_id, row.assignee or "", row.scenario or "", row.state, fen(row.money)) if row else None


def _words(row: CaseRow | None) -> set[str]:
    return words.words_of((row.reference, row.title, row.shop)) if row else set()


class SqlCaseFiles:
    """Which case holds which file; a file nobody holds is swept away."""

    def __init__(self, connection: Connection) -> None:
        """Take the connection of a transaction."""
        self._connection = connection

    def hold(self, row: FileRow) -> None:
        """Note that a case holds a file; a second time changes nothing."""
        names = ("case_id", "team_id", "sha256", "purpose", "size")
        values = {name: getattr(row, name) for name in names} | {"added_at": seconds(now())}
        insert_once(self._connection, _files, values)

    def release(self, case_id: str, sha256: str, purpose: str) -> None:
        """The case no longer holds the file for this purpose."""
        mine = and_(_files.c.case_id == case_id, _files.c.sha256 == sha256, _files.c.purpose == purpose)
        self._connection.execute(delete(_files).where(mine))

    def holds(self, team_id: str, case_id: str, sha256: str) -> bool:
        """Whether the case holds the file for any purpose."""
        mine = and_(_files.c.case_id == case_id, _files.c.sha256 == sha256, _files.c.team_id == team_id)
        return self._connection.execute(select(_files.c.sha256).where(mine).limit(1)).first() is not None

    def of_purpose(self, case_id: str, purpose: str) -> str | None:
        """SHA-256 of the file a case holds for a purpose."""
        mine = and_(_files.c.case_id == case_id, _files.c.purpose == purpose)
        return self._connection.execute(select(_files.c.sha256).where(mine).limit(1)).scalar_one_or_none()

    def bytes_of(self, case_id: str) -> int:
        """Bytes of evidence a case holds."""
        mine = and_(_files.c.case_id == case_id, _files.c.purpose.in_(EVIDENCE))
        return int(self._connection.execute(select(func.coalesce(func.sum(_files.c.size), 0)).where(mine)).scalar_one())

    def held(self, some: Collection[str]) -> set[str]:
        """Which of some files (by SHA-256) any case holds."""
        asked = select(_files.c.sha256).distinct().where(_files.c.sha256.in_(some))
        return set(self._connection.execute(asked).scalars())
