"""All cases that one member takes care of, handed to a colleague at once: for somebody who leaves or falls ill."""

from __future__ import annotations

from wizard.services.access import Actor, can_have_cases, needs
from wizard.services.cases import hand
from wizard.services.instance import Instance
from wizard.team.roles import May

AT_ONCE = 20
"""Cases in one transaction, for which every other save waits."""


@needs(May.MANAGE)
def cases_held(instance: Instance, actor: Actor, person_id: str) -> int:
    """How many cases of the team a member, or a former one, takes care of."""
    with instance.store.read() as work:
        return work.cases.held_by(actor.team_id, person_id)


@needs(May.MANAGE)
def hand_over_all(instance: Instance, actor: Actor, person_id: str, to: str) -> int:
    """Hand all of them to another member; how many. Raises `NotFound`, `Refused` for a viewer.

    Some at a time, so that colleagues can save meanwhile; what was broken off in the middle is done by asking again.
    """
    done = 0
    while (some := _hand_over_some(instance, actor, person_id, to)) is not None:
        done += some
    return done


def _hand_over_some(instance: Instance, actor: Actor, person_id: str, to: str) -> int | None:
    """What is handed over is no longer found, so that the first ones are always the next; `None` when none are left.

    Nought, when colleagues have deleted or taken all of the next ones in that moment: others may be left.
    """
    with instance.store.write() as work:
        can_have_cases(work, actor.team_id, to)
        ids = [] if person_id == to else work.cases.ids_of(actor.team_id, person_id, AT_ONCE)
        rows = [row for case_id in ids if (row := work.cases.get(actor.team_id, case_id))]
        held = [row for row in rows if row.assignee == person_id]
        for row in held:
            hand(work, actor, row, to)
        return len(held) if ids else None
