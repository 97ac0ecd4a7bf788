"""What colleagues say about a case and who has it open, in SQL."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, select, update

from wizard.store import schema
from wizard.store.inserting import insert_once
from wizard.store.rows import CommentRow, PresenceRow
from wizard.store.units import instant, seconds

_comments, _presence, _people = schema.comments, schema.presence, schema.people


class SqlComments:
    """Comments on cases."""

    def __init__(self, connection: Connection) -> None:
        """Take the connection of a transaction."""
        self._connection = connection

    def add(self, row: CommentRow) -> None:
        """A new comment."""
        names = ("id", "team_id", "case_id", "person_id", "step", "text")
        values = {name: getattr(row, name) for name in names}
        self._connection.execute(_comments.insert(), values | {"at": seconds(row.at)})

    def of_case(self, team_id: str, case_id: str) -> list[CommentRow]:
        """The comments of a case, oldest first."""
        joined = _comments.outerjoin(_people, _people.c.id == _comments.c.person_id)
        query = select(_comments, _people.c.name.label("person_name")).select_from(joined)
        mine = and_(_comments.c.case_id == case_id, _comments.c.team_id == team_id)
        rows = self._connection.execute(query.where(mine).order_by(_comments.c.at, _comments.c.id))
        return [_comment(row) for row in rows]

    def remove(self, team_id: str, case_id: str, comment_id: str, person_id: str) -> bool:
        """Take back a comment of this person; whether there was one."""
        c = _comments.c
        mine = and_(c.id == comment_id, c.case_id == case_id, c.team_id == team_id, c.person_id == person_id)
        return bool(self._connection.execute(delete(_comments).where(mine)).rowcount)


def _comment(found: Row[Any]) -> CommentRow:
    values = dict(found._mapping)
    return CommentRow(**values | {"at": instant(values["at"]), "person_name": values["person_name"] or ""})


class SqlPresence:
    """Who has which case open."""

    def __init__(self, connection: Connection) -> None:
        """Take the connection of a transaction."""
        self._connection = connection

    def seen(self, row: PresenceRow) -> None:
        """Note that a person is at a step of a case now."""
        key = {"case_id": row.case_id, "person_id": row.person_id}
        values = {"team_id": row.team_id, "step": row.step, "seen_at": seconds(row.seen_at)}
        if not insert_once(self._connection, _presence, key | values):
            mine = and_(_presence.c.case_id == row.case_id, _presence.c.person_id == row.person_id)
            self._connection.execute(update(_presence).where(mine).values(values))

    def of_case(self, team_id: str, case_id: str, since: dt.datetime) -> list[PresenceRow]:
        """Who was seen in a case since then, and is still a member of the team."""
        c, members = _presence.c, schema.memberships
        joined = _presence.join(_people, _people.c.id == c.person_id).join(
            members, and_(members.c.person_id == c.person_id, members.c.team_id == c.team_id)
        )
        mine = and_(c.case_id == case_id, c.team_id == team_id, c.seen_at >= seconds(since))
        here = and_(mine, members.c.active, _people.c.active)
        query = select(_presence, _people.c.name.label("person_name")).select_from(joined).where(here)
        return [_seen(row) for row in self._connection.execute(query.order_by(_people.c.name))]

    def sweep(self, before: dt.datetime) -> None:
        """Forget who was seen last before then."""
        self._connection.execute(delete(_presence).where(_presence.c.seen_at < seconds(before)))


def _seen(found: Row[Any]) -> PresenceRow:
    values = dict(found._mapping)
    return PresenceRow(**values | {"seen_at": instant(values["seen_at"])})
