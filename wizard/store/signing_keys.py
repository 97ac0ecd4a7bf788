"""Signing keys that people keep here, in SQL. They come and go locked; the store could not open them."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, delete, select, update

from wizard.store import schema
from wizard.store.rows import SigningKeyRow
from wizard.store.units import instant, seconds

_keys = schema.signing_keys
# Asked at every click where somebody signs, so built once: building a statement costs more than the answer.
_KEY = select(_keys).where(_keys.c.person_id == bindparam("person_id"))


class SqlSigningKeys:
    """At most one key a person."""

    def __init__(self, connection: Connection) -> None:
        """Take the connection of a transaction."""
        self._connection = connection

    def get(self, person_id: str) -> SigningKeyRow | None:
        """The person's key."""
        found = self._connection.execute(_KEY, {"person_id": person_id}).one_or_none()
        if found is None:
            return None
        values = dict(found._mapping)
        times = {"until": instant(values["until"]), "since": instant(values["since"])}
        return SigningKeyRow(**values | times | {"own": bool(values["own"])})

    def keep(self, row: SigningKeyRow) -> None:
        """Keep a key; one kept before is forgotten."""
        self.remove(row.person_id)
        values = vars(row) | {"until": seconds(row.until), "since": seconds(row.since)}
        self._connection.execute(_keys.insert(), values)

    def relock(self, person_id: str, locked: str) -> None:
        """The same key under another passphrase."""
        self._connection.execute(update(_keys).where(_keys.c.person_id == person_id).values(locked=locked))

    def remove(self, person_id: str) -> None:
        """Forget a key for good."""
        self._connection.execute(delete(_keys).where(_keys.c.person_id == person_id))
