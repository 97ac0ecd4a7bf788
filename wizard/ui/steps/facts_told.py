"""Facts: what the story of step one already says, to be taken over with one click instead of typed again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from wizard.facts import lean_of
from wizard.knowledge.shown import shown_day, shown_money
from wizard.ui import current, layout
from wizard.ui.steps import judging, markup, saving, words
from wizard.ui.values import show_clock

MOST = 6  # of a kind at once: a long story names more than anybody checks


def days() -> None:
    """Under the timeline: what the story dates, each a line to add."""
    _offer(
        "timeline",
        "您的话里有日期的事，点一下写成一行，还可以改（“昨天”按建立案件那天算）：",
        [(f"{shown_day(day.on)} {_clock(day)}", day.what, _event(day)) for day in judging.told().days[:MOST]],
        "写成一行",
    )


def _clock(day: Any) -> str:
    return show_clock(day.at.isoformat()) if day.at else ""


def _event(day: Any) -> dict[str, str | None]:
    return {"on": day.on.isoformat(), "at": f"{day.at:%H:%M}" if day.at else None, "what": day.what}


def numbers() -> None:
    """Under the list of numbers: those the story names."""
    _offer(
        "identifiers",
        "您的话里有这些编号，点一下加进来：",
        [
            (words.IDENTIFIER_KINDS[one.kind], one.words, {"kind": one.kind, "value": one.value})
            for one in judging.told().numbers[:MOST]
        ],
        "加进来",
    )


def _offer(name: str, lead: str, found: list[tuple[str, str, Mapping[str, Any]]], act: str) -> None:
    if not found or not current.editable():
        return
    markup.show(markup.paragraph(lead), label="您写过的")
    for place, (head, said, values) in enumerate(found):
        with st.container(horizontal=True, vertical_alignment="center", key=f"wrow-told-{name}-{place}"):
            markup.show(markup.line(f"{markup.strong(head.strip())}<br>{markup.quiet(said)}"))
            st.button(act, key=f"told.{name}.{place}", on_click=_add, args=(name, values))


def _add(name: str, values: Mapping[str, Any]) -> None:
    saving.add_part(name, values)


def beside(question: Any) -> None:
    """Under an unanswered question for money or a day: what the story names of it, a click each."""
    found = _answers(question) if current.case().answers.get(question.id) in (None, "") else []
    if not found or not current.editable():
        st.empty()  # the fields below keep their place, see fragments.py
        return
    with st.container(horizontal=True, vertical_alignment="center", key=f"told-{question.id}"):
        st.caption("您写过：", width="content")
        for value, shown, said in found[:MOST]:
            key = f"told.{question.id}.{value}"
            hint = f"填进去：{layout.escape_markdown(said)}"
            st.button(shown, key=key, help=hint, on_click=_fill, args=(f"answers.{question.id}", value))


def _answers(question: Any) -> list[tuple[str, str, str]]:
    """The values the story offers for a question: what is kept, how it is shown, and the words it stands in."""
    if question.kind == "money" and not question.others_loss:
        return [(f"{one.amount:.2f}", shown_money(one.amount), one.words) for one in judging.told().amounts]
    if question.kind == "date" and lean_of(question) == "future":
        return [(one.on.isoformat(), shown_day(one.on), one.what) for one in judging.told().deadlines]
    if question.kind == "date":
        told = {day.on: day.what for day in [*judging.told().days, *_dated()]}
        return [(day.isoformat(), shown_day(day), what) for day, what in told.items()]
    return []


def _dated() -> list[Any]:
    return [event for event in current.case().timeline if event.on]


def _fill(path: str, value: str) -> None:
    saving.change(path, value)
