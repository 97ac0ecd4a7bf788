"""What the board finds a case by: every two letters that stand side by side in its number, title and shop.

A table of pairs finds any part of a text of two letters and more, Chinese too, on every database alike; the database's
own full-text search splits at spaces, which Chinese does not have.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, and_, delete, func, select

from wizard.store import schema

COMMON = 1000
"""Beyond so many cases a pair narrows nothing down; it is quicker then to look through the newest cases."""
_MOST_PAIRS = 8
_words = schema.case_words


def pairs_of(texts: Iterable[str]) -> set[str]:
    """The pairs of letters of some texts, without capitals."""
    folded = [text.casefold() for text in texts]
    return {text[at : at + 2] for text in folded for at in range(len(text) - 1)}


def index(connection: Connection, team_id: str, case_id: str, before: set[str], after: set[str]) -> None:
    """Note that a case is found by other pairs than before."""
    if gone := before - after:
        mine = and_(_words.c.team_id == team_id, _words.c.case_id == case_id, _words.c.pair.in_(gone))
        connection.execute(delete(_words).where(mine))
    if come := after - before:
        rows = [{"team_id": team_id, "pair": pair, "case_id": case_id} for pair in sorted(come)]
        connection.execute(_words.insert(), rows)


def rarest(connection: Connection, team_id: str, text: str) -> str | None:
    """The pair of a text that the fewest cases of the team have; `None` when even that one is common."""
    pairs = sorted(pairs_of([text]))[:_MOST_PAIRS]
    counted = {pair: _cases_with(connection, team_id, pair) for pair in pairs}
    best = min(counted, key=lambda pair: counted[pair], default=None)
    return best if best is not None and counted[best] <= COMMON else None


def _cases_with(connection: Connection, team_id: str, pair: str) -> int:
    some = select(_words.c.case_id).where(_words.c.team_id == team_id, _words.c.pair == pair).limit(COMMON + 1)
    return int(connection.execute(select(func.count()).select_from(some.subquery())).scalar_one())
