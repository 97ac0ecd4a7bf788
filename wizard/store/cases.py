"""Cases and their hold on files, in SQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, bindparam, delete, func, or_, select, update

from wizard.case import now
from wizard.store import schema
from wizard.store.clock import fen, instant, seconds, yuan
from wizard.store.inserting import insert_once
from wizard.store.rows import BoardLine, BoardPage, BoardQuery, CaseMark, CaseRow, FileRow

_cases, _files = schema.cases, schema.case_files
CLOSED = "closed"
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
    return CaseRow(**values | {"money": yuan(values["money"]), "updated_at": instant(values["updated_at"])})


class SqlCases:
    """The cases of all teams; every question names the team."""

    def __init__(self, connection: Connection) -> None:
        """Take the connection of a transaction."""
        self._connection = connection

    def get(self, team_id: str, case_id: str) -> CaseRow | None:
        """The case, locked until the end of a write; `None` when the team has no such case."""
        locked = self._connection.get_execution_options().get("wizard_write")
        asked = {"case_id": case_id, "in_team": team_id}
        found = self._connection.execute(_CASE_LOCKED if locked else _CASE, asked).one_or_none()
        return _row(found) if found else None

    def mark(self, team_id: str, case_id: str) -> CaseMark | None:
        """Version, time and assignee of the case; `None` when the team has no such case."""
        found = self._connection.execute(_MARK, {"case_id": case_id, "in_team": team_id}).one_or_none()
        return CaseMark(found[0], instant(found[1]), found[2]) if found else None

    def add(self, row: CaseRow) -> None:
        """A new case."""
        self._connection.execute(_cases.insert(), _values(row))

    def replace(self, row: CaseRow) -> None:
        """Store a changed case."""
        self._connection.execute(_REPLACE, _values(row) | {"case_id": row.id, "in_team": row.team_id})

    def remove(self, team_id: str, case_id: str) -> None:
        """Delete a case with its builds, its comments and its claims on files."""
        for table in (_files, schema.builds, schema.comments, schema.presence):
            self._connection.execute(delete(table).where(table.c.case_id == case_id, table.c.team_id == team_id))
        self._connection.execute(delete(_cases).where(_cases.c.id == case_id, _cases.c.team_id == team_id))

    def board(self, team_id: str, query: BoardQuery) -> BoardPage:
        """One page of the team's cases, newest change first, with figures over all that are open."""
        wanted = and_(*_conditions(team_id, query))
        total = self._connection.execute(select(func.count()).select_from(_cases).where(wanted)).scalar_one()
        rows = self._connection.execute(_page(wanted, query)).all()
        due_soon, money = self._figures(team_id, query)
        return BoardPage([_line(row) for row in rows], total, due_soon, money)

    def _figures(self, team_id: str, query: BoardQuery) -> tuple[int, Any]:
        is_open = and_(_cases.c.team_id == team_id, _cases.c.state != CLOSED)
        due = func.count().filter(_cases.c.next_due <= query.due_by)
        found = self._connection.execute(select(due, func.sum(_cases.c.money)).where(is_open)).one()
        return found[0], yuan(found[1])

    def ids(self, team_id: str | None = None) -> list[tuple[str, str]]:
        """`(team id, case id)` of all cases, or of one team's."""
        query = select(_cases.c.team_id, _cases.c.id).order_by(_cases.c.updated_at)
        if team_id is not None:
            query = query.where(_cases.c.team_id == team_id)
        return [(row[0], row[1]) for row in self._connection.execute(query)]


def _conditions(team_id: str, query: BoardQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [_cases.c.team_id == team_id]
    if text := query.text.strip():
        columns = (_cases.c.reference, _cases.c.title, _cases.c.shop)
        conditions.append(or_(*(column.icontains(text, autoescape=True) for column in columns)))
    if query.scenario:
        conditions.append(_cases.c.scenario == query.scenario)
    if query.state:
        conditions.append(_cases.c.state == query.state)
    if query.assignee:
        conditions.append(_cases.c.assignee == query.assignee)
    return conditions


_assignee, _editor = schema.people.alias("assignee"), schema.people.alias("editor")


def _page(wanted: ColumnElement[bool], query: BoardQuery) -> Select[Any]:
    c = _cases.c
    shown = (c.reference, c.title, c.scenario, c.shop, c.state, c.money, c.next_due, c.next_task, c.assignee)
    names = (_assignee.c.name.label("assignee_name"), _editor.c.name.label("updated_by_name"))
    joined = _cases.outerjoin(_assignee, _assignee.c.id == c.assignee).outerjoin(_editor, _editor.c.id == c.updated_by)
    return (
        select(c.id.label("case_id"), *shown, c.updated_at, *names)
        .select_from(joined)
        .where(wanted)
        .order_by(c.updated_at.desc(), c.id)
        .offset(query.offset)
        .limit(query.limit)
    )


def _line(row: Row[Any]) -> BoardLine:
    values = dict(row._mapping)
    names = {name: values[name] or "" for name in ("assignee_name", "updated_by_name")}
    return BoardLine(**values | names | {"money": yuan(values["money"]), "updated_at": instant(values["updated_at"])})


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
        mine = and_(_files.c.case_id == case_id, _files.c.purpose == "exhibit")
        return int(self._connection.execute(select(func.coalesce(func.sum(_files.c.size), 0)).where(mine)).scalar_one())

    def held(self) -> set[str]:
        """SHA-256 of every file any case holds."""
        return set(self._connection.execute(select(_files.c.sha256).distinct()).scalars())
