"""Step one, the choice: nine kinds of complaint, or none of them with where to go instead."""

from __future__ import annotations

from typing import Any

import streamlit as st

from wizard.case import Scenario
from wizard.ui import current, fields, layout
from wizard.ui.steps import judging, markup, parts, scenario_judgement, words

NONE_FITS = "都不是"


def show() -> None:
    """The choice, examples of every kind, and the way out."""
    case, scenarios = current.case(), current.pack().scenarios
    names = {name: record.name for name, record in scenarios.items()} | {str(Scenario.OUT_OF_SCOPE): NONE_FITS}
    captions = {name: record.card for name, record in scenarios.items()} | {
        str(Scenario.OUT_OF_SCOPE): "看看可以去哪里"
    }
    if looks_out_of_scope():
        show_ways_out()
    with _place():
        fields.pick("scenario", names, label="是哪一种", captions=captions)
    if case.scenario and case.scenario in scenarios:
        markup.show(chosen_html(scenarios[case.scenario], current.pack()), label="这一种适合什么")
    else:
        markup.show(examples_html(scenarios))


def _place() -> Any:
    """Where the choice stands: folded away once the story says clearly what it is."""
    story = scenario_judgement.has_story()
    if story and scenario_judgement.is_sure(judging.triage()):
        return st.expander("不是这一种？从全部九种里选", key="all-kinds")
    markup.show(markup.heading("从这九种里选" if story else "也可以不写，先选最像的一种", 2))
    return st.container()


def looks_out_of_scope() -> bool:
    """Whether the merchant chose none of them, or the text looks like it and nothing was chosen yet."""
    scenario = current.case().scenario
    if scenario is not None:
        return scenario == Scenario.OUT_OF_SCOPE
    return scenario_judgement.has_story() and scenario_judgement.best(judging.triage()) is None


def examples_html(scenarios: Any) -> str:
    """Examples of every kind, folded."""
    body = "".join(
        markup.heading(record.name, 2) + markup.plain_items(record.examples) for record in scenarios.values()
    )
    return markup.fold("每一种的例子", body)


def chosen_html(record: Any, pack: Any) -> str:
    """What the chosen kind is not for, where else to go, and examples, folded."""
    not_for = markup.heading("这些情况请选别的", 2) + markup.plain_items(record.not_for)
    body = (
        markup.heading("例子", 2) + markup.plain_items(record.examples) + not_for + markup.paragraph(record.elsewhere)
    )
    return markup.fold(f"「{markup.esc(record.name)}」适合什么，不适合什么", body)


def show_ways_out() -> None:
    """Where to go when it is none of the nine; going on stays possible."""
    ways = current.pack().ways_out
    judged = judging.triage() if scenario_judgement.has_story() else None
    guessed = scenario_judgement.way_out(judged)
    ordered = sorted(ways.values(), key=lambda way: way.id != guessed)
    blocks = [
        markup.fold(f"<strong>{markup.esc(way.name)}</strong>", way_out_html(way), opened=way.id == guessed)
        for way in ordered
    ]
    markup.show(markup.heading("可以去这些地方", 2), *blocks, label="其他去处")
    markup.show(markup.paragraph("如果您是商家，而且就是要投诉平台，在下面选最接近的一种，照样可以继续。", quiet=True))


def way_out_html(way: Any) -> str:
    """One way out: why, the places, and what to tell us if the reader is a merchant after all."""
    places = markup.items(_place_html(place) for place in way.places)
    return markup.paragraph(way.lead) + places + (markup.paragraph(way.stay, quiet=True) if way.stay else "")


def _place_html(place: Any) -> str:
    check = f"<br>{markup.quiet(f'核对办法：{place.how_to_check}')}" if place.how_to_check else ""
    head = f"{markup.strong(place.name)} {words.confidence_tag(place.confidence)}"
    return f"{head}<br>{markup.esc(place.how)}{check}"


def primary() -> None:
    """Go on with the chosen kind, or with the one it looks like; without either the button says what is missing."""
    case, scenarios = current.case(), current.pack().scenarios
    likely = scenario_judgement.best(judging.triage()) if scenario_judgement.has_story() else None
    if parts.came_from_review() and case.scenario is not None:
        parts.primary_back_to_review("")
    elif case.scenario is not None or not current.editable():
        layout.primary(to="facts")
    elif likely is not None and likely in scenarios:
        if layout.primary(f"保存并继续：按「{scenarios[likely].name}」"):
            if scenario_judgement.choose(likely):
                current.go("facts")
            st.rerun()
    else:
        written = scenario_judgement.has_story()
        layout.field_note(f"{'' if written else '先写几句发生了什么，或者'}在上面选一种，就能继续。")
        layout.primary(disabled=True)
