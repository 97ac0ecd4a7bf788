"""The board's list of cases: figures, search, rows, and how to begin."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from wizard.case import CHINA
from wizard.services import cases
from wizard.services.board import DUE_SOON, MOST_COUNTED, NOBODY, Board, BoardLine, board_of
from wizard.services.errors import NotAllowed
from wizard.services.samples import sample_scenarios
from wizard.services.summary import STATES
from wizard.ui import current, layout, pager, values
from wizard.ui.folding import fold
from wizard.ui.layout import escape

QUERY, STATE, SCENARIO, PAGE = "board-query", "board-state", "board-scenario", "board-page"
ASSIGNEE, BY_DUE = "board-assignee", "board-by-due"
EVERY = "全部"
_TEAM = "_board-team"
_AS_AT_FIRST = {QUERY: "", STATE: EVERY, SCENARIO: EVERY, ASSIGNEE: EVERY, BY_DUE: False, PAGE: 1}
RESUME = {"packaged": "sign", "submitted": "followup", "answered": "followup", "closed": "followup"}


@dataclass(frozen=True)
class Found:
    """A page of the board, and whether the team has any case at all."""

    board: Board
    any_case: bool


def find() -> Found:
    """The cases that suit the search on this page."""
    state, actor = st.session_state, current.actor()
    if state.setdefault(_TEAM, actor.team_id) != actor.team_id:  # what was looked for in another team is not here
        state.update(_AS_AT_FIRST | {_TEAM: actor.team_id})
    query, by_due = str(state.get(QUERY) or ""), bool(state.get(BY_DUE))
    scenario, status, assignee = map(_chosen, (SCENARIO, STATE, ASSIGNEE))
    find = partial(board_of, current.instance(), actor, query, scenario, status, assignee=assignee, by_due=by_due)
    board = find(page=int(state.get(PAGE) or 1))
    if board.page > board.pages:  # fewer than a moment ago
        state[PAGE] = board.pages
        board = find(page=board.pages)
    narrowed = by_due or query or any(one is not None for one in (scenario, status, assignee))
    return Found(board, bool(board.total or narrowed))


def _chosen(key: str) -> str | None:
    value = st.session_state.get(key)
    return None if value in (None, EVERY) else str(value)


def figures(board: Board) -> None:
    """How many, what is due, how much money."""
    pairs = {
        "案件": f"{board.total} 件{'以上' if board.at_least else ''}",
        f"过期或 {DUE_SOON.days} 天内到期": f"{board.due_soon} 件{'以上' if board.due_soon == MOST_COUNTED else ''}",
        "进行中的涉案金额": values.spoken_money(board.money_at_stake),
    }
    rows = "".join(f"<div><dt>{escape(label)}</dt><dd>{escape(value)}</dd></div>" for label, value in pairs.items())
    layout.show(f'<dl class="w-figures">{rows}</dl>')


def start(first: bool) -> None:
    """The page's primary button."""
    if first and not current.editable():
        layout.show(
            '<div class="w-empty"><p><strong>还没有案件。</strong></p>'
            "<p>您的角色是「查看」：同事建好案件以后，会列在这里，您可以看、下载和留言。</p></div>"
        )
    elif first:
        layout.show(
            '<div class="w-empty"><p><strong>还没有案件。</strong></p>'
            "<p>先点「新建投诉」，用自己的话写下发生了什么。不用一次写完，写到哪里就存到哪里。</p>"
            "<p>想先看看办完是什么样子，可以打开下面的样例。</p></div>"
        )
    if not current.editable():
        return
    if st.button("新建投诉", type="primary", key="primary-board"):
        stored = cases.create(current.instance(), current.actor())
        current.go("scenario", case=stored.case.id)


def filters(board: Board) -> None:
    """Search by words, state, scenario and who takes care; what is due first; the list follows while one types."""
    scenarios = {record.id: record.name for record in current.pack().scenarios.values()}
    with st.container(key="board-filters"):
        search, state, scenario = st.columns([2, 1, 1.4], vertical_alignment="bottom")
    search.text_input(
        "查找", key=QUERY, live="0.4s", placeholder="案件编号、标题或店铺", on_change=_first_page, autocomplete="off"
    )
    state.selectbox(
        "状态", [EVERY, *STATES], key=STATE, format_func=lambda one: STATES.get(one, one), on_change=_first_page
    )
    scenario.selectbox(
        "场景",
        [EVERY, *scenarios],
        key=SCENARIO,
        format_func=lambda one: scenarios.get(one, one),
        on_change=_first_page,
    )
    with st.container(key="board-more", horizontal=True, vertical_alignment="bottom"):
        _by_assignee(board)
        st.checkbox("只看有期限的，先到期的在前", key=BY_DUE, on_change=_first_page)


def _by_assignee(board: Board) -> None:
    """Nothing to choose where one takes care of everything alone."""
    me, chosen = current.actor().person_id, st.session_state.get(ASSIGNEE)
    others = {one: name for one, name in board.assignees.items() if one != me}
    if not others and chosen in (None, EVERY):
        return
    names: dict[str, str] = {EVERY: EVERY, me: "我", NOBODY: "没有人", **others}
    if chosen is not None:
        names.setdefault(chosen, "（已没有案件）")
    st.selectbox("谁经办的", list(names), key=ASSIGNEE, format_func=lambda one: names[one], on_change=_first_page)


def _first_page() -> None:
    st.session_state[PAGE] = 1


def rows(board: Board) -> None:
    """One line a case: a link that opens it where work goes on, and what matters about it."""
    if not board.lines:
        layout.show('<div class="w-empty"><p>没有符合条件的案件。换几个字，或把上面的条件放宽。</p></div>')
        return
    lines = "".join(f"<li>{opening(row)}{line(row)}</li>" for row in board.lines)
    layout.show(f'<ul class="w-cases">{lines}</ul>')


def opening(row: BoardLine) -> str:
    """The link to a case as HTML; a plain click on it is taken by masthead.js, so that nothing is loaded anew."""
    step = resume(row)
    address = escape(f"/{step}?{urlencode({'case': row.case_id})}")
    return (
        f'<a class="w-case-link" href="{address}" target="_self" data-page="{step}" data-case="{escape(row.case_id)}">'
        f"{escape(' '.join(row.title.split()))}</a>"
    )


def resume(row: BoardLine) -> str:
    """The step at which work on a case goes on."""
    return RESUME.get(row.state, "facts" if row.scenario else "scenario")


def line(row: BoardLine) -> str:
    """What matters about a case, as HTML."""
    facts = [
        layout.badge(STATES.get(row.state, row.state), "good" if row.state == "closed" else "plain"),
        _due(row),
        escape(row.reference),
        escape(row.shop),
        escape(values.spoken_money(row.money)) if row.money else "",
        escape(f"经办：{row.assignee_name}") if row.assignee_name else "",
        escape(_changed(row)),
    ]
    return f'<div class="w-case-line">{"".join(f"<span>{fact}</span>" for fact in facts if fact)}</div>'


def _changed(row: BoardLine) -> str:
    at = row.updated_at.astimezone(CHINA)
    who = "" if row.updated_by_name == row.assignee_name else f"{row.updated_by_name} "
    return f"{who}{values.day_said(at.date())} {at:%H:%M} 更新"


def _due(row: BoardLine) -> str:
    if row.next_due is None:
        return ""
    words = f"{due_words(row.next_due, values.today())}：{row.next_task}"
    tone = "bad" if row.next_due < values.today() else "warn"
    mark = layout.badge("已过期" if tone == "bad" else "待办", tone)
    return f'<span class="w-due">{mark}{escape(words)}</span>'


def due_words(due: dt.date, today: dt.date) -> str:
    """A due date as people say it."""
    left = (due - today).days
    day = f"{due.month}月{due.day}日"
    if left < 0:
        return f"{day}，已过 {-left} 天"
    near = {0: "就是今天", 1: "就是明天"}
    return f"{day}，{near.get(left, f'还有 {left} 天')}"


def pages(board: Board) -> None:
    """Turn the pages of a long list."""
    pager.pages(board.page, board.pages, board.at_least, key="board", turn=_turn)


def _turn(page: int) -> None:
    st.session_state[PAGE] = page


def samples(opened: bool) -> None:
    """Worked samples: one per scenario, opened as an ordinary case that can be deleted."""
    available = sample_scenarios()
    if not available or not current.editable():
        return
    names = {record.id: record for record in current.pack().scenarios.values()}
    records = [record for record in names.values() if record.id in available]
    fold("打开一个样例看看", lambda: _samples(records), key="samples", expanded=opened)


def _samples(records: list[Any]) -> None:
    layout.show("<p>样例是虚构的，会作为一件普通案件放进工作台，可以随便改，看完可以删除。</p>")
    with st.container(horizontal=True):
        _sample_buttons(records)


def _sample_buttons(records: list[Any]) -> None:
    for record in records:
        if st.button(record.name, key=f"sample-{record.id}", help=record.card):
            _open_sample(record.id)


def _open_sample(scenario: str) -> None:
    try:
        stored = cases.open_sample(current.instance(), current.actor(), scenario)
    except NotAllowed as refusal:
        layout.notice(str(refusal), "bad")
    else:
        current.go("review", case=stored.case.id, part="preview")


def address_of(case_id: str) -> str:
    """The address of a case, to hand to a colleague."""
    return f"/scenario?{urlencode({'case': case_id})}"
