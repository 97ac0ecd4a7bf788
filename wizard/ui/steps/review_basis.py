"""Step five, the legal basis: which articles fit and why; each can be left out."""

from __future__ import annotations

from typing import Any

import streamlit as st

from wizard.ui import current, layout
from wizard.ui.steps import judging, markup, saving, words

LEAD = "只列出条件对得上的条文。不确定的，宁可少引。未核对原文的写成「参照」，不当作定论。"


def show() -> None:
    """The articles with their reasons, each with a switch."""
    found = judging.basis()
    markup.show(markup.paragraph(LEAD, quiet=True))
    if not found:
        markup.show(
            markup.paragraph("按现在填的内容，还没有能确定适用的条文。把「关键信息」填得更完整，这里会重新算。")
        )
    for cited in found:
        with st.container(horizontal=True, vertical_alignment="top", key=f"wrow-basis-{cited.law.id}"):
            markup.show(markup.line(cited_html(cited)))
            if current.editable():
                _switch(cited)


def cited_html(cited: Any) -> str:
    """One article: its name, why it fits, what it says, where that was read."""
    state = "" if cited.chosen else markup.tag("不引用", "plain")
    sure = words.confidence_tag(cited.confidence)
    said = markup.paragraph(f"条文大意：{cited.says or cited.law.paraphrase}")
    version = markup.paragraph(f"版本：{cited.law.version}", quiet=True) if cited.law.version else ""
    body = said + version + layout.source_note(cited.law.sources)
    reason = f"<p>{markup.esc(cited.reason)}</p>" if cited.reason else ""
    return f"{markup.strong(cited.citation)} {sure}{state}{reason}{markup.fold('条文大意和出处', body)}"


def _switch(cited: Any) -> None:
    label = "不引用" if cited.chosen else "引用"
    st.button(
        label,
        key=f"cite.{cited.law.id}",
        type="tertiary",
        help=cited.citation,
        on_click=switch,
        args=(cited.law.id, not cited.chosen),
    )


def switch(law_id: str, wanted: bool) -> None:
    """Cite an article or leave it out."""
    saving.change(f"cited.{law_id}", wanted)
