"""People: first set-up, signing in and out, invitations, roles, passwords.

Signing in gives a one-time ticket (30 s); the browser exchanges it at `POST /auth/session` for the session cookie.
Tokens and codes are stored only as SHA-256; a wrong name costs the same time as a wrong password.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from wizard.case import new_case_id, now
from wizard.complaints import Problem
from wizard.services.access import Actor
from wizard.services.accounts import Person, account_problems, add_person, by_username, named, person_of_row, redeem
from wizard.services.errors import NotFound, Refused, SignInRefused, refused
from wizard.services.instance import Instance
from wizard.services.members import (
    Code,
    Invitation,
    Member,
    change_password,
    change_role,
    deactivate,
    invite,
    members,
    reset_code,
    reset_code_for,
    reset_password,
)
from wizard.store.ports import Work
from wizard.store.rows import INSTANCE, AuditEntry, Event, InvitationRow, MemberRow, PersonRow
from wizard.team import limiter, names, passwords, tokens
from wizard.team.roles import Role

__all__ = [
    "Code",
    "Invitation",
    "Member",
    "Person",
    "Session",
    "SignedIn",
    "Ticket",
    "accept_invitation",
    "accept_invitation_as",
    "change_password",
    "change_role",
    "close_account",
    "create_person",
    "create_team",
    "deactivate",
    "invitation",
    "invite",
    "members",
    "open_session",
    "person_of",
    "reset_code",
    "reset_code_for",
    "reset_password",
    "set_up",
    "setup_code",
    "setup_needed",
    "sign_in",
    "sign_out",
]
TICKET_LIFE = dt.timedelta(seconds=30)
SETUP_LIFE = dt.timedelta(hours=24)
LONGEST_USERNAME = 320  # an e-mail address


@dataclass(frozen=True)
class SignedIn:
    """A person with a good session, and the teams they may act in."""

    person: Person
    actors: list[Actor]
    expires: dt.datetime


@dataclass(frozen=True)
class Ticket:
    """Exchanged once, within 30 seconds, for a session."""

    value: str
    expires: dt.datetime


@dataclass(frozen=True)
class Session:
    """The token for the cookie; it is not stored and cannot be asked for again."""

    token: str
    expires: dt.datetime


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
        work.audit.append(AuditEntry(team_id, Event.SET_UP, person.id))
    return person


def create_person(instance: Instance, username: str, name: str, password: str) -> Person:
    """An account made by the administrator on the command line; raises `Refused`."""
    if problems := account_problems(username, name, password):
        raise Refused(problems)
    secret = passwords.hashed(password)
    with instance.store.write() as work:
        person = add_person(work, username, name, secret)
        work.audit.append(AuditEntry(INSTANCE, Event.JOINED, person.id))
    return person


def create_team(instance: Instance, username: str, team_name: str) -> str:
    """A team with an existing person as its owner (command line); its id. Raises `Refused`, `NotFound`."""
    if problem := names.name_problem(team_name, "团队名称"):
        raise refused("team_name", *problem)
    with instance.store.write() as work:
        return _add_team(work, by_username(work, username), team_name)


def close_account(instance: Instance, username: str) -> None:
    """Close an account and end its sessions at once (command line); raises `NotFound`."""
    with instance.store.write() as work:
        person = by_username(work, username)
        work.people.set_active(person.id, False)
        work.sessions.close_all(person.id)
        work.audit.append(AuditEntry(INSTANCE, Event.DEACTIVATED, "", "", {"person": person.id}))


def _add_team(work: Work, person: Person, team_name: str) -> str:
    team_id = new_case_id()
    work.people.add_team(team_id, team_name.strip())
    work.people.join(team_id, person.id, Role.OWNER)
    work.audit.append(AuditEntry(team_id, Event.TEAM_CREATED, person.id))
    return team_id


def sign_in(instance: Instance, username: str, password: str, address: str) -> Ticket:
    """A ticket for a session; raises `SignInRefused` in words that do not tell whether the name exists."""
    username = username.strip().casefold()[:LONGEST_USERNAME]  # every attempt is noted, whatever was typed
    attempt = new_case_id()
    person = _attempt(instance, attempt, username, address)
    right = passwords.matches(password, person.password_hash if person else None)
    with instance.store.write() as work:
        if person is None or not right or not person.active:
            work.audit.append(AuditEntry(INSTANCE, Event.SIGN_IN_REFUSED, person.id if person else ""))
        else:
            work.sessions.succeeded(attempt)
            work.audit.append(AuditEntry(INSTANCE, Event.SIGNED_IN, person.id))
            return _ticket(work, person.id)
    raise _no_sign_in("登录名或密码不对。", "请检查大小写和输入法，再试一次；忘记密码请找团队负责人要重设码。")


def _attempt(instance: Instance, attempt: str, username: str, address: str) -> PersonRow | None:
    """Note the attempt before looking at the password, so that parallel guesses are counted too."""
    with instance.store.write() as work:
        since = now() - limiter.WINDOW
        pair, oldest = work.sessions.failures(since, username, address)
        by_address, first_of_address = work.sessions.failures(since, None, address)
        by_name, first_of_name = work.sessions.failures(since, username, None)
        firsts = [first for first in (oldest, first_of_address, first_of_name) if first]
        failures = limiter.Failures(pair, by_address, by_name, oldest or min(firsts, default=None))
        if rest := limiter.wait(failures, now()):
            raise _no_sign_in(f"尝试次数太多，请在 {int(rest.total_seconds() // 60) + 1} 分钟后再试。", "")
        work.sessions.failed(attempt, username, address, now())
        return work.people.by_username(username)


def _no_sign_in(message: str, mend: str) -> SignInRefused:
    return SignInRefused([Problem("password", message, mend)])


def _ticket(work: Work, person_id: str) -> Ticket:
    ticket = Ticket(tokens.new_token(), now() + TICKET_LIFE)
    work.sessions.issue("ticket", tokens.digest(ticket.value), ticket.expires, person_id=person_id)
    return ticket


def open_session(instance: Instance, ticket: str) -> Session | None:
    """Exchange a ticket for a session; `None` when it was used, has expired or never was."""
    session = Session(tokens.new_token(), now() + dt.timedelta(hours=instance.settings.session_hours))
    with instance.store.write() as work:
        person_id = work.sessions.redeem("ticket", tokens.digest(ticket), now())
        if not person_id:
            return None
        work.sessions.open(tokens.digest(session.token), person_id, session.expires)
    return session


def person_of(instance: Instance, token: str | None) -> SignedIn | None:
    """Who a session belongs to; `None` without a good one. A session in use lasts on."""
    if not token:
        return None
    with instance.store.read() as work:
        found = work.sessions.person_of(tokens.digest(token), now())
        if found is None:
            return None
        person, expires = found
        actors = [_actor(row) for row in work.people.memberships(person.id)]
    _keep_alive(instance, token, expires)
    return SignedIn(person_of_row(person), actors, expires)


def _actor(row: MemberRow) -> Actor:
    return Actor(row.person_id, row.name, row.team_id, row.team_name, row.role)


def _keep_alive(instance: Instance, token: str, expires: dt.datetime) -> None:
    life = dt.timedelta(hours=instance.settings.session_hours)
    if expires - now() < life / 2:
        with instance.store.write() as work:
            work.sessions.extend(tokens.digest(token), now() + life)


def sign_out(instance: Instance, token: str, everywhere: bool = True) -> None:
    """End the session; by default all sessions of the person. An unknown token is no problem."""
    with instance.store.write() as work:
        found = work.sessions.person_of(tokens.digest(token), now())
        work.sessions.close(tokens.digest(token))
        if found is None:
            return
        if everywhere:
            work.sessions.close_all(found[0].id)
        work.audit.append(AuditEntry(INSTANCE, Event.SIGNED_OUT, found[0].id))


def invitation(instance: Instance, code: str) -> InvitationRow | None:
    """What an invitation is for (team, role, until when); `None` when it is not good any more."""
    with instance.store.read() as work:
        return work.sessions.invitation(tokens.code_digest(code), now())


_SPENT = ("邀请码不对、已用过或已过期。", "请团队负责人再发一个。")


def accept_invitation(instance: Instance, code: str, username: str, name: str, password: str) -> Person:
    """Join by invitation with a new account; raises `Refused`."""
    if problems := account_problems(username, name, password):
        raise Refused(problems)
    if invitation(instance, code) is None:
        raise refused("code", *_SPENT)
    secret = passwords.hashed(password)
    with instance.store.write() as work:
        person = add_person(work, username, name, secret)
        _join(work, code, person)
    return person


def accept_invitation_as(instance: Instance, token: str, code: str) -> Actor:
    """Join one more team with an account one is signed in with; raises `Refused`, `NotFound`."""
    signed_in = person_of(instance, token)
    if signed_in is None:
        raise NotFound("会话")
    with instance.store.write() as work:
        team_id = _join(work, code, signed_in.person)
        rows = work.people.memberships(signed_in.person.id)
    return next(_actor(row) for row in rows if row.team_id == team_id)


def _join(work: Work, code: str, person: Person) -> str:
    offer = work.sessions.invitation(tokens.code_digest(code), now())
    redeem(work, "invitation", code, *_SPENT)
    if offer is None:
        raise refused("code", *_SPENT)
    work.people.join(offer.team_id, person.id, offer.role)
    work.audit.append(AuditEntry(offer.team_id, Event.JOINED, person.id, "", {"role": offer.role}))
    return offer.team_id
