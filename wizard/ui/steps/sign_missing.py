"""Step six, what is missing: signing without required evidence needs a reason, and the reason is printed."""

from __future__ import annotations

from typing import Any

from wizard.ui import current, fields
from wizard.ui.steps import judging, markup


def missing() -> list[Any]:
    """The required items that nothing meets yet."""
    return list(judging.assess().missing("required"))


def show() -> None:
    """The missing items and the place for the reason; nothing when all is there."""
    found = missing()
    if not found:
        return
    lines = [f"{item.title}（{item.when_unavailable}）" if item.when_unavailable else item.title for item in found]
    head = markup.paragraph(f"还缺 {len(found)} 项必备证据。可以先回第 3 步补，也可以写明原因后照样签署。")
    note = markup.paragraph("您写的原因会原样印在材料里，审核的人看得到。", quiet=True)
    markup.show(markup.box(head + markup.plain_items(lines) + note, "warn"), label="缺少必备证据")
    fields.prose("missing_evidence_reason", placeholder="例如：处罚通知已从后台下架，已于11月20日提工单请平台提供。")


def needs_reason() -> bool:
    """Whether a reason is still owed."""
    return bool(missing()) and not current.case().missing_evidence_reason.strip()
