"""What the board finds a case by: every letter, and every two side by side, of its number, title and shop.

A table of them finds any part of a text, Chinese too, on every database alike; the database's own full-text search
splits at spaces, which Chinese does not have. A longer text is found by its pairs alone: they are rarer.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, delete, func, select

from wizard.store import schema

LONGEST = 2
"""Letters of the longest words: a text of so many is found by the index alone."""
_MOST_ASKED = 8
_words = schema.case_words
# Built once: building a statement costs more than the answer.
_HAVING = select(_words.c.case_id).where(_words.c.team_id == bindparam("team"), _words.c.pair == bindparam("word"))
_COUNT = select(func.count()).select_from(_HAVING.limit(bindparam("enough")).subquery())
_GONE = delete(_words).where(
    _words.c.team_id == bindparam("team"),
    _words.c.case_id == bindparam("case"),
    _words.c.pair.in_(bindparam("words", expanding=True)),
)
_COME = _words.insert()


def words_of(texts: Iterable[str]) -> set[str]:
    """The single letters and the pairs of some texts, without capitals."""
    folded, sizes = [text.casefold() for text in texts], range(1, LONGEST + 1)
    return {text[at : at + size] for size in sizes for text in folded for at in range(len(text) - size + 1)}


def index(connection: Connection, team_id: str, case_id: str, before: set[str], after: set[str]) -> None:
    """Note that a case is found by other words than before."""
    if gone := before - after:
        connection.execute(_GONE, {"team": team_id, "case": case_id, "words": sorted(gone)})
    if come := after - before:
        rows = [{"team_id": team_id, "pair": word, "case_id": case_id} for word in sorted(come)]
        connection.execute(_COME, rows)


def rarest(connection: Connection, team_id: str, text: str, most: int) -> tuple[str, int]:
    """The rarest word of a text among the team's cases, and how many have it, counted to one more than `most`."""
    asked = [{"team": team_id, "word": word, "enough": most + 1} for word in _asked(text)]
    many, word = min((int(connection.execute(_COUNT, one).scalar_one()), str(one["word"])) for one in asked)
    return word, many


def _asked(text: str) -> list[str]:
    words = words_of([text])
    return sorted(word for word in words if len(word) == LONGEST)[:_MOST_ASKED] or sorted(words)
