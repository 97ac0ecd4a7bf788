"""Retired ids lead to a record that exists; an id is never used again for something else."""

from __future__ import annotations

from collections.abc import Iterable

from wizard.knowledge.checks.content import RECORD_TYPES, Content
from wizard.knowledge.checks.finding import Check, CheckFinding


def run(content: Content) -> Iterable[CheckFinding]:
    """Redirects that lead nowhere, to another redirect, or from an id that is in use."""
    for topic, leads in content.pack.redirects.items():
        if topic not in RECORD_TYPES:
            yield _at(topic, "", f"没有主题 {topic}", f"主题只能是：{'、'.join(RECORD_TYPES)}。")
            continue
        records = content.topic(topic)
        for old, new in leads.items():
            if new not in records:
                yield _at(topic, old, f"{old} 指向的 {new} 不存在", "指向一条现有的记录；不要经过另一个停用的 id。")
            if old in records:
                yield _at(topic, old, f"{old} 还在使用，却写成了停用", "去掉这条指向，或给现有的记录换新的 id。")


def _at(topic: str, old: str, message: str, suggestion: str) -> CheckFinding:
    return CheckFinding(CHECK.id, "error", "pack.yaml", old, f"redirects.{topic}", message, suggestion)


CHECK = Check("redirects", "旧案件里的 id 要一直找得到去处。", run)
