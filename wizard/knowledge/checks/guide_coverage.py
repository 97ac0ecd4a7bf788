"""Nothing that the two source guides tell a merchant got lost: each statement names the records that carry it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from wizard.knowledge.checks.content import RECORD_TYPES, Content, Entry
from wizard.knowledge.checks.finding import Check, CheckFinding, at
from wizard.knowledge.walk import leaves


def run(content: Content) -> Iterable[CheckFinding]:
    """Pointers that lead nowhere, and corrected statements without a myth."""
    for entry in content.of("guide_coverage"):
        record: Any = entry.record
        for place, pointer in enumerate(record.carried_by):
            yield from _pointer(content, entry, f"carried_by.{place}", pointer)
        if record.corrected and not any(pointer.startswith("myths:") for pointer in record.carried_by):
            mend = "在 myths 里写明事实是什么、为什么不同，再把它写进 carried_by。"
            yield at(CHECK.id, entry, "carried_by", "标为“已更正”，却没有指向一条误解说明", mend)


def _pointer(content: Content, entry: Entry, field: str, pointer: str) -> Iterator[CheckFinding]:
    topic, colon, rest = pointer.partition(":")
    record_id, _, part = rest.partition("#")
    if not colon or topic not in RECORD_TYPES:
        yield at(CHECK.id, entry, field, f"指向写错了：{pointer}", "写成“主题：id”或“主题：id#字段”。")
    elif content.topic(topic) and record_id not in content.topic(topic):
        yield at(CHECK.id, entry, field, f"{topic} 里没有 {record_id}", "指向真正写着这句话的记录。")
    elif part and content.topic(topic) and not _has_part(content.topic(topic)[record_id], part):
        yield at(CHECK.id, entry, field, f"{topic}:{record_id} 里没有 {part}", "写现有的字段名，或去掉 # 以后的部分。")


def _has_part(record: Any, part: str) -> bool:
    return any(leaf.path == part or leaf.path.startswith(f"{part}.") for leaf in leaves(record))


CHECK = Check("guide_coverage", "来源指南里的每一句话，产品里都要找得到。", run)
