"""The door for somebody whom the organisation's sign-in has introduced: in at once, or bound to an account first."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from wizard.services import single_sign_on
from wizard.services.errors import Refused, SignInRefused
from wizard.services.people import Ticket
from wizard.services.single_sign_on import Identity
from wizard.ui import current, layout, session

_WRONG, _ANOTHER_NAME = "_identity_wrong", "_identity_another_name"


def button() -> None:
    """The way to the organisation's sign-in, below the form."""
    settings = current.instance().settings
    if settings.single_sign_on:
        st.button(f"用{layout.escape_markdown(settings.oidc_name)}登录", key="door-identity", on_click=st.login)


def show(identity: Identity, enter: Callable[[Ticket], None]) -> None:
    """Sign in, or ask for what binds the identity to a person."""
    try:
        known = single_sign_on.recognise(current.instance(), identity)
    except SignInRefused as refused:
        layout.step("没有登录成功", str(refused))
        _another_way()
        return
    if known.ticket:
        enter(known.ticket)
    elif known.account:
        _bind(identity, known.account, enter)
    else:
        _join(identity, enter)


def _bind(identity: Identity, account: str, enter: Callable[[Ticket], None]) -> None:
    layout.step(
        "把单位账号和您的账号绑在一起", f"「{account}」已经是一个账号的登录名。请输入一次它的密码，以后就不用了。"
    )
    with st.form("bind", border=False):
        password = st.text_input("密码", type="password", autocomplete="current-password", key="door-bind-password")
        _problem()
        sent = st.form_submit_button("绑定并登录", type="primary", key="door-bind")
    _another_way()
    if sent:
        _try(lambda: single_sign_on.bind(current.instance(), identity, password, session.address()), enter)


def _join(identity: Identity, enter: Callable[[Ticket], None]) -> None:
    who = identity.name or identity.email or "您"
    layout.step(
        "还差一个邀请", f"{who}的单位账号还不属于任何团队。请团队负责人给您一个邀请链接，把里面的邀请码填在这里。"
    )
    with st.form("identity-join", border=False):
        code = st.text_input("邀请码或邀请链接", autocomplete="off", key="door-identity-code")
        name = _name_told_apart(identity.name)
        _problem()
        sent = st.form_submit_button("加入并登录", type="primary", key="door-identity-join")
    _another_way()
    if sent:
        _try(lambda: single_sign_on.join_with(current.instance(), identity, code_in(code), name), enter)


def _name_told_apart(name: str) -> str:
    """Another name for somebody who is called like a colleague there; empty as long as nobody has said so."""
    if not st.session_state.get(_ANOTHER_NAME):
        return ""
    return st.text_input("姓名或称呼", value=name, help="同事会看到它", autocomplete="name", key="door-identity-name")


def code_in(text: str) -> str:
    """The invitation code in what somebody pasted: the code itself, or the whole link."""
    return text.rsplit("invite=", 1)[-1].strip()


def _try(act: Callable[[], Ticket], enter: Callable[[Ticket], None]) -> None:
    try:
        ticket = act()
    except Refused as refused:
        st.session_state[_WRONG] = str(refused)
        if refused.problems[0].field == "name":
            st.session_state[_ANOTHER_NAME] = True
        st.rerun()
    st.session_state.pop(_WRONG, None)
    enter(ticket)


def _problem() -> None:
    if _WRONG in st.session_state:
        layout.field_problem(st.session_state[_WRONG])


def _another_way() -> None:
    st.button("用登录名和密码登录", key="door-identity-back", on_click=st.logout)
