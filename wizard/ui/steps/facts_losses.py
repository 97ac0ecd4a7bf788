"""Facts, part five: the loss table with its sum."""

from __future__ import annotations

import streamlit as st

from wizard.case import Loss
from wizard.knowledge.shown import shown_day
from wizard.ui import current, fields
from wizard.ui.steps import facts_key, markup, rows
from wizard.ui.values import spoken_money

LEAD = "一项损失写一行，写清怎么算出来的。只写有单据能证明的；估计的部分单独写一行，并注明是估算。"


def show() -> None:
    """The lines, their sum, and what can be computed."""
    case = current.case()
    markup.show(markup.paragraph(LEAD, quiet=True))
    listing = rows.RowList(
        name="losses",
        noun="损失",
        summary=summary,
        editor=editor,
        add_label="加一项损失",
        empty_words="还没有写。没有金钱损失也可以不写，例如只要求平台解释或改正。",
    )
    rows.show(listing, case.losses)
    if case.losses:
        markup.show(markup.box(sum_html(case.losses)), label="损失合计")
    facts_key.show_calculations()


def summary(loss: Loss, number: int) -> str:
    """One loss: what, how much, how computed."""
    amount = spoken_money(loss.amount) if loss.amount is not None else "金额未填"
    day = f"（{shown_day(loss.on)}）" if loss.on else ""
    how = f"<br>{markup.quiet(loss.arithmetic)}" if loss.arithmetic else ""
    return f"{number}. {markup.esc(loss.what or '还没写是什么损失')}{day} <strong>{amount}</strong>{how}"


def editor(loss: Loss) -> None:
    """The fields of one loss."""
    path = f"losses.{loss.id}"
    fields.line(f"{path}.what", placeholder="例如：被扣的违规金")
    left, right = st.columns(2)
    with left:
        fields.money(f"{path}.amount")
    with right:
        fields.day(f"{path}.on")
    fields.line(f"{path}.arithmetic", placeholder="例如：30 单 × 每单 10 元")


def sum_html(losses: list[Loss]) -> str:
    """The sum with its arithmetic."""
    amounts = [loss.amount for loss in losses if loss.amount is not None]
    arithmetic = " + ".join(f"{amount:,.2f}" for amount in amounts)
    missing = len(losses) - len(amounts)
    note = markup.paragraph(f"有 {missing} 项还没有金额，没有计入。", quiet=True) if missing else ""
    steps = markup.paragraph(f"{arithmetic} = {sum(amounts):,.2f} 元", quiet=True) if len(amounts) > 1 else ""
    return f"<p>合计 <strong>{markup.esc(spoken_money(sum(amounts)))}</strong></p>{steps}{note}"
