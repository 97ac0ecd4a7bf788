"""Accounts, teams and memberships, in SQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, Select, and_, bindparam, select, update

from wizard.case import now
from wizard.store import schema
from wizard.store.inserting import insert_once
from wizard.store.rows import MemberRow, PersonRow
from wizard.store.units import instant, seconds

_people, _members, _teams = schema.people, schema.memberships, schema.teams
_PERSON_COLUMNS = tuple(_people.columns.keys())


def person_row(found: Row[Any]) -> PersonRow:
    """An account from a row of `people`."""
    mapping = found._mapping
    values = {name: mapping[name] for name in _PERSON_COLUMNS}
    return PersonRow(**values | {"created_at": instant(values["created_at"])})


def _member_query() -> Select[Any]:
    columns = (
        _people.c.id.label("person_id"),
        _people.c.username,
        _people.c.name,
        _teams.c.id.label("team_id"),
        _teams.c.name.label("team_name"),
        _members.c.role,
        and_(_members.c.active, _people.c.active).label("active"),
        _members.c.since,
    )
    joined = _members.join(_people, _people.c.id == _members.c.person_id).join(
        _teams, _teams.c.id == _members.c.team_id
    )
    return select(*columns).select_from(joined)


def _member_row(found: Row[Any]) -> MemberRow:
    values = dict(found._mapping)
    return MemberRow(**values | {"active": bool(values["active"]), "since": instant(values["since"])})


# Asked at every click, so built once: building a statement costs more than the answer.
_PERSON = select(_people).where(_people.c.id == bindparam("person_id"))
_MEMBERSHIPS = (
    _member_query()
    .where(_members.c.person_id == bindparam("person_id"), _members.c.active, _people.c.active)
    .order_by(_members.c.since, _teams.c.name)
)
_MEMBERS = (
    _member_query().where(_members.c.team_id == bindparam("team_id")).order_by(_members.c.since, _people.c.username)
)
_ROLE = (
    select(_members.c.role)
    .join(_people, _people.c.id == _members.c.person_id)
    .where(_members.c.team_id == bindparam("team_id"), _members.c.person_id == bindparam("person_id"))
    .where(_members.c.active, _people.c.active)
)


class SqlPeople:
    """Accounts, teams and who belongs where."""

    def __init__(self, connection: Connection) -> None:
        """Take the connection of a transaction."""
        self._connection = connection

    def any(self) -> bool:
        """Whether there is any account yet."""
        return self._connection.execute(select(_people.c.id).limit(1)).first() is not None

    def add(self, person: PersonRow) -> None:
        """A new account; raises `ValueError` when the name for signing in is taken."""
        names = ("id", "name", "password_hash", "active")
        values = {name: getattr(person, name) for name in names} | {"created_at": seconds(person.created_at)}
        if not insert_once(self._connection, _people, values | {"username": person.username.casefold()}):
            raise ValueError(person.username)

    def by_username(self, username: str) -> PersonRow | None:
        """The account of a name for signing in (compared without case)."""
        found = self._connection.execute(select(_people).where(_people.c.username == username.casefold())).one_or_none()
        return person_row(found) if found else None

    def get(self, person_id: str) -> PersonRow | None:
        """The account of an id."""
        found = self._connection.execute(_PERSON, {"person_id": person_id}).one_or_none()
        return person_row(found) if found else None

    def set_password(self, person_id: str, password_hash: str) -> None:
        """Store a new password's hash."""
        self._set(person_id, password_hash=password_hash)

    def set_active(self, person_id: str, active: bool) -> None:
        """Open or close an account."""
        self._set(person_id, active=active)

    def set_name(self, person_id: str, name: str) -> None:
        """Call a person something else."""
        self._set(person_id, name=name)

    def _set(self, person_id: str, **values: Any) -> None:
        self._connection.execute(update(_people).where(_people.c.id == person_id).values(values))

    def all(self) -> list[PersonRow]:
        """All accounts."""
        return [person_row(found) for found in self._connection.execute(select(_people).order_by(_people.c.created_at))]

    def add_team(self, team_id: str, name: str) -> None:
        """A new team."""
        self._connection.execute(_teams.insert(), {"id": team_id, "name": name, "created_at": seconds(now())})

    def teams(self) -> list[tuple[str, str]]:
        """`(id, name)` of all teams."""
        rows = self._connection.execute(select(_teams.c.id, _teams.c.name).order_by(_teams.c.created_at, _teams.c.id))
        return [(row[0], row[1]) for row in rows]

    def lock_team(self, team_id: str) -> None:
        """Let changes of who is what in a team come one after the other until the transaction ends."""
        self._connection.execute(select(_teams.c.id).where(_teams.c.id == team_id).with_for_update())

    def join(self, team_id: str, person_id: str, role: str) -> None:
        """Make a person a member, or give a former member the role again."""
        values = {"team_id": team_id, "person_id": person_id, "role": role, "active": True, "since": seconds(now())}
        if not insert_once(self._connection, _members, values):
            self._set_member(team_id, person_id, role=role, active=True)

    def set_role(self, team_id: str, person_id: str, role: str) -> None:
        """Change a member's role."""
        self._set_member(team_id, person_id, role=role)

    def set_member_active(self, team_id: str, person_id: str, active: bool) -> None:
        """End or restore a membership."""
        self._set_member(team_id, person_id, active=active)

    def _set_member(self, team_id: str, person_id: str, **values: Any) -> None:
        mine = and_(_members.c.team_id == team_id, _members.c.person_id == person_id)
        self._connection.execute(update(_members).where(mine).values(values))

    def members(self, team_id: str) -> list[MemberRow]:
        """The members of a team, former ones too."""
        return [_member_row(found) for found in self._connection.execute(_MEMBERS, {"team_id": team_id})]

    def memberships(self, person_id: str) -> list[MemberRow]:
        """The active memberships of a person."""
        return [_member_row(found) for found in self._connection.execute(_MEMBERSHIPS, {"person_id": person_id})]

    def teams_ever(self, person_id: str) -> list[str]:
        """The ids of the teams a person is or was a member of, in order."""
        mine = select(_members.c.team_id).where(_members.c.person_id == person_id).order_by(_members.c.team_id)
        return list(self._connection.execute(mine).scalars())

    def role_of(self, team_id: str, person_id: str) -> str | None:
        """The role of an active person who is an active member; `None` otherwise."""
        found: str | None = self._connection.execute(
            _ROLE, {"team_id": team_id, "person_id": person_id}
        ).scalar_one_or_none()
        return found
