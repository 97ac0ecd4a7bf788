"""What comes in from outside: received as an exhibit, and everything that follows begins at once, unasked.

Whoever uploads forty screenshots and goes on writing finds them read when they come back.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from wizard.case import Case
from wizard.services import bundles, evidence, readings, showings
from wizard.services.access import Actor, needs
from wizard.services.evidence import Received
from wizard.services.instance import Instance
from wizard.services.resumable_uploads import Rest
from wizard.team.roles import May


@needs(May.WRITE)
async def receive(
    instance: Instance,
    actor: Actor,
    case_id: str,
    file_name: str,
    chunks: AsyncIterator[bytes],
    rest: Rest | None = None,
) -> Received:
    """Stream a file, or the rest of one, into the case and begin what follows; raises as `evidence.receive` does."""
    received = await evidence.receive(instance, actor, case_id, file_name, chunks, rest)
    if not received.duplicate:
        await asyncio.to_thread(_begin, instance, actor, case_id, received)
    return received


def _begin(instance: Instance, actor: Actor, case_id: str, received: Received) -> None:
    if received.exhibit:
        showings.request_one(instance, case_id, received.exhibit)
        readings.request_one(instance, actor, case_id, received.exhibit)
    if received.bundle:
        bundles.request(instance, actor, case_id)


def waits(instance: Instance, case: Case) -> bool:
    """Whether anything of a case is still to be opened, shown or read: then `resume` it. Asks no database."""
    unopened = any(not one.done for one in case.bundles)
    return unopened or any(map(readings.wants_reading, case.exhibits)) or bool(showings.missing(instance, case))


@needs(May.WRITE)
def resume(instance: Instance, actor: Actor, case_id: str) -> None:
    """Begin anew what a server that was stopped had not done; asked again it adds nothing."""
    bundles.request(instance, actor, case_id)
    showings.request(instance, actor, case_id)
    readings.request(instance, actor, case_id)
