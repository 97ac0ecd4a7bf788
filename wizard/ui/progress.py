"""How far a case is: which steps are done, and what the side panel says about it."""

from __future__ import annotations

import json
from typing import Any

import streamlit as st

from wizard.case import CHINA, Case
from wizard.ui import current, layout, values
from wizard.ui.layout import escape
from wizard.ui.steps import judging, parts


def done_steps(case: Case) -> set[str]:
    """The steps (url paths) that hold what the next one needs."""
    reached = {
        "scenario": case.scenario is not None,
        "facts": bool(case.shop.name and (case.timeline or case.narrative) and not open_questions(case)),
        "evidence": bool(case.exhibits) and _complete(case),
        "channel": case.channel is not None,
        "review": bool(case.demands),
        "sign": bool(case.packages),
        "followup": case.outcome is not None,
    }
    return {step for step, is_done in reached.items() if is_done}


def open_questions(case: Case) -> list[Any]:
    """Questions of this scenario that must be answered and are not."""
    if case.scenario is None:
        return []
    return [
        one for one in judging.questions() if one.level == "required" and case.answers.get(one.id) in (None, "", [])
    ]


def assessment(case: Case) -> Any:
    """How complete the evidence is, for the chosen channel if there is one; None before a scenario is chosen."""
    if case.scenario is None:
        return None
    return judging.assess()


def _complete(case: Case) -> bool:
    found = assessment(case)
    return bool(found and found.complete)


def show() -> None:
    """Draw the side panel."""
    st.html(f'<div class="w-html w-shown" {_marks()}>{panel(current.case())}</div>')


def hand_over(head: dict[str, Any] | None) -> None:
    """The side panel as it is now, from a part of the page that ran alone: masthead.js puts it in its place.

    With it what the head shows of the case, `None` when that is as the whole page drew it. Streamlit lets a fragment
    write outside itself only if it did so in every whole run too, which would cost more.
    """
    moved = f' data-head="{escape(_in_attribute(head))}"' if head else ""
    st.html(f'<div class="w-fresh" {_marks()}{moved}>{panel(current.case())}</div>')


def _in_attribute(value: dict[str, Any]) -> str:
    """As JSON without angle brackets: Streamlit drops an attribute in which some of them stand."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c").replace(">", "\\u003e")


def _marks() -> str:
    """For masthead.js: when the case was saved, which version and part of a step this is, what was sent."""
    place = escape(parts.place())
    taken = f' data-taken="{escape(marks)}"' if (marks := current.taken()) else ""
    version = current.stored().version
    return f'data-saved="{escape(saved_words())}" data-version="{version}" data-place="{place}"{taken}'


def saved_words() -> str:
    """When the open case was saved last, and by whom if it was somebody else; the masthead shows it."""
    stored = current.stored()
    at = stored.saved_at.astimezone(CHINA)
    who = "" if stored.saved_by in ("", current.run().person_name) else f"，{stored.saved_by}改的"
    day = "" if at.date() == values.today() else f"{at.month}月{at.day}日 "
    return f"已保存 {day}{at:%H:%M}{who}"


def panel(case: Case) -> str:
    """The side panel as HTML: what is given so far, what is missing, what is due next."""
    parts = [_given(case), _evidence(case), _due(case)]
    body = "".join(part for part in parts if part)
    # Twice, because no style can fold what is open: beside the page it is open, under it on a phone it is folded.
    return (
        f'<aside class="w-side" aria-label="到目前为止"><section class="w-beside"><h2>到目前为止</h2>{body}</section>'
        f'<details class="w-under"><summary>到目前为止</summary><div>{body}</div></details></aside>'
    )


def _given(case: Case) -> str:
    pack = current.pack()
    scenario = pack.scenarios.get(str(case.scenario)) if case.scenario else None
    channel = pack.channels.get(case.channel) if case.channel else None
    total = case.loss_total()
    rows = [
        ("场景", scenario.name if scenario else "还没有定"),
        ("店铺", case.shop.name or "还没有填"),
        ("损失合计", values.spoken_money(total) if total else "还没有填"),
        ("渠道", channel.name if channel else "还没有选"),
    ]
    lines = "".join(f"<div><dt>{escape(label)}</dt><dd>{escape(value)}</dd></div>" for label, value in rows)
    return f'<dl class="w-pairs">{lines}</dl>'


def _evidence(case: Case) -> str:
    found = assessment(case)
    if found is None:
        return ""
    missing = [item for item in found.items if item.level == "required" and item.status == "missing"]
    share = max(0, min(100, round(float(found.score) * (100 if float(found.score) <= 1 else 1))))
    words = f"证据 {share}%，{'必备的都有了' if not missing else f'还缺 {len(missing)} 项必备'}"
    return (
        f'<h2>{escape(words)}</h2><progress max="100" value="{share}" aria-label="证据完整程度"></progress>'
        + layout.items([item.title for item in missing[:5]])
    )


def _due(case: Case) -> str:
    if not case.receipts:
        return ""
    coming = [(task.due, task.title) for task in judging.tasks() if task.due is not None and task.done_on is None]
    if not coming:
        return ""
    due, title = min(coming)
    return f"<h2>下一个日期</h2><p>{escape(values.spoken_day(due.isoformat()))}<br>{escape(title)}</p>"
