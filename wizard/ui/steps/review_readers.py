"""Own words that were written for another reader: not printed until the merchant looked at them again."""

from __future__ import annotations

import streamlit as st

from wizard.drafting import Unaddressed
from wizard.services import judgement
from wizard.ui import current, layout
from wizard.ui.steps import markup, saving, words


def show(channel: str | None) -> None:
    """What is left out for this channel, each with a way to use it all the same."""
    if channel is None or not (found := judgement.unaddressed(current.case(), channel)):
        return
    here = words.channel_name(current.pack(), channel)
    lead = f"下面是您以前写给别处的话，给「{here}」的材料里没有印：称呼和请求可能不合适。改写以后会印，也可以照样用。"
    markup.show(markup.box(markup.paragraph(lead), "warn"), label="没有印上的话")
    for one in found:
        _one(one, channel)


def _one(one: Unaddressed, channel: str) -> None:
    written = words.channel_name(current.pack(), one.written_for)
    with st.container(horizontal=True, vertical_alignment="top", key=f"wrow-reader-{one.key}"):
        markup.show(markup.line(f"{markup.esc(one.text)}<br>{markup.quiet(f'写给「{written}」的')}"))
        if current.editable():
            st.button("照样用", key=f"use.{one.key}", on_click=_use, args=(one.key, channel))


def _use(key: str, channel: str) -> None:
    saving.change(f"written_for.{key}", channel)


def remind(channel: str | None) -> None:
    """Before signing: that something is left out, and where to decide."""
    if channel is not None and (found := judgement.unaddressed(current.case(), channel)):
        mend = "要印上，请回「核对」一步改写，或选“照样用”。"
        layout.notice(f"有 {len(found)} 处您自己写的话没有印上，因为是写给另一个渠道的。{mend}", "warn")
