"""One page of a team's board, in SQL: what the board shows of its cases, found quickly however many there are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, bindparam, func, select, union_all

from wizard.store import figures, schema
from wizard.store.finding import CLOSED, DATED, Found, newest, soonest
from wizard.store.rows import MOST_COUNTED, BoardLine, BoardPage, BoardQuery
from wizard.store.units import instant, seconds, yuan

COUNTED = 60
"""How far the cases with a common text are counted."""
MOST_DUE = 200
"""How far the list of what is due goes: whoever has more narrows it."""
LENGTH_OF_NUMBER = 9
_cases = schema.cases
_NUMBERED = select(_cases.c.id).where(
    _cases.c.team_id == bindparam("team"), _cases.c.reference == bindparam("reference")
)
_NEWEST, _SOONEST = (_cases.c.updated_at.desc(), _cases.c.id.desc()), (_cases.c.next_due, _cases.c.id)
_OLDEST = (_cases.c.updated_at, _cases.c.id)
_assignee, _editor = schema.people.alias("assignee"), schema.people.alias("editor")


@dataclass(frozen=True)
class _Listed:
    """The ids of a page and how many cases suit in all; `at_least`: more than that."""

    ids: Select[Any] | Sequence[str]
    total: int
    at_least: bool = False


def page_of(connection: Connection, team_id: str, query: BoardQuery) -> BoardPage:
    """One page of the team's cases, newest change or soonest due date first, with figures over all that are open.

    A whole case number finds that case alone.
    """
    listed = _listed(connection, team_id, query)
    lines = _lines(connection, listed.ids, _SOONEST if query.by_due else _NEWEST)
    due, money = _due_soon(connection, team_id, query), figures.money_at_stake(connection, team_id, CLOSED)
    return BoardPage(lines, listed.total, due, money, listed.at_least, figures.assignees(connection, team_id))


def unchanged_lines(
    connection: Connection, team_id: str, before: dt.datetime, states: Sequence[str], offset: int, limit: int
) -> list[BoardLine]:
    """A page of the team's cases in some states that nobody has changed since an instant, the oldest change first.

    Each state is read from its oldest change on by an index that has it in this order.
    """
    mine = select(_cases.c.id, _cases.c.updated_at).where(
        _cases.c.team_id == team_id, _cases.c.updated_at < seconds(before)
    )
    of_each = (mine.where(_cases.c.state == state).order_by(*_OLDEST).limit(offset + limit) for state in states)
    each = union_all(*(select(one.subquery()) for one in of_each)).subquery()
    ids = select(each.c.id).order_by(each.c.updated_at, each.c.id).offset(offset).limit(limit)
    return _lines(connection, connection.execute(ids).scalars().all(), _OLDEST)


def _listed(connection: Connection, team_id: str, query: BoardQuery) -> _Listed:
    if text := query.text.strip():
        found = _found(connection, team_id, query, text)
        ids = found.ids[query.offset : query.offset + query.limit]
        return _Listed(ids, found.many if found.whole else COUNTED, not found.whole)
    if query.by_due:
        return _dated(connection, team_id, query)
    total = figures.total(connection, team_id, query.filters)
    return _Listed(_place(team_id, query, total), total)


def _found(connection: Connection, team_id: str, query: BoardQuery, text: str) -> Found:
    """The cases that suit a text; a page of them at least."""
    if len(text) == LENGTH_OF_NUMBER:
        asked = _NUMBERED.where(*_suits(query))
        if numbered := connection.execute(asked, {"team": team_id, "reference": text.upper()}).scalars().all():
            return Found(numbered, len(numbered), whole=True)
    search = soonest if query.by_due else newest
    return search(connection, team_id, query, text, max(COUNTED + 1, query.offset + query.limit))


def _dated(connection: Connection, team_id: str, query: BoardQuery) -> _Listed:
    """Of the cases with a due date, the first `MOST_DUE`."""
    suiting = select(_cases.c.id).where(_cases.c.team_id == team_id, *_suits(query))
    total = _count(connection, suiting, MOST_DUE)
    ids = suiting.order_by(_cases.c.next_due, _cases.c.id).offset(query.offset).limit(query.limit)
    return _Listed(ids, total, total == MOST_DUE)


def _place(team_id: str, query: BoardQuery, total: int) -> Select[Any]:
    """The ids of a page when no text is asked for, out of an index alone; from the end it is nearer to."""
    at, last = (_cases.c.updated_at, _cases.c.id), min(query.offset + query.limit, total)
    suiting = select(_cases.c.id).where(_cases.c.team_id == team_id, *_suits(query))
    if query.offset <= total - last:
        return suiting.order_by(*(column.desc() for column in at)).offset(query.offset).limit(query.limit)
    return suiting.order_by(*at).offset(total - last).limit(max(last - query.offset, 0))


def _due_soon(connection: Connection, team_id: str, query: BoardQuery) -> int:
    """How many open cases are due soon, up to `MOST_COUNTED`."""
    soon = (_cases.c.team_id == team_id, *DATED, _cases.c.next_due <= query.due_by)
    return _count(connection, select(_cases.c.id).where(*soon), MOST_COUNTED)


def _count(connection: Connection, suiting: Select[Any], most: int) -> int:
    some = suiting.limit(most).subquery()
    return int(connection.execute(select(func.count()).select_from(some)).scalar_one())


def _suits(query: BoardQuery) -> list[ColumnElement[bool]]:
    filters = [_is(_cases.c[column], value) for column, value in query.filters.items()]
    return [*filters, *DATED] if query.by_due else filters


def _is(column: ColumnElement[str], value: str) -> ColumnElement[bool]:
    return column == value if value else column.is_(None)


def _page(ids: Select[Any] | Sequence[str], order: Sequence[ColumnElement[Any]]) -> Select[Any]:
    c = _cases.c
    shown = (c.reference, c.title, c.scenario, c.shop, c.state, c.money, c.next_due, c.next_task, c.assignee)
    names = (_assignee.c.name.label("assignee_name"), _editor.c.name.label("updated_by_name"))
    joined = _cases.outerjoin(_assignee, _assignee.c.id == c.assignee).outerjoin(_editor, _editor.c.id == c.updated_by)
    return (
        select(c.id.label("case_id"), *shown, c.updated_at, *names)
        .select_from(joined)
        .where(c.id.in_(ids))
        .order_by(*order)
    )


def _lines(
    connection: Connection, ids: Select[Any] | Sequence[str], order: Sequence[ColumnElement[Any]]
) -> list[BoardLine]:
    return [_line(row) for row in connection.execute(_page(ids, order))]


def _line(row: Row[Any]) -> BoardLine:
    values = dict(row._mapping)
    names = {name: values[name] or "" for name in ("assignee_name", "updated_by_name")}
    return BoardLine(**values | names | {"money": yuan(values["money"]), "updated_at": instant(values["updated_at"])})
