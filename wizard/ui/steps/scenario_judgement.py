"""Step one, the judgement: what it looks like, why, what else it could be, and a short question when unsure."""

from __future__ import annotations

from typing import Any

import streamlit as st

from wizard.case import Scenario
from wizard.ui import current, fields
from wizard.ui.steps import judging, markup, saving

ENOUGH_WORDS = 6
SURE, FAIRLY_SURE = 0.75, 0.5
MOST_QUESTIONS = 3
UNCLEAR = "unclear"  # the way out of a text that says too little
SKIPPED = "skipped"  # no option of any question: it is not asked again and weighs nothing


def confidence_words(probability: float) -> str:
    """A probability in words: three grades, no percentages that sound exact."""
    if probability >= SURE:
        return "把握较大"
    return "有一些把握" if probability >= FAIRLY_SURE else "还拿不准"


def is_sure(judged: Any) -> bool:
    """Whether asking more would only cost the merchant time."""
    return best(judged) is not None and bool(judged.ranking[0][1] >= SURE)


def has_story() -> bool:
    """Whether there is enough text to judge."""
    return len(current.case().narrative.strip()) >= ENOUGH_WORDS


def show() -> None:
    """The judgement, once there is text."""
    if not has_story():
        return
    judged = judging.triage()
    markup.show(markup.box(judgement_html(judged, current.pack())), label="判断")
    if current.editable():
        _choices(judged)
        _question(judged)
        _also(judged)


def best(judged: Any) -> str | None:
    """The scenario it most likely is; None when it looks out of scope."""
    name = str(judged.scenario or "")
    return name if name and name != Scenario.OUT_OF_SCOPE else None


def judgement_html(judged: Any, pack: Any) -> str:
    """The judgement in words: name, confidence, deciding phrases, the others that are possible."""
    name = best(judged)
    if name is None or name not in pack.scenarios:
        return _elsewhere(judged, pack.ways_out)
    probability = dict(judged.ranking).get(name, 0.0)
    sure = markup.tag(confidence_words(probability))
    head = f"<p>看起来是：{markup.strong(pack.scenarios[name].name)} {sure}</p>"
    return (
        head
        + markup.paragraph(pack.scenarios[name].card, quiet=True)
        + _reasons(judged, name)
        + _secondary(judged, pack.scenarios)
    )


def way_out(judged: Any) -> str | None:
    """The way out that the story points to clearly; None while it is open what it is."""
    clear = judged is not None and judged.way_out is not None and judged.ranking[0][1] >= SURE
    return str(judged.way_out) if clear else None


def _elsewhere(judged: Any, ways: Any) -> str:
    """What it is instead of a merchant's complaint, with the deciding phrases; or that it cannot be told yet."""
    way = ways.get(way_out(judged) or "")
    if way is None:
        return markup.paragraph("还拿不准是哪一种，也可能不是商家投诉拼多多的事。再写一两句，或者直接在下面选一种。")
    if way.id == UNCLEAR:
        return markup.paragraph(f"{way.lead}再写一两句是谁、做了什么、少了多少钱；也可以直接在下面选一种。")
    return (
        f"<p>看起来更像：{markup.strong(way.name)}</p>"
        + _reasons(judged, Scenario.OUT_OF_SCOPE)
        + markup.paragraph("可能不是商家投诉拼多多的事。下面有其他去处；如果判断错了，请直接在下面选一种。")
    )


def _reasons(judged: Any, name: str) -> str:
    """The phrases that spoke for it, then the sentences for what was answered and for the runner-up."""
    phrases = dict.fromkeys(reason.phrase for reason in judged.reasons if reason.phrase and reason.scenario == name)
    said = (
        f"<p>因为您写到：{'、'.join(f'<mark>{markup.esc(phrase)}</mark>' for phrase in phrases)}</p>" if phrases else ""
    )
    others = [reason.text for reason in judged.reasons if not reason.phrase or reason.scenario != name]
    return said + markup.plain_items(others)


def _secondary(judged: Any, scenarios: Any) -> str:
    others = [scenarios[str(one)].name for one in judged.secondary if str(one) in scenarios]
    return markup.paragraph(f"也带有：{'、'.join(others)}。", quiet=True) if others else ""


def runner_up(judged: Any) -> str | None:
    """The second most likely scenario."""
    ranked = [str(name) for name, _ in judged.ranking if str(name) != str(judged.scenario)]
    return next((name for name in ranked if name in current.pack().scenarios), None)


def _choices(judged: Any) -> None:
    case, scenarios, second = current.case(), current.pack().scenarios, runner_up(judged)
    with st.container(horizontal=True):
        name = best(judged)
        if name is not None and case.scenario not in (None, name):
            st.button(
                f"改选「{scenarios[name].name}」", key="take.best", on_click=saving.on_click(choose), args=(name,)
            )
        if second and case.scenario != second:
            st.button(
                f"如果其实是「{scenarios[second].name}」，选这个",
                key="take.second",
                on_click=saving.on_click(choose),
                args=(second,),
            )


def _also(judged: Any) -> None:
    """Other kinds that the material shall speak of too; asked once the main one is clear and there is one to name."""
    case, scenarios = current.case(), current.pack().scenarios
    main = case.scenario or (best(judged) if is_sure(judged) else None)
    named = dict.fromkeys(str(one) for one in (*judged.secondary, *case.secondary))
    offered = {one: scenarios[one].name for one in named if one in scenarios and one != main}
    if main is not None and offered:
        fields.picks("secondary", offered, label="材料里也写上", help="选了以后，第 2 步会多问几个相关的问题。")


def choose(scenario: str) -> bool:
    """Take a scenario; everything answered so far is kept. The respondent follows the scenario. Whether it is saved."""
    record = current.pack().scenarios.get(scenario)
    values: dict[str, Any] = {"scenario": scenario}
    if record and record.respondent != current.case().respondent.kind:
        values["respondent.kind"] = record.respondent
    return saving.change_all(values)


def _question(judged: Any) -> None:
    question, answered = judged.question, current.case().triage_answers
    if (
        is_sure(judged)
        or current.case().scenario is not None
        or question is None
        or len(answered) >= MOST_QUESTIONS
        or question.id in answered
    ):
        return
    with st.container(border=True, key="triage-question"):
        options = {option.id: option.label for option in question.options}
        fields.pick(f"triage_answers.{question.id}", options, label=question.text, help=question.help or None)
        st.button("跳过这个问题", key="skip.question", type="tertiary", on_click=_skip, args=(question.id,))


def _skip(question_id: str) -> None:
    saving.change(f"triage_answers.{question_id}", SKIPPED)
