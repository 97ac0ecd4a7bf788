"""The administrator's page: one fact corrected at a time, the corrections so far, the content checks."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

import streamlit as st

from wizard.case import CHINA
from wizard.knowledge.checks.finding import SEVERITY_WORDS, CheckFinding
from wizard.knowledge.corrections import Fact, facts, in_force
from wizard.knowledge.load import as_written
from wizard.knowledge.shown import shown_day
from wizard.services import corrections
from wizard.services.corrections import Shown, Wanted
from wizard.services.errors import NotFound, Refused, Unavailable
from wizard.ui import current, layout, values
from wizard.ui.layout import escape

PLACE = "upkeep-place"
_WRONG, _DONE, _FOUND, _ROUND = "_upkeep_wrong", "_upkeep_done", "_upkeep_found", "_upkeep_round"
_TONES = {"error": "bad", "warning": "warn", "hint": "plain"}


def correct() -> None:
    """Choose a fact, see what it says now, and put in what is true."""
    if done := st.session_state.pop(_DONE, ""):
        layout.notice(done, "good")
    known = facts(as_written(current.DEFAULT_PLATFORM))
    chosen = st.selectbox(
        "更正哪一处",
        list(known),
        index=None,
        key=f"{PLACE}-{st.session_state.get(_ROUND, 0)}",  # a new box after each correction: it starts empty
        placeholder="输入几个字来找，例如：热线、邮箱、字数",
        format_func=lambda place: f"{known[place].record}：{known[place].label}",
    )
    if chosen:
        layout.show(_now(known[chosen]))
        _form(known[chosen])


def _now(fact: Fact) -> str:
    """What the guide says at this place today."""
    source = f"来源：{fact.source}" if fact.source else ""
    check = f"核对办法：{fact.how_to_check}" if fact.how_to_check else ""
    quiet = "。".join(part.rstrip("。") for part in (source, check) if part)
    made = next((one for one in in_force() if one.place == fact.place), None)
    since = f"<p>现在用的是：<strong>{escape(made.value)}</strong>（{escape(made.note)}）</p>" if made else ""
    written = f"指南里写的是：<strong>{escape(fact.value)}</strong> {layout.confidence_badge(fact.confidence)}"
    return f"{since}<p>{written}</p>" + (f'<p class="w-quiet">{escape(quiet)}。</p>' if quiet else "")


def _form(fact: Fact) -> None:
    wrong: dict[str, str] = st.session_state.get(_WRONG, {})
    with st.form("correct", border=False):
        hint = "例如 500；没有上限填“无”" if fact.number else "照着页面抄下来"
        value = st.text_input("改成", key=f"upkeep-value-{fact.place}", placeholder=hint)
        _problem(wrong, "value")
        source = st.text_input(
            "来源", key=f"upkeep-source-{fact.place}", placeholder="例如：商家后台-帮助中心-联系我们"
        )
        _problem(wrong, "source")
        day = st.text_input("核对日期", value=values.today().isoformat(), key="upkeep-day", placeholder="例如 11月22日")
        _problem(wrong, "checked_on")
        if st.form_submit_button("更正", type="primary", key="primary-upkeep"):
            _correct(fact, value, source, day)


def _problem(wrong: dict[str, str], field: str) -> None:
    if field in wrong:
        layout.field_problem(wrong[field])


def _correct(fact: Fact, value: str, source: str, day: str) -> None:
    read = values.read_day(day)
    if read.value is None:
        st.session_state[_WRONG] = {"checked_on": read.problem or "「核对日期」还没有填。请填您看到它的那一天。"}
        st.rerun()
    wanted = Wanted(fact.place, value, source, dt.date.fromisoformat(str(read.value)))
    try:
        corrections.correct(current.instance(), current.actor(), wanted)
    except Refused as refused:
        st.session_state[_WRONG] = {problem.field: str(problem) for problem in refused.problems}
    else:
        st.session_state.pop(_WRONG, None)
        st.session_state[_DONE] = f"「{fact.record}：{fact.label}」已更正，现在各处都用新的内容。"
        st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    st.rerun()


def standing() -> None:
    """What is corrected today, each with a way back; below it what was withdrawn."""
    made = corrections.history(current.instance(), current.actor())
    layout.show("<h2>正在生效的更正</h2>")
    now = [one for one in made if one.stands]
    if not now:
        layout.show('<p class="w-quiet">还没有更正。指南里标着“未核实”的，核对过就可以在这里写上。</p>')
    for one in now:
        _one(one)
    before = [one for one in made if not one.stands]
    if before:
        lines = "".join(f"<li>{_told(one)}</li>" for one in before)
        layout.show(layout.fold(f"撤回的更正（{len(before)}）", f"<ul>{lines}</ul>"))


def _one(one: Shown) -> None:
    with st.container(horizontal=True, vertical_alignment="top", key=f"wrow-correction-{one.id}"):
        aside = "" if one.applies else "<br>" + layout.badge("指南已有新内容，这处更正没有使用，请看看还要不要", "warn")
        layout.show(f"<p>{_told(one)}{aside}</p>")
        if st.button("撤回", key=f"withdraw-{one.id}", help=one.correction.place):
            _withdraw(one)


def _told(one: Shown) -> str:
    name = f"{one.fact.record}：{one.fact.label}" if one.fact else one.correction.place
    made = one.correction
    words = f"{made.by}于{shown_day(made.checked_on)}核对，来源：{made.source}。原来写的是：{made.instead_of}"
    quiet = f'<br><span class="w-quiet">{escape(words)}</span>'
    gone = f"（{one.withdrawn_at.astimezone(CHINA):%Y-%m-%d} 由{one.withdrawn_by}撤回）" if one.withdrawn_at else ""
    return f"{escape(name)} → <strong>{escape(made.value)}</strong>{escape(gone)}{quiet}"


def _withdraw(one: Shown) -> None:
    with suppress(NotFound):  # somebody else withdrew it a moment ago
        corrections.withdraw(current.instance(), current.actor(), one.id)
    st.session_state[_DONE] = "已撤回，现在各处又用指南里的内容。"
    st.rerun()


def checks() -> None:
    """The content checks, when asked for; they take some seconds."""
    layout.show("<h2>检查指南的内容</h2>", "<p>逐条检查来源、置信度、复核日期和互相的引用，要几秒钟。</p>")
    if st.button("检查一遍", key="upkeep-check"):
        with st.spinner("正在检查…"):
            _check()
    found = st.session_state.get(_FOUND)
    if found is not None:
        layout.show(_findings(found))


def _check() -> None:
    try:
        st.session_state[_FOUND] = corrections.check(current.instance(), current.actor())
    except Unavailable as error:
        layout.notice(str(error), "bad")


def _findings(found: list[CheckFinding]) -> str:
    if not found:
        return layout.notice_html("没有发现问题：每条都有来源和置信度，没有过期的，也没有断掉的引用。", "good")
    lines = "".join(
        f"<li>{layout.badge(SEVERITY_WORDS[one.severity], _TONES[one.severity])} "
        f"{escape(' '.join((one.file, one.record, one.field)))}：{escape(one.message)}<br>"
        f'<span class="w-quiet">{escape(one.suggestion)}</span></li>'
        for one in found
    )
    return f"<p>发现 {len(found)} 处：</p><ul>{lines}</ul>"
