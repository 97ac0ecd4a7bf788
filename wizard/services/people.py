"""People: first set-up, accounts and teams made by the administrator; and, under one name, all that concerns people."""

from __future__ import annotations

import datetime as dt

from wizard.case import new_case_id, now
from wizard.services.accounts import Person, account_problems, add_person, by_username, named, redeem
from wizard.services.errors import Refused, refused
from wizard.services.instance import Instance
from wizard.services.invitations import (
    Invitation,
    Pending,
    accept_invitation,
    accept_invitation_as,
    invitation,
    invite,
    pending,
    revoke,
)
from wizard.services.members import (
    Code,
    Member,
    change_password,
    change_role,
    deactivate,
    leave,
    members,
    reset_code,
    reset_code_for,
    reset_password,
)
from wizard.services.naming import change_name
from wizard.services.request_context import Arrived, arrive
from wizard.services.second_factor import second_step
from wizard.services.signing_in import Session, SignedIn, Ticket, open_session, person_of, sign_in, sign_out
from wizard.store.ports import Work
from wizard.store.rows import INSTANCE, AuditEntry, AuditEvent
from wizard.team import names, passwords, tokens
from wizard.team.roles import Role

__all__ = [
    "Code",
    "Invitation",
    "Member",
    "Pending",
    "Person",
    "Session",
    "SignedIn",
    "Ticket",
    "accept_invitation",
    "accept_invitation_as",
    "change_name",
    "change_password",
    "change_role",
    "close_account",
    "create_person",
    "create_team",
    "deactivate",
    "invitation",
    "invite",
    "leave",
    "members",
    "open_session",
    "pending",
    "person_of",
    "arrive",
    "Arrived",
    "reopen_account",
    "reset_code",
    "reset_code_for",
    "reset_password",
    "revoke",
    "second_step",
    "set_up",
    "setup_code",
    "setup_needed",
    "sign_in",
    "sign_out",
]
SETUP_LIFE = dt.timedelta(hours=24)


def setup_needed(instance: Instance) -> bool:
    """Whether nobody has an account yet."""
    with instance.store.read() as work:
        return not work.people.any()


def setup_code(instance: Instance) -> str | None:
    """A fresh one-time code for the first person, to be printed on the console; `None` once somebody exists."""
    with instance.store.write() as work:
        if work.people.any():
            return None
        code = tokens.new_code()
        work.sessions.issue("setup", tokens.code_digest(code), now() + SETUP_LIFE)
    return code


def set_up(instance: Instance, code: str, username: str, name: str, password: str, team_name: str) -> Person:
    """The first person and their team, by the code from the console; raises `Refused`."""
    problems = account_problems(username, name, password) + named(
        "team_name", names.name_problem(team_name, "团队名称")
    )
    if problems:
        raise Refused(problems)
    secret = passwords.hashed(password)
    with instance.store.write() as work:
        if work.people.any():
            raise refused("code", "本实例已经设置过了。", "请直接登录，或请负责人邀请您。")
        redeem(work, "setup", code, "设置码不对或已过期。", "请看服务器控制台上最近打印的设置码。")
        person = add_person(work, username, name, secret)
        team_id = _add_team(work, person, team_name)
        work.audit.append(AuditEntry(team_id, AuditEvent.SET_UP, person.id))
    return person


def create_person(instance: Instance, username: str, name: str, password: str) -> Person:
    """An account made by the administrator on the command line; raises `Refused`."""
    if problems := account_problems(username, name, password):
        raise Refused(problems)
    secret = passwords.hashed(password)
    with instance.store.write() as work:
        person = add_person(work, username, name, secret)
        work.audit.append(AuditEntry(INSTANCE, AuditEvent.JOINED, person.id))
    return person


def create_team(instance: Instance, username: str, team_name: str) -> str:
    """A team with an existing person as its owner (command line); its id. Raises `Refused`, `NotFound`."""
    if problem := names.name_problem(team_name, "团队名称"):
        raise refused("team_name", *problem)
    with instance.store.write() as work:
        return _add_team(work, by_username(work, username), team_name)


def close_account(instance: Instance, username: str) -> list[str]:
    """Close an account and end its sessions at once (command line); raises `NotFound`.

    The names of the teams that have no owner any more.
    """
    with instance.store.write() as work:
        person = by_username(work, username)
        teams = {row.team_id: row.team_name for row in work.people.memberships(person.id)}
        work.people.set_active(person.id, False)
        work.sessions.close_all(person.id)
        work.sessions.revoke_by(person.id)
        work.audit.append(AuditEntry(INSTANCE, AuditEvent.DEACTIVATED, "", "", {"person": person.id}))
        return [name for team_id, name in teams.items() if not _has_owner(work, team_id)]


def _has_owner(work: Work, team_id: str) -> bool:
    owners = (row.person_id for row in work.people.members(team_id) if row.active and row.role == Role.OWNER)
    return any(work.people.role_of(team_id, person_id) is not None for person_id in owners)


def reopen_account(instance: Instance, username: str) -> None:
    """Open a closed account again, with its password and its places in teams (command line); raises `NotFound`."""
    with instance.store.write() as work:
        person = by_username(work, username)
        work.people.set_active(person.id, True)
        work.audit.append(AuditEntry(INSTANCE, AuditEvent.REACTIVATED, "", "", {"person": person.id}))


def _add_team(work: Work, person: Person, team_name: str) -> str:
    team_id = new_case_id()
    work.people.add_team(team_id, team_name.strip())
    work.people.join(team_id, person.id, Role.OWNER)
    work.audit.append(AuditEntry(team_id, AuditEvent.TEAM_CREATED, person.id))
    return team_id
