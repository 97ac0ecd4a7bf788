"""Nothing in the pack shouts: no exclamation marks, whatever the occasion."""

from __future__ import annotations

from collections.abc import Iterable

from wizard.knowledge.checks.content import Content
from wizard.knowledge.checks.finding import Check, CheckFinding, at
from wizard.knowledge.walk import leaves

ABOUT_TONE = {"tone"}
"""Topics that are about such marks and have to show them."""


def run(content: Content) -> Iterable[CheckFinding]:
    """Words with an exclamation mark."""
    for entry in content.entries:
        for leaf in leaves(entry.record) if entry.topic not in ABOUT_TONE else ():
            if "!" in leaf.words or "\uff01" in leaf.words:
                yield at(CHECK.id, entry, leaf.path, "用了感叹号", "改成句号，语气平和。")


CHECK = Check("calm", "商家已经够急了，界面要让人安心。", run)
