"""Checks over the content of a pack, one rule a file. `python -m wizard knowledge check` runs them all."""

from __future__ import annotations

from wizard.knowledge.checks import (
    articles,
    calm,
    condition_values,
    conditions,
    confidence,
    guide_coverage,
    links,
    permanent_ids,
    punctuation,
    reachable,
    readable,
    redirects,
    review_dates,
    scenario_ways,
    simplified,
    sources,
    unique_ids,
    unverified_numbers,
    volatile,
)
from wizard.knowledge.checks.content import read_content
from wizard.knowledge.checks.finding import Check, CheckFinding
from wizard.knowledge.load import Pack

__all__ = ["CHECKS", "Check", "CheckFinding", "check"]

CHECKS: tuple[Check, ...] = tuple(
    module.CHECK
    for module in (
        readable,
        unique_ids,
        redirects,
        permanent_ids,
        links,
        conditions,
        condition_values,
        reachable,
        scenario_ways,
        guide_coverage,
        sources,
        confidence,
        unverified_numbers,
        articles,
        volatile,
        review_dates,
        calm,
        simplified,
        punctuation,
    )
)


def check(pack: Pack) -> list[CheckFinding]:
    """Run every check over a pack's files; findings in the order of the checks, errors before warnings in each."""
    content = read_content(pack)
    found: list[CheckFinding] = []
    for rule in CHECKS:
        found += sorted(rule.run(content), key=lambda finding: (finding.severity, finding.file, finding.record))
    return found
