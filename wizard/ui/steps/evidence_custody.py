"""Step three, source and custody of one exhibit: who took it, on what, how it came here, and how to do it better."""

from __future__ import annotations

from typing import Any

from wizard.case import Exhibit
from wizard.knowledge.records.evidence import EvidenceKind
from wizard.ui import current, fields, folding, layout
from wizard.ui.steps import markup, words

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
    """The capture instructions of what this exhibit is, and where they come from."""
    kinds = _kinds(exhibit)
    if not kinds:
        return markup.paragraph("要重新取一份的话，先在“这是什么”里选好种类，这里会写怎么取。", quiet=True)
    tips = list(dict.fromkeys(tip for kind in kinds for tip in kind.capture_tips))
    sources = list(dict.fromkeys(source for kind in kinds for source in kind.sources))
    body = markup.plain_items(tips) + layout.source_note(sources)
    return markup.fold("重新取一份的话，这样做", body) if tips else ""


def _kinds(exhibit: Exhibit) -> list[EvidenceKind]:
    known = current.pack().evidence_kinds
    return [known[kind] for kind in exhibit.kinds if kind in known]


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
    """When fixing is worth it, and the articles by which such evidence is judged, by what the exhibit is."""
    kinds = _kinds(exhibit)
    advice = [kind.custody for kind in kinds if kind.custody]
    received = f"收到时间 {exhibit.received_at:%Y-%m-%d %H:%M}，" if exhibit.received_at else ""
    digest = f"{received}SHA-256 {exhibit.sha256}" if exhibit.sha256 else ""
    lines = "".join(markup.paragraph(line, quiet=True) for line in [*dict.fromkeys(advice), digest] if line)
    basis = list(dict.fromkeys(law for kind in kinds for law in kind.basis))
    return lines + (
        markup.fold("这样的证据，法院怎么看（条文大意）", markup.items(map(law_html, basis))) if basis else ""
    )


def law_html(law_id: str) -> str:
    """One article: its name, how sure its text is, what it says."""
    law = current.pack().laws[law_id]
    return f"{markup.strong(law.citation)} {words.confidence_tag(law.confidence)}{markup.esc(law.paraphrase)}"
