"""How long cases are kept: what nobody has changed for the set number of days, and is closed or was never sent, goes.

Nothing goes without a warning: the board warns beforehand and lists what goes, each to be kept by a click, and a newly
set (or shortened) limit first waits as long as the warning does. What goes is gone: the case, its packages and, with
the next sweep, its files.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from wizard.case import now
from wizard.services.access import Actor, needs
from wizard.services.board import PAGE
from wizard.services.instance import Instance
from wizard.services.summary import digest_of
from wizard.store.ports import Work
from wizard.store.rows import INSTANCE, MOST_COUNTED, AuditEntry, AuditEvent, AuditQuery, BoardLine, KeptCase
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


@dataclass(frozen=True)
class Going:
    """A page of the cases that are about to go, soonest first: each with the day on which it goes."""

    lines: list[tuple[BoardLine, dt.date]]
    page: int = 1
    pages: int = 1
    at_least: bool = False
    """Whether there are more than these pages show."""


@needs(May.READ)
def expiring(instance: Instance, actor: Actor) -> Expiring:
    """What the board warns of."""
    days = instance.settings.retention_days
    if not days:
        return Expiring(0, None, 0)
    with instance.store.read() as work:
        count, oldest = work.cases.unchanged_of(actor.team_id, _warned(instance), STATES)
        on = _goes_on(instance, oldest, _begins(instance, work)) if oldest else None
    return Expiring(count, on, days)


@needs(May.READ)
def going(instance: Instance, actor: Actor, page: int = 1) -> Going:
    """Which cases these are, `PAGE` a page; of very many only the first `MOST_COUNTED`."""
    if not instance.settings.retention_days:
        return Going([])
    warned = _warned(instance)
    with instance.store.read() as work:
        count, _ = work.cases.unchanged_of(actor.team_id, warned, STATES)
        pages = max((count + PAGE - 1) // PAGE, 1)
        page = min(max(page, 1), pages)
        rows = work.cases.unchanged_lines(actor.team_id, warned, STATES, (page - 1) * PAGE, PAGE)
        begins = _begins(instance, work)
    lines = [(row, _goes_on(instance, row.updated_at, begins)) for row in rows]
    return Going(lines, page, pages, count == MOST_COUNTED)


@needs(May.WRITE)
def keep(instance: Instance, actor: Actor, case_ids: Sequence[str]) -> int:
    """Let the time of some cases begin anew, as a change of each would; how many. Those that are gone are left out."""
    with instance.store.write() as work:  # all cases first, and in one order: so that two of them never wait in a ring
        rows = [row for one in sorted(case_ids[:PAGE]) if (row := work.cases.get(actor.team_id, one))]
        for row in rows:
            work.cases.replace(replace(row, updated_at=now(), updated_by=actor.person_id))
            details = {"reference": row.reference}
            work.audit.append(AuditEntry(actor.team_id, AuditEvent.CASE_KEPT, actor.person_id, row.id, details))
    return len(rows)


def _kept_for(instance: Instance) -> dt.timedelta:
    return dt.timedelta(days=instance.settings.retention_days)


def _warned(instance: Instance) -> dt.datetime:
    """Who has not been changed since then is about to go."""
    return now() - _kept_for(instance) + _warning(instance)


def _begins(instance: Instance, work: Work) -> dt.datetime:
    """From when on anything is deleted by the limit as it is now."""
    return (_announced(work, instance.settings.retention_days) or now()) + _warning(instance)


def _goes_on(instance: Instance, changed: dt.datetime, begins: dt.datetime) -> dt.date:
    return max(changed + _kept_for(instance), begins, now()).date()


def _announced(work: Work, days: int) -> dt.datetime | None:
    """Since when this limit holds; None when the housekeeping has not seen it yet."""
    newest = work.audit.find(INSTANCE, AuditQuery(events=(str(AuditEvent.RETENTION_SET),), limit=1))
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
            work.audit.append(AuditEntry(one.team_id, AuditEvent.CASE_EXPIRED, "", one.case_id, details, before))
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
            work.audit.append(AuditEntry(INSTANCE, AuditEvent.RETENTION_SET, details={"days": days}))
            return 0
    return expire(instance, at) if at - announced >= _warning(instance) else 0
