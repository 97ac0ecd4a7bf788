"""Step three, other people's data in a table, document, text or mail: what was found, starred with a click."""

from __future__ import annotations

import re

import streamlit as st

from wizard.case import Exhibit, Hidden
from wizard.evidence.showing import SheetShown
from wizard.evidence.survey import SheetHead, Spot
from wizard.services import showings, starring
from wizard.services.errors import NotFound
from wizard.ui import current, folding
from wizard.ui.steps import markup, saving

LEAD = (
    "选中的内容在提交的那一份里会换成星号，还原不了；原件一个字节不动，由您自己保存，不放进材料包。"
    "订单号、金额、时间不会动。"
)
LEFT_OUT = (
    ("spreadsheetml", "提交的那一份只放每一格显示的内容：公式、批注、图片、隐藏的工作表都不放进去。"),
    ("ms-excel", "提交的那一份是新的 xlsx，只放每一格显示的内容：公式、批注、图片、隐藏的工作表都不放进去。"),
    (
        "wordprocessingml",
        "提交的那一份只放文字和表格：图片、文本框、批注、修订痕迹、自动编号不放进去；页眉页脚和脚注列在最后。",
    ),
    ("message/rfc822", "提交的那一份只放发件人、收件人、时间、主题和正文：附件不放进去。"),
    ("ms-outlook", "提交的那一份只放发件人、收件人、时间、主题和正文：附件不放进去。"),
    ("text/html", "提交的那一份只放看得见的文字。"),
)
HINT = "按列名和号码的样子找的，会漏也会认错，请自己再看一遍。"
WAITING = "还在从头到尾看这份文件，看完会列出像是别人信息的地方。可以先做别的，过一会儿再打开。"
TOO_MANY = "这份里太多了，没有全部列出，请整列或整类地遮。"
SHOWN = 12  # at once: the rest follows when these are dealt with
ROWS, COLUMNS = 8, 14
_STARS = re.compile(r"[0-9A-Za-z]{0,3}\*{3,}[0-9A-Za-z]{0,4}|[\u4e00-\u9fff]\*\*")


def show(exhibit: Exhibit) -> None:
    """What is starred so far, and the fold in which it is chosen."""
    markup.show(state_html(exhibit, len(exhibit.hidden), "项"))
    folding.fold("遮住里面别人的信息", lambda: _chooser(exhibit), key=f"fold-star-{exhibit.id}")


def state_html(exhibit: Exhibit, covered: int, unit: str) -> str:
    """What was seen and how much is covered. (Not in the fold's label: a fold whose label changes closes itself.)"""
    seen = exhibit.readout.personal if exhibit.readout else []
    words = [f"读到像是{'、'.join(seen)}。"] if seen else []
    words += [f"已遮 {covered} {unit}，提交的是遮挡稿，原件不放进材料包。"] if covered else []
    return markup.paragraph("".join(words), quiet=True) if words else ""


def _chooser(exhibit: Exhibit) -> None:
    kind = exhibit.media_type or ""
    without = next((words for name, words in LEFT_OUT if name in kind), "")
    markup.show(markup.paragraph(LEAD + without))
    try:
        found = starring.looked(current.instance(), current.actor(), current.case().id, exhibit.id)
    except NotFound:
        markup.show(markup.paragraph(WAITING, quiet=True))
        return
    if found.refused:
        markup.show(markup.box(markup.paragraph(found.refused), "warn"))
        return
    _proposals(exhibit, found)
    _hidden(exhibit)
    if current.editable():
        _own(exhibit, found.sheets)
    if exhibit.hidden:
        _opening(exhibit)


def _proposals(exhibit: Exhibit, found: starring.Looked) -> None:
    """What looks like other people's data and is not hidden yet."""
    proposed = found.proposed
    if not proposed:
        words = "没有再找到像是别人信息的地方。" if exhibit.hidden else "没有找到像是别人信息的地方。"
        markup.show(markup.paragraph(words + HINT, quiet=True))
        return
    markup.show(
        markup.paragraph(f"像是别人的信息，还没有遮（{len(proposed)} 项）："), markup.paragraph(HINT, quiet=True)
    )
    if current.editable():
        words = f"全部遮住（{len(proposed)} 项）"
        st.button(words, key=f"star.all.{exhibit.id}", on_click=_hide, args=(exhibit.id, proposed))
    for number, spot in enumerate(proposed[:SHOWN]):
        with st.container(horizontal=True, vertical_alignment="center", key=f"wrow-spot-{exhibit.id}-{number}"):
            markup.show(markup.line(spot_html(spot)))
            if current.editable():
                said = "遮住这一列" if spot.scope == "column" else "遮住"
                st.button(said, key=f"star.{exhibit.id}.{number}", on_click=_hide, args=(exhibit.id, [spot]))
    rest = len(proposed) - SHOWN
    if rest > 0 or not found.whole:
        more = f"还有 {rest} 项，处理完上面的会接着显示。" if rest > 0 else TOO_MANY
        markup.show(markup.paragraph(more, quiet=True))


def spot_html(spot: Spot) -> str:
    """What was found, where, how often, with an example."""
    sheet = f"「{spot.sheet}」的" if spot.sheet else ""
    if spot.scope == "column":
        head, about = f"{sheet}「{spot.words}」一列", f"{spot.what} · {spot.count} 格"
    elif spot.scope == "kind" and spot.column:
        head, about = f"{sheet}「{spot.words}」里夹着的{spot.what}", f"{spot.count} 处"
    elif spot.scope == "kind":
        head, about = f"所有的{spot.what}", f"{spot.count} 处"
    else:
        about = markup.quiet(f"{spot.count} 处：{spot.example}")
        return f"{markup.quiet(spot.what)} {markup.strong(spot.words)}<br>{about}"
    return f"{markup.strong(head)}<br>{markup.quiet(f'{about}，例如 {spot.example}')}"


def _hide(exhibit_id: str, spots: list[Spot]) -> None:
    saving.by_service(starring.hide, exhibit_id, spots)


def _hidden(exhibit: Exhibit) -> None:
    """Everything that is starred, each with the way back."""
    for number, one in enumerate(exhibit.hidden, start=1):
        with st.container(horizontal=True, vertical_alignment="center", key=f"wrow-hidden-{one.id}"):
            markup.show(markup.line(markup.esc(f"{number}. 已遮：{hidden_words(one)}")))
            if current.editable():
                arguments = (exhibit.id, one.id)
                st.button("不遮这一项", key=f"unstar.{one.id}", type="tertiary", on_click=_show_again, args=arguments)


def hidden_words(one: Hidden) -> str:
    """One hidden thing in words."""
    what = Spot(scope=one.scope, kind=one.kind).what
    sheet = f"「{one.sheet}」的" if one.sheet else ""
    if one.scope == "column":
        return f"{sheet}「{one.words or f'第 {one.column} 列'}」一列"
    if one.scope == "kind":
        return f"{sheet}「{one.words}」里的{what}" if one.column else f"所有的{what}"
    return one.words


def _show_again(exhibit_id: str, hidden_id: str) -> None:
    saving.by_service(starring.show_again, exhibit_id, hidden_id)


def _own(exhibit: Exhibit, sheets: tuple[SheetHead, ...]) -> None:
    """What the machine did not find: a column, or words."""
    columns = own_columns(exhibit, sheets)
    if columns:
        key = f"star.column.{exhibit.id}"
        st.selectbox(
            "还要遮的列",
            columns,
            index=None,
            placeholder="请选择",
            key=key,
            format_func=lambda spot: _choice(spot, len(sheets)),
        )
        st.button("遮住选的这一列", key=f"star.take.{exhibit.id}", on_click=_take_column, args=(exhibit.id, key))
    key = f"star.words.{exhibit.id}"
    st.text_input("还要遮的字", key=key, placeholder="例如：王小芳、丽水路 8 号。写一个，点一下遮住，再写下一个")
    st.button("遮住写的这几个字", key=f"star.say.{exhibit.id}", on_click=_take_words, args=(exhibit.id, key))


def own_columns(exhibit: Exhibit, sheets: tuple[SheetHead, ...]) -> list[Spot]:
    """Every column that is not hidden as a whole yet."""
    every = (
        Spot(scope="column", kind="other", sheet=sheet.name, column=place, below=sheet.below, words=name)
        for sheet in sheets
        for place, name in enumerate(sheet.names, start=1)
    )
    return [spot for spot in every if not spot.is_in(exhibit.hidden)]


def _choice(spot: Spot, sheets: int) -> str:
    sheet = f"「{spot.sheet}」" if sheets > 1 else ""
    return f"{sheet}{spot.words or f'第 {spot.column} 列'}"


def _take_column(exhibit_id: str, key: str) -> None:
    if spot := st.session_state.get(key):
        _hide(exhibit_id, [spot])
        st.session_state[key] = None


def _take_words(exhibit_id: str, key: str) -> None:
    words = str(st.session_state.get(key) or "")
    if words.strip() and saving.by_service(starring.hide_words, exhibit_id, words):
        st.session_state[key] = ""


def _opening(exhibit: Exhibit) -> None:
    """How the copy begins."""
    markup.show(markup.paragraph("遮好以后的开头，就是对方会看到的："), _opening_html(exhibit), label="遮好以后的样子")


def _opening_html(exhibit: Exhibit) -> str:
    where = (current.instance(), current.actor(), current.case().id, exhibit.id)
    shown = showings.shown(*where)
    if shown is not None and shown.kind == "table":
        from wizard.evidence.starring.hiding import Hider

        hider = Hider(exhibit.hidden)
        return "".join(_sheet_html(sheet, hider) for sheet in shown.sheets[:3])
    text = "\n".join(starring.opening(*where))
    return markup.box(f'<div class="w-lines">{stars_html(text)}</div>')


def _sheet_html(sheet: SheetShown, hider: object) -> str:
    from wizard.evidence.starring.hiding import Hider

    assert isinstance(hider, Hider)
    rows = [hider.row(sheet.name, number, cells)[:COLUMNS] for number, cells in enumerate(sheet.rows[:ROWS], start=1)]
    if not rows:
        return ""
    names = [chr(65 + place) for place in range(len(rows[0]))]
    caption = f"「{sheet.name}」" if sheet.name else "表格"
    cells = [[stars_html(cell) for cell in row] for row in rows]
    return f'<div class="w-sheet">{markup.table(f"{caption}开头 {len(rows)} 行", names, cells)}</div>'


def stars_html(text: str) -> str:
    """The text with what is starred in it marked."""
    return markup.marked(text, (match.span() for match in _STARS.finditer(text)))
