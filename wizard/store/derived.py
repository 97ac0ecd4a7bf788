"""Making the board's tables anew from the cases: after a migration, a restore, an import."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    MetaData,
    Select,
    String,
    Table,
    Text,
    and_,
    delete,
    func,
    select,
    text,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import JSON

from wizard.store import schema
from wizard.store.words import words_of

TABLES = ("figures", "case_words", "case_kinds")
BATCH = 1000
_cases, _kinds, _words = schema.cases.c, schema.case_kinds.c, schema.case_words.c
_KIND = (_cases.team_id, func.coalesce(_cases.assignee, ""), func.coalesce(_cases.scenario, ""), _cases.state)
_NAMES = ["team_id", "assignee", "scenario", "state"]
_gathered = Table(
    "gathered_words", MetaData(), Column("case_id", String(64)), Column("words", Text), prefixes=["TEMPORARY"]
)
_EACH = {
    "sqlite": func.json_each(_gathered.c.words),
    "postgresql": func.json_array_elements_text(_gathered.c.words.cast(JSON)),
}


def rebuild(connection: Connection, team_id: str | None = None) -> None:
    """Figures and words of all cases, from what the cases hold now; of one team when it is named.

    Nobody saves meanwhile: a team that is named has only just come and nobody else sees it yet.
    """
    rebuild_figures(connection, team_id)
    rebuild_words(connection, team_id)


def rebuild_figures(connection: Connection, team_id: str | None = None) -> None:
    """How many cases and how much money there are of each kind."""
    _begin(connection, team_id, "figures")
    counted = select(*_KIND, func.count(), func.sum(_cases.money)).where(_of(team_id, _cases.team_id)).group_by(*_KIND)
    _fill(connection, "figures", [*_NAMES, "cases", "money"], counted)


def rebuild_words(connection: Connection, team_id: str | None = None) -> None:
    """What cases are found by, and their kinds."""
    _begin(connection, team_id, "case_words", "case_kinds")
    mine = _of(team_id, _cases.team_id)
    connection.execute(update(schema.cases).where(mine, _cases.words_at.is_not(None)).values(words_at=None))
    _fill(connection, "case_kinds", _NAMES, select(*_KIND).where(mine).distinct())
    _gathered.create(connection)
    _gather(connection, mine)
    _fill(connection, "case_words", ["team_id", "pair", "at", "case_id", "kind"], _in_order(connection))
    _gathered.drop(connection)


def _begin(connection: Connection, team_id: str | None, *tables: str) -> None:
    if team_id is None and connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE cases IN EXCLUSIVE MODE"))
    for name in tables:
        table = schema.metadata.tables[name]
        connection.execute(delete(table).where(_of(team_id, table.c.team_id)))


def _of(team_id: str | None, column: ColumnElement[str]) -> ColumnElement[bool]:
    return true() if team_id is None else column == team_id


def _fill(connection: Connection, table: str, columns: list[str], rows: Select[Any]) -> None:
    connection.execute(schema.metadata.tables[table].insert().from_select(columns, rows))


def _gather(connection: Connection, mine: ColumnElement[bool]) -> None:
    """The words of each case as one list: the database makes rows of it ten times as quickly as they can be sent."""
    asked = select(_cases.id, _cases.reference, _cases.title, _cases.shop).where(mine)
    for cases in connection.execute(asked.execution_options(yield_per=BATCH)).partitions():
        rows = [{"case_id": case_id, "words": json.dumps(list(words_of(texts)))} for case_id, *texts in cases]
        connection.execute(_gathered.insert(), rows)


def _in_order(connection: Connection) -> Select[Any]:
    """The rows of `case_words` in the order they lie in: put in as they come they would be written again and again."""
    each = _EACH[connection.dialect.name].table_valued("value", joins_implicitly=True)
    kind = and_(*(mine == _kinds[name] for mine, name in zip(_KIND, _NAMES, strict=True)))
    found = _gathered.join(each, true()).join(schema.cases, _cases.id == _gathered.c.case_id)
    rows = select(_cases.team_id, each.c.value, _cases.updated_at, _cases.id, _kinds.id)
    rows = rows.select_from(found.join(schema.case_kinds, kind))
    return rows.order_by(_cases.team_id, each.c.value, _cases.updated_at, _cases.id)
