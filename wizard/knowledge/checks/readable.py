"""Every file and record can be read: a broken one would stop the whole product from starting."""

from __future__ import annotations

from collections.abc import Iterable

from wizard.knowledge.checks.content import Content
from wizard.knowledge.checks.finding import Check, CheckFinding


def run(content: Content) -> Iterable[CheckFinding]:
    """What reading the pack set aside."""
    return content.broken


CHECK = Check("readable", "读不了的记录会让整个产品打不开。", run)
