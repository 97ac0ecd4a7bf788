"""Facts, part four: the numbers by which the other side finds the matter."""

from __future__ import annotations

import re

import streamlit as st

from wizard.case import Identifier
from wizard.ui import current, fields
from wizard.ui.folding import fold
from wizard.ui.steps import facts_told, markup, rows, saving, words

LEAD = "平台按编号查事情。最有用的是违规单号、工单号和订单号。"
MOST_AT_ONCE = 50
AT_A_GLANCE = 12
_BETWEEN = re.compile(r"[\s,;\uff0c\uff1b\u3001]+")


def show() -> None:
    """The numbers, and a way to paste many at once."""
    case = current.case()
    markup.show(markup.paragraph(LEAD, quiet=True))
    listing = rows.RowList(
        name="identifiers",
        noun="编号",
        summary=summary,
        editor=editor,
        add_label="加一个编号",
        movable=False,
        empty_words="还没有编号。",
    )
    if len(case.identifiers) > AT_A_GLANCE:
        markup.show(_folded(case.identifiers))
    rows.show(listing, _shown(case.identifiers))
    facts_told.numbers()
    if current.editable():
        _paste()


def _shown(identifiers: list[Identifier]) -> list[Identifier]:
    """With many numbers only the open one and the newest twelve have buttons; all stand in the folded table."""
    if len(identifiers) <= AT_A_GLANCE:
        return identifiers
    opened = rows.opened_row("identifiers", identifiers)
    return [one for one in identifiers[:-AT_A_GLANCE] if one.id == opened] + identifiers[-AT_A_GLANCE:]


def _folded(identifiers: list[Identifier]) -> str:
    cells = [[markup.esc(words.IDENTIFIER_KINDS[one.kind]), markup.esc(one.value)] for one in identifiers]
    return markup.fold(f"全部 {len(identifiers)} 个编号", markup.table("编号", ["种类", "编号"], cells))


def summary(identifier: Identifier, number: int) -> str:
    """One number with its kind."""
    value = markup.esc(identifier.value) if identifier.value else markup.quiet("还没填")
    return f"{markup.esc(words.IDENTIFIER_KINDS[identifier.kind])}：<strong>{value}</strong>"


def editor(identifier: Identifier) -> None:
    """Kind and value of one number."""
    path = f"identifiers.{identifier.id}"
    fields.pick(f"{path}.kind", words.IDENTIFIER_KINDS)
    fields.line(f"{path}.value")


def _paste() -> None:
    fold("一次粘贴很多编号", _paste_box, key="paste")


def _paste_box() -> None:
    kinds = words.IDENTIFIER_KINDS
    st.selectbox("这些都是", list(kinds), format_func=kinds.__getitem__, key="paste.kind")
    key = current.draft_key("paste-values")
    st.text_area("编号，用空格、逗号或换行隔开", key=key, height=120, persist_state="session")
    st.button("加入", key="paste.add", on_click=add_pasted)


def add_pasted() -> None:
    """Add what was pasted, without those that are there already."""
    kind, box = st.session_state.get("paste.kind", "order"), current.draft_key("paste-values")
    there = {one.value for one in current.case().identifiers}
    wanted, left_over = new_values(str(st.session_state.get(box, "")), there)
    for value in wanted:
        if saving.add_part("identifiers", {"kind": kind, "value": value}) is None:
            return
    current.draft_taken(box, " ".join(left_over))
    if left_over:
        saving.tell([f"一次最多加 {MOST_AT_ONCE} 个，剩下的 {len(left_over)} 个还在框里，再点一次「加入」。"])


def new_values(text: str, present: set[str]) -> tuple[list[str], list[str]]:
    """The numbers in a pasted text that are not there yet: those for now, and those left over for the next time."""
    found = list(dict.fromkeys(value for value in _BETWEEN.split(text) if value and value not in present))
    return found[:MOST_AT_ONCE], found[MOST_AT_ONCE:]
