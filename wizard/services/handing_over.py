"""All cases that one member takes care of, handed to a colleague at once: for somebody who leaves or falls ill."""

from __future__ import annotations

from dataclasses import replace

from wizard.case import now
from wizard.services.access import Actor, needs
from wizard.services.errors import NotFound, refused
from wizard.services.instance import Instance
from wizard.store.ports import Work
from wizard.store.rows import AuditEntry, BoardQuery, Event
from wizard.team import roles
from wizard.team.roles import May

AT_ONCE = 500


@needs(May.MANAGE)
def cases_held(instance: Instance, actor: Actor, person_id: str) -> int:
    """How many cases of the team a member, or a former one, takes care of."""
    with instance.store.read() as work:
        return work.cases.board(actor.team_id, _asked(person_id, 1)).total


@needs(May.MANAGE)
def hand_over_all(instance: Instance, actor: Actor, person_id: str, to: str) -> int:
    """Hand all of them to another member, all or none; how many. Raises `NotFound`, `Refused` for a viewer."""
    with instance.store.write() as work:
        role = work.people.role_of(actor.team_id, to)
        if role is None:
            raise NotFound("成员")
        if not roles.may(role, May.WRITE):
            raise refused("assignee", "这位同事的角色是「查看」，不能办理案件。", "请选另一位，或先改他的角色。")
        return 0 if person_id == to else _hand_over(work, actor, person_id, to)


def _hand_over(work: Work, actor: Actor, person_id: str, to: str) -> int:
    """What is handed over is no longer found, so that the first ones are always the next."""
    done = 0
    while lines := work.cases.board(actor.team_id, _asked(person_id, AT_ONCE)).lines:
        for line in lines:
            row = work.cases.get(actor.team_id, line.case_id)
            if row is None:
                raise NotFound("案件")
            work.cases.replace(replace(row, assignee=to))
            details = {"assignee": to}
            work.audit.append(AuditEntry(actor.team_id, Event.CASE_ASSIGNED, actor.person_id, row.id, details))
            done += 1
    return done


def _asked(person_id: str, limit: int) -> BoardQuery:
    return BoardQuery(now().date(), limit=limit, assignee=person_id)
