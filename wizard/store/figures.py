"""How many cases and how much money a team has by assignee, scenario and state.

Counted as cases change, so that a board of a hundred thousand cases opens like one of a hundred.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects import postgresql, sqlite

from wizard.store import schema
from wizard.store.units import yuan

_figures = schema.figures
Part = tuple[str, str, str, str, int]
"""Team, assignee and scenario (empty for none), state, money in fen of one case."""
_KEY = ("team_id", "assignee", "scenario", "state")


def _adding(dialect: Any) -> Any:
    """The statement that adds to a figure; its values come with each use."""
    statement = dialect.insert(_figures)
    added = {name: _figures.c[name] + statement.excluded[name] for name in ("cases", "money")}
    return statement.on_conflict_do_update(index_elements=[_figures.c[name] for name in _KEY], set_=added)


# Needed at every change of one of them, so built once: building it costs more than adding.
_ADD = {"sqlite": _adding(sqlite), "postgresql": _adding(postgresql)}


def count(connection: Connection, before: Part | None, after: Part | None) -> None:
    """Note that a case came (`before` is `None`), went (`after` is `None`) or changed."""
    if before == after:
        return
    cases: Counter[tuple[str, ...]] = Counter()
    money: Counter[tuple[str, ...]] = Counter()
    for part, sign in ((before, -1), (after, 1)):
        if part is not None:
            cases[part[:-1]] += sign
            money[part[:-1]] += sign * part[-1]
    for key in sorted(cases):  # in one order everywhere, so that two writers never wait for each other
        _add(connection, key, cases[key], money[key])


def _add(connection: Connection, key: tuple[str, ...], cases: int, money: int) -> None:
    values = dict(zip(_KEY, key, strict=True)) | {"cases": cases, "money": money}
    connection.execute(_ADD[connection.dialect.name], values)


def total(connection: Connection, team_id: str, filters: Mapping[str, str]) -> int:
    """How many cases of the team suit `filters` by assignee, scenario and state (see `BoardQuery.filters`)."""
    mine = [_figures.c[column] == value for column, value in filters.items()]
    query = select(func.coalesce(func.sum(_figures.c.cases), 0)).where(_figures.c.team_id == team_id, *mine)
    return int(connection.execute(query).scalar_one())


def assignees(connection: Connection, team_id: str) -> dict[str, str]:
    """The names, by id, of those who take care of a case of the team, in the order of the names."""
    person = schema.people
    held = select(_figures.c.assignee).where(_figures.c.team_id == team_id, _figures.c.cases > 0)
    found = connection.execute(select(person.c.id, person.c.name).where(person.c.id.in_(held))).all()
    return {row.id: row.name for row in sorted(found, key=lambda row: row.name)}


def money_at_stake(connection: Connection, team_id: str, closed: str) -> Decimal:
    """The money of all cases of the team that are not closed, in yuan."""
    mine = (_figures.c.team_id == team_id, _figures.c.state != closed)
    query = select(func.coalesce(func.sum(_figures.c.money), 0)).where(*mine)
    return yuan(int(connection.execute(query).scalar_one()))
