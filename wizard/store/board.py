"""One page of a team's board, in SQL: what the board shows of its cases, found quickly however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, bindparam, func, or_, select, true

from wizard.store import figures, schema, words
from wizard.store.clock import instant, yuan
from wizard.store.rows import BoardLine, BoardPage, BoardQuery

COUNTED = 60
"""How far the cases with a common text are counted: each one that is counted has to be read."""
LOOKED_THROUGH, MANY = 2000, 10_000
"""So many of the newest cases are looked through for a common text before the index is asked for all that have it."""
CLOSED = "closed"
OPEN = ("draft", "packaged", "submitted", "answered")
_cases = schema.cases
_NUMBERED = select(_cases.c.id).where(
    _cases.c.team_id == bindparam("team"), _cases.c.reference == bindparam("reference")
)
_LAST = (
    select(_cases.c.updated_at)
    .where(_cases.c.team_id == bindparam("team"))
    .order_by(_cases.c.updated_at.desc())
    .offset(bindparam("through"))
    .limit(1)
)
_assignee, _editor = schema.people.alias("assignee"), schema.people.alias("editor")


def page_of(connection: Connection, team_id: str, query: BoardQuery) -> BoardPage:
    """One page of the team's cases, newest change first, with figures over all that are open.

    A whole case number finds that case alone.
    """
    text = query.text.strip()
    candidates = _candidates(connection, team_id, text) if text else None
    due, money = _due(connection, team_id, query), figures.money_at_stake(connection, team_id, CLOSED)
    if text and candidates is None:
        total, lines = _of_common(connection, team_id, query, text)
        return BoardPage(lines, min(total, COUNTED), due, money, total > COUNTED)
    total, lines = _of_few(connection, team_id, query, text, candidates)
    return BoardPage(lines, total, due, money)


def _candidates(connection: Connection, team_id: str, text: str) -> list[str] | None:
    numbered = connection.execute(_NUMBERED, {"team": team_id, "reference": text.upper()}).scalars().all()
    return list(numbered) or words.candidates(connection, team_id, text)


def _of_few(
    connection: Connection, team_id: str, query: BoardQuery, text: str, candidates: list[str] | None
) -> tuple[int, list[BoardLine]]:
    """A page of the cases that suit, and how many there are."""
    wanted = and_(*_conditions(team_id, query, text, candidates))
    total = _total(connection, team_id, query, wanted)
    return total, [_line(row) for row in connection.execute(_page(wanted).offset(query.offset).limit(query.limit))]


def _of_common(connection: Connection, team_id: str, query: BoardQuery, text: str) -> tuple[int, list[BoardLine]]:
    """A page of the newest cases with a common text, and how many there are up to one more than `COUNTED`.

    They are looked through in the order of time; when the newest don't fill the page, the text is one of old cases.
    """
    enough = max(COUNTED + 1, query.offset + query.limit)
    since = connection.execute(_LAST, {"team": team_id, "through": LOOKED_THROUGH}).scalar_one_or_none()
    found = _newest(connection, team_id, query, text, enough, since)
    if len(found) < enough and since is not None:
        candidates = words.candidates(connection, team_id, text, MANY)
        if candidates is not None:
            total, lines = _of_few(connection, team_id, query, text, candidates)
            return min(total, COUNTED + 1), lines
        found = _newest(connection, team_id, query, text, enough, None)
    shown = found[query.offset : query.offset + query.limit]
    return min(len(found), COUNTED + 1), [_line(row) for row in connection.execute(_page(_cases.c.id.in_(shown)))]


def _newest(
    connection: Connection, team_id: str, query: BoardQuery, text: str, enough: int, since: int | None
) -> Sequence[str]:
    """The newest cases that suit, looked through back to a moment, or all."""
    wanted = and_(*_conditions(team_id, query, text, None), true() if since is None else _cases.c.updated_at >= since)
    newest = select(_cases.c.id).where(wanted).order_by(_cases.c.updated_at.desc(), _cases.c.id)
    return connection.execute(newest.limit(enough)).scalars().all()


def _total(connection: Connection, team_id: str, query: BoardQuery, wanted: ColumnElement[bool]) -> int:
    """How many cases suit."""
    if not query.text.strip() and not query.assignee:
        return figures.total(connection, team_id, query.scenario, query.state)
    return int(connection.execute(select(func.count()).select_from(_cases).where(wanted)).scalar_one())


def _due(connection: Connection, team_id: str, query: BoardQuery) -> int:
    soon = and_(_cases.c.team_id == team_id, _cases.c.state.in_(OPEN), _cases.c.next_due <= query.due_by)
    return int(connection.execute(select(func.count()).select_from(_cases).where(soon)).scalar_one())


def _conditions(team_id: str, query: BoardQuery, text: str, candidates: list[str] | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [_cases.c.team_id == team_id]
    if candidates is not None:  # the empty text added keeps SQLite from reading all cases of the team in order of time
        conditions = [_cases.c.id.in_(candidates), _cases.c.team_id.concat("") == team_id]
    if text:
        columns = (_cases.c.reference, _cases.c.title, _cases.c.shop)
        conditions.append(or_(*(column.icontains(text, autoescape=True) for column in columns)))
    if query.scenario:
        conditions.append(_cases.c.scenario == query.scenario)
    if query.state:
        conditions.append(_cases.c.state == query.state)
    if query.assignee:
        conditions.append(_cases.c.assignee == query.assignee)
    return conditions


def _page(wanted: ColumnElement[bool]) -> Select[Any]:
    c = _cases.c
    shown = (c.reference, c.title, c.scenario, c.shop, c.state, c.money, c.next_due, c.next_task, c.assignee)
    names = (_assignee.c.name.label("assignee_name"), _editor.c.name.label("updated_by_name"))
    joined = _cases.outerjoin(_assignee, _assignee.c.id == c.assignee).outerjoin(_editor, _editor.c.id == c.updated_by)
    return (
        select(c.id.label("case_id"), *shown, c.updated_at, *names)
        .select_from(joined)
        .where(wanted)
        .order_by(c.updated_at.desc(), c.id)
    )


def _line(row: Row[Any]) -> BoardLine:
    values = dict(row._mapping)
    names = {name: values[name] or "" for name in ("assignee_name", "updated_by_name")}
    return BoardLine(**values | names | {"money": yuan(values["money"]), "updated_at": instant(values["updated_at"])})
