"""Chinese words have Chinese punctuation: a half-width comma between characters is a slip of the keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterable

from wizard.knowledge.checks.content import Content
from wizard.knowledge.checks.finding import Check, CheckFinding, at
from wizard.knowledge.walk import leaves

HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:?](?=[\u4e00-\u9fff]|$)|\([\u4e00-\u9fff]|[\u4e00-\u9fff]\)")


def run(content: Content) -> Iterable[CheckFinding]:
    """Words with half-width punctuation beside Chinese characters."""
    for entry in content.entries:
        for leaf in leaves(entry.record):
            hit = HALF_WIDTH.search(leaf.words)
            if hit:
                yield at(CHECK.id, entry, leaf.path, f"“{hit[0]}”里用了半角标点", "改成全角标点。", "warning")


CHECK = Check("punctuation", "标点不统一，排版会难看，断行也会出错。", run)
