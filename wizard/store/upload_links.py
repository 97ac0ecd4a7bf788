"""Links by which a phone may put files into one case for some minutes, in SQL. Only hashes of tokens are stored."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, and_, delete, select

from wizard.store import schema
from wizard.store.rows import LinkRow
from wizard.store.units import instant, seconds

_links = schema.upload_links


class SqlUploadLinks:
    """Upload links."""

    def __init__(self, connection: Connection) -> None:
        """Take the connection of a transaction."""
        self._connection = connection

    def open(self, token_hash: str, row: LinkRow) -> None:
        """A new link."""
        values = {"token_hash": token_hash, **vars(row), "expires_at": seconds(row.expires_at)}
        self._connection.execute(_links.insert(), values)

    def find(self, token_hash: str, at: dt.datetime) -> LinkRow | None:
        """The link of a token that is still good."""
        good = and_(_links.c.token_hash == token_hash, _links.c.expires_at > seconds(at))
        found = self._connection.execute(select(_links).where(good)).one_or_none()
        if found is None:
            return None
        return LinkRow(found.case_id, found.team_id, found.person_id, instant(found.expires_at))

    def close(self, case_id: str, person_id: str) -> None:
        """End the links that a person opened for a case."""
        mine = and_(_links.c.case_id == case_id, _links.c.person_id == person_id)
        self._connection.execute(delete(_links).where(mine))

    def sweep(self, at: dt.datetime) -> int:
        """Delete links that are over; how many."""
        return self._connection.execute(delete(_links).where(_links.c.expires_at <= seconds(at))).rowcount
