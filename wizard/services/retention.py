"""How long cases are kept: what nobody has changed for the set number of days, and is closed or was never sent, goes.

Nothing goes without a warning: the board warns beforehand, and a newly set (or shortened) limit first waits as long as
the warning does. What goes is gone: the case, its packages and, with the next sweep, its files.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from wizard.case import now
from wizard.services.access import Actor, needs
from wizard.services.instance import Instance
from wizard.services.summary import digest_of
from wizard.store.ports import Work
from wizard.store.rows import INSTANCE, AuditEntry, AuditQuery, Event, KeptCase
from wizard.team.roles import May

STATES = ("closed", "draft")
"""States of cases that wait for nobody: closed, or begun and never made into a package."""


@dataclass(frozen=True)
class Expiring:
    """How many cases of a team are about to go (up to `MOST_COUNTED`), the first on `first_on`.

    `days` is how long cases are kept.
    """

    count: int
    first_on: dt.date | None
    days: int


@needs(May.READ)
def expiring(instance: Instance, actor: Actor) -> Expiring:
    """What the board warns of."""
    settings = instance.settings
    if not settings.retention_days:
        return Expiring(0, None, 0)
    kept = dt.timedelta(days=settings.retention_days)
    warned = now() - kept + dt.timedelta(days=settings.retention_warning_days)
    with instance.store.read() as work:
        count, oldest = work.cases.unchanged_of(actor.team_id, warned, STATES)
        begins = (_announced(work, settings.retention_days) or now()) + _warning(instance) if oldest else now()
    on = max(oldest + kept, begins, now()).date() if oldest else None
    return Expiring(count, on, settings.retention_days)


def _announced(work: Work, days: int) -> dt.datetime | None:
    """Since when this limit holds; None when the housekeeping has not seen it yet."""
    newest = work.audit.find(INSTANCE, AuditQuery(events=(str(Event.RETENTION_SET),), limit=1))
    return newest[0].at if newest and newest[0].details.get("days") == days else None


def _warning(instance: Instance) -> dt.timedelta:
    return dt.timedelta(days=instance.settings.retention_warning_days)


def due(instance: Instance, at: dt.datetime) -> list[KeptCase]:
    """Every case whose time is over at an instant; none when no limit is set."""
    if not instance.settings.retention_days:
        return []
    with instance.store.read() as work:
        return work.cases.unchanged(at - dt.timedelta(days=instance.settings.retention_days), STATES)


def expire(instance: Instance, at: dt.datetime) -> int:
    """Delete what is due, each case with its line in the audit trail; how many. Changed meanwhile: it stays."""
    count = 0
    for one in due(instance, at):
        with instance.store.write() as work:
            row = work.cases.get(one.team_id, one.case_id)
            if row is None or row.updated_at != one.updated_at:
                continue
            work.cases.remove(one.team_id, one.case_id)
            details = {"reference": row.reference, "days": instance.settings.retention_days}
            before = digest_of(row.data)
            work.audit.append(AuditEntry(one.team_id, Event.CASE_EXPIRED, "", one.case_id, details, before))
            count += 1
    return count


def expire_when_announced(instance: Instance) -> int:
    """What the housekeeping does: announce a new limit, and delete only once that was long enough ago."""
    days, at = instance.settings.retention_days, now()
    if not days:
        return 0
    with instance.store.write() as work:
        announced = _announced(work, days)
        if announced is None:
            work.audit.append(AuditEntry(INSTANCE, Event.RETENTION_SET, details={"days": days}))
            return 0
    return expire(instance, at) if at - announced >= _warning(instance) else 0
