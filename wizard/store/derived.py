"""Making the board's tables anew from the cases: after a migration, a restore, an import."""

from __future__ import annotations

from sqlalchemy import Connection, delete, func, select

from wizard.store import schema
from wizard.store.words import words_of

TABLES = ("figures", "case_words")
BATCH = 2000


def rebuild(connection: Connection) -> None:
    """Figures and words of all cases of all teams, from what the cases hold now."""
    for name in TABLES:
        connection.execute(delete(schema.metadata.tables[name]))
    _figures(connection)
    _words(connection)


def _figures(connection: Connection) -> None:
    c = schema.cases.c
    scenario = func.coalesce(c.scenario, "")
    parts = (c.team_id, scenario, c.state)
    counted = select(*parts, func.count(), func.sum(c.money)).group_by(*parts)
    columns = ["team_id", "scenario", "state", "cases", "money"]
    connection.execute(schema.figures.insert().from_select(columns, counted))


def _words(connection: Connection) -> None:
    c = schema.cases.c
    rows: list[dict[str, str]] = []
    for team_id, case_id, *texts in connection.execute(select(c.team_id, c.id, c.reference, c.title, c.shop)).all():
        rows += [{"team_id": team_id, "pair": word, "case_id": case_id} for word in words_of(texts)]
        if len(rows) > BATCH:
            connection.execute(schema.case_words.insert(), rows)
            rows = []
    if rows:
        connection.execute(schema.case_words.insert(), rows)
