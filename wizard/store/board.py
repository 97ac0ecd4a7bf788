"""One page of a team's board, in SQL: what the board shows of its cases, found quickly however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, bindparam, func, literal, select

from wizard.store import figures, schema
from wizard.store.finding import Found, newest
from wizard.store.rows import MOST_COUNTED, BoardLine, BoardPage, BoardQuery
from wizard.store.units import instant, yuan

COUNTED = 60
"""How far the cases with a common text are counted."""
CLOSED = "closed"
LENGTH_OF_NUMBER = 9
OPEN = ("draft", "packaged", "submitted", "answered")
_cases = schema.cases
_NUMBERED = select(_cases.c.id).where(
    _cases.c.team_id == bindparam("team"), _cases.c.reference == bindparam("reference")
)
_assignee, _editor = schema.people.alias("assignee"), schema.people.alias("editor")


def page_of(connection: Connection, team_id: str, query: BoardQuery) -> BoardPage:
    """One page of the team's cases, newest change first, with figures over all that are open.

    A whole case number finds that case alone.
    """
    due, money = _due(connection, team_id, query), figures.money_at_stake(connection, team_id, CLOSED)
    text = query.text.strip()
    if not text:
        total = figures.total(connection, team_id, query.filters)
        return BoardPage(_lines(connection, _place(team_id, query, total)), total, due, money)
    found = _found(connection, team_id, query, text)
    lines = _lines(connection, found.ids[query.offset : query.offset + query.limit])
    return BoardPage(lines, found.many if found.whole else COUNTED, due, money, not found.whole)


def _found(connection: Connection, team_id: str, query: BoardQuery, text: str) -> Found:
    """The cases that suit a text; a page of them at least."""
    if len(text) == LENGTH_OF_NUMBER:
        asked = _NUMBERED.where(*_filters(query))
        if numbered := connection.execute(asked, {"team": team_id, "reference": text.upper()}).scalars().all():
            return Found(numbered, len(numbered), whole=True)
    return newest(connection, team_id, query, text, max(COUNTED + 1, query.offset + query.limit))


def _place(team_id: str, query: BoardQuery, total: int) -> Select[Any]:
    """The ids of a page when no text is asked for, out of an index alone; from the end it is nearer to."""
    at, last = (_cases.c.updated_at, _cases.c.id), min(query.offset + query.limit, total)
    suiting = select(_cases.c.id).where(_cases.c.team_id == team_id, *_filters(query))
    if query.offset <= total - last:
        return suiting.order_by(*(column.desc() for column in at)).offset(query.offset).limit(query.limit)
    return suiting.order_by(*at).offset(total - last).limit(max(last - query.offset, 0))


def _due(connection: Connection, team_id: str, query: BoardQuery) -> int:
    """How many open cases are due soon, up to `MOST_COUNTED`."""
    soon = (_cases.c.team_id == team_id, _cases.c.state.in_(OPEN), _cases.c.next_due <= query.due_by)
    some = select(literal(1)).select_from(_cases).where(*soon).limit(MOST_COUNTED)
    return int(connection.execute(select(func.count()).select_from(some.subquery())).scalar_one())


def _filters(query: BoardQuery) -> list[ColumnElement[bool]]:
    return [_cases.c[column] == value for column, value in query.filters.items()]


def _page(ids: Select[Any] | Sequence[str]) -> Select[Any]:
    c = _cases.c
    shown = (c.reference, c.title, c.scenario, c.shop, c.state, c.money, c.next_due, c.next_task, c.assignee)
    names = (_assignee.c.name.label("assignee_name"), _editor.c.name.label("updated_by_name"))
    joined = _cases.outerjoin(_assignee, _assignee.c.id == c.assignee).outerjoin(_editor, _editor.c.id == c.updated_by)
    return (
        select(c.id.label("case_id"), *shown, c.updated_at, *names)
        .select_from(joined)
        .where(c.id.in_(ids))
        .order_by(c.updated_at.desc(), c.id.desc())
    )


def _lines(connection: Connection, ids: Select[Any] | Sequence[str]) -> list[BoardLine]:
    return [_line(row) for row in connection.execute(_page(ids))]


def _line(row: Row[Any]) -> BoardLine:
    values = dict(row._mapping)
    names = {name: values[name] or "" for name in ("assignee_name", "updated_by_name")}
    return BoardLine(**values | names | {"money": yuan(values["money"]), "updated_at": instant(values["updated_at"])})
