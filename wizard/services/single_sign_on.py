"""Signing in with the organisation's account (OIDC): whose identity it is, and how it becomes somebody's.

An identity alone opens nothing. It is matched by issuer and subject; the first time it is bound to an account, either
by an invitation or, when its verified e-mail address is an account's name for signing in, by that account's password
once: anybody could have chosen that name. Nobody becomes a member, let alone an owner, without an invitation.
"""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

from wizard.case import new_case_id, now
from wizard.services.accounts import Person, add_person, person_of_row
from wizard.services.errors import Refused, refused
from wizard.services.instance import Instance
from wizard.services.invitations import join, renamed_for
from wizard.services.signing_in import Ticket, admitted, no_sign_in, note_attempt, still_so
from wizard.store.ports import Work
from wizard.store.rows import INSTANCE, AuditEntry, AuditEvent, PersonRow
from wizard.team import names, passwords, tokens

FRESH = dt.timedelta(minutes=10)
AHEAD = dt.timedelta(minutes=1)  # a provider's clock may be a little fast


@dataclass(frozen=True)
class Identity:
    """What the provider vouches for. `email` is empty unless the provider has verified it."""

    issuer: str
    subject: str
    email: str
    name: str
    issued_at: int
    nonce: str

    @property
    def mark(self) -> str:
        """By what one sign-in at the provider is told from the next."""
        return tokens.digest(f"{self.issuer}\n{self.subject}\n{self.issued_at}\n{self.nonce}")


@dataclass(frozen=True)
class Known:
    """What the identity leads to: a ticket, or else an account that has its e-mail address as a name."""

    ticket: Ticket | None = None
    account: str = ""


def recognise(instance: Instance, identity: Identity) -> Known:
    """Sign in the person the identity is bound to, or say what could be bound. Raises `SignInRefused`."""
    with instance.store.write() as work:
        person = _bound(work, identity)
        if person is not None:
            _once(work, identity)
            if not person.active:
                raise no_sign_in("这个账号已停用。", "请联系团队负责人。")
            return Known(admitted(work, person.id))
        named = work.people.by_username(identity.email) if identity.email else None
        return Known(account=named.username if named and named.active else "")


def _bound(work: Work, identity: Identity) -> PersonRow | None:
    person_id = work.identities.person_of(identity.issuer, identity.subject)
    return work.people.get(person_id) if person_id else None


def _once(work: Work, identity: Identity) -> None:
    """An identity is good for one sign-in, minutes after it was made; raises `SignInRefused`."""
    made = dt.datetime.fromtimestamp(identity.issued_at, now().tzinfo)
    fresh = now() - FRESH < made < now() + AHEAD
    if not fresh or not work.sessions.claim("identity", identity.mark, now() + FRESH + AHEAD):
        raise no_sign_in("单位登录的凭证已过期或已用过。", "请再点一次单位登录。")


def bind(instance: Instance, identity: Identity, password: str, address: str) -> Ticket:
    """Bind the identity to the account its e-mail address names, by that account's password. Raises `SignInRefused`."""
    attempt = new_case_id()
    with instance.store.write() as work:
        note_attempt(work, attempt, identity.email.casefold(), address)
        person = work.people.by_username(identity.email) if identity.email else None
    right = passwords.matches(password, person.password_hash if person else None)
    with instance.store.write() as work:
        if person is None or not right or not still_so(work, person):
            work.audit.append(AuditEntry(INSTANCE, AuditEvent.SIGN_IN_REFUSED, person.id if person else ""))
        else:
            work.sessions.succeeded(attempt)
            _once(work, identity)
            _link(work, identity, person.id)
            return admitted(work, person.id)
    raise no_sign_in("密码不对。", "请再试一次；忘记密码请找团队负责人要重设码。")


def join_with(instance: Instance, identity: Identity, code: str, name: str = "") -> Ticket:
    """Join a team by an invitation with the identity; an account without a password is made. Raises `Refused`.

    With `name` one is called that and not as the provider says.
    """
    with instance.store.write() as work:
        _once(work, identity)
        known = _bound(work, identity)
        if known is not None and not known.active:
            raise no_sign_in("这个账号已停用。", "请联系团队负责人。")
        person = renamed_for(work, code, person_of_row(known), name) if known else _new(work, identity, name)
        join(work, code, person)
        if known is None:
            _link(work, identity, person.id)
        return admitted(work, person.id)


def _new(work: Work, identity: Identity, wanted: str) -> Person:
    """An account of the wanted or the identity's name; its e-mail address signs in too once a password is set."""
    if wanted and (words := names.name_problem(wanted)):
        raise refused("name", *words)
    offered = (wanted, identity.name, identity.email.split("@")[0], "同事")
    name = next(one for one in offered if names.name_problem(one) is None)
    if identity.email and names.username_problem(identity.email) is None:
        try:
            return add_person(work, identity.email, name, passwords.NONE)
        except Refused:
            raise refused("code", "这个邮箱已经是一个账号的登录名。", "请先用密码登录，再打开邀请链接。") from None
    return add_person(work, f"sso-{secrets.token_hex(6)}", name, passwords.NONE)


def _link(work: Work, identity: Identity, person_id: str) -> None:
    if not work.identities.link(identity.issuer, identity.subject, person_id):
        raise no_sign_in("这个单位账号已经绑定给别人。", "请联系维护本系统的人。")
    work.audit.append(AuditEntry(INSTANCE, AuditEvent.IDENTITY_LINKED, person_id))
