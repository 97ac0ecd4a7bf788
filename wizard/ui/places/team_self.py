"""One's own account: name and password, the end of all sessions, leaving the team."""

from __future__ import annotations

import streamlit as st

from wizard.services import people
from wizard.services.board import board_of
from wizard.services.errors import Refused
from wizard.services.people import Member
from wizard.ui import current, layout, session
from wizard.ui.components import exchange
from wizard.ui.folding import fold

_WRONG = "_password_wrong"
_NAME_WRONG, _NAME_DONE = "_name_wrong", "_name_done"


def name(everybody: list[Member]) -> None:
    """How one is called, which one may change, and the name for signing in, which one may not."""
    me = next(one for one in everybody if one.person_id == current.actor().person_id)
    fold("我的姓名和登录名", lambda: _names(me), key="fold-name")


def _names(me: Member) -> None:
    if done := st.session_state.pop(_NAME_DONE, ""):
        layout.notice(done, "good")
    layout.show(
        f"<p>登录名：<strong>{layout.escape(me.username)}</strong>，登录时用，不能改。</p>"
        "<p>姓名在您所有的团队里都会跟着改。以前的操作记录不变，会写明您当时叫什么；签好的材料、签名密钥证书上的姓名也不变。</p>"
    )
    with st.form("name", border=False):
        wanted = st.text_input("姓名或称呼", value=me.name, autocomplete="name", key=f"name-{me.name}")
        if wrong := st.session_state.get(_NAME_WRONG):
            layout.field_problem(wrong)
        if st.form_submit_button("改姓名", key="name-change"):
            _change_name(me.name, wanted)


def _change_name(before: str, wanted: str) -> None:
    st.session_state.pop(_NAME_WRONG, None)
    try:
        people.change_name(current.instance(), current.actor(), wanted)
    except Refused as refused:
        st.session_state[_NAME_WRONG] = str(refused.problems[0])
    else:
        after = wanted.strip()
        st.session_state[_NAME_DONE] = f"改好了，同事看到的是「{after}」。" if after != before else "姓名没有变。"
    st.rerun()


def password() -> None:
    """Change one's own password; everywhere else is signed out, here one stays."""
    wrong = st.session_state.get(_WRONG, {})
    fold("修改我的密码", lambda: _new_password(wrong), key="fold-password")


def _new_password(wrong: dict[str, str]) -> None:
    with st.form("password", border=False):
        old = st.text_input("原密码", type="password", autocomplete="current-password", key="password-old")
        _problem(wrong, "old")
        new = st.text_input("新密码", type="password", autocomplete="new-password", key="password-new")
        _problem(wrong, "new")
        again = st.text_input("再输一次新密码", type="password", autocomplete="new-password", key="password-again")
        _problem(wrong, "again")
        if st.form_submit_button("修改密码", key="password-change"):
            _change(old, new, again)


def _problem(wrong: dict[str, str], field: str) -> None:
    if field in wrong:
        layout.field_problem(wrong[field])


def _change(old: str, new: str, again: str) -> None:
    if new != again:
        st.session_state[_WRONG] = {"again": "两次输入的新密码不一样，请再输一次。"}
        st.rerun()
    try:
        ticket = people.change_password(current.instance(), current.actor(), old, new)
    except Refused as refused:
        st.session_state[_WRONG] = _by_field(refused)
        st.rerun()
    st.session_state.pop(_WRONG, None)
    exchange.sign_in(ticket.value)
    st.stop()


def _by_field(refused: Refused) -> dict[str, str]:
    """Problems below their boxes; too many attempts stand below the old password."""
    names = {"password": "old"}
    return {names.get(problem.field, problem.field): str(problem) for problem in refused.problems}


def sign_out_everywhere() -> None:
    """End every session of this person: for a lost phone, or a computer that is not one's own."""
    fold("在所有设备上退出", _everywhere, key="fold-everywhere")


def _everywhere() -> None:
    layout.show("<p>手机丢了，或者在别人的电脑上登录过：点一下，所有地方都要重新登录。</p>")
    if st.button("在所有设备上退出", key="out-everywhere"):
        people.sign_out(current.instance(), session.token() or "", everywhere=True)
        st.rerun()


def leave() -> None:
    """Leave this team; what one did there stays."""
    fold("退出这个团队", _surely, key="fold-leave")


def _surely() -> None:
    team = current.actor().team_name
    layout.show("<p>退出以后，看不到这个团队的案件；您经手的案件和记录都留在团队里。要回来，请负责人再邀请一次。</p>")
    if held := board_of(current.instance(), current.actor(), assignee=current.actor().person_id).total:
        layout.notice(
            f"您还经办着 {held} 件案件。最好先交给同事：在案件的「经办和留言」里选，或请负责人在「团队」页一次交出去。",
            "warn",
        )
    sure = st.checkbox(f"我要退出「{layout.escape_markdown(team)}」", key="leave-sure")
    if st.button("退出团队", key="leave", disabled=not sure):
        _leave()


def _leave() -> None:
    try:
        people.leave(current.instance(), current.actor())
    except Refused as refused:
        layout.notice(str(refused), "bad")
    else:
        current.go("")
