"""Invitations: issued by an owner, seen and revoked, accepted once, by a link or by the code in it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from wizard.case import now
from wizard.services.access import Actor, needs
from wizard.services.accounts import Person, account_problems, add_person, redeem
from wizard.services.errors import NotFound, Refused, refused
from wizard.services.instance import Instance
from wizard.services.naming import rename, told_apart
from wizard.services.signing_in import actor_of, person_of
from wizard.store.ports import Work
from wizard.store.rows import AuditEntry, AuditEvent, InvitationRow
from wizard.team import passwords, tokens
from wizard.team.roles import ROLE_NAMES, May, Role

LONGEST_DAYS = 60
_SPENT = ("邀请码不对、已用过或已过期。", "请团队负责人再发一个。")


@dataclass(frozen=True)
class Invitation:
    """A code to hand to a colleague; `id` names it among those that are `pending`."""

    id: str
    code: str
    url_path: str
    expires: dt.datetime


@dataclass(frozen=True)
class Pending:
    """An invitation that nobody has used yet; the code itself is not stored."""

    id: str
    role: str
    by: str
    expires: dt.datetime


def known_role(role: str) -> None:
    """Raise `Refused` for a word that is no role."""
    if role not in set(Role):
        raise refused("role", "没有这个角色。", f"请选择：{'、'.join(ROLE_NAMES.values())}。")


@needs(May.MANAGE)
def invite(instance: Instance, actor: Actor, role: str, days: int | None = None) -> Invitation:
    """A code that lets one colleague join the team in a role; raises `Refused` for an unknown role."""
    known_role(role)
    life = dt.timedelta(days=min(max(days or instance.settings.invitation_days, 1), LONGEST_DAYS))
    code, expires = tokens.new_code(), now() + life
    named = tokens.code_digest(code)
    with instance.store.write() as work:
        work.sessions.issue(
            "invitation",
            named,
            expires,
            team_id=actor.team_id,
            role=role,
            created_by=actor.person_id,
        )
        work.audit.append(AuditEntry(actor.team_id, AuditEvent.INVITED, actor.person_id, "", {"role": role}))
    return Invitation(named, code, f"/?invite={code}", expires)


@needs(May.MANAGE)
def pending(instance: Instance, actor: Actor) -> list[Pending]:
    """The team's invitations that are still good, soonest to expire first."""
    with instance.store.read() as work:
        rows = work.sessions.invitations(actor.team_id, now())
    return [Pending(row.code_hash, row.role, row.created_by_name, row.expires) for row in rows]


@needs(May.MANAGE)
def revoke(instance: Instance, actor: Actor, invitation_id: str) -> None:
    """Take an invitation of the team back; raises `NotFound` when it is used, expired or another team's."""
    with instance.store.write() as work:
        if not work.sessions.revoke_invitation(actor.team_id, invitation_id, now()):
            raise NotFound("邀请")
        work.audit.append(AuditEntry(actor.team_id, AuditEvent.INVITATION_REVOKED, actor.person_id))


def invitation(instance: Instance, code: str) -> InvitationRow | None:
    """What an invitation is for (team, role, until when); `None` when it is not good any more."""
    with instance.store.read() as work:
        return work.sessions.invitation(tokens.code_digest(code), now())


def accept_invitation(instance: Instance, code: str, username: str, name: str, password: str) -> Person:
    """Join by invitation with a new account; raises `Refused`."""
    if problems := account_problems(username, name, password):
        raise Refused(problems)
    if invitation(instance, code) is None:
        raise refused("code", *_SPENT)
    secret = passwords.hashed(password)
    with instance.store.write() as work:
        person = add_person(work, username, name, secret)
        join(work, code, person)
    return person


def accept_invitation_as(instance: Instance, token: str, code: str, name: str = "") -> Actor:
    """Join one more team with an account one is signed in with; raises `Refused`, `NotFound`.

    With `name` one is called that from now on, in all of one's teams.
    """
    signed_in = person_of(instance, token)
    if signed_in is None:
        raise NotFound("会话")
    with instance.store.write() as work:
        person = renamed_for(work, code, signed_in.person, name)
        team_id = join(work, code, person)
        rows = work.people.memberships(person.id)
    return next(actor_of(row) for row in rows if row.team_id == team_id)


def renamed_for(work: Work, code: str, person: Person, name: str) -> Person:
    """The person under the name they want to join a team by, if they want another; raises `Refused`."""
    offer = work.sessions.invitation(tokens.code_digest(code), now())
    return rename(work, person, name, joining=offer.team_id) if name and offer else person


def join(work: Work, code: str, person: Person) -> str:
    """Use an invitation up for a person; the team's id.

    Raises `Refused`, also when they are a member already, or bear a colleague's name (of the field `name`).
    """
    offer = work.sessions.invitation(tokens.code_digest(code), now())
    if offer is None:
        raise refused("code", *_SPENT)
    if work.people.role_of(offer.team_id, person.id) is not None:
        raise refused("code", f"您已经是「{offer.team_name}」的成员。", "要换角色请找负责人；邀请可以留给别人。")
    work.people.lock_team(offer.team_id)  # two who would join under one name at once
    told_apart(work, offer.team_id, person.name, person.id)
    redeem(work, "invitation", code, *_SPENT)
    work.people.join(offer.team_id, person.id, offer.role)
    work.audit.append(AuditEntry(offer.team_id, AuditEvent.JOINED, person.id, "", {"role": offer.role}))
    return offer.team_id
