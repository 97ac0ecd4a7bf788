"""Making the board's tables anew from the cases: after a migration, a restore, an import."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import (
    Column,
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
_PARTS = (_cases.team_id, func.coalesce(_cases.scenario, ""), _cases.state)
_KIND = (*_PARTS, func.coalesce(_cases.assignee, ""))
_gathered = Table(
    "gathered_words", MetaData(), Column("case_id", String(64)), Column("words", Text), prefixes=["TEMPORARY"]
)
_EACH = {
    "sqlite": func.json_each(_gathered.c.words),
    "postgresql": func.json_array_elements_text(_gathered.c.words.cast(JSON)),
}


def rebuild(connection: Connection) -> None:
    """Figures and words of all cases of all teams, from what the cases hold now; nobody saves meanwhile."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE cases IN EXCLUSIVE MODE"))
    for name in TABLES:
        connection.execute(delete(schema.metadata.tables[name]))
    connection.execute(update(schema.cases).where(_cases.words_at.is_not(None)).values(words_at=None))
    figures = select(*_PARTS, func.count(), func.sum(_cases.money)).group_by(*_PARTS)
    _fill(connection, "figures", ["team_id", "scenario", "state", "cases", "money"], figures)
    _fill(connection, "case_kinds", ["team_id", "scenario", "state", "assignee"], select(*_KIND).distinct())
    _gathered.create(connection)
    _gather(connection)
    _fill(connection, "case_words", ["team_id", "pair", "at", "case_id", "kind"], _in_order(connection))
    _gathered.drop(connection)


def _fill(connection: Connection, table: str, columns: list[str], rows: Select[Any]) -> None:
    connection.execute(schema.metadata.tables[table].insert().from_select(columns, rows))


def _gather(connection: Connection) -> None:
    """The words of each case as one list: the database makes rows of it ten times as quickly as they can be sent."""
    asked = select(_cases.id, _cases.reference, _cases.title, _cases.shop)
    for cases in connection.execute(asked.execution_options(yield_per=BATCH)).partitions():
        rows = [{"case_id": case_id, "words": json.dumps(list(words_of(texts)))} for case_id, *texts in cases]
        connection.execute(_gathered.insert(), rows)


def _in_order(connection: Connection) -> Select[Any]:
    """The rows of `case_words` in the order they lie in: put in as they come they would be written again and again."""
    each = _EACH[connection.dialect.name].table_valued("value", joins_implicitly=True)
    like = (_kinds.team_id, _kinds.scenario, _kinds.state, _kinds.assignee)
    kind = and_(*(mine == its for mine, its in zip(_KIND, like, strict=True)))
    found = _gathered.join(each, true()).join(schema.cases, _cases.id == _gathered.c.case_id)
    rows = select(_cases.team_id, each.c.value, _cases.updated_at, _cases.id, _kinds.id)
    rows = rows.select_from(found.join(schema.case_kinds, kind))
    return rows.order_by(_cases.team_id, each.c.value, _cases.updated_at, _cases.id)
