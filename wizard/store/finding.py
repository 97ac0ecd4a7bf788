"""Which cases of a team hold a text, newest change first.

The words of a case lie in the order of its last change and tell its kind, so a search reads them from the newest on and
stops when it has enough. What they tell of a fresh case is old (see `store.catching_up`): those are few and looked at
one by one. A case itself is opened only for a text of three letters or more, whose pairs may stand apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, or_, select, union_all

from wizard.store import schema, words
from wizard.store.rows import BoardQuery

FEW = 1000
"""Up to so many cases with the rarest word of a text are all looked at and counted."""
_cases, _words, _kinds = schema.cases, schema.case_words, schema.case_kinds


@dataclass(frozen=True)
class Found:
    """The ids of the first cases that suit, newest change first, and how many do. `whole`: there are no others."""

    ids: Sequence[str]
    many: int
    whole: bool


def newest(connection: Connection, team_id: str, query: BoardQuery, asked: str, enough: int) -> Found:
    """The cases that suit and hold the text `asked`, up to the end of the page.

    Of a rare text all are counted, of a common one at least `enough`.
    """
    counted = words.counted(connection, team_id, asked, FEW + 1)
    few = counted[0][0] <= FEW
    long = len(asked.casefold()) > words.LONGEST
    told = few and len(counted) == 1 and not long and not query.filters  # so many cases have the word, so many suit
    values: dict[str, Any] = dict(query.filters)
    values |= {f"word{number}": word for number, (_, word) in enumerate(counted)}
    shown = query.offset + query.limit
    values |= {"team": team_id, "held": _escaped(asked), "shown": shown}
    values["most"] = shown if told else FEW if few else enough
    found = connection.execute(_having(tuple(query.filters), len(counted), long), values).all()
    many = counted[0][0] if told else int(found[0].many) if found else 0
    return Found([row.id for row in found], many, few or many < enough)


def _escaped(asked: str) -> str:
    """The text as a part of a pattern in which nothing has a meaning of its own."""
    return asked.replace("/", "//").replace("%", "/%").replace("_", "/_")


# Statements are built once for each set of filters: building one costs more than the answer. What is asked of each word
# is put as a value that is there or not: databases like to turn other questions around and read all cases.


@cache
def _having(filters: tuple[str, ...], count: int, long: bool) -> Select[Any]:
    """The first `shown` of the newest `most` cases with all of `count` words (rarest first), and how many they are."""
    both = union_all(*(select(part(filters, count, long).subquery()) for part in (_at_rest, _fresh))).subquery()
    newest = (
        select(both.c.id, both.c.at).order_by(both.c.at.desc(), both.c.id.desc()).limit(bindparam("most")).subquery()
    )
    told = select(newest.c.id, func.count().over().label("many"))
    return told.order_by(newest.c.at.desc(), newest.c.id.desc()).limit(bindparam("shown"))


def _at_rest(filters: tuple[str, ...], count: int, long: bool) -> Select[Any]:
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


def _fresh(filters: tuple[str, ...], count: int, long: bool) -> Select[Any]:
    """Of those that changed since their words were written."""
    c = _cases.c
    found = select(c.id, c.updated_at.label("at")).where(*_FRESH, *(c[name] == bindparam(name) for name in filters))
    found = found.where(*(_has(c.id, c.words_at, number) for number in range(count)))
    found = found.where(_holds(c.id)) if long else found
    return found.order_by(c.updated_at.desc(), c.id.desc()).limit(bindparam("most"))


_FRESH = (_cases.c.team_id == bindparam("team"), _cases.c.words_at.is_not(None))


def _other_kinds(filters: tuple[str, ...]) -> Select[Any]:
    unlike = or_(*(_kinds.c[name] != bindparam(name) for name in filters))
    return select(_kinds.c.id).where(_kinds.c.team_id == bindparam("team"), unlike)


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
