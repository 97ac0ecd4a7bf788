"""The board (工作台): the team's cases a page at a time, searched and filtered, with figures over all that are open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from wizard.case import now
from wizard.services.access import Actor, needs
from wizard.services.instance import Instance
from wizard.store.rows import MOST_COUNTED as MOST_COUNTED
from wizard.store.rows import NOBODY as NOBODY
from wizard.store.rows import BoardLine as BoardLine
from wizard.store.rows import BoardQuery
from wizard.team.roles import May

PAGE = 20
DUE_SOON = dt.timedelta(days=3)


@dataclass(frozen=True)
class Board:
    """A page of the board; `due_soon` (counted up to `MOST_COUNTED`) and `money_at_stake` are over all that is open."""

    lines: list[BoardLine]
    total: int
    due_soon: int
    money_at_stake: Decimal
    page: int = 1
    pages: int = 1
    at_least: bool = False
    """Whether more cases suit than `total` tells: what very many cases have, or is due, is not counted to the end."""
    assignees: Mapping[str, str] = field(default_factory=dict)
    """The names, by id, of those who take care of a case of the team."""


@needs(May.READ)
def board_of(
    instance: Instance,
    actor: Actor,
    query: str = "",
    scenario: str | None = None,
    state: str | None = None,
    page: int = 1,
    assignee: str | None = None,
    by_due: bool = False,
) -> Board:
    """The team's cases, newest change first, `PAGE` a page; `query` is looked for in number, title and shop.

    `assignee`: only those of a person, or of `NOBODY`. `by_due`: only open ones with a due date, soonest first,
    and without a `query` the first 200 of them.
    """
    page = max(page, 1)
    day = now().date() + DUE_SOON
    asked = BoardQuery(day, query[:100], scenario, state, (page - 1) * PAGE, PAGE, assignee, by_due)
    with instance.store.read() as work:
        answer = work.cases.board(actor.team_id, asked)
    pages = max((answer.total + PAGE - 1) // PAGE, 1)
    figures = (answer.total, answer.due_soon, answer.money_at_stake)
    return Board(answer.lines, *figures, page, pages, answer.at_least, answer.assignees)
