"""Lists of things a person adds one by one (timeline, losses, attempts …): all lines readable, one open to edit.

Only the open row has fields. Thirty rows of six fields each would make every click slow and the page a wall.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from wizard.ui import current
from wizard.ui.steps import facts_problems, markup, saving


@dataclass(frozen=True)
class RowList:
    """How one list of the case is shown: `noun` names an element, `summary` gives its line as HTML."""

    name: str
    noun: str
    summary: Callable[[Any, int], str]
    editor: Callable[[Any], None]
    add_label: str
    new: Callable[[], Mapping[str, Any]] = field(default=dict)
    movable: bool = True
    empty_words: str = ""


def show(rows: RowList, parts: Sequence[Any]) -> None:
    """All rows, the open one with its fields, and the button that adds one."""
    if not parts and rows.empty_words:
        markup.show(markup.paragraph(rows.empty_words, quiet=True))
    opened = opened_row(rows.name, parts)
    for number, part in enumerate(parts, start=1):
        if part.id == opened and current.editable():
            _open_row(rows, part, number, len(parts))
        else:
            _closed_row(rows, part, number)
    _offer_undo(rows)
    if current.editable() and st.button(rows.add_label, key=f"add.{rows.name}", icon=":material/add:"):
        add(rows.name, rows.new())


def opened_row(name: str, parts: Sequence[Any]) -> str | None:
    """The id of the row that is open, if it still exists."""
    opened = st.session_state.get(f"open.{name}")
    return opened if any(part.id == opened for part in parts) else None


def open_row(name: str, part_id: str | None) -> None:
    """Remember which row is open (`None`: none)."""
    st.session_state[f"open.{name}"] = part_id
    st.session_state.pop(_removed(name), None)


def add(name: str, values: Mapping[str, Any]) -> None:
    """Add an element to the case's list, open it, and run the page again."""
    part_id = saving.add_part(name, values)
    if part_id:
        open_row(name, part_id)
        st.rerun()


def _closed_row(rows: RowList, part: Any, number: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"wrow-{rows.name}-{part.id}"):
        problems = facts_problems.row_tag(f"{rows.name}.{part.id}")
        markup.show(markup.line(f"{rows.summary(part, number)} {problems}"))
        if current.editable():
            st.button(
                "修改",
                key=f"edit.{rows.name}.{part.id}",
                help=f"修改第 {number} 条{rows.noun}",
                type="tertiary",
                on_click=open_row,
                args=(rows.name, part.id),
            )


def _open_row(rows: RowList, part: Any, number: int, total: int) -> None:
    with st.container(border=True, key=f"row-{rows.name}-{part.id}"):
        markup.show(markup.heading(f"{rows.noun} {number}", 2))
        rows.editor(part)
        facts_problems.beside(f"{rows.name}.{part.id}")
        with st.container(horizontal=True):
            key = f"{rows.name}.{part.id}"
            st.button("收起", key=f"close.{key}", on_click=open_row, args=(rows.name, None))
            if rows.movable and total > 1:
                st.button(
                    "上移",
                    key=f"up.{key}",
                    on_click=saving.on_click(saving.move_part),
                    args=(rows.name, part.id, -1),
                    disabled=number == 1,
                )
                st.button(
                    "下移",
                    key=f"down.{key}",
                    on_click=saving.on_click(saving.move_part),
                    args=(rows.name, part.id, 1),
                    disabled=number == total,
                )
            st.button(
                "删除这一条",
                key=f"remove.{key}",
                type="tertiary",
                on_click=_remove,
                args=(rows.name, part, number),
            )


def _remove(name: str, part: Any, number: int) -> None:
    """Delete a row at once, and keep it at hand: asking before every deletion would cost more than taking one back."""
    if saving.remove_part(name, part.id):
        st.session_state[_removed(name)] = (current.case().id, number, part.model_dump(mode="json"))


def _removed(name: str) -> str:
    return f"removed.{name}"


def _offer_undo(rows: RowList) -> None:
    case_id, number, values = st.session_state.get(_removed(rows.name)) or ("", 0, {})
    if case_id != current.case().id:
        st.empty()  # the fields below keep their place, see fragments.py
        return
    with st.container(horizontal=True, vertical_alignment="center", key=f"wrow-removed-{rows.name}"):
        markup.show(markup.line(markup.quiet(f"第 {number} 条{rows.noun}已删除。")))
        st.button(
            "撤销删除", key=f"undo.{rows.name}", type="tertiary", on_click=_undo, args=(rows.name, number, values)
        )


def _undo(name: str, number: int, values: Mapping[str, Any]) -> None:
    if part_id := saving.add_part(name, values):
        after = len(getattr(current.case(), name)) - number
        saving.move_part(name, part_id, -after)
        st.session_state.pop(_removed(name), None)
