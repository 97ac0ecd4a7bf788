"""Handing over, exporting, deleting a case, and its history: rarely used, so folded away below the list."""

from __future__ import annotations

import streamlit as st

from wizard.case import CHINA
from wizard.services import cases
from wizard.services.board import Board, BoardLine
from wizard.services.cases import AuditLine
from wizard.services.errors import ServiceError
from wizard.team.roles import May
from wizard.ui import current, handing, layout
from wizard.ui.folding import fold
from wizard.ui.layout import escape
from wizard.ui.places.record_words import event_words

_CHOSEN = "admin-case"


def show(board: Board) -> None:
    """A fold with a choice of the cases of this page; nothing is read before one is chosen."""
    if not board.lines:
        return
    rows = {row.case_id: row for row in board.lines}
    if st.session_state.get(_CHOSEN) not in rows:
        st.session_state[_CHOSEN] = None
    fold("交接、导出、查看修改记录或删除", lambda: _choose(rows), key="admin")


def _choose(rows: dict[str, BoardLine]) -> None:
    chosen = st.selectbox(
        "哪一件",
        list(rows),
        index=None,
        key=_CHOSEN,
        placeholder="请选择案件",
        format_func=lambda one: f"{rows[one].reference} {rows[one].title}",
    )
    if chosen:
        _tools(rows[chosen])


def _tools(row: BoardLine) -> None:
    if current.editable():
        assignee = cases.read(current.instance(), current.actor(), row.case_id).assignee
        handing.box(row.case_id, assignee, key="assign")
    layout.show(
        f'<p><a href="/api/cases/{escape(row.case_id)}/case.json" download>导出为案件文件（JSON）</a>,'
        "可以在命令行或另一个实例里使用，不含证据文件。</p>",
        layout.fold("最近的修改", _history(row)),
    )
    st.page_link(current.page_at("record"), label="看全部操作记录", query_params={"case": row.case_id})
    if current.may(May.DELETE):
        _delete(row)


def _history(row: BoardLine) -> str:
    lines = cases.history(current.instance(), current.actor(), row.case_id, limit=10)
    return f"<ol>{''.join(f'<li>{_event(line)}</li>' for line in lines)}</ol>"


def _event(line: AuditLine) -> str:
    at = line.at.astimezone(CHINA)
    return escape(f"{at:%Y-%m-%d %H:%M} {line.who} {event_words(str(line.event))}")


def _delete(row: BoardLine) -> None:
    sure = st.checkbox("我要删除这件案件。删除后找不回来，证据文件也会删掉。", key=f"sure-{row.case_id}")
    if st.button("删除", key=f"delete-{row.case_id}", disabled=not sure):
        try:
            cases.delete(current.instance(), current.actor(), row.case_id)
        except ServiceError as refusal:
            layout.notice(str(refusal), "bad")
        else:
            st.rerun()
