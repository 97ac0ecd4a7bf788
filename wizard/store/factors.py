"""Second factors and the identities of a single sign-on, in SQL. Secrets come and go sealed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from wizard.case import now
from wizard.store import schema
from wizard.store.inserting import insert_once
from wizard.store.rows import FactorRow
from wizard.store.units import instant, seconds

_factors, _identities = schema.second_factors, schema.identities


class SqlFactors:
    """Second factors: at most one a person."""

    def __init__(self, connection: Connection) -> None:
        """Take the connection of a transaction."""
        self._connection = connection

    def get(self, person_id: str) -> FactorRow | None:
        """The person's second factor, confirmed or only begun."""
        found = self._connection.execute(select(_factors).where(_factors.c.person_id == person_id)).one_or_none()
        return _row(found) if found else None

    def all(self) -> list[FactorRow]:
        """All second factors."""
        return [_row(found) for found in self._connection.execute(select(_factors))]

    def begin(self, person_id: str, sealed: str) -> None:
        """A new secret that still has to be confirmed; an earlier one is forgotten."""
        self.remove(person_id)
        values = {"person_id": person_id, "sealed": sealed, "confirmed": False, "last_step": 0, "since": seconds(now())}
        self._connection.execute(_factors.insert(), values)

    def confirm(self, person_id: str) -> None:
        """From now on signing in needs it."""
        self._set(person_id, confirmed=True, since=seconds(now()))

    def reseal(self, person_id: str, sealed: str) -> None:
        """The same secret under a new key."""
        self._set(person_id, sealed=sealed)

    def _set(self, person_id: str, **values: Any) -> None:
        self._connection.execute(update(_factors).where(_factors.c.person_id == person_id).values(values))

    def use(self, person_id: str, step: int) -> bool:
        """Note the time step of a code; False when that code, or a later one, was used before."""
        fresh = (_factors.c.person_id == person_id, _factors.c.last_step < step)
        return bool(self._connection.execute(update(_factors).where(*fresh).values(last_step=step)).rowcount)

    def remove(self, person_id: str) -> None:
        """Sign in without it from now on."""
        self._connection.execute(delete(_factors).where(_factors.c.person_id == person_id))


def _row(found: Row[Any]) -> FactorRow:
    values = dict(found._mapping)
    return FactorRow(**values | {"confirmed": bool(values["confirmed"]), "since": instant(values["since"])})


class SqlIdentities:
    """Whom a single sign-on knows: issuer and subject of a person."""

    def __init__(self, connection: Connection) -> None:
        """Take the connection of a transaction."""
        self._connection = connection

    def person_of(self, issuer: str, subject: str) -> str | None:
        """The id of the person behind an identity."""
        mine = (_identities.c.issuer == issuer, _identities.c.subject == subject)
        found: str | None = self._connection.execute(select(_identities.c.person_id).where(*mine)).scalar_one_or_none()
        return found

    def link(self, issuer: str, subject: str, person_id: str) -> bool:
        """Remember whose identity it is; False when it is somebody's already."""
        values = {"issuer": issuer, "subject": subject, "person_id": person_id, "since": seconds(now())}
        return insert_once(self._connection, _identities, values)

    def unlink(self, person_id: str) -> None:
        """Forget all identities of a person."""
        self._connection.execute(delete(_identities).where(_identities.c.person_id == person_id))
