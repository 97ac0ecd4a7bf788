"""Lets the words of cases tell their last change, a while after people have left them alone.

A save writes none of the 90 words of a case whose number, title and shop stay as they are: it notes in `cases.words_at`
the moment that they tell, and so makes the case a fresh one. A search looks at the fresh cases one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, or_, select, update

from wizard.store import schema
from wizard.store.inserting import insert_once
from wizard.store.words import words_of

_cases, _words, _kinds = schema.cases, schema.case_words, schema.case_kinds
_FRESH = select(
    _cases.c.id,
    _cases.c.updated_at,
    func.row_number().over(partition_by=_cases.c.team_id, order_by=_cases.c.updated_at.desc()).label("place"),
).where(_cases.c.words_at.is_not(None))
_BEHIND = update(_words).where(
    _words.c.team_id == bindparam("team"),
    _words.c.pair.in_(bindparam("words", expanding=True)),
    _words.c.at == bindparam("words_at"),
    _words.c.case_id == bindparam("case"),
)
_NOW = _BEHIND.values(at=bindparam("updated_at"), kind=bindparam("of_kind"))


def behind(connection: Connection, before: int, most: int) -> list[str]:
    """The ids of the fresh cases whose words are to be written now, the oldest change first.

    It is the turn of those that nobody has changed since the moment `before` (seconds since 1970), and of each team's
    oldest beyond `most`.
    """
    fresh = _FRESH.subquery()
    due = select(fresh.c.id).where(or_(fresh.c.updated_at < before, fresh.c.place > most))
    return list(connection.execute(due.order_by(fresh.c.updated_at)).scalars())


def catch_up(connection: Connection, case_ids: Sequence[str]) -> int:
    """Write the words of some cases anew; of how many. Those that somebody is writing to now are left as they are."""
    c = _cases.c
    columns = (c.id, c.team_id, c.updated_at, c.words_at, c.scenario, c.state, c.assignee, c.reference, c.title, c.shop)
    free: Any = select(*columns).where(c.id.in_(case_ids), c.words_at.is_not(None)).with_for_update(skip_locked=True)
    rows = connection.execute(free).all()
    for row in rows:
        _write(connection, row)
    told = update(_cases).where(c.id.in_([row.id for row in rows]))
    connection.execute(told.values(words_at=None))
    return len(rows)


def _write(connection: Connection, row: Row[Any]) -> None:
    kind = _kind(connection, row.team_id, row.scenario or "", row.state, row.assignee or "")
    words = sorted(words_of((row.reference, row.title, row.shop)))
    where = {"team": row.team_id, "words": words, "words_at": row.words_at, "case": row.id}
    connection.execute(_NOW, where | {"updated_at": row.updated_at, "of_kind": kind})


def _kind(connection: Connection, team_id: str, scenario: str, state: str, assignee: str) -> int:
    """The number of a kind of cases, a new one when the team had none of that kind."""
    values = {"team_id": team_id, "scenario": scenario, "state": state, "assignee": assignee}
    asked = select(_kinds.c.id).where(*(_kinds.c[name] == value for name, value in values.items()))
    known = connection.execute(asked).scalar_one_or_none()
    if known is None:
        insert_once(connection, _kinds, values)
    return int(known or connection.execute(asked).scalar_one())
