"""Addresses and telephone numbers stand only where they carry a label: they change, and a wrong one does harm."""

from __future__ import annotations

import re
from collections.abc import Iterable

from wizard.knowledge.checks.content import Content
from wizard.knowledge.checks.finding import Check, CheckFinding, at
from wizard.knowledge.checks.unverified_numbers import EXAMPLES, TELEPHONE
from wizard.knowledge.records.base import VolatileFact
from wizard.knowledge.walk import leaves

ADDRESS = re.compile(r"https?://|www\.[a-z0-9]|[\w.]+@[\w.]+\.\w+")
QUOTATIONS = {"guide_coverage"}
"""Topics that quote what others wrote."""
QUOTING = {"sources", "source", "trigger_source", "pattern", "url", "example"}


def run(content: Content) -> Iterable[CheckFinding]:
    """Addresses and numbers in words outside the volatile facts."""
    for entry in content.entries:
        for leaf in leaves(entry.record) if entry.topic not in QUOTATIONS else ():
            if not leaf.words or isinstance(leaf.owner, VolatileFact) or QUOTING & set(leaf.path.split(".")):
                continue
            hits = [*ADDRESS.findall(leaf.words), *TELEPHONE.findall(leaf.words)]
            hit = next((hit for hit in hits if not any(example in hit for example in EXAMPLES)), None)
            if hit:
                mend = "移到 volatile（易变事实）里，写上来源、置信度和怎样核对。"
                yield at(CHECK.id, entry, leaf.path, f"正文里有会变的网址或号码“{hit}”", mend)


CHECK = Check("volatile", "网址和号码会变，要带标签，也要让管理员能改。", run)
