"""Step seven, the next move: what a reply means, what to do about it, and where to go next."""

from __future__ import annotations

from typing import Any

import streamlit as st

from wizard.ui import current
from wizard.ui.steps import judging, markup, words
from wizard.ui.words import STEPS


def show() -> None:
    """The moves for the newest reply, or for waiting too long."""
    moves = judging.next_moves()
    if not moves:
        said = "提交之后，把对方的答复记在「记录」里，这里会告诉您这样的答复意味着什么、下一步做什么。"
        markup.show(markup.paragraph(said))
        return
    for number, move in enumerate(moves):
        markup.show(move_html(move, current.pack()), label=move.title)
        _ways(move, number)


def move_html(move: Any, pack: Any) -> str:
    """What the reply means, what to do, what to add, where to go next."""
    kinds = [pack.evidence_kinds[kind].name for kind in move.evidence if kind in pack.evidence_kinds]
    channels = [words.channel_name(pack, channel) for channel in move.next_channels]
    parts = [
        markup.heading(move.title, 2),
        markup.paragraph(move.meaning),
        markup.heading("现在做这些", 3) + markup.items(_steps(move), ordered=True),
        markup.heading("值得补的证据", 3) + markup.plain_items(kinds) if kinds else "",
        markup.heading("还可以去", 3) + markup.plain_items(channels) if channels else "",
        markup.box(markup.paragraph(move.caution), "warn") if move.caution else "",
        words.basis_html(pack, move.basis),
    ]
    return "".join(parts)


def _steps(move: Any) -> list[str]:
    """What to do, each with a link to the step where it is done."""
    case_id = current.case().id
    return [
        markup.esc(one.text)
        + (
            f" {markup.link(f'去「{STEPS[one.step]}」', f'{one.step}?case={case_id}')}"
            if one.step != "followup"
            else ""
        )
        for one in move.moves
    ]


def _ways(move: Any, number: int) -> None:
    """Buttons that lead to the steps where the moves are done."""
    if move.reopen and current.editable():
        name = STEPS[move.reopen]
        if st.button(f"去「{name}」，准备下一版材料", key=f"reopen.{number}"):
            current.go(move.reopen)
