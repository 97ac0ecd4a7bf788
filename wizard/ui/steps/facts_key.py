"""Facts, part three: the questions of this scenario, one section after the other, and the arithmetic they allow."""

from __future__ import annotations

from typing import Any

import streamlit as st

from wizard.ui import current, fields
from wizard.ui.steps import judging, markup, words

VERDICT_TONE = {"yes": "good", "no": "warn", "neutral": "plain"}


def show() -> None:
    """The questions by section; only the section that is open has fields."""
    questions = judging.questions()
    if not questions:
        markup.show(markup.paragraph("先在第 1 步选好场景，这里才知道该问什么。"))
        return
    sections: dict[str, list[Any]] = {}
    for question in questions:
        sections.setdefault(question.section, []).append(question)
    opened = _choose_section(sections)
    for question in sections[opened]:
        fields.question(question)
    _next_section(list(sections), opened)
    show_calculations()


def _choose_section(sections: dict[str, list[Any]]) -> str:
    key = "part.questions"
    names = list(sections)
    if st.session_state.get(key) not in sections:
        st.session_state[key] = names[0]
    if len(names) == 1:
        return names[0]
    answers = current.case().answers
    labels = {
        name: f"{name} {sum(question.id in answers for question in group)}/{len(group)}"
        for name, group in sections.items()
    }
    chosen = st.pills(
        "问题分组",
        names,
        format_func=labels.__getitem__,
        key=key,
        required=True,
        label_visibility="collapsed",
        wrap=True,
    )
    return chosen or names[0]


def _next_section(names: list[str], opened: str) -> None:
    place = names.index(opened) + 1
    if place < len(names):
        st.button(f"下一组：{names[place]}", key="next.questions", on_click=_open, args=(names[place],))


def _open(name: str) -> None:
    st.session_state["part.questions"] = name


def show_calculations() -> None:
    """Everything that can be computed from what is known, with its arithmetic and the article."""
    found = judging.calculations()
    if found:
        pack = current.pack()
        markup.show(
            markup.heading("按您填的，可以算出来", 2), *[calculation_html(one, pack) for one in found], label="计算"
        )


def calculation_html(one: Any, pack: Any) -> str:
    """One calculation: label, arithmetic, what it means, basis."""
    verdict = markup.paragraph(str(one.verdict)) if one.verdict else ""
    tone = VERDICT_TONE.get(str(getattr(one, "supports", "neutral")), "plain")
    return markup.box(
        f"<p><strong>{markup.esc(one.label)}</strong></p>{markup.paragraph(one.arithmetic)}{verdict}"
        + words.basis_html(pack, one.basis),
        tone,  # type: ignore[arg-type]
    )
