"""The members of a team: roles, leaving, passwords."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from wizard.case import now
from wizard.services.access import Actor, needs
from wizard.services.accounts import Person, by_username, person_of_row, redeem
from wizard.services.errors import NotFound, refused
from wizard.services.instance import Instance
from wizard.services.invitations import known_role
from wizard.services.signing_in import Ticket, prove, ticket_for
from wizard.store.ports import Work
from wizard.store.rows import INSTANCE, AuditEntry, AuditEvent
from wizard.team import passwords, tokens
from wizard.team.roles import May, Role

RESET_LIFE = dt.timedelta(hours=24)
_ALONE = "团队里现在只有您一个人：要交给别人，请先邀请一位同事，再把他设为负责人；只是不再用了，不用退出团队。"
_NO_RESET = ("重设码不对、已用过或已过期。", "请团队负责人再发一个。")


@dataclass(frozen=True)
class Code:
    """A one-time code for a new password."""

    code: str
    expires: dt.datetime


@dataclass(frozen=True)
class Member:
    """A member of the team; former ones have `active` false."""

    person_id: str
    username: str
    name: str
    role: str
    active: bool
    since: dt.datetime


@needs(May.READ)
def members(instance: Instance, actor: Actor) -> list[Member]:
    """The members of the team, former ones too."""
    with instance.store.read() as work:
        rows = work.people.members(actor.team_id)
    return [Member(row.person_id, row.username, row.name, row.role, row.active, row.since) for row in rows]


@needs(May.MANAGE)
def change_role(instance: Instance, actor: Actor, person_id: str, role: str) -> None:
    """Give a member another role; the last owner stays owner. Raises `Refused`, `NotFound`."""
    known_role(role)
    with instance.store.write() as work:
        _keeps_an_owner(work, actor, person_id, still_owner=role == Role.OWNER)
        work.people.set_role(actor.team_id, person_id, role)
        if role != Role.OWNER:
            work.sessions.revoke_by(person_id, actor.team_id)
        details = {"person": person_id, "role": role}
        work.audit.append(AuditEntry(actor.team_id, AuditEvent.ROLE_CHANGED, actor.person_id, "", details))


@needs(May.MANAGE)
def deactivate(instance: Instance, actor: Actor, person_id: str) -> None:
    """End a membership and the person's open sessions at once; the last owner stays. Raises `Refused`, `NotFound`."""
    with instance.store.write() as work:
        _end_membership(work, actor, person_id)
        work.sessions.close_all(person_id)
        details = {"person": person_id}
        work.audit.append(AuditEntry(actor.team_id, AuditEvent.DEACTIVATED, actor.person_id, "", details))


@needs(May.READ)
def leave(instance: Instance, actor: Actor) -> None:
    """Leave the team oneself; the last owner stays. Other teams and the session stay. Raises `Refused`."""
    with instance.store.write() as work:
        _end_membership(work, actor, actor.person_id)
        work.audit.append(AuditEntry(actor.team_id, AuditEvent.LEFT, actor.person_id))


def _end_membership(work: Work, actor: Actor, person_id: str) -> None:
    """Nobody's place any more, and none of what they handed out to get in by."""
    _keeps_an_owner(work, actor, person_id, still_owner=False)
    work.people.set_member_active(actor.team_id, person_id, False)
    work.sessions.revoke_by(person_id, actor.team_id)


def _keeps_an_owner(work: Work, actor: Actor, person_id: str, *, still_owner: bool) -> None:
    work.people.lock_team(actor.team_id)  # two owners who demote each other at once
    active = [row for row in work.people.members(actor.team_id) if row.active]
    if all(row.person_id != person_id for row in active):
        raise NotFound("成员")
    others = [row for row in active if row.role == Role.OWNER and row.person_id != person_id]
    if not others and not still_owner:
        mend = _ALONE if len(active) == 1 else "请先在「团队」页把另一位成员设为负责人。"
        raise refused("role", "团队至少要有一位负责人。", mend)


@needs(May.READ)
def change_password(instance: Instance, actor: Actor, old: str, new: str) -> Ticket:
    """Change one's own password; all sessions end, the ticket opens a new one here. Raises `Refused`."""
    person = prove(instance, actor.person_id, old)
    if person is None:
        raise refused("old", "原密码不对。", "请再输一次。")
    if words := passwords.weakness(new, person.username):
        raise refused("new", *words)
    secret = passwords.hashed(new)
    with instance.store.write() as work:
        work.people.set_password(person.id, secret)
        work.sessions.close_all(person.id)
        work.audit.append(AuditEntry(INSTANCE, AuditEvent.PASSWORD_CHANGED, person.id))
        return ticket_for(work, person.id)


@needs(May.MANAGE)
def reset_code(instance: Instance, actor: Actor, person_id: str) -> Code:
    """A one-time code with which a member sets a new password; raises `NotFound`, `Refused`."""
    with instance.store.write() as work:
        only_ours(work, actor, person_id)
        details = {"person": person_id}
        work.audit.append(AuditEntry(actor.team_id, AuditEvent.RESET_ISSUED, actor.person_id, "", details))
        return _issue_reset(work, person_id, actor)


def only_ours(work: Work, actor: Actor, person_id: str) -> None:
    """Raise unless the person belongs to this team alone.

    Whoever can reset a password can sign in with it: with somebody else's colleague they would get into that team.
    """
    teams = {row.team_id for row in work.people.memberships(person_id)}
    if actor.team_id not in teams:
        raise NotFound("成员")
    if teams != {actor.team_id}:
        raise refused(
            "person", "这位成员还属于别的团队，您不能替他重设。", "请维护本系统的人用命令行 user reset 处理。"
        )


def reset_code_for(instance: Instance, username: str) -> Code:
    """A reset code by the administrator on the command line; raises `NotFound`."""
    with instance.store.write() as work:
        person = by_username(work, username)
        work.audit.append(AuditEntry(INSTANCE, AuditEvent.RESET_ISSUED, "", "", {"person": person.id}))
        return _issue_reset(work, person.id)


def _issue_reset(work: Work, person_id: str, by: Actor | None = None) -> Code:
    issued = Code(tokens.new_code(), now() + RESET_LIFE)
    handed_out = {"team_id": by.team_id, "created_by": by.person_id} if by else {}
    work.sessions.issue("reset", tokens.code_digest(issued.code), issued.expires, person_id=person_id, **handed_out)
    return issued


def reset_password(instance: Instance, code: str, password: str) -> Person:
    """Set a new password by a reset code; all sessions end. Raises `Refused`."""
    if words := passwords.weakness(password):
        raise refused("password", *words)
    with instance.store.read() as work:  # before hashing, which costs half a second
        if work.sessions.holder("reset", tokens.code_digest(code), now()) is None:
            raise refused("code", *_NO_RESET)
    secret = passwords.hashed(password)
    with instance.store.write() as work:
        person_id = redeem(work, "reset", code, *_NO_RESET)
        _still_ours(work, code, person_id)
        person = work.people.get(person_id)
        if person is None:
            raise NotFound("账号")
        work.people.set_password(person.id, secret)
        work.sessions.close_all(person.id)
        work.audit.append(AuditEntry(INSTANCE, AuditEvent.PASSWORD_CHANGED, person.id))
    return person_of_row(person)


def _still_ours(work: Work, code: str, person_id: str) -> None:
    """Raise when the person has joined or changed teams since an owner gave out the code, see `only_ours`."""
    team = work.sessions.team_of("reset", tokens.code_digest(code))
    if team and {row.team_id for row in work.people.memberships(person_id)} != {team}:
        raise refused("code", *_NO_RESET)
