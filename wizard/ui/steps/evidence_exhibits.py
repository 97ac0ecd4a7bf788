"""Step three, the exhibits: each with preview, what it is, where from, what it proves, and what to mend."""

from __future__ import annotations

from typing import Any

import streamlit as st

from wizard.case import Exhibit
from wizard.knowledge.shown import shown_duration, shown_size
from wizard.services import evidence as evidence_services
from wizard.ui import current, fields, session_values
from wizard.ui.steps import (
    evidence_custody,
    evidence_many,
    evidence_masking,
    evidence_preview,
    evidence_text,
    judging,
    markup,
    rows,
    saving,
)

PERSONAL = {
    "none": "没有他人的个人信息",
    "masked": "有，已经遮挡",
    "needed": "有，但必须保留",
    "unknown": "还没检查",
}
SEVERITY = {"blocking": "bad", "warning": "warn", "hint": "plain"}
_ORDER = "_kinds_as_opened"
STILL_EMPTY = {
    "no_kind": "这是什么",
    "no_source": "来源",
    "no_purpose": "证明目的",
    "no_date": "取得日期",
    "proves_nothing": "证明哪些主张",
    "personal_data_unhandled": "有没有他人的个人信息",
}


def show() -> None:
    """All exhibits; one is open."""
    exhibits = current.case().exhibits
    if not exhibits:
        markup.show(markup.paragraph("传上来的文件会列在这里，逐个写明是什么、从哪里来、证明什么。", quiet=True))
        return
    findings = judging.assess().findings
    opened = rows.opened_row("exhibits", exhibits)
    if opened is None:
        session_values.held(_ORDER).clear()
    evidence_many.show_tools(exhibits, {kind.id: kind.name for kind in _kinds_first(None)}, PERSONAL)
    for number, exhibit in evidence_many.chosen(exhibits, unfinished, lambda one: noticed(findings.get(one.id, []))):
        if exhibit.id == opened:
            _open(exhibit, number, len(exhibits), findings.get(exhibit.id, []))
        else:
            _closed(exhibit, number, findings.get(exhibit.id, []))


def _closed(exhibit: Exhibit, number: int, findings: list[Any]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"wrow-exhibit-{exhibit.id}"):
        markup.show(markup.line(line_html(exhibit, number, findings)))
        words_on_it = "说明这份证据" if unfinished(exhibit) and current.editable() else "打开"
        st.button(
            words_on_it,
            key=f"open.exhibit.{exhibit.id}",
            type="tertiary",
            help=f"证据{number}",
            on_click=rows.open_row,
            args=("exhibits", exhibit.id),
        )


def unfinished(exhibit: Exhibit) -> list[str]:
    """What still has to be said about an exhibit, in words."""
    missing = []
    if not exhibit.kinds:
        missing.append("是什么")
    if not exhibit.source:
        missing.append("来源")
    if not exhibit.proves:
        missing.append("证明目的")
    if exhibit.personal_data == "unknown":
        missing.append("个人信息")
    return missing


def line_html(exhibit: Exhibit, number: int, findings: list[Any]) -> str:
    """One exhibit in two lines: number, title, kinds, what is missing."""
    kinds = current.pack().evidence_kinds
    named = "、".join(kinds[kind].name for kind in exhibit.kinds if kind in kinds)
    missing = unfinished(exhibit)
    state = markup.tag(f"待写：{'、'.join(missing)}", "warn") if missing else markup.tag("✓ 已说明", "good")
    warned = markup.tag(f"{noticed(findings)} 条提示", "warn") if noticed(findings) else ""
    head = markup.strong(f"证据{number} {exhibit.title or exhibit.file_name}")
    facts = [named or _told_apart(exhibit), file_words(exhibit), origin_words(exhibit)]
    about = markup.quiet(" · ".join(fact for fact in facts if fact))
    return f"{thumb_html(exhibit)}{head}<br>{about}<br>{state}{warned}"


def _told_apart(exhibit: Exhibit) -> str:
    """The file's name, or only its ending where the title is the name already."""
    stem, _, ending = exhibit.file_name.rpartition(".")
    return ending.upper() if stem and exhibit.title in ("", stem) else exhibit.file_name


def noticed(findings: list[Any]) -> int:
    """How many remarks there are beside boxes that are only still empty."""
    return sum(one.code not in STILL_EMPTY for one in findings)


def thumb_html(exhibit: Exhibit) -> str:
    """The small picture beside the line, where there is one: screenshots are told apart by their looks."""
    if not evidence_services.has_picture(exhibit.media_type):
        return ""
    address = f"/api/cases/{current.case().id}/exhibits/{exhibit.id}/preview"
    return f'<img class="w-thumb" src="{address}" alt="" loading="lazy">'


def file_words(exhibit: Exhibit) -> str:
    """Size, pages, duration of the file."""
    facts = [shown_size(exhibit.size)] if exhibit.size is not None else []
    facts += [f"{exhibit.pages} 页"] if exhibit.pages else []
    facts += [shown_duration(exhibit.seconds)] if exhibit.seconds else []
    return " · ".join(facts)


def _open(exhibit: Exhibit, number: int, total: int, findings: list[Any]) -> None:
    path = f"exhibits.{exhibit.id}"
    with st.container(border=True, key=f"exhibit-{exhibit.id}"):
        markup.show(
            markup.heading(f"证据{number} {exhibit.title or exhibit.file_name}", 2),
            evidence_preview.preview_html(exhibit, number),
            facts_html(exhibit),
        )
        markup.show(findings_html(findings), label="检查结果")
        fields.picks(f"{path}.kinds", _kinds_as_opened(exhibit))
        _suggestions(exhibit)
        fields.line(f"{path}.title", placeholder=exhibit.file_name)
        left, right = st.columns(2)
        with left:
            fields.line(f"{path}.source")
        with right:
            fields.day(f"{path}.captured_on")
        fields.prose(f"{path}.proves")
        _claims(exhibit)
        _personal_data(exhibit)
        evidence_masking.show(exhibit)
        evidence_text.show(exhibit)
        evidence_custody.show(exhibit, findings)
        _buttons(exhibit, number, total)


def facts_html(exhibit: Exhibit) -> str:
    """The file's name, size, where it was taken out of, and the way to the original."""
    link = markup.link("打开原件", f"/api/cases/{current.case().id}/exhibits/{exhibit.id}/original")
    facts = [exhibit.file_name, file_words(exhibit), origin_words(exhibit)]
    return f'<p class="w-quiet">{" · ".join(markup.esc(fact) for fact in facts if fact)} · {link}</p>'


def origin_words(exhibit: Exhibit) -> str:
    """The archive or mail an exhibit was taken out of; empty for one that was uploaded by itself."""
    return f"来自 {exhibit.origin.file_name}" if exhibit.origin else ""


def findings_html(findings: list[Any]) -> str:
    """What the inspection noticed, and what to do; boxes that are only still empty in one quiet line."""
    empty = [STILL_EMPTY[one.code] for one in findings if one.code in STILL_EMPTY]
    to_fill = markup.paragraph(f"还要填：{'、'.join(empty)}。", quiet=True) if empty else ""
    return to_fill + "".join(
        markup.box(
            f"<p><strong>{markup.esc(one.title)}</strong></p>{markup.paragraph(one.what)}{markup.paragraph(one.mend)}",
            SEVERITY.get(str(one.severity), "plain"),  # type: ignore[arg-type]
        )
        for one in findings
        if one.code not in STILL_EMPTY
    )


def _kinds_as_opened(exhibit: Exhibit) -> dict[str, str]:
    """The kinds in the order they had when this exhibit was opened: a list that is arranged anew shuts."""
    kinds, held = current.pack().evidence_kinds, session_values.held(_ORDER)
    if exhibit.id not in held:
        held.clear()
        held[exhibit.id] = [kind.id for kind in _kinds_first(exhibit)]
    return {kind: kinds[kind].name for kind in held[exhibit.id]}


def _kinds_first(exhibit: Exhibit | None) -> list[Any]:
    """The kinds of evidence: what this scenario wants stands first."""
    kinds, wanted = current.pack().evidence_kinds, wanted_kinds()
    own = exhibit.kinds if exhibit else []
    return sorted(kinds.values(), key=lambda kind: (kind.id not in own, kind.id not in wanted))


def wanted_kinds() -> list[str]:
    """Kinds that the open requirements of this case name, in their order."""
    return list(dict.fromkeys(kind for item in judging.assess().items for kind in item.kinds))


def _suggestions(exhibit: Exhibit) -> None:
    """Offer the knowledge pack's words for source and purpose; nothing is filled in without a click."""
    kinds = current.pack().evidence_kinds
    kind = next((kinds[one] for one in exhibit.kinds if one in kinds), None)
    if kind is None or not current.editable() or (exhibit.source and exhibit.proves):
        return
    markup.show(
        markup.box(
            f"<p>建议的写法</p>{markup.paragraph(f'来源：{kind.source}')}{markup.paragraph(f'证明目的：{kind.proves}')}"
        )
    )
    st.button("采用建议", key=f"accept.{exhibit.id}", on_click=_accept, args=(exhibit.id, kind.id))


def _accept(exhibit_id: str, kind_id: str) -> None:
    exhibit = next(one for one in current.case().exhibits if one.id == exhibit_id)
    kind = current.pack().evidence_kinds[kind_id]
    wanted = {"source": kind.source, "proves": kind.proves, "title": kind.name}
    empty = {name: value for name, value in wanted.items() if not getattr(exhibit, name)}
    saving.change_all({f"exhibits.{exhibit_id}.{name}": value for name, value in empty.items()})


def _claims(exhibit: Exhibit) -> None:
    claims = {claim.id: claim.text for claim in judging.claims()}
    if claims:
        fields.picks(f"exhibits.{exhibit.id}.claims", claims)


def _personal_data(exhibit: Exhibit) -> None:
    path = f"exhibits.{exhibit.id}"
    fields.pick(
        f"{path}.personal_data",
        PERSONAL,
        help="买家姓名、电话、地址、身份证号、头像等。交给外部之前，与本案无关的要遮挡。",
    )
    if exhibit.personal_data == "needed":
        fields.line(f"{path}.personal_data_reason", placeholder="例如：要证明收件人就是下单的人")


def _buttons(exhibit: Exhibit, number: int, total: int) -> None:
    key = f"exhibit.{exhibit.id}"
    with st.container(horizontal=True):
        st.button("收起", key=f"close.{key}", on_click=rows.open_row, args=("exhibits", None))
        if not current.editable():
            return
        if total > 1:
            st.button(
                "上移",
                key=f"up.{key}",
                on_click=saving.on_click(saving.move_part),
                args=("exhibits", exhibit.id, -1),
                disabled=number == 1,
            )
            st.button(
                "下移",
                key=f"down.{key}",
                on_click=saving.on_click(saving.move_part),
                args=("exhibits", exhibit.id, 1),
                disabled=number == total,
            )
        _remove(exhibit, number)


def _remove(exhibit: Exhibit, number: int) -> None:
    asked = st.session_state.get("asked.remove") == exhibit.id
    if not asked:
        st.button("删除", key=f"ask.{exhibit.id}", type="tertiary", on_click=_ask, args=(exhibit.id,))
        return
    st.button(f"确定删除证据{number}", key=f"remove.{exhibit.id}", on_click=remove, args=(exhibit.id,))
    st.button("不删", key=f"keep.{exhibit.id}", type="tertiary", on_click=_ask, args=(None,))


def _ask(exhibit_id: str | None) -> None:
    st.session_state["asked.remove"] = exhibit_id


def remove(exhibit_id: str) -> None:
    """Take an exhibit out of the case."""
    saving.by_service(evidence_services.remove, exhibit_id)
    _ask(None)
