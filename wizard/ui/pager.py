"""Turning the pages of a long list or table."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from wizard.ui import layout


def pages(page: int, last: int, at_least: bool, *, key: str, turn: Callable[[int], None]) -> None:
    """The buttons below a list of more than one page; `at_least`: there are more pages than `last`, counted or not."""
    if last < 2:
        return
    told = f"第 {page} 页" if at_least else f"第 {page} 页，共 {last} 页"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("上一页", key=f"{key}-back", disabled=page <= 1, on_click=turn, args=(page - 1,))
        layout.show(f"<p>{told}</p>")
        st.button("下一页", key=f"{key}-next", disabled=page >= last, on_click=turn, args=(page + 1,))
