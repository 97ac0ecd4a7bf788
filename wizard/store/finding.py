"""Which cases of a team hold a text, newest change first.

Found in indexes alone: the words say which cases have them, and the indexes of the cases carry what a board filters and
orders by. A case itself is opened only for a text of three letters or more, whose pairs may stand apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, TextClause, bindparam, case, false, or_, select, text

from wizard.store import schema, words
from wizard.store.rows import BoardQuery

FEW = 1000
"""Up to so many cases with the rarest word of a text are all put in order and counted."""
MANY = 2000
"""Up to so many are put in order; when more have the word, it is quicker to look through the newest cases first."""
LOOKED_THROUGH = 2000
"""So many of the newest cases are looked through."""
AT_ONCE = 200
"""So many cases are opened at once to look at their texts."""
FILTERS = ("scenario", "state", "assignee")
_ALL = 1_000_000_000
_ELSE = -1  # instead of the time of a case that does not suit
_cases, _words = schema.cases, schema.case_words


@dataclass(frozen=True)
class Found:
    """The ids of cases that suit, newest change first. `whole`: there are no others."""

    ids: Sequence[str]
    whole: bool


def newest(connection: Connection, team_id: str, query: BoardQuery, asked: str, enough: int) -> Found:
    """The cases that suit and hold the text `asked`: of a rare text all of them, of a common one at least `enough`."""
    filters = tuple(name for name in FILTERS if getattr(query, name))
    values = {name: getattr(query, name) for name in filters}
    values |= {"team": team_id, "held": _escaped(asked), "enough": enough}
    search = _Search(connection, filters, values, len(asked.casefold()) > words.LONGEST)
    word, many = words.rarest(connection, team_id, asked, MANY)
    if many > MANY:
        found = search.recent(word)
        if found.whole or len(found.ids) >= enough:
            return found
        word, many = words.rarest(connection, team_id, asked, _ALL)
    return search.having(word, enough if many > FEW else None)


def _escaped(asked: str) -> str:
    """The text as a part of a pattern in which nothing has a meaning of its own."""
    return asked.replace("/", "//").replace("%", "/%").replace("_", "/_")


@dataclass(frozen=True)
class _Search:
    """One search: `values` for the statements, and whether the text is longer than the words of the index."""

    connection: Connection
    filters: tuple[str, ...]
    values: Mapping[str, Any]
    long: bool

    def recent(self, word: str) -> Found:
        """Those among the newest of the cases that the filters leave."""
        values = {**self.values, "word": word, "through": LOOKED_THROUGH}
        since = self.connection.execute(_last(self.filters), values).scalar_one_or_none()
        walk = _walk(self.filters, self.long)
        ids = self.connection.execute(walk, {**values, "since": since or 0}).scalars().all()
        return Found(ids, since is None and len(ids) < self.values["enough"])

    def having(self, word: str, most: int | None) -> Found:
        """All with a word, or the first `most`."""
        embedded = self.connection.dialect.name == "sqlite"
        limit = _ALL if self.long or most is None else most
        rows = self.connection.execute(_with_word(self.filters, embedded), {**self.values, "word": word, "most": limit})
        suiting = [case_id for case_id, at in rows if at != _ELSE]
        ids = list(islice(self._holding(suiting), most)) if self.long else suiting
        return Found(ids, most is None or len(ids) < most)

    def _holding(self, ids: Sequence[str]) -> Iterator[str]:
        """Those of the cases that hold the text, in the order given."""
        for start in range(0, len(ids), AT_ONCE):
            some = ids[start : start + AT_ONCE]
            holding = set(self.connection.execute(_HOLDING, {**self.values, "cases": some}).scalars())
            yield from (case_id for case_id in some if case_id in holding)


# Statements are built once for each set of filters: building one costs more than the answer.


def _holds() -> ColumnElement[bool]:
    columns = (_cases.c.reference, _cases.c.title, _cases.c.shop)
    return or_(*(column.icontains(bindparam("held"), escape="/") for column in columns))


_HOLDING = select(_cases.c.id).where(_cases.c.id.in_(bindparam("cases", expanding=True)), _holds())


def _suiting(filters: tuple[str, ...]) -> list[ColumnElement[bool]]:
    return [_cases.c.team_id == bindparam("team"), *(_cases.c[name] == bindparam(name) for name in filters)]


@cache
def _last(filters: tuple[str, ...]) -> Select[Any]:
    """When the oldest of the newest cases changed; nothing when there are not so many."""
    last = select(_cases.c.updated_at).where(*_suiting(filters)).order_by(_cases.c.updated_at.desc())
    return last.offset(bindparam("through")).limit(1)


@cache
def _walk(filters: tuple[str, ...], long: bool) -> Select[Any]:
    """The first cases with a word since a moment, in the order of time.

    The word is asked for case by case, so that nobody reads all that have it; only those with the word are opened.
    """
    c = _words.c
    mine = (c.team_id == bindparam("team"), c.pair == bindparam("word"), c.case_id == _cases.c.id)
    having = select(c.case_id).where(*mine).scalar_subquery().is_not(None)
    holding = case((having, _holds()), else_=false()) if long else having
    suiting = (*_suiting(filters), _cases.c.updated_at >= bindparam("since"), holding)
    walk = select(_cases.c.id).where(*suiting).order_by(_cases.c.updated_at.desc(), _cases.c.id.desc())
    return walk.limit(bindparam("enough"))


@cache
def _with_word(filters: tuple[str, ...], embedded: bool) -> TextClause:
    """Every case with a word and when it changed (`_ELSE`: it does not suit), in the order of time.

    Written out: SQLite would open each case if it were not told the index, and both databases like to turn such a
    question around and read all cases.
    """
    index = "INDEXED BY cases_by_id" if embedded else ""
    suiting = "".join(f" AND c.{name} = :{name}" for name in filters)
    at = f"SELECT c.updated_at FROM cases AS c {index} WHERE c.team_id = :team AND c.id = w.case_id{suiting}"
    mine = "FROM case_words AS w WHERE w.team_id = :team AND w.pair = :word"
    return text(
        f"SELECT w.case_id, coalesce(({at}), {_ELSE}) AS at {mine} ORDER BY at DESC, w.case_id DESC LIMIT :most"
    )
