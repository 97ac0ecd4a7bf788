"""Step one, the story: what happened, in the merchant's own words."""

from __future__ import annotations

import streamlit as st

from wizard.ui import current, fields
from wizard.ui.steps import saving

PLACEHOLDER = "例如：11月3日收到通知，说我虚假发货，扣了 3000 元。可是快递有揽收记录。我申诉了两次，都说材料不足。"
STARTERS = {
    "被罚款或限制": (
        "____年__月__日，平台通知我的店铺（……），理由是（……）。扣了我（……）元。"
        "实际情况是（……）。我申诉过（……）次，平台的答复是（……）。"
    ),
    "钱没结清": (
        "____年__月__日到__月__日的货款应当是（……）元，实际到账（……）元，少了（……）元。我问过客服，得到的答复是（……）。"
    ),
    "一笔订单判得不公": (
        "____年__月__日，订单（……）的买家申请（……），理由是（……）。实际情况是（……）。平台判（……），我损失（……）元。"
    ),
}


def show() -> None:
    """The long text that saves itself; starters while it is empty."""
    case = current.case()
    fields.prose("narrative", label="发生了什么", placeholder=PLACEHOLDER, rows=8)
    if current.editable() and not case.narrative.strip():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption("不知道怎么开头，可以先放一段填空：")
            for label, text in STARTERS.items():
                st.button(label, key=f"starter.{label}", on_click=_start_with, args=(text,))


def _start_with(text: str) -> None:
    saving.change("narrative", text)
