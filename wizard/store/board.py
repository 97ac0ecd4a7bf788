"""One page of a team's board, in SQL: what the board shows of its cases, found quickly however many there are."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select

from wizard.store import figures, schema, words
from wizard.store.clock import instant, yuan
from wizard.store.rows import BoardLine, BoardPage, BoardQuery

CLOSED = "closed"
OPEN = ("draft", "packaged", "submitted", "answered")
_cases = schema.cases
_assignee, _editor = schema.people.alias("assignee"), schema.people.alias("editor")


def page_of(connection: Connection, team_id: str, query: BoardQuery) -> BoardPage:
    """One page of the team's cases, newest change first, with figures over all that are open."""
    text = query.text.strip()
    pair = words.rarest(connection, team_id, text) if text else None
    wanted = and_(*_conditions(team_id, query, text, pair))
    total = _total(connection, team_id, query, text, wanted)
    lines = [_line(row) for row in connection.execute(_page(wanted, query))]
    at_least = bool(text) and total > words.COMMON
    due, money = _due(connection, team_id, query), figures.money_at_stake(connection, team_id, CLOSED)
    return BoardPage(lines, words.COMMON if at_least else total, due, money, at_least)


def _total(connection: Connection, team_id: str, query: BoardQuery, text: str, wanted: ColumnElement[bool]) -> int:
    """How many cases suit; with a common text only as far as `words.COMMON` and one more."""
    if not text and not query.assignee:
        return figures.total(connection, team_id, query.scenario, query.state)
    some = select(_cases.c.id).where(wanted)
    if text:
        some = some.limit(words.COMMON + 1)
    return int(connection.execute(select(func.count()).select_from(some.subquery())).scalar_one())


def _due(connection: Connection, team_id: str, query: BoardQuery) -> int:
    soon = and_(_cases.c.team_id == team_id, _cases.c.state.in_(OPEN), _cases.c.next_due <= query.due_by)
    return int(connection.execute(select(func.count()).select_from(_cases).where(soon)).scalar_one())


def _conditions(team_id: str, query: BoardQuery, text: str, pair: str | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [_cases.c.team_id == team_id]
    if text:
        columns = (_cases.c.reference, _cases.c.title, _cases.c.shop)
        conditions.append(or_(*(column.icontains(text, autoescape=True) for column in columns)))
    if pair is not None:
        kept = schema.case_words
        having = select(kept.c.case_id).where(kept.c.team_id == team_id, kept.c.pair == pair)
        conditions.append(_cases.c.id.in_(having))
    if query.scenario:
        conditions.append(_cases.c.scenario == query.scenario)
    if query.state:
        conditions.append(_cases.c.state == query.state)
    if query.assignee:
        conditions.append(_cases.c.assignee == query.assignee)
    return conditions


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
