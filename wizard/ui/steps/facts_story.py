"""Facts, part two: what happened, line by line, and hints for calmer words."""

from __future__ import annotations

import streamlit as st

from wizard.case import Event
from wizard.knowledge.shown import shown_day
from wizard.ui import current, fields
from wizard.ui.folding import fold
from wizard.ui.steps import facts_told, markup, rows, tone
from wizard.ui.values import show_clock

LEAD = "一件事写一行：哪天、在哪里、谁、做了什么、结果怎样。三到八行最容易让人看懂。记不清的日期可以先空着。"
WHERE = "例如：商家后台「违规管理」页面"


def show() -> None:
    """The timeline, then the narrative with hints."""
    case = current.case()
    markup.show(markup.paragraph(LEAD, quiet=True))
    listing = rows.RowList(
        name="timeline",
        noun="经过",
        summary=summary,
        editor=editor,
        add_label="加一行" if case.timeline else "写第一行",
        new=_suggested,
        empty_words="还没有写。先写第一件事：您是哪天、怎么知道的？",
    )
    rows.show(listing, case.timeline)
    facts_told.days()
    fold("您在第 1 步写的原话", _narrative, key="narrative-again")
    tone.show(case.narrative)


def _narrative() -> None:
    fields.prose("narrative")


def summary(event: Event, number: int) -> str:
    """One line of the timeline: day, place, who, what, result."""
    day = shown_day(event.on) if event.on else "日期未填"
    clock = f" {show_clock(event.at)}" if event.at else ""
    place = " · ".join(word for word in (event.where, event.who) if word)
    result = f"<br>结果：{markup.esc(event.result)}" if event.result else ""
    what = markup.esc(event.what) if event.what else markup.quiet("还没写做了什么")
    return f"<strong>{number}. {day}{clock}</strong> {markup.esc(place)}<br>{what}{result}"


def editor(event: Event) -> None:
    """The fields of one line."""
    path = f"timeline.{event.id}"
    left, right = st.columns(2)
    with left:
        fields.day(f"{path}.on")
    with right:
        fields.clock(f"{path}.at")
    fields.line(f"{path}.where", placeholder=WHERE)
    fields.line(f"{path}.who", placeholder="例如：平台、客服小张、买家、我")
    fields.prose(f"{path}.what")
    fields.prose(f"{path}.result")
    tone.show(f"{event.what}\n{event.result}")


def _suggested() -> dict[str, str]:
    """What a new line starts with: the first is about learning of it, later ones stay empty."""
    if current.case().timeline:
        return {}
    return {"who": "平台" if current.case().respondent.kind == "platform" else "对方商家"}
