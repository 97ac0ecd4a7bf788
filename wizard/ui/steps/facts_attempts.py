"""Facts, part six: what was tried before."""

from __future__ import annotations

import streamlit as st

from wizard.case import Attempt
from wizard.knowledge.shown import shown_day
from wizard.ui import current, fields
from wizard.ui.steps import markup, rows, tone, words

LEAD = "找过客服、发过工单、申诉过的，一次写一行。走过哪一步，决定下一步可以去哪里。从没试过就直接继续。"


def show() -> None:
    """The attempts so far."""
    markup.show(markup.paragraph(LEAD, quiet=True))
    listing = rows.RowList(
        name="attempts",
        noun="尝试",
        summary=summary,
        editor=editor,
        add_label="加一次尝试",
        empty_words="还没有写。",
    )
    rows.show(listing, current.case().attempts)


def summary(attempt: Attempt, number: int) -> str:
    """One attempt: where, when, outcome, receipt."""
    day = shown_day(attempt.on) if attempt.on else "日期未填"
    receipt = f" · 回执 {markup.esc(attempt.receipt)}" if attempt.receipt else ""
    name = markup.esc(words.channel_name(current.pack(), attempt.channel))
    reply = f"<br>{markup.quiet(attempt.reply)}" if attempt.reply else ""
    return f"{number}. {day} <strong>{name}</strong> {markup.tag(words.OUTCOMES[attempt.outcome])}{receipt}{reply}"


def editor(attempt: Attempt) -> None:
    """The fields of one attempt."""
    path = f"attempts.{attempt.id}"
    fields.pick(f"{path}.channel", words.channel_names(current.pack()))
    left, right = st.columns(2)
    with left:
        fields.day(f"{path}.on")
    with right:
        fields.pick(f"{path}.outcome", words.OUTCOMES)
    fields.line(f"{path}.receipt")
    fields.line(f"{path}.agent")
    fields.prose(f"{path}.reply")
    tone.show(attempt.reply)
