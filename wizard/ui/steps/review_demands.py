"""Step five, the demands: what the merchant asks for, in words for those who can grant it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from wizard.case import Demand
from wizard.knowledge.shown import shown_money
from wizard.ui import current, fields
from wizard.ui.steps import judging, markup, review_readers, rows, saving, tone, words

LEAD = "诉求要具体、能执行、有依据。两到四条最好，先写最想要的。"


def show() -> None:
    """What is asked for, then what else could be."""
    case, choices = current.case(), judging.demands()
    markup.show(markup.paragraph(LEAD, quiet=True))
    review_readers.show(judging.chosen_channel())
    if case.demands:
        rows.show(_listing(), case.demands)
        _unheard(choices)
    else:
        _suggestions(choices)
        if current.editable():
            st.button("自己写一条", key="add.demands.own", on_click=_add_own)
    _others(choices)


def _listing() -> rows.RowList:
    return rows.RowList(
        name="demands",
        noun="诉求",
        summary=demand_html,
        editor=_edit,
        add_label="自己写一条",
    )


def demand_html(demand: Demand, number: int) -> str:
    """One demand in a line."""
    amount = f" {markup.tag(shown_money(demand.amount))}" if demand.amount is not None else ""
    return f"{number}. {markup.esc(demand.text or '还没写')}{amount}"


def _edit(demand: Demand) -> None:
    path = f"demands.{demand.id}"
    record = current.pack().demands.get(demand.record or "")
    if record is not None:
        markup.show(markup.paragraph(record.help, quiet=True), words.basis_html(current.pack(), record.basis))
    fields.prose(f"{path}.text")
    if record is None or record.needs_amount or demand.amount is not None:
        fields.money(f"{path}.amount", help=record.amount_help if record else None)
    tone.show(demand.text)


def suggested(choices: list[Any]) -> list[Any]:
    """The demands that are suggested and that this channel can grant."""
    return [choice for choice in choices if choice.suggested and choice.text]


def _suggestions(choices: list[Any]) -> None:
    found = suggested(choices)
    if not found:
        return
    lines = markup.items((markup.esc(choice.text) for choice in found), ordered=True)
    markup.show(
        markup.box(
            markup.paragraph(f"按您的情况，建议提这 {len(found)} 条。不改的话，材料里就这样写：") + lines, "good"
        ),
        label="建议",
    )
    if current.editable():
        st.button(f"采用这 {len(found)} 条，再逐条改", key="take.suggested", on_click=adopt)


def adopt() -> None:
    """Take the suggested demands, when none was chosen yet."""
    if current.case().demands or not current.editable():
        return
    for choice in suggested(judging.demands()):
        add(choice)


def add(choice: Any) -> None:
    """Add one demand with our words and the amount we would suggest."""
    amount = None if choice.amount is None else f"{choice.amount:.2f}"
    saving.add_part("demands", {"record": choice.record.id, "text": choice.text, "amount": amount})


def _add_own() -> None:
    rows.open_row("demands", saving.add_part("demands", {}))


def _others(choices: list[Any]) -> None:
    taken = {demand.record for demand in current.case().demands}
    offered = [one for one in choices if one.record.id not in taken and one.text]
    if not current.case().demands:
        offered = [one for one in offered if not one.suggested]
    if not offered:
        return
    markup.show(markup.heading("还可以提", 2))
    for choice in offered:
        with st.container(horizontal=True, vertical_alignment="top", key=f"wrow-demand-{choice.record.id}"):
            body = markup.paragraph(choice.text) + markup.paragraph(choice.record.help, quiet=True)
            markup.show(markup.line(markup.fold(markup.esc(choice.record.title), body)))
            if current.editable():
                st.button(
                    "加上", key=f"add.demand.{choice.record.id}", help=choice.record.title, on_click=add, args=(choice,)
                )


def _unheard(choices: list[Any]) -> None:
    """Demands that this channel cannot grant: said, not dropped silently."""
    taken = {demand.record for demand in current.case().demands}
    unheard = [choice.record.title for choice in choices if choice.record.id in taken and not choice.text]
    if unheard:
        name = words.channel_name(current.pack(), judging.chosen_channel())
        said = f"「{name}」没有权力满足这些，给它的材料里不会写：{'、'.join(unheard)}。换渠道时会用上。"
        markup.show(markup.box(markup.paragraph(said), "warn"))
