"""Sessions, one-time codes and failed attempts, in SQL. Only hashes of tokens and codes are stored."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, func, or_, select, update

from wizard.case import now
from wizard.store import schema
from wizard.store.inserting import insert_once
from wizard.store.people import person_row
from wizard.store.rows import InvitationRow, PendingRow, PersonRow
from wizard.store.units import instant, seconds

_sessions, _codes, _attempts = schema.sessions, schema.codes, schema.attempts

ATTEMPTS_LOCK = 7301  # any number, the same everywhere

# Asked at every click, so built once: building a statement costs more than the answer.
_PERSON_OF = (
    select(schema.people, _sessions.c.expires_at)
    .join(_sessions, _sessions.c.person_id == schema.people.c.id)
    .where(_sessions.c.token_hash == bindparam("token_hash"), _sessions.c.expires_at > bindparam("at"))
    .where(schema.people.c.active)
)


class SqlSessions:
    """Sessions, one-time codes and failed attempts."""

    def __init__(self, connection: Connection) -> None:
        """Take the connection of a transaction."""
        self._connection = connection

    def open(self, token_hash: str, person_id: str, expires: dt.datetime) -> None:
        """A new session."""
        values = {"token_hash": token_hash, "person_id": person_id, "created_at": seconds(now())}
        self._connection.execute(_sessions.insert(), values | {"expires_at": seconds(expires)})

    def person_of(self, token_hash: str, at: dt.datetime) -> tuple[PersonRow, dt.datetime] | None:
        """The active person of a session that has not expired, and when it will."""
        asked = {"token_hash": token_hash, "at": seconds(at)}
        found = self._connection.execute(_PERSON_OF, asked).one_or_none()
        return (person_row(found), instant(found.expires_at)) if found else None

    def extend(self, token_hash: str, expires: dt.datetime) -> None:
        """Let a session last longer."""
        mine = _sessions.c.token_hash == token_hash
        self._connection.execute(update(_sessions).where(mine).values(expires_at=seconds(expires)))

    def close(self, token_hash: str) -> None:
        """End one session."""
        self._connection.execute(delete(_sessions).where(_sessions.c.token_hash == token_hash))

    def close_all(self, person_id: str) -> None:
        """End all sessions of a person, and the codes that would open new ones."""
        self._connection.execute(delete(_sessions).where(_sessions.c.person_id == person_id))
        opening = and_(_codes.c.person_id == person_id, _codes.c.kind.in_(("ticket", "reset", "second")))
        self._connection.execute(delete(_codes).where(opening))

    def close_everybody(self) -> int:
        """End all sessions of all people, and the tickets that would open new ones; how many sessions."""
        self._connection.execute(delete(_codes).where(_codes.c.kind.in_(("ticket", "second"))))
        return self._connection.execute(delete(_sessions)).rowcount

    def issue(
        self,
        kind: str,
        code_hash: str,
        expires: dt.datetime,
        *,
        person_id: str | None = None,
        team_id: str | None = None,
        role: str | None = None,
        created_by: str | None = None,
    ) -> None:
        """A one-time code of a kind (setup, ticket, invitation, reset, second, backup)."""
        values: dict[str, Any] = {"kind": kind, "code_hash": code_hash, "expires_at": seconds(expires)}
        values |= {"person_id": person_id, "team_id": team_id, "role": role, "created_by": created_by}
        self._connection.execute(_codes.insert(), values)

    def redeem(self, kind: str, code_hash: str, at: dt.datetime) -> str | None:
        """Use up a code that is still good; its person id (or ""), or `None` when it is not good."""
        statement = update(_codes).where(_good(kind, code_hash, at)).values(used_at=seconds(at))
        if not self._connection.execute(statement).rowcount:
            return None
        query = select(_codes.c.person_id).where(_codes.c.code_hash == code_hash)
        return self._connection.execute(query).scalar_one() or ""

    def invitation(self, code_hash: str, at: dt.datetime) -> InvitationRow | None:
        """The invitation of a code that is still good."""
        query = select(_codes.c.team_id, schema.teams.c.name, _codes.c.role, _codes.c.expires_at)
        query = query.join(schema.teams, schema.teams.c.id == _codes.c.team_id)
        found = self._connection.execute(query.where(_good("invitation", code_hash, at))).one_or_none()
        return InvitationRow(found[0], found[1], found[2], instant(found[3])) if found else None

    def claim(self, kind: str, code_hash: str, expires: dt.datetime) -> bool:
        """Note something from outside as used, until it expires by itself; False when it was used before."""
        values = {"kind": kind, "code_hash": code_hash, "expires_at": seconds(expires)}
        return insert_once(self._connection, _codes, values)

    def holder(self, kind: str, code_hash: str, at: dt.datetime) -> str | None:
        """Whose code it is, without using it up; `None` when it is not good."""
        query = select(_codes.c.person_id).where(_good(kind, code_hash, at))
        found: str | None = self._connection.execute(query).scalar_one_or_none()
        return found

    def unused(self, kind: str, person_id: str) -> int:
        """How many codes of a kind a person has left."""
        mine = and_(_codes.c.kind == kind, _codes.c.person_id == person_id, _codes.c.used_at.is_(None))
        return int(self._connection.execute(select(func.count()).select_from(_codes).where(mine)).scalar_one())

    def withdraw(self, kind: str, person_id: str) -> None:
        """Forget all codes of a kind that a person has."""
        self._connection.execute(delete(_codes).where(_codes.c.kind == kind, _codes.c.person_id == person_id))

    def invitations(self, team_id: str, at: dt.datetime) -> list[PendingRow]:
        """The invitations of a team that are still good, soonest to expire first."""
        joined = _codes.outerjoin(schema.people, schema.people.c.id == _codes.c.created_by)
        columns = (_codes.c.code_hash, _codes.c.role, schema.people.c.name, _codes.c.expires_at)
        mine = _inviting(team_id, at)
        rows = self._connection.execute(select(*columns).select_from(joined).where(mine).order_by(_codes.c.expires_at))
        return [PendingRow(row[0], row[1] or "", row[2] or "", instant(row[3])) for row in rows]

    def revoke_invitation(self, team_id: str, code_hash: str, at: dt.datetime) -> bool:
        """Take back an invitation of a team; whether it was still good."""
        mine = and_(_inviting(team_id, at), _codes.c.code_hash == code_hash)
        return bool(self._connection.execute(delete(_codes).where(mine)).rowcount)

    def revoke_by(self, person_id: str, team_id: str | None = None) -> None:
        """Take back the invitations and reset codes that somebody has handed out, in one team or in all."""
        mine = and_(_codes.c.kind.in_(("invitation", "reset")), _codes.c.created_by == person_id)
        here = [_codes.c.team_id == team_id] if team_id is not None else []
        self._connection.execute(delete(_codes).where(mine, _codes.c.used_at.is_(None), *here))

    def team_of(self, kind: str, code_hash: str) -> str | None:
        """The team whose owner has handed out a code; `None` when nobody's has."""
        query = select(_codes.c.team_id).where(_codes.c.kind == kind, _codes.c.code_hash == code_hash)
        found: str | None = self._connection.execute(query).scalar_one_or_none()
        return found

    def in_turn(self) -> None:
        """Let attempts be counted one after the other in all processes; SQLite has one writer at a time anyhow."""
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(select(func.pg_advisory_xact_lock(ATTEMPTS_LOCK)))

    def count(self, at: dt.datetime) -> int:
        """How many sessions are open at an instant."""
        good = select(func.count()).select_from(_sessions).where(_sessions.c.expires_at > seconds(at))
        return int(self._connection.execute(good).scalar_one())

    def failed(self, attempt_id: str, username: str, address: str, at: dt.datetime) -> None:
        """Note an attempt as failed, before the password is looked at."""
        values = {"id": attempt_id, "username": username[:254], "address": address[:64], "at": seconds(at)}
        self._connection.execute(_attempts.insert(), values)

    def succeeded(self, attempt_id: str) -> None:
        """Take the attempt back: it was good."""
        self._connection.execute(delete(_attempts).where(_attempts.c.id == attempt_id))

    def failures(self, since: dt.datetime, username: str | None, address: str | None) -> tuple[int, dt.datetime | None]:
        """How many failed attempts of a name and/or an address since then, and when the oldest was."""
        wanted: list[ColumnElement[bool]] = [_attempts.c.at > seconds(since)]
        if username is not None:
            wanted.append(_attempts.c.username == username[:254])
        if address is not None:
            wanted.append(_attempts.c.address == address[:64])
        count, oldest = self._connection.execute(select(func.count(), func.min(_attempts.c.at)).where(*wanted)).one()
        return count, instant(oldest) if oldest is not None else None

    def sweep(self, at: dt.datetime, attempts_before: dt.datetime) -> int:
        """Delete expired sessions, codes and old attempts; how many."""
        statements = (
            delete(_sessions).where(_sessions.c.expires_at <= seconds(at)),
            delete(_codes).where(or_(_codes.c.expires_at <= seconds(at), _codes.c.used_at.is_not(None))),
            delete(_attempts).where(_attempts.c.at <= seconds(attempts_before)),
        )
        return sum(self._connection.execute(statement).rowcount for statement in statements)


def _inviting(team_id: str, at: dt.datetime) -> ColumnElement[bool]:
    alive = and_(_codes.c.used_at.is_(None), _codes.c.expires_at > seconds(at))
    return and_(_codes.c.kind == "invitation", _codes.c.team_id == team_id, alive)


def _good(kind: str, code_hash: str, at: dt.datetime) -> ColumnElement[bool]:
    alive = and_(_codes.c.used_at.is_(None), _codes.c.expires_at > seconds(at))
    return and_(_codes.c.code_hash == code_hash, _codes.c.kind == kind, alive)
