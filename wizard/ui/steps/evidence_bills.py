"""Step three, the bills: dropped as downloaded, reconciled in a worker, ticked, made into an exhibit."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from wizard.knowledge.shown import shown_limit
from wizard.ledger import Difference, Reconciliation, by_kind, sum_of
from wizard.services import evidence, ledger
from wizard.services.errors import ServiceError
from wizard.services.ledger_proof import OURS, PREFIX
from wizard.services.reconciling import Checked
from wizard.ui import current, fields, fragments
from wizard.ui.components.uploader import uploader
from wizard.ui.steps import evidence_bills_html as html
from wizard.ui.steps import markup, parts, saving
from wizard.ui.steps.evidence_upload import held_ids

PAGE = 20
OPEN = "bills.open"
WANTED = "bills.wanted"
PART = "bills"


def parts_shown(parts_of_step: Mapping[str, str]) -> dict[str, str]:
    """The parts of the evidence step: this one only where it belongs, or where it was asked for."""
    asked = st.query_params.get("part") == PART or st.session_state.get(WANTED) == current.case().id
    left_out = () if asked or ledger.belongs(current.case()) else (PART,)
    return {name: label for name, label in parts_of_step.items() if name not in left_out}


def show_door(shown: Mapping[str, str]) -> None:
    """The small way in, where the part is not shown by itself."""
    if PART not in shown and current.editable():
        st.button("账单也对不上？打开账单核对", key="bills.door", type="tertiary", on_click=_ask_for)


def _ask_for() -> None:
    st.session_state[WANTED] = current.case().id
    parts.open_part("evidence", PART)


def show() -> None:
    """The box for the files, what they are, how far the reconciliation is, and what came of it."""
    markup.show(html.LEAD)
    _upload()
    try:
        state = ledger.state(current.instance(), current.actor(), current.case().id)
    except ServiceError as refusal:
        markup.show(markup.box(markup.paragraph(str(refusal)), "warn"))
        return
    if not state.files:
        markup.show(html.how_to_get())
    elif state.checked is None and state.run is not None:
        _waiting(state.run)
    elif state.checked is not None:
        _result(state.checked)


def _upload() -> None:
    key, case_id = f"bills-{current.case().id[:8]}", current.case().id
    if not current.editable():
        uploader(key=key, case_id=case_id, label="没有收到的文件", disabled=True)
        return
    limits = evidence.limits(current.instance())
    uploader(
        key=key,
        case_id=case_id,
        label="上传账单、订单和报表",
        hint=f"可以一次选多个月、多个文件，每个最大 {shown_limit(limits.file_bytes)}",
        max_bytes=limits.file_bytes,
        have=held_ids(current.case()),
    )


def _waiting(run: ledger.Run) -> None:
    if not run.error:
        _progress()
        return
    markup.show(markup.box(markup.paragraph(run.error), "warn"), label="核对没有完成")
    if current.editable() and st.button("再核对一次", key="bills.again"):
        ledger.again(current.instance(), current.actor(), current.case().id)
        st.rerun()


@fragments.looking("1s")
def _progress() -> None:
    """How far it is, until it ends; then the whole page runs again."""
    state = ledger.state(current.instance(), current.actor(), current.case().id)
    if state.run is None or state.run.error:
        st.rerun()
    markup.show(markup.meter(state.run.share, f"正在核对：{state.run.stage}"), label="进度")
    st.caption("可以先去做别的，核对不会中断。")


def _result(checked: Checked) -> None:
    markup.show(html.files_html(checked, current.case()), label="文件")
    result = checked.result
    if result is None:
        return
    markup.show(html.summary_html(result), label="核对结果")
    _limit(result)
    if result.differences:
        _kinds(result, certain=True)
        _kinds(result, certain=False)
        markup.show(html.figures_html(result), label="按种类和月份")
        _make(result)
    markup.show(html.totals_html(result), html.unknown_html(result))


def _limit(result: Reconciliation) -> None:
    if "promotion" in result.files.values():
        fields.money(
            "bill_check.daily_limit",
            help="填了才能核对推广有没有超过限额；没有设限额就不填",
            placeholder="例如 200",
        )


def _kinds(result: Reconciliation, *, certain: bool) -> None:
    """The differences by kind: a tick for all of a kind, and each one to look at."""
    groups = by_kind(one for one in result.differences if one.certain is certain)
    if not groups:
        return
    markup.show(html.group_lead(groups, certain=certain))
    for kind, group in groups.items():
        name = f"{kind}.{'sure' if certain else 'hint'}"
        opened = st.session_state.get(OPEN) == name
        with st.container(horizontal=True, vertical_alignment="center", key=f"wrow-bills-{name.replace('.', '-')}"):
            _tick(f"bills.kind.{name}", html.kind_label(group, chosen()), [one.id for one in group])
            st.button(
                "收起" if opened else "逐笔看",
                key=f"bills.open.{name}",
                type="tertiary",
                help=group[0].name,
                on_click=_open,
                args=(None if opened else name,),
            )
        if opened:
            _each(group, name)


def chosen() -> set[str]:
    """The ids of the differences that are ticked."""
    return set(current.case().bill_check.chosen)


def _open(name: str | None) -> None:
    st.session_state[OPEN] = name


def _tick(key: str, label: str, ids: list[str]) -> None:
    """A tick for some differences; the case is the truth, the box only mirrors it."""
    st.session_state[key] = set(ids) <= chosen()
    st.checkbox(label, key=key, on_change=_ticked, args=(key, ids), disabled=not current.editable())


def _ticked(key: str, ids: list[str]) -> None:
    saving.by_service(ledger.choose, ids, bool(st.session_state[key]))


def _each(group: list[Difference], name: str) -> None:
    """The differences of one kind, a page at a time."""
    pages = (len(group) + PAGE - 1) // PAGE
    page = 1
    if pages > 1:
        page = int(st.number_input(f"第几页（共 {pages} 页）", 1, pages, key=f"bills.page.{name}"))
    with st.container(border=True, key=f"bills-each-{name.replace('.', '-')}"):
        for one in group[(page - 1) * PAGE : page * PAGE]:
            _tick(f"bills.one.{one.id}", html.one_label(one), [one.id])
            markup.show(html.one_html(one))


def _make(result: Reconciliation) -> None:
    """One click: the ticked differences become an exhibit and fill losses and demands."""
    ticked = [one for one in result.differences if one.id in chosen()]
    markup.show(html.made_html(current.case(), ticked, up_to_date=_is_filed(ticked)), label="做成证据")
    if not current.editable() or not ticked or _is_filed(ticked):
        return
    words = "更新差异表" if _exhibits() else "做成证据"
    if st.button(f"{words}：{len(ticked)} 笔，{sum_of(ticked):,.2f} 元", key="bills.make"):
        with st.spinner("正在生成差异表"):
            saving.by_service(ledger.make_exhibit)
        st.rerun()


def _exhibits() -> list[str]:
    return [one.id for one in current.case().exhibits if one.id in OURS]


def _is_filed(ticked: list[Difference]) -> bool:
    """Whether the exhibit and the loss table hold exactly what is ticked."""
    lines = {one.id: one.amount for one in current.case().losses if one.id.startswith(PREFIX)}
    wanted = {f"{PREFIX}{kind}"[:64]: sum_of(group) for kind, group in by_kind(ticked).items()}
    return len(_exhibits()) == len(OURS) and lines == wanted
