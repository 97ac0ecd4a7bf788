"""Step three, source and custody of one exhibit: who took it, on what, how it came here, and how to do it better."""

from __future__ import annotations

from typing import Any

from wizard.case import Exhibit
from wizard.ui import current, fields
from wizard.ui.steps import folding, markup

FALLS_SHORT = frozenset(
    {
        "too_small", "blurred", "unreadable_blur", "blank", "cut_off", "no_time_visible", "edited", "not_original",
        "image_broken", "media_broken", "very_short", "silent", "black_picture", "recording_cut", "forwarded",
    }
)  # fmt: skip


def show(exhibit: Exhibit, findings: list[Any]) -> None:
    """How to take it again where it falls short; then the fold with source and custody."""
    if any(finding.code in FALLS_SHORT for finding in findings):
        markup.show(retake_html(exhibit))
    folding.fold("谁取得的、用什么设备、怎么传来的", lambda: _fields(exhibit), key=f"fold-custody-{exhibit.id}")


def retake_html(exhibit: Exhibit) -> str:
    """The capture instructions of what this exhibit is."""
    kinds = current.pack().evidence_kinds
    tips = list(dict.fromkeys(tip for kind in exhibit.kinds if kind in kinds for tip in kinds[kind].capture_tips))
    return markup.fold("重新取一份的话，这样做", markup.plain_items(tips)) if tips else ""


def _fields(exhibit: Exhibit) -> None:
    markup.show(
        markup.paragraph(
            "对方不认的时候，要说得清是谁、用什么、怎么取得的，原件还在哪里。写一句就够，会印在证据目录里。", quiet=True
        )
    )
    path = f"exhibits.{exhibit.id}"
    fields.line(f"{path}.captured_by", placeholder="例如：店主 林晴")
    fields.line(f"{path}.device", placeholder="例如：店主的手机 华为 Mate 60")
    fields.line(f"{path}.custody", placeholder="例如：手机里的原文件直接上传，没有转发；手机一直在店主手里")
    markup.show(custody_html(exhibit))


def custody_html(exhibit: Exhibit) -> str:
    """When fixing is worth it, with its limits, by what the exhibit is."""
    kinds = current.pack().evidence_kinds
    advice = [kinds[kind].custody for kind in exhibit.kinds if kind in kinds and kinds[kind].custody]
    received = f"收到时间 {exhibit.received_at:%Y-%m-%d %H:%M}，" if exhibit.received_at else ""
    digest = f"{received}SHA-256 {exhibit.sha256}" if exhibit.sha256 else ""
    return "".join(markup.paragraph(line, quiet=True) for line in [*dict.fromkeys(advice), digest] if line)
