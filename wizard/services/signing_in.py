"""Signing in and out: name and password, the ticket, the session.

Signing in gives a one-time ticket (30 s); the browser exchanges it at `POST /auth/session` for the session cookie.
Tokens are stored only as SHA-256, and the cookie carries them signed with the instance's key; a wrong name costs the
same time as a wrong password.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from wizard.case import new_case_id, now
from wizard.input_problems import Problem
from wizard.services import keys
from wizard.services.access import Actor
from wizard.services.accounts import Person, person_of_row
from wizard.services.errors import SignInRefused
from wizard.services.instance import Instance
from wizard.store.ports import Work
from wizard.store.rows import INSTANCE, AuditEntry, AuditEvent, MemberRow, PersonRow
from wizard.team import limiter, passwords, tokens

TICKET_LIFE = dt.timedelta(seconds=30)
SECOND_STEP_LIFE = dt.timedelta(minutes=5)
LONGEST_USERNAME = 320  # an e-mail address


@dataclass(frozen=True)
class SignedIn:
    """A person with a good session, and the teams they may act in."""

    person: Person
    actors: list[Actor]
    expires: dt.datetime


@dataclass(frozen=True)
class Ticket:
    """Exchanged once, within 30 seconds, for a session; or, with `second_factor`, the right to answer for that."""

    value: str
    expires: dt.datetime
    second_factor: bool = False


@dataclass(frozen=True)
class Session:
    """The value of the cookie; it is not stored and cannot be asked for again."""

    token: str
    expires: dt.datetime


def sign_in(instance: Instance, username: str, password: str, address: str) -> Ticket:
    """A ticket for a session, or for the second step where there is one.

    Raises `SignInRefused` in words that do not tell whether the name exists.
    """
    username = username.strip().casefold()[:LONGEST_USERNAME]  # every attempt is noted, whatever was typed
    attempt = new_case_id()
    person = _attempt(instance, attempt, username, address)
    right = passwords.matches(password, person.password_hash if person else None)
    with instance.store.write() as work:
        if person is None or not right or not still_so(work, person):
            work.audit.append(AuditEntry(INSTANCE, AuditEvent.SIGN_IN_REFUSED, person.id if person else ""))
        else:
            work.sessions.succeeded(attempt)
            return admitted(work, person.id)
    raise no_sign_in("登录名或密码不对。", "请检查大小写和输入法，再试一次；忘记密码请找团队负责人要重设码。")


def _attempt(instance: Instance, attempt: str, username: str, address: str) -> PersonRow | None:
    """Note the attempt before looking at the password, so that parallel guesses are counted too."""
    with instance.store.write() as work:
        note_attempt(work, attempt, username, address)
        return work.people.by_username(username)


def still_so(work: Work, person: PersonRow) -> bool:
    """Whether the account is open and has the password that was looked at: that took a while, and it may be new."""
    current = work.people.get(person.id)
    return current is not None and current.active and current.password_hash == person.password_hash


def note_attempt(work: Work, attempt: str, name: str, address: str, same_name: int = limiter.SAME_NAME) -> None:
    """Count an attempt as failed until it has succeeded; raises `SignInRefused` when there were too many."""
    work.sessions.in_turn()
    address = limiter.place_of(address)
    since = now() - limiter.WINDOW
    pair, oldest = work.sessions.failures(since, name, address)
    by_address, first_of_address = work.sessions.failures(since, None, address)
    by_name, first_of_name = work.sessions.failures(since, name, None)
    firsts = [first for first in (oldest, first_of_address, first_of_name) if first]
    failures = limiter.Failures(pair, by_address, by_name, oldest or min(firsts, default=None))
    if rest := limiter.wait(failures, now(), same_name):
        raise no_sign_in(f"尝试次数太多，请在 {int(rest.total_seconds() // 60) + 1} 分钟后再试。", "")
    work.sessions.failed(attempt, name, address, now())


def no_sign_in(message: str, mend: str) -> SignInRefused:
    """The refusal of an attempt, in words."""
    return SignInRefused([Problem("password", message, mend)])


def admitted(work: Work, person_id: str) -> Ticket:
    """What somebody gets whose first factor is right: a ticket, or the second step."""
    factor = work.factors.get(person_id)
    if factor is None or not factor.confirmed:
        work.audit.append(AuditEntry(INSTANCE, AuditEvent.SIGNED_IN, person_id))
        return ticket_for(work, person_id)
    step = Ticket(tokens.new_token(), now() + SECOND_STEP_LIFE, second_factor=True)
    work.sessions.issue("second", tokens.digest(step.value), step.expires, person_id=person_id)
    return step


def prove(instance: Instance, person_id: str, password: str) -> PersonRow | None:
    """The account of somebody who is signed in and gives their password once more; `None` when it is wrong.

    Counted like signing in, raises `SignInRefused` after too many.
    """
    attempt = new_case_id()
    with instance.store.write() as work:
        note_attempt(work, attempt, f"own:{person_id}", f"own:{person_id}")
        person = work.people.get(person_id)
    if person is None or not passwords.matches(password, person.password_hash):
        return None
    with instance.store.write() as work:
        work.sessions.succeeded(attempt)
    return person


def ticket_for(work: Work, person_id: str) -> Ticket:
    """A ticket for somebody who has proved who they are."""
    ticket = Ticket(tokens.new_token(), now() + TICKET_LIFE)
    work.sessions.issue("ticket", tokens.digest(ticket.value), ticket.expires, person_id=person_id)
    return ticket


def open_session(instance: Instance, ticket: str) -> Session | None:
    """Exchange a ticket for a session; `None` when it was used, has expired or never was."""
    token, expires = tokens.new_token(), now() + dt.timedelta(hours=instance.settings.session_hours)
    with instance.store.write() as work:
        person_id = work.sessions.redeem("ticket", tokens.digest(ticket), now())
        if not person_id:
            return None
        work.sessions.open(tokens.digest(token), person_id, expires)
    return Session(tokens.signed(token, keys.for_cookies(instance.settings)), expires)


def person_of(instance: Instance, cookie: str | None, *, in_use: bool = True) -> SignedIn | None:
    """Who a session belongs to; `None` without a good one. A session in use lasts on, a page merely open does not."""
    token = token_in(instance, cookie)
    if not token:
        return None
    with instance.store.read() as work:
        signed_in = signed_in_by(work, token)
    if in_use and signed_in is not None:
        keep_alive(instance, token, signed_in.expires)
    return signed_in


def token_in(instance: Instance, cookie: str | None) -> str:
    """The token in a cookie that this instance signed; a forged one never reaches the database."""
    return tokens.unsigned(cookie, keys.for_cookies(instance.settings)) if cookie else ""


def signed_in_by(work: Work, token: str) -> SignedIn | None:
    """The person of a session that has not expired, with the teams they may act in."""
    found = work.sessions.person_of(tokens.digest(token), now())
    if found is None:
        return None
    person, expires = found
    return SignedIn(person_of_row(person), [actor_of(row) for row in work.people.memberships(person.id)], expires)


def actor_of(row: MemberRow) -> Actor:
    """A membership as somebody who acts."""
    return Actor(row.person_id, row.name, row.team_id, row.team_name, row.role)


def keep_alive(instance: Instance, token: str, expires: dt.datetime) -> None:
    """Let a session in use last on, once half of its life is over."""
    life = dt.timedelta(hours=instance.settings.session_hours)
    if expires - now() < life / 2:
        with instance.store.write() as work:
            work.sessions.extend(tokens.digest(token), now() + life)


def sign_out(instance: Instance, cookie: str, everywhere: bool = True) -> None:
    """End the session; by default all sessions of the person. An unknown cookie is no problem."""
    token = token_in(instance, cookie)
    with instance.store.write() as work:
        found = work.sessions.person_of(tokens.digest(token), now())
        work.sessions.close(tokens.digest(token))
        if found is None:
            return
        if everywhere:
            work.sessions.close_all(found[0].id)
        work.audit.append(AuditEntry(INSTANCE, AuditEvent.SIGNED_OUT, found[0].id))
