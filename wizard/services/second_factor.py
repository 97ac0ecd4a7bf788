"""The second factor of an account: set up by scanning, asked for at sign-in, taken away by its owner or an owner.

Its secret lies sealed in the database. Each code is good once: its time step is noted, and only later ones count.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from wizard.case import new_case_id, now
from wizard.services import keys
from wizard.services.access import Actor, needs
from wizard.services.accounts import by_username
from wizard.services.errors import NotFound, refused
from wizard.services.instance import Instance
from wizard.services.members import only_ours
from wizard.services.signing_in import Ticket, no_sign_in, note_attempt, prove, ticket_for
from wizard.store.ports import Work
from wizard.store.rows import INSTANCE, AuditEntry, AuditEvent
from wizard.team import limiter, second_factor, tokens
from wizard.team.roles import May

BACKUP_LIFE = dt.timedelta(days=3650)
_WRONG = ("验证码不对或已用过。", "请看验证器里现在显示的 6 位数字；手机时间差得多也会不对。")


@dataclass(frozen=True)
class Status:
    """Whether signing in needs a second factor, since when, and how many backup codes are left."""

    since: dt.datetime | None
    backup_codes: int

    @property
    def on(self) -> bool:
        """Whether it is on."""
        return self.since is not None


@dataclass(frozen=True)
class Enrolment:
    """What the authenticator app needs: by QR code (a `data:` address) or typed."""

    secret: str
    picture: str


@needs(May.READ)
def status(instance: Instance, actor: Actor) -> Status:
    """One's own second factor."""
    with instance.store.read() as work:
        found = work.factors.get(actor.person_id)
        left = work.sessions.unused("backup", actor.person_id)
    return Status(found.since if found and found.confirmed else None, left)


@needs(May.READ)
def begin(instance: Instance, actor: Actor) -> Enrolment:
    """A new secret for one's own authenticator app; it counts once `confirm` has seen a code. Raises `Refused`."""
    secret = second_factor.new_secret()
    with instance.store.write() as work:
        found, person = work.factors.get(actor.person_id), work.people.get(actor.person_id)
        if person is None or (found and found.confirmed):
            raise refused("code", "您已经开启了双重验证。", "要换手机，请先关闭再重新开启。")
        work.factors.begin(actor.person_id, keys.seal(instance.settings, secret))
    return Enrolment(secret, second_factor.picture(second_factor.address(secret, person.username)))


@needs(May.READ)
def confirm(instance: Instance, actor: Actor, code: str) -> list[str]:
    """Turn it on by a first code; the backup codes, shown this once. Raises `Refused`."""
    with instance.store.write() as work:
        found = work.factors.get(actor.person_id)
        if found is None or found.confirmed:
            raise refused("code", "还没有开始设置，或者已经开启。", "请刷新页面再看。")
        if not _right(instance, work, actor.person_id, code):
            raise refused("code", *_WRONG)
        work.factors.confirm(actor.person_id)
        work.audit.append(AuditEntry(INSTANCE, AuditEvent.SECOND_FACTOR_ADDED, actor.person_id))
        return _backup_codes(work, actor.person_id)


def _backup_codes(work: Work, person_id: str) -> list[str]:
    codes = [tokens.new_code() for _ in range(second_factor.BACKUP_CODES)]
    work.sessions.withdraw("backup", person_id)
    for code in codes:
        work.sessions.issue("backup", tokens.code_digest(code), now() + BACKUP_LIFE, person_id=person_id)
    return codes


@needs(May.READ)
def renew(instance: Instance, actor: Actor, password: str, code: str) -> list[str]:
    """Fresh backup codes by password and a code of the app; the old ones no longer count.

    Counted like signing in. Raises `Refused`, `SignInRefused` after too many.
    """
    if prove(instance, actor.person_id, password) is None:
        raise refused("password", "密码不对。", "请再输一次。")
    attempt = new_case_id()
    with instance.store.write() as work:
        note_attempt(work, attempt, f"2:{actor.person_id}", f"own:{actor.person_id}", limiter.SAME_SECOND_FACTOR)
    with instance.store.write() as work:
        found = work.factors.get(actor.person_id)
        if found is None or not found.confirmed or not _right(instance, work, actor.person_id, code):
            raise refused("code", *_WRONG)
        work.sessions.succeeded(attempt)
        work.audit.append(AuditEntry(INSTANCE, AuditEvent.BACKUP_CODES_RENEWED, actor.person_id))
        return _backup_codes(work, actor.person_id)


def _right(instance: Instance, work: Work, person_id: str, code: str) -> bool:
    """Whether a code is right and unused; a right one is used up."""
    found = work.factors.get(person_id)
    step = second_factor.step_of(keys.unseal(instance.settings, found.sealed), code, now()) if found else None
    return step is not None and work.factors.use(person_id, step)


def second_step(instance: Instance, pending: str, code: str, address: str) -> Ticket:
    """After the right password: a ticket for a right code or backup code. Raises `SignInRefused`."""
    attempt = new_case_id()
    with instance.store.write() as work:
        person_id = work.sessions.holder("second", tokens.digest(pending), now())
        if person_id is None:
            raise no_sign_in("这一步等得太久了。", "请重新输入登录名和密码。")
        note_attempt(work, attempt, f"2:{person_id}", address, limiter.SAME_SECOND_FACTOR)
    with instance.store.write() as work:
        right = _right(instance, work, person_id, code) or _backup(work, person_id, code)
        if right and work.sessions.redeem("second", tokens.digest(pending), now()) is not None:
            work.sessions.succeeded(attempt)
            work.audit.append(AuditEntry(INSTANCE, AuditEvent.SIGNED_IN, person_id))
            return ticket_for(work, person_id)
        work.audit.append(AuditEntry(INSTANCE, AuditEvent.SIGN_IN_REFUSED, person_id))
    raise no_sign_in(*_WRONG)


def _backup(work: Work, person_id: str, code: str) -> bool:
    digest = tokens.code_digest(code)
    if work.sessions.holder("backup", digest, now()) != person_id:  # somebody else's is not used up
        return False
    if work.sessions.redeem("backup", digest, now()) is None:  # another process was a moment quicker
        return False
    work.audit.append(AuditEntry(INSTANCE, AuditEvent.BACKUP_CODE_USED, person_id))
    return True


@needs(May.READ)
def remove(instance: Instance, actor: Actor, password: str) -> None:
    """Turn one's own off, by the password. Raises `Refused`."""
    if prove(instance, actor.person_id, password) is None:
        raise refused("password", "密码不对。", "请再输一次。")
    with instance.store.write() as work:
        _take_away(work, actor.person_id, actor.person_id)


@needs(May.MANAGE)
def protected(instance: Instance, actor: Actor) -> set[str]:
    """Which members (ids) have a second factor."""
    with instance.store.read() as work:
        mine = {row.person_id for row in work.people.members(actor.team_id)}
        return {row.person_id for row in work.factors.all() if row.confirmed} & mine


@needs(May.MANAGE)
def reset(instance: Instance, actor: Actor, person_id: str) -> None:
    """Take a member's second factor away, who lost the phone; their sessions end. Raises `NotFound`, `Refused`."""
    with instance.store.write() as work:
        only_ours(work, actor, person_id)
        _take_away(work, person_id, actor.person_id)
        work.sessions.close_all(person_id)


def reset_for(instance: Instance, username: str) -> None:
    """The same by the administrator on the command line; raises `NotFound`."""
    with instance.store.write() as work:
        person = by_username(work, username)
        if work.factors.get(person.id) is None:
            raise refused("username", f"{username} 没有开启双重验证，不用关。")
        _take_away(work, person.id, "")
        work.sessions.close_all(person.id)


def _take_away(work: Work, person_id: str, by: str) -> None:
    if work.factors.get(person_id) is None:
        raise NotFound("双重验证")
    work.factors.remove(person_id)
    work.sessions.withdraw("backup", person_id)
    work.audit.append(AuditEntry(INSTANCE, AuditEvent.SECOND_FACTOR_REMOVED, by, "", {"person": person_id}))
