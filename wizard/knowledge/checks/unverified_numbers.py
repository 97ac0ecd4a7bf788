"""What was only remembered never stands as a fact: no article, no telephone number, no deadline in its main text.

Volatile facts may hold such values, because they are shown with their label and how to check them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from wizard.knowledge.checks.content import Content, Entry
from wizard.knowledge.checks.finding import Check, CheckFinding, at
from wizard.knowledge.records.base import Confidence, Record, VolatileFact
from wizard.knowledge.walk import Leaf, leaves

ARTICLE = re.compile(r"第[一二三四五六七八九十百千零\d]+条")
EXAMPLES = ("12345678", "13800138000", "example.com")
"""Numbers and addresses that only show a format."""
TELEPHONE = re.compile(r"(?<![\d.])(?:0\d{2,3}-\d{7,8}|400-?\d{3,4}-?\d{3,4}|1[3-9]\d{9})(?!\d)")
DEADLINE = re.compile(r"[一二三四五六七八九十两\d]+\s*个?(?:工作日|小时|天内|日内|天之内)")
PATTERNS = {"条号": ARTICLE, "电话号码": TELEPHONE, "时限数字": DEADLINE}
EDITORIAL = {"sources", "read_elsewhere", "note", "source", "trigger_source", "how_to_check", "inference", "says"}
"""Fields that quote or name what others wrote."""


def run(content: Content) -> Iterable[CheckFinding]:
    """Numbers in the main text of what is memory_only, and unverified volatile values repeated elsewhere."""
    unverified = dict(_unverified_values(content))
    for entry in content.entries:
        for leaf in leaves(entry.record):
            if not leaf.words or isinstance(leaf.owner, VolatileFact) or leaf.path.split(".")[0] in EDITORIAL:
                continue
            if leaf.name not in EDITORIAL:
                yield from _from_memory(entry, leaf)
                yield from _repeated(entry, leaf, unverified)


def _from_memory(entry: Entry, leaf: Leaf) -> Iterator[CheckFinding]:
    if not _only_remembered(entry.record, leaf):
        return
    for what, pattern in PATTERNS.items():
        hit = pattern.search(leaf.words)
        if hit:
            mend = "去掉数字，写“以页面为准”；或把它放进 volatile，写明怎样核对。"
            yield at(CHECK.id, entry, leaf.path, f"凭记忆的内容里出现了{what}“{hit[0]}”", mend)


def _only_remembered(record: Record, leaf: Leaf) -> bool:
    """Whether the text rests on memory: the piece's own confidence counts where it has one."""
    own: Confidence = getattr(leaf.owner, "confidence", record.confidence)
    return own is Confidence.MEMORY_ONLY


def _unverified_values(content: Content) -> Iterator[tuple[str, str]]:
    """Telephone numbers of volatile facts that are not verified, with the record they stand in."""
    for entry in content.entries:
        for leaf in leaves(entry.record):
            if isinstance(leaf.owner, VolatileFact) and leaf.owner.confidence is not Confidence.VERIFIED:
                for number in TELEPHONE.findall(str(leaf.value)):
                    yield number, entry.id


def _repeated(entry: Entry, leaf: Leaf, unverified: dict[str, str]) -> Iterator[CheckFinding]:
    for number, record in unverified.items():
        if number in leaf.words:
            mend = f"去掉号码；它只留在 {record} 的易变事实里，带着标签和核对办法。"
            yield at(CHECK.id, entry, leaf.path, f"没有核实的号码 {number} 写进了正文", mend)


CHECK = Check("unverified_numbers", "没有核实的条号、号码、期限会让商家出错。", run)
