"""The knowledge packs: law, channels, questions, evidence and words as data, loaded and checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wizard.knowledge.checks.finding import CheckFinding
    from wizard.knowledge.load import Pack


def check(pack: Pack) -> list[CheckFinding]:
    """Run every content check over a pack."""
    from wizard.knowledge.checks import check as run_all  # only authors and administrators need the checks

    return run_all(pack)


def show(pack: Pack, record_id: str) -> list[dict[str, Any]]:
    """Every record with this id, with its sources, as plain data."""
    from wizard.knowledge.show import show as records

    return records(pack, record_id)
