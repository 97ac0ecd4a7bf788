"""Whether the audit trail is whole."""

from __future__ import annotations

from dataclasses import dataclass

from wizard.services.instance import Instance
from wizard.store.audit import first_break


@dataclass(frozen=True)
class ChainChecked:
    """One team's chain: how many events, and the first that is not what it was (`None`: whole)."""

    team: str
    events: int
    broken_at: int | None


def verify_audit(instance: Instance) -> list[ChainChecked]:
    """Check every chain from its first event."""
    checked = []
    with instance.store.read() as work:
        for team in work.audit.chains():
            rows = list(work.audit.chain(team))
            checked.append(ChainChecked(team, len(rows), first_break(rows)))
    return checked
