"""Facts, part three: the questions of this scenario, one section after the other, and the arithmetic they allow."""

from __future__ import annotations

from typing import Any

import streamlit as st

from wizard.ui import current, fields
from wizard.ui.steps import facts_problems, facts_told, judging, markup, parts, words

FEW = 3  # a question of more scenarios than that is a common one
VERDICT_TONE: dict[str, markup.Tone] = {"yes": "good", "no": "warn", "neutral": "plain"}


def show() -> None:
    """The questions by section; only the section that is open has fields."""
    questions = judging.questions()
    if not questions:
        markup.show(markup.paragraph("先在第 1 步选好场景，这里才知道该问什么。"))
        return
    sections = by_section(questions)
    opened = _choose_section(sections)
    for question in sections[opened]:
        fields.question(question)
        facts_told.beside(question)
        facts_problems.beside(f"answers.{question.id}")
    show_calculations()


def by_section(questions: list[Any]) -> dict[str, list[Any]]:
    """The questions under their headings: those of this scenario first, then those that every scenario has."""
    sections: dict[str, list[Any]] = {}
    for question in sorted(questions, key=_asked_of_many):
        sections.setdefault(question.section, []).append(question)
    return sections


def _asked_of_many(question: Any) -> bool:
    return not question.scenarios or len(question.scenarios) > FEW


def _choose_section(sections: dict[str, list[Any]]) -> str:
    key = parts.SECTION
    names = list(sections)
    if (pending := st.session_state.pop("_next.questions", None)) in sections:
        st.session_state[key] = pending
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


def onwards() -> parts.Onwards | None:
    """The next group of questions, for the primary button; None at the last one."""
    names = list(by_section(judging.questions()))
    opened = st.session_state.get(parts.SECTION)
    place = names.index(opened) + 1 if opened in names else len(names)
    if place >= len(names):
        return None
    return parts.Onwards(names[place], lambda: _open_later(names[place]))


def _open_later(name: str) -> None:
    st.session_state["_next.questions"] = name


def show_calculations() -> None:
    """Everything that can be computed from what is known, with its arithmetic and the article; then what is lacking."""
    pack = current.pack()
    shown = [calculation_html(one, pack) for one in judging.calculations()]
    shown += [unfinished_html(one) for one in judging.unfinished_calculations()]
    if shown:
        markup.show(markup.heading("按您填的，可以算出来", 2), *shown, label="计算")


def unfinished_html(one: Any) -> str:
    """A calculation that waits for an answer: which question it is."""
    asked = "；".join(question.rstrip("？?") for question in one.questions)
    return markup.paragraph(f"{one.label}：还差一个数才能算，请回答“{asked}”。", quiet=True)


def calculation_html(one: Any, pack: Any) -> str:
    """One calculation: what and the result in a line; arithmetic, meaning and basis folded under it."""
    head = f"{markup.esc(one.label)}：{markup.strong(one.result)} {_supports(one.supports)}"
    body = markup.paragraph(one.arithmetic) + markup.paragraph(one.verdict) + words.sure_basis_html(pack, one.basis)
    note = markup.paragraph(one.note, quiet=True) if one.note else ""
    return markup.fold(head, body + note)


def _supports(supports: str) -> str:
    said = {"yes": "对您有利", "no": "请留意"}.get(supports)
    return markup.tag(said, VERDICT_TONE[supports]) if said else ""
