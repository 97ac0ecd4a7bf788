"""What the board finds a case by: every two letters that stand side by side in its number, title and shop.

A table of pairs finds any part of a text of two letters and more, Chinese too, on every database alike; the database's
own full-text search splits at spaces, which Chinese does not have.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, delete, func, select

from wizard.store import schema

COMMON = 1000
"""Beyond so many cases a pair narrows nothing down; it is quicker then to look through the newest cases."""
_MOST_PAIRS = 8
_words = schema.case_words
# Built once: building a statement costs more than the answer.
_HAVING = select(_words.c.case_id).where(_words.c.team_id == bindparam("team"), _words.c.pair == bindparam("pair"))
_COUNT = select(func.count()).select_from(_HAVING.limit(COMMON + 1).subquery())
_GONE = delete(_words).where(
    _words.c.team_id == bindparam("team"),
    _words.c.case_id == bindparam("case"),
    _words.c.pair.in_(bindparam("pairs", expanding=True)),
)
_COME = _words.insert()


def pairs_of(texts: Iterable[str]) -> set[str]:
    """The pairs of letters of some texts, without capitals."""
    folded = [text.casefold() for text in texts]
    return {text[at : at + 2] for text in folded for at in range(len(text) - 1)}


def index(connection: Connection, team_id: str, case_id: str, before: set[str], after: set[str]) -> None:
    """Note that a case is found by other pairs than before."""
    if gone := before - after:
        connection.execute(_GONE, {"team": team_id, "case": case_id, "pairs": sorted(gone)})
    if come := after - before:
        rows = [{"team_id": team_id, "pair": pair, "case_id": case_id} for pair in sorted(come)]
        connection.execute(_COME, rows)


def candidates(connection: Connection, team_id: str, text: str) -> list[str] | None:
    """The cases of the team that have the rarest pair of a text; `None` when none of its pairs is rare.

    Told as a list, not as a part of the question, since databases would rather read all cases in the order of time.
    """
    asked = [{"team": team_id, "pair": pair} for pair in sorted(pairs_of([text]))[:_MOST_PAIRS]]
    counted = [(int(connection.execute(_COUNT, pair).scalar_one()), pair["pair"]) for pair in asked]
    fewest, rarest = min(counted, default=(COMMON + 1, ""))
    if fewest > COMMON:
        return None
    return sorted(connection.execute(_HAVING, {"team": team_id, "pair": rarest}).scalars())
