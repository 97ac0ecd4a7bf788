"""The audit trail in SQL: append only (the database itself refuses updates and deletions), one hash chain per team."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import BigInteger, Connection, Row, Select, String, bindparam, func, select, union_all

from wizard.case import now
from wizard.store import schema
from wizard.store.batches import TOGETHER
from wizard.store.rows import AuditEntry, AuditEvent, AuditQuery, AuditRow, ChainChecked
from wizard.store.units import instant, seconds

_audit = schema.audit
FIRST = "0" * 64  # what the first event of a chain names as its predecessor
CHAIN_LOCK = 7302  # any number, the same everywhere
# Asked at every save, so built once: building a statement costs more than the answer.
_LOCK = select(func.pg_advisory_xact_lock(CHAIN_LOCK, func.hashtext(bindparam("team_id", type_=String))))
_LAST = (
    select(_audit.c.number, _audit.c.digest)
    .where(_audit.c.team_id == bindparam("team_id"))
    .order_by(_audit.c.number.desc())
    .limit(1)
)
_BEFORE_ALL = -(2**63)  # an event that somebody slipped in before the first must be met too
_NEXT = (
    select(_audit)
    .where(_audit.c.team_id == bindparam("team_id"), _audit.c.number >= bindparam("first", type_=BigInteger))
    .order_by(_audit.c.number)
    .limit(500)
)
_APPEND = _audit.insert()
_CHAINED = ("team_id", "number", "at", "event", "person_id", "case_id", "details", "before", "after", "previous")


def link(values: Mapping[str, Any]) -> str:
    """The digest of an event over everything it says, its predecessor's digest included."""
    content = json.dumps([values[name] for name in _CHAINED], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()


class SqlAudit:
    """The audit trail: append only, one hash chain per team."""

    def __init__(self, connection: Connection) -> None:
        """Take the connection of a transaction."""
        self._connection = connection

    def append(self, entry: AuditEntry) -> AuditRow:
        """Record an event as the next of its team's chain."""
        number, previous = self._last(entry.team_id)
        values: dict[str, Any] = {
            "team_id": entry.team_id,
            "number": number + 1,
            "at": seconds(now()),
            "event": str(entry.event),
            "person_id": entry.person_id,
            "case_id": entry.case_id,
            "details": json.dumps(dict(entry.details), ensure_ascii=False, sort_keys=True),
            "before": entry.before,
            "after": entry.after,
            "previous": previous,
        }
        values["digest"] = link(values)
        self._connection.execute(_APPEND, values)
        return _from_values(values | {"person_name": ""})

    def _last(self, team_id: str) -> tuple[int, str]:
        if self._connection.dialect.name != "sqlite":  # SQLite has one writer at a time
            self._connection.execute(_LOCK, {"team_id": team_id})
        found = self._connection.execute(_LAST, {"team_id": team_id}).one_or_none()
        return (found[0], found[1]) if found else (0, FIRST)

    def of_case(self, team_id: str, case_id: str, limit: int = 200) -> list[AuditRow]:
        """Events of a case, newest first."""
        return self.find(team_id, AuditQuery(case_id=case_id, limit=limit))

    def find(self, team_id: str, query: AuditQuery) -> list[AuditRow]:
        """Events of a team that suit the query, newest first."""
        numbers = _newest(team_id, query, query.offset + query.limit).offset(query.offset).limit(query.limit)
        wanted = _named().where(_audit.c.team_id == team_id, _audit.c.number.in_(numbers))
        return [_from_row(row) for row in self._connection.execute(wanted.order_by(_audit.c.number.desc()))]

    def count(self, team_id: str, query: AuditQuery, most: int) -> int:
        """How many events of a team suit the query, on all pages; counted up to `most`."""
        counted = select(func.count()).select_from(_newest(team_id, query, most).subquery())
        return int(self._connection.execute(counted).scalar_one())

    def record(
        self, team_id: str, case_id: str = "", after: int | None = None, before: int | None = None
    ) -> list[AuditRow]:
        """The first events of a team, of one case when it is named, between two numbers; oldest first."""
        wanted = _named().where(_audit.c.team_id == team_id).order_by(_audit.c.number).limit(TOGETHER)
        wanted = wanted.where(_audit.c.case_id == case_id) if case_id else wanted
        wanted = wanted if after is None else wanted.where(_audit.c.number > after)
        wanted = wanted if before is None else wanted.where(_audit.c.number < before)
        return [_from_row(row) for row in self._connection.execute(wanted)]

    def check(self, team_id: str, known: tuple[int, str] | None = None) -> ChainChecked:
        """Check a team's chain from its first event; `known` is an event's number and digest noted before."""
        return _checked(team_id, self._chain(team_id), known)

    def _chain(self, team_id: str) -> Iterator[Row[Any]]:
        """The whole chain as it is stored."""
        first = _BEFORE_ALL
        while rows := self._connection.execute(_NEXT, {"team_id": team_id, "first": first}).all():
            yield from rows
            first = rows[-1].number + 1

    def chains(self) -> list[str]:
        """The ids of all chains."""
        return list(self._connection.execute(select(_audit.c.team_id).distinct().order_by(_audit.c.team_id)).scalars())


def _named() -> Select[Any]:
    name = func.coalesce(schema.people.c.name, "")
    return select(_audit, name.label("person_name")).outerjoin(schema.people, schema.people.c.id == _audit.c.person_id)


def _newest(team_id: str, query: AuditQuery, most: int) -> Select[Any]:
    """The numbers of the newest `most` events that suit, newest first; fewer when some of these are too old.

    The chain tells what came after what, so whatever is before those is older.
    """
    parts = [_newest_of(team_id, query, event, most).subquery() for event in query.events or (None,)]
    each = union_all(*(select(part) for part in parts)).subquery()
    numbers = select(each.c.number).order_by(each.c.number.desc()).limit(most)
    return numbers if query.since is None else numbers.where(each.c.at >= seconds(query.since))


def _newest_of(team_id: str, query: AuditQuery, event: str | None, most: int) -> Select[Any]:
    """The same of one event, or of all: each is read from the newest on by an index that has it in this order."""
    asked = {"event": event, "person_id": query.person_id, "case_id": query.case_id}
    conditions = [_audit.c[name] == value for name, value in asked.items() if value]
    if event and event != AuditEvent.CASE_CHANGED:
        conditions.append(schema.SELDOM)
    told = (_audit.c.number,) if query.since is None else (_audit.c.number, _audit.c.at)
    found = select(*told).where(_audit.c.team_id == team_id, *conditions)
    return found.order_by(_audit.c.number.desc()).limit(most)


def _from_row(row: Row[Any]) -> AuditRow:
    return _from_values(dict(row._mapping))


def _from_values(values: dict[str, Any]) -> AuditRow:
    return AuditRow(**values | {"at": instant(values["at"]), "details": json.loads(values["details"])})


def _checked(team_id: str, events: Iterable[Row[Any]], known: tuple[int, str] | None) -> ChainChecked:
    """What a chain is like; the event noted before must be met again."""
    expected, previous, broken_at = 1, FIRST, None
    noted, met = known or (0, FIRST), known is None
    for event in events:
        follows = event.number == expected and event.previous == previous and link(event._asdict()) == event.digest
        if broken_at is None and not follows:
            broken_at = expected
        met = met or (event.number, event.digest) == noted
        expected, previous = expected + 1, event.digest
    if broken_at is None and not met:
        broken_at = min(noted[0], expected)
    return ChainChecked(team_id, expected - 1, previous, broken_at)


def _chained(row: AuditRow) -> dict[str, Any]:
    """What the digest covers, as it was when it was made."""
    values = {name: getattr(row, name) for name in _CHAINED}
    details = json.dumps(dict(row.details), ensure_ascii=False, sort_keys=True)
    return values | {"at": seconds(row.at), "details": details}


def exported(row: AuditRow) -> dict[str, Any]:
    """An event for a file: everything its digest covers (SHA-256 of these values as a compact JSON list), and it."""
    return _chained(row) | {"digest": row.digest, "who": row.person_name}


def is_own_digest(values: Mapping[str, Any]) -> bool:
    """Whether an exported event still has the digest it was given."""
    return all(name in values for name in _CHAINED) and link(values) == values.get("digest")
