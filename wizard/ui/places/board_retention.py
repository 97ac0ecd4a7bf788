"""The board's warning of cases whose time is nearly over: how many, which, and how to keep them."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from wizard.services import retention
from wizard.services.access import Actor
from wizard.services.board import MOST_COUNTED, BoardLine
from wizard.services.errors import ServiceError
from wizard.services.summary import STATES
from wizard.ui import current, layout, pager, values
from wizard.ui.folding import fold
from wizard.ui.layout import escape
from wizard.ui.places import board_list

_PAGE, _TOLD = "going-page", "_going_told"
KEEP = "点「继续保存」，保存时间从今天重新算起；打开改一下也一样。"
ONLY_LOOK = "要留着的，请能修改案件的同事来点「继续保存」。"
TAKE = "不留的，可以先打开案件，下载材料包和原件，或导出案件文件（JSON，不含证据）。"


def show(actor: Actor) -> None:
    """One quiet line while something is about to be deleted, and which cases that is; nothing otherwise."""
    if not current.instance().settings.retention_days:
        return
    if told := st.session_state.pop(_TOLD, None):
        layout.notice(*told)
    soon = retention.expiring(current.instance(), actor)
    if not soon.first_on:
        return
    many = f"{soon.count} 件{'以上' if soon.count == MOST_COUNTED else ''}"
    layout.notice(
        f"本系统只保存案件 {soon.days} 天：{many}已结束或没有生成材料的案件快要删除，"
        f"最早的在 {values.day_said(soon.first_on)}，删除后找不回来。",
        "warn",
    )
    fold(f"快要删除的 {many}", _which, key="going")


def _which() -> None:
    """A page of them, soonest first, and below each what can be done."""
    found = retention.going(current.instance(), current.actor(), int(st.session_state.get(_PAGE, 1)))
    layout.show(f"<p>{KEEP if current.editable() else ONLY_LOOK}{TAKE}</p>")
    for row, on in found.lines:
        _one(row, on)
    if current.editable() and len(found.lines) > 1:
        ids = [row.case_id for row, _ in found.lines]
        st.button(f"这 {len(ids)} 件都继续保存", key="keep-page", on_click=_keep, args=(ids, f"这 {len(ids)} 件"))
    pager.pages(found.page, found.pages, found.at_least, key="going", turn=_turn)


def _one(row: BoardLine, on: dt.date) -> None:
    with st.container(key=f"soon-{row.case_id}"):
        words, button = st.columns([4, 1], vertical_alignment="center")
    with words:
        layout.show(board_list.opening(row), _line(row, on))
    if current.editable():
        button.button(
            "继续保存", key=f"keep-{row.case_id}", on_click=_keep, args=([row.case_id], f"案件 {row.reference} ")
        )


def _line(row: BoardLine, on: dt.date) -> str:
    facts = [
        layout.badge(STATES.get(row.state, row.state), "good" if row.state == "closed" else "plain"),
        f'<span class="w-due">{escape(_going(on))}</span>',
        escape(row.reference),
        escape(row.shop),
        escape(f"经办：{row.assignee_name}") if row.assignee_name else "",
        f'<a href="/api/cases/{escape(row.case_id)}/case.json" download>导出案件文件</a>',
    ]
    return f'<div class="w-case-line">{"".join(f"<span>{fact}</span>" for fact in facts if fact)}</div>'


def _going(on: dt.date) -> str:
    left = (on - values.today()).days
    return f"{values.day_said(on)}删除，{f'还有 {left} 天' if left > 1 else '就是明天' if left else '就是今天'}"


def _keep(case_ids: list[str], which: str) -> None:
    try:
        kept = retention.keep(current.instance(), current.actor(), case_ids)
    except ServiceError as refusal:
        st.session_state[_TOLD] = (str(refusal), "bad")
        return
    days = current.instance().settings.retention_days
    told = (f"{which}继续保存了，没有人再改的话，再保存 {days} 天。", "good")
    st.session_state[_TOLD] = told if kept else ("刚刚被删除或移走了，没有可以留下的。", "warn")


def _turn(page: int) -> None:
    st.session_state[_PAGE] = page
