"""What every click asks first: who is here, and is this case theirs and still the same. One look at the database."""

from __future__ import annotations

from dataclasses import dataclass

from wizard.services import cases
from wizard.services.access import Actor
from wizard.services.cases import StoredCase
from wizard.services.instance import Instance
from wizard.services.signing_in import SignedIn, keep_alive, signed_in_by, token_in
from wizard.store.ports import Work
from wizard.team.roles import May, may


@dataclass(frozen=True)
class Arrived:
    """The person, and the case asked for with the membership that opens it; without a case when they have no such."""

    signed_in: SignedIn
    actor: Actor | None = None
    stored: StoredCase | None = None


def arrive(
    instance: Instance, cookie: str | None, case_id: str = "", known: StoredCase | None = None, team_id: str = ""
) -> Arrived | None:
    """Who a session belongs to, and the case as saved last (`known` itself when nothing changed since it was read).

    A case is looked for in the person's teams, first in `team_id`. `None` without a good session.
    """
    token = token_in(instance, cookie)
    if not token:
        return None
    with instance.store.read() as work:
        signed_in = signed_in_by(work, token)
        arrived = _with_case(instance, work, signed_in, case_id, known, team_id) if signed_in else None
    if signed_in is not None:
        keep_alive(instance, token, signed_in.expires)
    return arrived


def _with_case(
    instance: Instance, work: Work, signed_in: SignedIn, case_id: str, known: StoredCase | None, team_id: str
) -> Arrived:
    for actor in sorted(signed_in.actors, key=lambda one: one.team_id != team_id):
        if not case_id or not may(actor.role, May.READ):
            continue
        if marked := work.cases.mark(actor.team_id, case_id):
            same = known is not None and known.case.id == case_id and known.mark == marked
            stored = known if same else cases.stored_in(instance, work, actor, case_id, marked)
            return Arrived(signed_in, actor, stored)
    return Arrived(signed_in)
