"""One's own second factor: set up by QR code, backup codes shown once, turned off by the password."""

from __future__ import annotations

import streamlit as st

from wizard.case import CHINA
from wizard.services import second_factor
from wizard.services.errors import Refused, SignInRefused
from wizard.services.second_factor import Enrolment, Status
from wizard.ui import current, layout
from wizard.ui.layout import escape

_ENROLMENT, _CODES, _WRONG, _RENEWING = "_factor_enrolment", "_factor_codes", "_factor_wrong", "_factor_renewing"


def show() -> None:
    """The fold; open while something is going on in it."""
    status = second_factor.status(current.instance(), current.actor())
    going_on = any(name in st.session_state for name in (_ENROLMENT, _CODES, _WRONG, _RENEWING))
    with st.expander(f"双重验证：{'已开启' if status.on else '没有开启'}", expanded=going_on):
        if codes := st.session_state.get(_CODES):
            _backup_codes(codes)
        elif status.on and st.session_state.get(_RENEWING):
            _renew()
        elif status.on:
            _turn_off(status)
        elif enrolment := st.session_state.get(_ENROLMENT):
            _scan(enrolment)
        else:
            _offer()


def _offer() -> None:
    layout.show(
        "<p>开启以后，登录时除了密码，还要填手机验证器里的 6 位数字。别人猜到密码也进不来。</p>"
        "<p>先在手机上装一个验证器，例如腾讯身份验证器、微软 Authenticator。</p>"
    )
    if st.button("开始设置", key="factor-begin"):
        st.session_state[_ENROLMENT] = second_factor.begin(current.instance(), current.actor())
        st.rerun()


def _scan(enrolment: Enrolment) -> None:
    layout.show(
        "<p>用验证器扫这个二维码：</p>"
        f'<p><img class="w-code" src="{escape(enrolment.picture)}" alt="双重验证的二维码" width="220" height="220"></p>'
        "<p>扫不了，就在验证器里手动输入这串密钥：</p>"
    )
    st.code(enrolment.secret, language=None, wrap_lines=True)
    with st.form("factor", border=False):
        code = st.text_input("验证器现在显示的 6 位数字", autocomplete="one-time-code", key="factor-code")
        _problem()
        sent = st.form_submit_button("开启双重验证", key="factor-confirm")
    if sent:
        _confirm(code)


def _confirm(code: str) -> None:
    try:
        codes = second_factor.confirm(current.instance(), current.actor(), code)
    except Refused as refused:
        st.session_state[_WRONG] = str(refused)
    else:
        _forget(_ENROLMENT, _WRONG)
        st.session_state[_CODES] = codes
    st.rerun()


def _backup_codes(codes: list[str]) -> None:
    layout.show(
        "<p>双重验证已开启。下面是备用码，手机丢了用它登录，每个只能用一次。<strong>只显示这一次</strong>，请抄下来或打印。</p>"
    )
    st.code("\n".join(codes), language=None)
    st.button("我抄好了", key="factor-kept", on_click=_forget, args=(_CODES,))


def _turn_off(status: Status) -> None:
    since = status.since.astimezone(CHINA) if status.since else None
    layout.show(
        f"<p>{escape(f'{since:%Y-%m-%d} 开启，还剩 {status.backup_codes} 个备用码。换手机：先关闭，再重新开启。')}</p>"
    )
    st.button("重新发一组备用码", key="factor-renew", on_click=_begin_renewing)
    with st.form("factor-off", border=False):
        password = st.text_input("密码", type="password", autocomplete="current-password", key="factor-password")
        _problem()
        sent = st.form_submit_button("关闭双重验证", key="factor-off")
    if sent:
        _remove(password)


def _begin_renewing() -> None:
    _forget(_WRONG)
    st.session_state[_RENEWING] = True


def _renew() -> None:
    layout.show("<p>填密码和验证器里的数字，会得到一组新的备用码；旧的马上作废。</p>")
    with st.form("factor-renewing", border=False):
        password = st.text_input("密码", type="password", autocomplete="current-password", key="factor-renew-password")
        code = st.text_input("验证器现在显示的 6 位数字", autocomplete="one-time-code", key="factor-renew-code")
        _problem()
        sent = st.form_submit_button("发新的备用码", key="factor-renewed")
    st.button("不发了", key="factor-not-renewed", on_click=_forget, args=(_RENEWING, _WRONG))
    if sent:
        _renewed(password, code)


def _renewed(password: str, code: str) -> None:
    try:
        codes = second_factor.renew(current.instance(), current.actor(), password, code)
    except (Refused, SignInRefused) as refused:
        st.session_state[_WRONG] = str(refused)
    else:
        _forget(_RENEWING, _WRONG)
        st.session_state[_CODES] = codes
    st.rerun()


def _remove(password: str) -> None:
    try:
        second_factor.remove(current.instance(), current.actor(), password)
    except Refused as refused:
        st.session_state[_WRONG] = str(refused)
    else:
        _forget(_WRONG)
    st.rerun()


def _problem() -> None:
    if _WRONG in st.session_state:
        layout.field_problem(st.session_state[_WRONG])


def _forget(*names: str) -> None:
    for name in names:
        st.session_state.pop(name, None)
