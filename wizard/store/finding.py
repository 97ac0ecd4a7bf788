"""Which cases of a team hold a text, newest change first or soonest due date first.

The words of a case lie in the order of its last change and tell its kind, so a search reads them from the newest on and
stops when it has enough. What they tell of a fresh case is old (see `store.catching_up`): those are few and looked at
one by one. A case itself is opened only for a text of three letters or more, whose pairs may stand apart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Subquery, bindparam, func, or_, select, union_all

from wizard.store import schema, words
from wizard.store.rows import BoardQuery

FEW = 1000
"""Up to so many cases with the rarest word of a text are all looked at and counted."""
CLOSED = "closed"
DATED = (schema.cases.c.next_due.is_not(None), schema.cases.c.state != CLOSED)
"""What tells an open case with a due date."""
_Filters = tuple[tuple[str, bool], ...]
"""The columns filtered by, and whether by a value or by there being none."""
_cases, _words, _kinds = schema.cases, schema.case_words, schema.case_kinds


@dataclass(frozen=True)
class Found:
    """The ids of the first cases that suit, in the order asked for, and how many do. `whole`: there are no others."""

    ids: Sequence[str]
    many: int
    whole: bool


def newest(connection: Connection, team_id: str, query: BoardQuery, asked: str, enough: int) -> Found:
    """The cases that suit and hold the text `asked`, newest change first, up to the end of the page.

    Of a rare text all are counted, of a common one at least `enough`.
    """
    text = _Text.of(connection, team_id, asked)
    told = text.few and not query.filters and text.is_a_word  # so many cases have the word, so many suit
    most = query.offset + query.limit if told else FEW if text.few else enough
    ids, many = _run(connection, _newest(*text.shape(query)), text.values(team_id, query, most))
    many = text.rarest if told else many
    return Found(ids, many, text.few or many < enough)


def soonest(connection: Connection, team_id: str, query: BoardQuery, asked: str, enough: int) -> Found:
    """The same of the cases that have a due date, soonest first."""
    text = _Text.of(connection, team_id, asked)
    statement = _due_among_few if text.few else _due_in_turn
    values = text.values(team_id, query, FEW if text.few else enough)
    ids, many = _run(connection, statement(*text.shape(query)), values)
    return Found(ids, many, text.few or many < enough)


@dataclass(frozen=True)
class _Text:
    """What is looked for, its words, rarest first, and how many cases have the first (up to one more than `FEW`)."""

    asked: str
    words: Sequence[str]
    rarest: int

    @classmethod
    def of(cls, connection: Connection, team_id: str, asked: str) -> _Text:
        counted = words.counted(connection, team_id, asked, FEW + 1)
        return cls(asked, [word for _, word in counted], counted[0][0])

    @property
    def few(self) -> bool:
        return self.rarest <= FEW

    @property
    def is_a_word(self) -> bool:
        return len(self.words) == 1 and not self.long

    @property
    def long(self) -> bool:
        """Whether its words may stand apart in a case that has them all."""
        return len(self.asked.casefold()) > words.LONGEST

    def shape(self, query: BoardQuery) -> tuple[_Filters, int, bool]:
        """What a statement is built of."""
        return tuple((column, bool(value)) for column, value in query.filters.items()), len(self.words), self.long

    def values(self, team_id: str, query: BoardQuery, most: int) -> dict[str, Any]:
        """What a statement is asked with."""
        numbered = {f"word{number}": word for number, word in enumerate(self.words)}
        rest = {"team": team_id, "held": _escaped(self.asked), "shown": query.offset + query.limit, "most": most}
        return query.filters | numbered | rest


def _run(connection: Connection, statement: Select[Any], values: Mapping[str, Any]) -> tuple[list[str], int]:
    found = connection.execute(statement, values).all()
    return [row.id for row in found], int(found[0].many) if found else 0


def _escaped(asked: str) -> str:
    """The text as a part of a pattern in which nothing has a meaning of its own."""
    return asked.replace("/", "//").replace("%", "/%").replace("_", "/_")


# Statements are built once for each set of filters: building one costs more than the answer. What is asked of each word
# is put as a value that is there or not: databases like to turn other questions around and read all cases.


@cache
def _newest(filters: _Filters, count: int, long: bool) -> Select[Any]:
    """The first `shown` of the newest `most` cases with all of `count` words (rarest first), and how many they are."""
    both = _having(filters, count, long)
    return _shown(both.c.id, both.c.at, [], lambda column: column.desc())


@cache
def _due_among_few(filters: _Filters, count: int, long: bool) -> Select[Any]:
    """The same of those with a due date, soonest first, where `most` is more than have the words."""
    c, both = _cases.c, _having(filters, count, long)
    return _shown(c.id, c.next_due, [c.id.in_(select(both.c.id)), *DATED], lambda column: column.asc())


@cache
def _due_in_turn(filters: _Filters, count: int, long: bool) -> Select[Any]:
    """The same where so many have the words that they come soon on the way through those with a due date."""
    c, told = _cases.c, func.coalesce(_cases.c.words_at, _cases.c.updated_at)
    suits = [c.team_id == bindparam("team"), *DATED, *map(_is, filters)]
    suits += (_has(c.id, told, number) for number in range(count))
    return _shown(c.id, c.next_due, [*suits, _holds(c.id)] if long else suits, lambda column: column.asc())


def _shown(
    case_id: ColumnElement[str],
    at: ColumnElement[Any],
    suits: Sequence[ColumnElement[bool]],
    order: Callable[[ColumnElement[Any]], ColumnElement[Any]],
) -> Select[Any]:
    """The first `shown` of the first `most` cases that suit, in an order of `at`, and how many these are."""
    suiting = select(case_id.label("id"), at.label("at")).where(*suits).order_by(order(at), order(case_id))
    first = suiting.limit(bindparam("most")).subquery()
    shown = select(first.c.id, func.count().over().label("many")).order_by(order(first.c.at), order(first.c.id))
    return shown.limit(bindparam("shown"))


def _having(filters: _Filters, count: int, long: bool) -> Subquery:
    """The newest `most` cases, or more, that suit and have all of the words."""
    return union_all(*(select(part(filters, count, long).subquery()) for part in (_at_rest, _fresh))).subquery()


def _at_rest(filters: _Filters, count: int, long: bool) -> Select[Any]:
    """Of those whose words tell their last change."""
    word = _words.alias()
    found = select(word.c.case_id.label("id"), word.c.at)
    found = found.where(word.c.team_id == bindparam("team"), word.c.pair == bindparam("word0"))
    if filters:
        found = found.where(word.c.kind.not_in(_other_kinds(filters)))
    found = found.where(word.c.case_id.not_in(select(_cases.c.id).where(*_FRESH)))
    found = found.where(*(_has(word.c.case_id, word.c.at, number) for number in range(1, count)))
    found = found.where(_holds(word.c.case_id)) if long else found
    return found.order_by(word.c.at.desc(), word.c.case_id.desc()).limit(bindparam("most"))


def _fresh(filters: _Filters, count: int, long: bool) -> Select[Any]:
    """Of those that changed since their words were written."""
    c = _cases.c
    found = select(c.id, c.updated_at.label("at")).where(*_FRESH, *map(_is, filters))
    found = found.where(*(_has(c.id, c.words_at, number) for number in range(count)))
    found = found.where(_holds(c.id)) if long else found
    return found.order_by(c.updated_at.desc(), c.id.desc()).limit(bindparam("most"))


_FRESH = (_cases.c.team_id == bindparam("team"), _cases.c.words_at.is_not(None))


def _other_kinds(filters: _Filters) -> Select[Any]:
    unlike = or_(*(_kinds.c[column] != bindparam(column) for column, _ in filters))
    return select(_kinds.c.id).where(_kinds.c.team_id == bindparam("team"), unlike)


def _is(asked: tuple[str, bool]) -> ColumnElement[bool]:
    column, given = asked
    return _cases.c[column] == bindparam(column) if given else _cases.c[column].is_(None)


def _has(case_id: ColumnElement[str], at: ColumnElement[int], number: int) -> ColumnElement[bool]:
    word = _words.alias()
    mine = (word.c.team_id == bindparam("team"), word.c.pair == bindparam(f"word{number}"))
    exact = (word.c.at == at, word.c.case_id == case_id)
    return select(word.c.case_id).where(*mine, *exact).scalar_subquery().is_not(None)


def _holds(case_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether number, title or shop hold the whole text."""
    opened = _cases.alias()
    held = (opened.c[name].icontains(bindparam("held"), escape="/") for name in ("reference", "title", "shop"))
    return select(opened.c.id).where(opened.c.id == case_id, or_(*held)).scalar_subquery().is_not(None)
