"""Step three, many exhibits: which ones are shown, several described at once, and their order.

Forty screenshots at midnight: nobody describes them one by one. What is written here fills empty fields only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from wizard.case import Exhibit
from wizard.services import evidence
from wizard.ui import current, folding
from wizard.ui.steps import markup, saving
from wizard.ui.values import read_day

FEW = 8  # up to here the plain list is enough
PAGE = 20
Numbered = tuple[int, Exhibit]
Asked = Callable[[Exhibit], Any]
WAYS = {"time": "按取得时间排", "name": "按文件名排", "kind": "同类的放一起"}


def chosen(
    exhibits: Sequence[Exhibit], unfinished: Callable[[Exhibit], Any], noticed: Callable[[Exhibit], Any]
) -> list[Numbered]:
    """The exhibits to show, with their numbers: all of a few, else by filter and page."""
    numbered = list(enumerate(exhibits, start=1))
    if len(numbered) <= FEW:
        return numbered
    sorts = {
        "all": numbered,
        "open": [one for one in numbered if unfinished(one[1])],
        "noticed": [one for one in numbered if noticed(one[1])],
        "done": [one for one in numbered if not unfinished(one[1])],
    }
    names = {"all": "全部", "open": "还没写完", "noticed": "有提示", "done": "写好了"}
    asked = st.segmented_control(
        "看哪些", list(names), format_func=lambda name: f"{names[name]} {len(sorts[name])}", key="exhibits.filter",
        default="all", required=True, label_visibility="collapsed", wrap=True,
    )  # fmt: skip
    return _page(sorts[asked or "all"])


def _page(found: list[Numbered]) -> list[Numbered]:
    pages = (len(found) + PAGE - 1) // PAGE
    if pages <= 1:
        if not found:
            markup.show(markup.paragraph("这一类里没有。", quiet=True))
        return found
    page = min(pages, int(st.session_state.get("exhibits.page") or 1))
    st.session_state["exhibits.page"] = page
    page = int(st.number_input(f"第几页（共 {pages} 页，每页 {PAGE} 份）", 1, pages, key="exhibits.page"))
    return found[(page - 1) * PAGE : page * PAGE]


def show_tools(exhibits: Sequence[Exhibit], kinds: Mapping[str, str], personal: Mapping[str, str]) -> None:
    """The folds for describing several at once and for their order; nothing for a few."""
    if len(exhibits) <= FEW or not current.editable():
        return
    folding.fold(
        "几份一起写：是什么、来源、日期、证明什么", lambda: _together(exhibits, kinds, personal), key="fold-together"
    )
    folding.fold("换个顺序", _order, key="fold-order")


def _together(exhibits: Sequence[Exhibit], kinds: Mapping[str, str], personal: Mapping[str, str]) -> None:
    """Which exhibits, and what to write on all of them."""
    labels = {one.id: f"{number} {one.title or one.file_name}" for number, one in enumerate(exhibits, start=1)}
    picked = st.multiselect(
        "哪几份", list(labels), format_func=labels.__getitem__, key="many.ids", placeholder="可以选好几份"
    )
    st.button("选上所有还没写“是什么”的", key="many.all", type="tertiary", on_click=_pick_open, args=(exhibits,))
    kind = _one_of("是什么", kinds, "many.kind")
    title = st.text_input("名称", key="many.title", placeholder="例如：与客服的聊天截图，会自动加上 1、2、3")
    source = st.text_input("来源", key="many.source", placeholder="例如：商家后台-客服会话")
    day = st.text_input("取得日期", key="many.day", placeholder="例如：4月18日")
    proves = st.text_input("证明目的", key="many.proves", placeholder="例如：证明客服一直没有说明检测了什么")
    data = _one_of("他人个人信息", personal, "many.data")
    markup.show(markup.paragraph("只填还空着的，写过的不动；名称会换成新的。", quiet=True))
    if st.button(f"写到这 {len(picked)} 份上", key="many.write", disabled=not picked):
        values = {"kinds": [kind] if kind else None, "source": source.strip(), "proves": proves.strip()}
        _write(exhibits, picked, values | {"personal_data": data}, title, day)
        st.rerun()


def _one_of(label: str, names: Mapping[str, str], key: str) -> str | None:
    options = list(names)
    return st.selectbox(label, options, format_func=names.__getitem__, index=None, key=key, placeholder="不写")


def _pick_open(exhibits: Sequence[Exhibit]) -> None:
    st.session_state["many.ids"] = [one.id for one in exhibits if not one.kinds]


def _write(exhibits: Sequence[Exhibit], picked: Sequence[str], values: Mapping[str, Any], title: str, day: str) -> None:
    """Save what was written; a day nobody can read is told and the rest is saved."""
    captured = read_day(day)
    if captured.problem:
        saving.tell([f"取得日期「{day}」没有填：{captured.problem}"])
    filled = dict(values) | {"captured_on": captured.value}
    saving.change_all(changes_for([one for one in exhibits if one.id in picked], filled, title))


def changes_for(exhibits: Sequence[Exhibit], values: Mapping[str, Any], title: str) -> dict[str, Any]:
    """Path → value: each value where its field is still empty, and the title with a number on all."""
    changes: dict[str, Any] = {}
    for number, exhibit in enumerate(exhibits, start=1):
        for field, value in values.items():
            if value and getattr(exhibit, field) in (None, "", [], "unknown"):
                changes[f"exhibits.{exhibit.id}.{field}"] = value
        if title.strip():
            changes[f"exhibits.{exhibit.id}.title"] = (
                f"{title.strip()} {number}" if len(exhibits) > 1 else title.strip()
            )
    return changes


def _order() -> None:
    """Three ways to arrange all of them; single ones are moved in the opened exhibit."""
    markup.show(markup.paragraph("编号跟着顺序走。已经签过的材料包不受影响。", quiet=True))
    with st.container(horizontal=True):
        for way, label in WAYS.items():
            st.button(label, key=f"order.{way}", on_click=_arrange, args=(way,))


def _arrange(way: str) -> None:
    exhibits = current.case().exhibits
    saving.by_service(evidence.arrange, [one.id for one in sorted(exhibits, key=lambda one: sort_key(one, way))])


def sort_key(exhibit: Exhibit, way: str) -> tuple[str, ...]:
    """By which exhibits are arranged; what is unknown comes last, equal ones stay as they are."""
    if way == "time":
        seen = [value.value for value in exhibit.readout.values if value.kind == "moment"] if exhibit.readout else []
        moments = sorted(one for one in seen if not one.startswith("--"))
        return (exhibit.captured_on.isoformat() if exhibit.captured_on else moments[0] if moments else "9999",)
    if way == "kind":
        return (exhibit.kinds[0] if exhibit.kinds else "~",)
    return (exhibit.file_name,)
