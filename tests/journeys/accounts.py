"""People and teams made beside a running server, as an administrator would on the command line."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wizard.bootstrap import open_instance
from wizard.case import now
from wizard.services import people
from wizard.services.access import Actor
from wizard.services.instance import Instance
from wizard.settings import Settings
from wizard.team import tokens

PASSWORD = "Beimu-Hetao-4417"


@contextmanager
def beside(data_folder: Path) -> Iterator[Instance]:
    """The instance on a server's data, for a moment."""
    instance = open_instance(Settings(data_folder=data_folder))
    try:
        yield instance
    finally:
        instance.close()


def add_team(data_folder: Path, username: str, name: str, team: str) -> None:
    """A person with a team of their own."""
    with beside(data_folder) as instance:
        people.create_person(instance, username, name, PASSWORD)
        people.create_team(instance, username, team)


def add_colleague(data_folder: Path, owner: Actor, role: str, username: str, name: str) -> None:
    """A colleague in the owner's team, by invitation."""
    with beside(data_folder) as instance:
        invitation = people.invite(instance, owner, role)
        people.accept_invitation(instance, invitation.code, username, name, PASSWORD)


def ticket_of(data_folder: Path, username: str) -> str:
    """What a browser gets for the right password, and changes for a session's cookie."""
    ticket = tokens.new_token()
    with beside(data_folder) as instance, instance.store.write() as work:
        person = work.people.by_username(username)
        expires = now() + dt.timedelta(minutes=5)
        work.sessions.issue("ticket", tokens.digest(ticket), expires, person_id=person.id)
    return ticket


def owner_of(data_folder: Path, username: str) -> Actor:
    """The actor behind a user name, in their first team."""
    with beside(data_folder) as instance, instance.store.read() as work:
        person = work.people.by_username(username)
        member = work.people.memberships(person.id)[0]
        return Actor(person.id, person.name, member.team_id, member.team_name, member.role)
