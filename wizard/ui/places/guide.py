"""The guide's page: a choice of chapters, a search over all of them, and the entries as folds."""

from __future__ import annotations

import streamlit as st

from wizard.services import corrections
from wizard.ui import current, layout
from wizard.ui.layout import escape
from wizard.ui.places import guide_entries, guide_records
from wizard.ui.places.guide_entries import Entry

_CHAPTER, _QUERY = "guide-chapter", "guide-query"
SHOWN_AT_MOST = 40


def show() -> None:
    """Search first; without a search the entries of the chosen chapter."""
    query = st.text_input(
        "查找", key=_QUERY, live="0.4s", placeholder="例如：七日公示、12315、违约金、保证金", autocomplete="off"
    )
    chapters = guide_entries.CHAPTERS
    chosen = st.segmented_control(
        "章节",
        list(chapters),
        default=next(iter(chapters)),
        format_func=chapters.__getitem__,
        key=_CHAPTER,
        required=True,
    )
    words = query.casefold().split()
    if words:
        _found(words)
    else:
        _chapter(str(chosen))
    pack = current.pack()
    if corrections.administers(current.instance(), current.actor()):
        st.page_link(current.page_at("upkeep"), label="更正电话、入口、上限，或检查内容")
    layout.show(
        f'<p class="w-quiet">知识包：{escape(pack.about["name"])}，{escape(pack.version)}。'
        f"“已核对原文”指核对过法律或规则原文；“二手来源”指见于可靠转述，使用前请核对；“未核实”的不要当作事实引用。</p>"
    )


def _chapter(chapter: str) -> None:
    topic = _topic() if chapter == "records" else ""
    entries = guide_entries.entries(current.pack(), chapter, topic)
    layout.show(guide_entries.LEADS.get(chapter, ""), "".join(_fold(entry) for entry in entries))


def _topic() -> str:
    """Of which kind the records are to be: all of them at once would be a thousand."""
    topics = guide_records.TOPICS
    chosen = st.selectbox("哪一类", list(topics), format_func=topics.__getitem__, key="guide-topic")
    return str(chosen)


def _found(words: list[str]) -> None:
    pack = current.pack()
    hits = [
        (chapter, entry)
        for chapter in guide_entries.CHAPTERS
        for entry in guide_entries.entries(pack, chapter)
        if all(word in entry.text for word in words)
    ]
    if not hits:
        layout.show('<div class="w-empty"><p>没有找到。换一个更短的词试试，例如“申诉”“公示”“运费”。</p></div>')
        return
    more = f"<p>共 {len(hits)} 条，先列出前 {SHOWN_AT_MOST} 条。</p>" if len(hits) > SHOWN_AT_MOST else ""
    lines = (_fold(entry, guide_entries.CHAPTERS[chapter]) for chapter, entry in hits[:SHOWN_AT_MOST])
    layout.show(more, "".join(lines))


def _fold(entry: Entry, chapter: str = "") -> str:
    where = layout.badge(chapter) if chapter else ""
    return layout.fold(f"{where}{escape(entry.title)} {entry.badge}", entry.body, anchor=entry.anchor)
