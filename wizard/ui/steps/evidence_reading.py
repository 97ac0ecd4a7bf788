"""Step three, what was read in the files: progress, values to confirm with one click, and a search over all of them."""

from __future__ import annotations

import hashlib
from collections import defaultdict

import streamlit as st

from wizard.evidence import Offer, Target
from wizard.services import intake, readings
from wizard.services.errors import ServiceError
from wizard.ui import current, folding, fragments
from wizard.ui.steps import judging, markup, rows, saving

SHOWN = 8  # offers at once: a wall of sixty is read by nobody
ORDER = ("amount", "shop", "number", "date", "moment")  # the few that matter most come first
MORE = 5  # files read since the page was drawn from which on it is drawn again
MANY = 3  # numbers of one kind from which on they can be taken over together
NO_READER = (
    "这台服务器没有安装读图片文字的部分，所以图片里的字不会被读出来；PDF、文本、表格照常读。"
    '要读图片，请管理员运行 .venv/bin/pip install ".[ocr]"。'
)


def show() -> None:
    """Start reading what is new, say how far it is, offer what was found."""
    case = current.case()
    if not case.exhibits:
        return
    if current.editable() and intake.waits(current.instance(), case):
        intake.resume(current.instance(), current.actor(), case.id)
    told = readings.progress(current.instance(), case)
    if told.busy:
        _progress(case.id, told.done)
    elif told.done < told.total and _done_now(case.id) > told.done:
        st.rerun()  # read between the look at the case and the look at the queue
    elif not told.pictures and any((one.media_type or "").startswith("image/") for one in case.exhibits):
        markup.show(markup.paragraph(NO_READER, quiet=True))
    _offers(judging.offers())
    if any(exhibit.readout and exhibit.readout.characters for exhibit in case.exhibits):
        folding.fold("在证据里找一句话、一个号码", _search, key="fold-search")


def _done_now(case_id: str) -> int:
    case = readings.newest(current.instance(), current.actor(), case_id)
    return readings.progress(current.instance(), case).done


@fragments.looking("2s")
def _progress(case_id: str, done_before: int) -> None:
    """How many files are read; when more are, the whole page runs again and shows what was found in them.

    Not while an exhibit is open: what comes in above it would move its boxes under the person's hands, shut an open
    list and swallow the press on it. They say themselves when to look.
    """
    try:
        case = readings.newest(current.instance(), current.actor(), case_id)
    except ServiceError:
        return
    told = readings.progress(current.instance(), case)
    describing = rows.opened_row("exhibits", case.exhibits) is not None
    if (not told.busy or told.done - done_before >= MORE) and not describing:
        st.rerun()
    if not told.busy:
        _all_read()
        return
    words = f"正在读文件里的字：{told.done}/{told.total} 份。不用等，可以先做别的。"
    markup.show(markup.meter(told.done / max(1, told.total), words), label="读文件的进度")


def _all_read() -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="wrow-all-read"):
        markup.show(markup.line("文件里的字都读完了。"))
        if st.button("看看读到了什么", key="show-all-read", type="tertiary"):
            st.rerun()


def _offers(offers: list[Offer]) -> None:
    """What can be taken over, folded away until the person wants it."""
    if not offers:
        return
    markup.show(markup.paragraph(f"从文件里读到 {len(offers)} 项可以直接填的内容。"), label="读到的内容")
    folding.fold("看看读到了什么，对的点一下就填好", lambda: _list(offers), key="fold-offers")


def _list(offers: list[Offer]) -> None:
    markup.show(markup.paragraph("不对的点“不用”，以后不再问。没有点的，什么都不会填。", quiet=True))
    offers = sorted(offers, key=lambda offer: ORDER.index(offer.kind))
    if current.editable():
        _together(offers)
    for offer in offers[:SHOWN]:
        _row(offer)
    if len(offers) > SHOWN:
        markup.show(markup.paragraph(f"还有 {len(offers) - SHOWN} 项，处理完上面的会接着显示。", quiet=True))


def _together(offers: list[Offer]) -> None:
    """One click for many numbers of the same kind, or for the dates of many exhibits."""
    groups: defaultdict[str, list[Offer]] = defaultdict(list)
    for offer in offers:
        if offer.kind in ("number", "date"):
            groups[offer.what].append(offer)
    many = {what: group for what, group in groups.items() if len(group) >= MANY}
    if many:
        with st.container(horizontal=True):
            for what, group in many.items():
                dates = group[0].kind == "date"
                words = f"{len(group)} 份证据的{what}都填上" if dates else f"{len(group)} 个{what}都填进编号"
                st.button(words, key=f"all.{group[0].field_id or 'date'}", on_click=_take_all, args=(group,))


def _row(offer: Offer) -> None:
    mark = hashlib.sha256(offer.key.encode()).hexdigest()[:10]
    with st.container(horizontal=True, vertical_alignment="center", key=f"wrow-offer-{mark}"):
        markup.show(markup.line(offer_html(offer)))
        if not current.editable():
            return
        for place, target in enumerate(offer.targets):
            st.button(target.label, key=f"take.{mark}.{place}", on_click=_take, args=(target,))
        st.button("不用", key=f"decline.{mark}", type="tertiary", on_click=_decline, args=(offer.key,))


def offer_html(offer: Offer) -> str:
    """The value, where it stands, and the words around it."""
    where = "、".join(f"证据{number}" for number in offer.exhibits)
    head = f"{markup.quiet(offer.what)} {markup.strong(offer.shown)}"
    return f"{head}<br>{markup.quiet(f'{where}：{offer.words}')}"


def _take(target: Target) -> None:
    if target.list_name:
        saving.add_part(target.list_name, target.values)
    else:
        saving.change(target.path, target.value)


def _take_all(offers: list[Offer]) -> None:
    targets = [offer.targets[0] for offer in offers]
    saving.change_all({target.path: target.value for target in targets if not target.list_name})
    for target in targets:
        if target.list_name:
            saving.add_part(target.list_name, target.values)


def _decline(key: str) -> None:
    saving.by_service(readings.decline, [key])


def _search() -> None:
    asked = st.text_input("找什么", key="evidence.search", placeholder="例如：工单号、2604、揽收", live="0.5s")
    if not asked.strip():
        return
    hits = readings.search(current.instance(), current.actor(), current.case().id, asked)
    if not hits:
        markup.show(markup.paragraph("没有找到。图里的字可能读错一两个，换短一点的词再试。", quiet=True))
        return
    rows = [hit_html(hit) for hit in hits]
    markup.show(markup.paragraph(f"找到 {len(rows)} 处：", quiet=True), markup.items(rows), label="找到的地方")


def hit_html(hit: readings.Hit) -> str:
    """One place where the words stand."""
    page = f" 第 {hit.page} 页" if hit.page > 1 else ""
    return f"{markup.strong(f'证据{hit.number}{page}')} {markup.marked(hit.line, hit.spans)}"
