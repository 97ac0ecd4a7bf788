"""An id names one record of its topic; packages and cases refer to it for years."""

from __future__ import annotations

from collections.abc import Iterable

from wizard.knowledge.checks.content import Content
from wizard.knowledge.checks.finding import Check, CheckFinding, at


def run(content: Content) -> Iterable[CheckFinding]:
    """Records whose id is already taken in their topic."""
    seen: dict[tuple[str, str], str] = {}
    for entry in content.entries:
        key = (entry.topic, entry.id)
        if key in seen:
            yield at(CHECK.id, entry, "id", f"id {entry.id} 已在 {seen[key]} 用过", "给后写的这条换一个新的 id。")
        seen.setdefault(key, entry.file)


CHECK = Check("unique_ids", "案件和材料包按 id 引用记录，同一主题里不能重名。", run)
