"""What the board finds a case by: every two letters that stand side by side in its number, title and shop.

A table of pairs finds any part of a text of two letters and more, Chinese too, on every database alike; the database's
own full-text search splits at spaces, which Chinese does not have.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, and_, delete, select

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


def candidates(connection: Connection, team_id: str, text: str) -> list[str] | None:
    """The cases of the team that have every rare pair of a text; `None` when none of its pairs is rare.

    Told as a list, not as a part of the question, since databases would rather read all cases in the order of time.
    """
    left: set[str] | None = None
    for pair in sorted(pairs_of([text]))[:_MOST_PAIRS]:
        having = select(_words.c.case_id).where(_words.c.team_id == team_id, _words.c.pair == pair)
        found = set(connection.execute(having.limit(COMMON + 1)).scalars())
        if len(found) <= COMMON:
            left = found if left is None else left & found
    return None if left is None else sorted(left)
