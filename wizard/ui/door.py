"""The door: first set-up, signing in, joining by invitation, a new password by code. Nothing else runs before it."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from wizard.services import people
from wizard.services.errors import NotFound, Refused, SignInRefused
from wizard.services.people import Ticket
from wizard.team.roles import ROLE_HINTS, ROLE_NAMES, Role
from wizard.ui import current, door_identity, layout, session, unsent
from wizard.ui.components import exchange, reload

_TICKET = "_ticket"
_SECOND = "_second"  # the ticket for the second step, and where to go after it
_REFUSED = "_door_refused"
_ENDED = "_session_ended"
ENDED = "登录已结束：太久没有用，或在别处退出、改了密码、被负责人停用。已保存的都在，重新登录后回到刚才那一页。"


def page() -> None:
    """What somebody without a session sees at any address."""
    if ticket := st.session_state.get(_TICKET):
        exchange.sign_in(*ticket)
        return
    if second := st.session_state.get(_SECOND):
        second_step(*second)
    elif identity := session.identity():
        door_identity.show(identity, _enter)
    elif code := current.query_value("invite"):
        join(code)
    elif people.setup_needed(current.instance()):
        set_up()
    else:
        sign_in()


def no_team() -> None:
    """Somebody with an account whose teams all ended."""
    layout.step(
        "您现在不属于任何团队",
        "您退出了团队，或者负责人停用了您。请团队负责人给您一个邀请链接；打开它，或把邀请码填在下面，就能加入。",
    )
    for line in unsent.put_aside():
        layout.notice(f"没有保存，请先抄下来。{line}", "warn")
    _with_code()


def somebody_elses() -> None:
    """What the next person sees on a page that was somebody else's: nothing of it, and then a page of their own."""
    layout.step("换了人登录", "这个页面是上一位登录的人打开的，正在为您重新打开。")
    reload.reload()


def session_ended() -> None:
    """Let the door say why it stands here: the page was open, and the session is not good any more."""
    st.session_state[_ENDED] = True


def sign_in() -> None:
    """Name and password; a forgotten password is set anew by a code from the team's owner."""
    layout.step("登录", "登录后，您团队的案件都在工作台里。")
    if st.session_state.get(_ENDED):
        layout.notice(ENDED, "plain")
    with st.form("sign-in", border=False):
        username = st.text_input("登录名", autocomplete="username", key="door-username")
        password = st.text_input("密码", type="password", autocomplete="current-password", key="door-password")
        _problem("password")
        sent = st.form_submit_button("登录", type="primary", key="door-sign-in")
    if sent:
        _sign_in(username, password)
    door_identity.button()
    layout.show(
        '<p class="w-quiet">还没有账号：请团队负责人发一个邀请链接给您。'
        "只想核对一份材料包有没有被改动，不用登录，请点上面的「校验」。</p>"
    )
    with st.expander("有邀请码"):
        _with_code()
    with st.expander("忘记密码"):
        _new_password()


def _with_code() -> None:
    with st.form("code", border=False):
        code = st.text_input("邀请码或邀请链接", autocomplete="off", key="door-invitation")
        sent = st.form_submit_button("加入团队", key="door-with-code")
    if sent and (typed := door_identity.code_in(code)):
        st.query_params["invite"] = typed
        st.rerun()


def _sign_in(username: str, password: str, to: str = "") -> None:
    if not username.strip() or not password:
        _refuse({"password": "请把登录名和密码都填上。"})
    try:
        ticket = people.sign_in(current.instance(), username, password, session.address())
    except SignInRefused as refused:
        _refuse(_words(refused))
    else:
        _enter(ticket, to)


def _enter(ticket: Ticket, to: str = "") -> None:
    st.session_state.pop(_REFUSED, None)
    if ticket.second_factor:
        st.session_state[_SECOND] = (ticket.value, to)
        st.rerun()
    st.session_state.pop(_SECOND, None)
    st.session_state[_TICKET] = (ticket.value,)
    exchange.sign_in(ticket.value, to=to)
    st.stop()


def second_step(pending: str, to: str) -> None:
    """The code of the authenticator app, after the right password."""
    layout.step("输入验证码", "打开手机上的验证器，把现在显示的 6 位数字填在这里。")
    with st.form("second", border=False):
        code = st.text_input(
            "验证码", help="手机不在身边，就填一个备用码", autocomplete="one-time-code", key="door-second-code"
        )
        _problem("password")
        sent = st.form_submit_button("登录", type="primary", key="door-second")
    st.button("换一个账号登录", key="door-second-back", on_click=_forget_second)
    layout.show('<p class="w-quiet">验证器和备用码都没有了：请团队负责人在「团队」页替您关闭双重验证。</p>')
    if sent:
        _second_step(pending, code, to)


def _second_step(pending: str, code: str, to: str) -> None:
    try:
        ticket = people.second_step(current.instance(), pending, code, session.address())
    except SignInRefused as refused:
        _refuse(_words(refused))
    else:
        _enter(ticket, to)


def _forget_second() -> None:
    st.session_state.pop(_SECOND, None)
    st.session_state.pop(_REFUSED, None)


def set_up() -> None:
    """First start: the first person and their team, by the code printed on the server's console."""
    layout.step("第一次使用：设置", "设置码打印在启动本程序的那个窗口里，只能用一次。设置好以后，这个页面不再出现。")
    with st.form("set-up", border=False):
        code = st.text_input("设置码", autocomplete="off", key="door-code")
        _problem("code")
        team = st.text_input("团队名称", placeholder="例如：某某百货旗舰店", key="door-team")
        _problem("team_name")
        account = _account_boxes()
        sent = st.form_submit_button("完成设置", type="primary", key="door-set-up")
    if sent:
        _set_up(code, team, account)


def _set_up(code: str, team: str, account: tuple[str, str, str, str]) -> None:
    username, name, password, again = account
    if not code.strip():
        _refuse({"code": "设置码还没有填。它印在启动本程序的那个窗口里。"})
    _same(password, again)
    try:
        people.set_up(current.instance(), code, username, name, password, team)
    except Refused as refused:
        _refuse(_words(refused))
    _sign_in(username, password, to="/")


def join(code: str) -> None:
    """An invitation: with a new account, or with the one that is signed in."""
    offer = people.invitation(current.instance(), code)
    if offer is None:
        layout.step(
            "这个邀请码不能用了", "它可能已经用过、已过期，或者少抄了字。可以再填一次，或请团队负责人再发一个。"
        )
        _with_code()
        layout.show(f'<p><a href="/">{"回到工作台" if session.who() else "去登录"}</a></p>')
        return
    role = f"您的角色是{ROLE_NAMES[Role(offer.role)]}：{ROLE_HINTS[Role(offer.role)]}。"
    if signed_in := session.who():
        _join_as(signed_in, code, offer.team_name, role)
        return
    layout.step(
        f"加入「{offer.team_name}」",
        f"{role}给自己设一个登录名和密码；密码至少 10 位，不要和别的网站一样。",
    )
    with st.form("join", border=False):
        account = _account_boxes()
        _problem("code")
        sent = st.form_submit_button("加入", type="primary", key="door-join")
    if sent:
        _join(code, account)


def _join(code: str, account: tuple[str, str, str, str]) -> None:
    username, name, password, again = account
    _same(password, again)
    try:
        people.accept_invitation(current.instance(), code, username, name, password)
    except Refused as refused:
        _refuse(_words(refused))
    _sign_in(username, password, to="/")


def _join_as(signed_in: people.SignedIn, code: str, team_name: str, role: str) -> None:
    layout.step(
        f"加入「{team_name}」",
        f"{role}您现在以「{signed_in.person.name}」登录，用这个账号加入吗？原来的团队都留着，页面右上角可以切换。",
    )
    _problem("code")
    name = _name_told_apart(signed_in.person.name)
    if st.button("用这个账号加入", type="primary", key="door-join-as"):
        try:
            joined = people.accept_invitation_as(current.instance(), session.token() or "", code, name)
        except Refused as refused:
            _refuse(_words(refused))
        except NotFound as gone:
            _refuse({"code": str(gone)})
        else:
            st.session_state.pop(_REFUSED, None)
            session.choose_team(joined.team_id)
            st.query_params.clear()
            st.rerun()
    layout.show(
        f'<p class="w-quiet">您不是{layout.escape(signed_in.person.name)}，或者要用别的账号：'
        '请先<a href="/">回到工作台</a>点「退出」，再打开这个邀请链接。</p>'
    )


def _name_told_apart(name: str) -> str:
    """Another name for somebody who is called like a colleague there; empty as long as nobody has said so."""
    if "name" not in st.session_state.get(_REFUSED, {}):
        return ""
    wanted = st.text_input("姓名或称呼", value=name, autocomplete="name", key="door-other-name", live="0.4s")
    _problem("name")
    layout.field_note("改了以后，您原来的团队里也这样显示，那里的操作记录会写明。")
    return wanted


def _new_password() -> None:
    layout.show("<p>请团队负责人在「团队」页给您一个重设码，24 小时内有效，只能用一次。</p>")
    with st.form("reset", border=False):
        code = st.text_input("重设码", autocomplete="off", key="door-reset-code")
        _problem("code")
        password = st.text_input("新密码", type="password", autocomplete="new-password", key="door-reset-password")
        _problem("reset")
        sent = st.form_submit_button("设为新密码", key="door-reset")
    if sent:
        _reset(code, password)


def _reset(code: str, password: str) -> None:
    try:
        person = people.reset_password(current.instance(), code, password)
    except Refused as refused:
        _refuse({"reset" if field == "password" else field: words for field, words in _words(refused).items()})
    else:
        _sign_in(person.username, password)


def _account_boxes() -> tuple[str, str, str, str]:
    username = st.text_input("登录名", help="小写字母和数字，登录时用", autocomplete="username", key="door-username")
    _problem("username")
    name = st.text_input("姓名或称呼", help="同事会看到它", autocomplete="name", key="door-name")
    _problem("name")
    password = st.text_input("密码", type="password", autocomplete="new-password", key="door-password")
    _problem("password")
    again = st.text_input("再输一次密码", type="password", autocomplete="new-password", key="door-again")
    _problem("again")
    return username, name, password, again


def _same(password: str, again: str) -> None:
    if password != again:
        _refuse({"again": "两次输入的密码不一样，请再输一次。"})


def _words(refused: Refused) -> dict[str, str]:
    return {problem.field: str(problem) for problem in refused.problems}


def _refuse(problems: Mapping[str, str]) -> None:
    """Show the problems below their boxes: the form is drawn again with them."""
    st.session_state[_REFUSED] = dict(problems)
    st.rerun()


def _problem(field: str) -> None:
    shown = st.session_state.get(_REFUSED, {})
    if field in shown:
        layout.field_problem(shown[field])
