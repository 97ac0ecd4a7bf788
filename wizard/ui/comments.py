"""Who takes care of the open case and what colleagues say about it: folded away, drawn only while it is open."""

from __future__ import annotations

import time

import streamlit as st

from wizard.case import CHINA
from wizard.services import together
from wizard.services.errors import NotFound, Refused
from wizard.services.together import LONGEST_COMMENT, Comment
from wizard.team.roles import May
from wizard.ui import current, folding, handing, layout, words
from wizard.ui.layout import escape

SECONDS = 30.0
_COUNTED = "_comments_counted"
_TEXT, _ABOUT, _WRONG = "comments-text", "comments-about", "_comments_wrong"
_OPEN, _ASSIGN = "comments-open", "comments-assign"


def show() -> None:
    """The fold below the side panel, with how many there are."""
    count = _count()
    label = f"经办和留言（{count}）" if count else "经办和留言"
    with st.container(key="comments"):
        folding.stay_open(_OPEN)
        fold = st.expander(label, key=_OPEN, on_change="rerun")
        with fold:
            if fold.open:
                _inside(_said())
        if not fold.open and st.session_state.get(current.draft_key(_TEXT)):
            layout.show('<p class="w-quiet">有一句写给同事的话还没发出去，点开上面就能看到。</p>')


def _said() -> list[Comment]:
    said = together.comments(current.instance(), current.actor(), current.case().id)
    st.session_state[_COUNTED] = (current.case().id, time.monotonic(), len(said))
    return said


def _count() -> int:
    """How many there are, looked up twice a minute while the fold is closed: asking costs a tenth of a click."""
    case_id, at, count = st.session_state.get(_COUNTED, ("", 0.0, 0))
    known = case_id == current.case().id and time.monotonic() - at < SECONDS
    closed = not st.session_state.get(_OPEN)
    return int(count) if known and closed else len(_said())


def _inside(said: list[Comment]) -> None:
    here = current.stored()
    handing.box(here.case.id, here.assignee, key=_ASSIGN)
    if said:
        layout.show(f'<ol class="w-talk">{"".join(_one(comment) for comment in said)}</ol>')
    else:
        layout.show('<p class="w-quiet">给同事留句话。留言只有团队看得到，不会进入材料包。</p>')
    if current.may(May.COMMENT):
        _compose()
        _take_back(said)


def _one(comment: Comment) -> str:
    at = comment.at.astimezone(CHINA)
    about = f"，关于{words.STEPS[comment.step]}" if comment.step in words.STEPS else ""
    head = escape(f"{comment.name} {at.month}月{at.day}日 {at:%H:%M}{about}")
    return f'<li><span class="w-quiet">{head}</span><br>{escape(comment.text)}</li>'


def _compose() -> None:
    here = current.run().page
    box = current.draft_key(_TEXT)
    st.text_area("写给同事", key=box, max_chars=LONGEST_COMMENT, height=96, persist_state="session")
    if wrong := st.session_state.get(_WRONG):
        layout.field_problem(wrong)
    st.checkbox(f"只关于「{words.STEPS[here]}」这一步", key=_ABOUT, value=True)
    st.button("留言", key="comments-send", on_click=_send, args=(here,))


def _send(here: str) -> None:
    state, box = st.session_state, current.draft_key(_TEXT)
    step = here if state[_ABOUT] else ""
    try:
        together.comment(current.instance(), current.actor(), current.case().id, str(state[box]), step)
    except Refused as refused:
        state[_WRONG] = str(refused)
    else:
        state.pop(_WRONG, None)
        current.draft_taken(box)


def _take_back(said: list[Comment]) -> None:
    mine = [comment for comment in said if comment.person_id == current.actor().person_id]
    if mine:
        st.button("撤回我最后一条留言", key="comments-withdraw", on_click=_withdraw, args=(mine[-1].id,))


def _withdraw(comment_id: str) -> None:
    try:
        together.withdraw(current.instance(), current.actor(), current.case().id, comment_id)
    except NotFound as gone:
        st.session_state[_WRONG] = str(gone)
