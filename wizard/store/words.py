"""What the board finds a case by: every letter, and every two side by side, of its number, title and shop.

A table of them finds any part of a text, Chinese too, on every database alike; the database's own full-text search
splits at spaces, which Chinese does not have. A longer text is found by its pairs alone: they are rarer.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, func, select

from wizard.store import schema

LONGEST = 2
"""Letters of the longest words: a text of so many is found by the index alone."""
NO_KIND = 0
"""Of a case whose words do not tell its last change."""
_MOST_ASKED = 8
_words = schema.case_words
# Built once: building a statement costs more than the answer.
_GONE = delete(_words).where(
    _words.c.team_id == bindparam("team"),
    _words.c.pair.in_(bindparam("words", expanding=True)),
    _words.c.at == bindparam("words_at"),
    _words.c.case_id == bindparam("case"),
)
_COME = _words.insert()


def words_of(texts: Iterable[str]) -> set[str]:
    """The single letters and the pairs of some texts, without capitals."""
    folded, sizes = [text.casefold() for text in texts], range(1, LONGEST + 1)
    return {text[at : at + size] for size in sizes for text in folded for at in range(len(text) - size + 1)}


def index(connection: Connection, team_id: str, case_id: str, at: int, before: set[str], after: set[str]) -> None:
    """Note that a case is found by other words than before; `at` is the moment that all its words carry."""
    if gone := before - after:
        connection.execute(_GONE, {"team": team_id, "case": case_id, "words_at": at, "words": sorted(gone)})
    if come := after - before:
        case = {"team_id": team_id, "case_id": case_id, "at": at, "kind": NO_KIND}
        connection.execute(_COME, [case | {"pair": word} for word in sorted(come)])


def counted(connection: Connection, team_id: str, text: str, most: int) -> list[tuple[int, str]]:
    """The words by which a text is found and how many of the team's cases have each, up to `most`; rarest first."""
    asked = _asked(text)
    values = {f"word{number}": word for number, word in enumerate(asked)}
    found = connection.execute(_counts(len(asked)), {"team": team_id, "most": most, **values}).one()
    return sorted(zip(map(int, found), asked, strict=True))


def _asked(text: str) -> list[str]:
    words = words_of([text])
    return sorted(word for word in words if len(word) == LONGEST)[:_MOST_ASKED] or sorted(words)


@cache
def _counts(words: int) -> Select[Any]:
    return select(*(_count(f"word{number}") for number in range(words)))


def _count(word: str) -> Any:
    having = select(_words.c.case_id).where(_words.c.team_id == bindparam("team"), _words.c.pair == bindparam(word))
    return select(func.count()).select_from(having.limit(bindparam("most")).subquery()).scalar_subquery()
