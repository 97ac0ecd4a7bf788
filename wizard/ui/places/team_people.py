"""The members of the team: list, invitation, role, new password by code, end of membership."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import streamlit as st

from wizard.case import CHINA
from wizard.services import people, phone, second_factor
from wizard.services.errors import NotFound, Refused
from wizard.services.people import Member, Pending
from wizard.team.names import seen_as
from wizard.team.roles import ROLE_HINTS, ROLE_NAMES, Role
from wizard.ui import current, handing, layout
from wizard.ui.folding import fold
from wizard.ui.layout import escape
from wizard.ui.places import team_handover

IDS = [role.value for role in Role]
_OFFER, _CODE, _DONE = "_offer", "_code", "_member_done"
_MEMBER = "team-member"


def members() -> list[Member]:
    """Everybody of the team, as a table; who they are."""
    everybody = people.members(current.instance(), current.actor())
    layout.show(_table("成员", [one for one in everybody if one.active]))
    _namesakes(everybody)
    if former := [one for one in everybody if not one.active]:
        layout.show(layout.fold(f"以前的成员（{len(former)}）", _table("以前的成员", former)))
    return everybody


def _table(caption: str, shown: list[Member]) -> str:
    rows = "".join(map(_row, shown))
    return (
        f'<div class="w-scroll" tabindex="0" role="region" aria-label="{caption}"><table><caption>{caption}</caption>'
        '<thead><tr><th scope="col">姓名</th><th scope="col">登录名</th><th scope="col">角色</th>'
        f'<th scope="col">加入日期</th></tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _namesakes(everybody: list[Member]) -> None:
    """Say that records cannot tell some people apart: they came before a name had to be one's own."""
    borne = Counter(seen_as(one.name) for one in everybody if one.active)
    if same := sorted({one.name for one in everybody if one.active and borne[seen_as(one.name)] > 1}):
        layout.notice(
            f"有几位成员都叫{'、'.join(f'「{name}」' for name in same)}，操作记录里分不清是谁。"
            "请他们在这一页的「我的姓名和登录名」里加上分得清的字。",
            "warn",
        )


def _row(one: Member) -> str:
    me = "（您）" if one.person_id == current.actor().person_id else ""
    role = role_name(one.role) if one.active else "已不在团队"
    since = one.since.astimezone(CHINA).date().isoformat()
    cells = (f"{one.name}{me}", one.username, role, since)
    return f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"


def role_name(role: str) -> str:
    """The Chinese name of a role."""
    return ROLE_NAMES[Role(role)]


def invite() -> None:
    """A link with which one colleague joins."""
    layout.show("<h2>邀请同事</h2>")
    role = st.radio(
        "同事能做什么",
        IDS,
        index=IDS.index(Role.EDITOR),
        key="invite-role",
        format_func=role_name,
        captions=[ROLE_HINTS[Role(one)] for one in IDS],
    )
    if st.button("生成邀请链接", type="primary", key="primary-team"):
        offer = people.invite(current.instance(), current.actor(), role)
        until = offer.expires.astimezone(CHINA)
        team = current.actor().team_id
        st.session_state[_OFFER] = (team, offer.id, offer.url_path, f"{until:%Y-%m-%d %H:%M}", role_name(role))
    waiting = people.pending(current.instance(), current.actor())
    offered = st.session_state.get(_OFFER)
    if offered and offered[0] == current.actor().team_id and offered[1] in {one.id for one in waiting}:
        _, _, path, until_words, name = offered
        layout.show(f"<p>把这个链接发给同事（角色：{escape(name)}）。只能用一次，{escape(until_words)} 前有效。</p>")
        st.code(f"{origin()}{path}", language=None, wrap_lines=True)
        if phone.only_near(origin()):
            layout.notice(ONLY_HERE, "warn")
    _pending(waiting)


def _pending(waiting: list[Pending]) -> None:
    """Invitations that nobody has used yet, each to be taken back."""
    if not waiting:
        return
    with st.expander(f"还没有用过的邀请（{len(waiting)}）"):
        for one in waiting:
            until = one.expires.astimezone(CHINA)
            layout.show(f"<p>{escape(f'{role_name(one.role)}，{one.by}发出，{until:%Y-%m-%d %H:%M} 前有效')}</p>")
            if st.button("收回", key=f"revoke-{one.id[:16]}"):
                _try(lambda one=one: people.revoke(current.instance(), current.actor(), one.id))  # type: ignore[misc]


def origin() -> str:
    """The address under which people reach this instance."""
    told = str(current.instance().settings.public_address).rstrip("/")
    if told:
        return told
    here = st.context.url
    return "/".join(here.split("/")[:3]) if isinstance(here, str) else ""


ONLY_HERE = (
    "这个链接里的网址只有这台电脑打得开。同事在别的电脑或手机上用时，请管理员用 --address 0.0.0.0 启动，"
    "或设置 WIZARD_PUBLIC_ADDRESS；也可以让同事打开他能用的网址，在「有邀请码」里填链接末尾的邀请码。"
)


def manage(everybody: list[Member]) -> None:
    """What an owner can do with one member."""
    fold("改角色、重设密码、交接案件或停用成员", lambda: _one_of(everybody), key="fold-manage")


def _one_of(everybody: list[Member]) -> None:
    """One member; a former one only while there are cases to hand over."""
    team_handover.tell_done()
    if done := st.session_state.pop(_DONE, ""):
        layout.notice(done, "good")
    offered = {one.person_id: one for one in everybody if one.active or team_handover.held(one)}
    chosen = st.selectbox(
        "成员",
        list(offered),
        index=None,
        key=_MEMBER,
        placeholder="请选择",
        format_func=lambda one: (
            handing.called(offered[one], everybody) + ("" if offered[one].active else "（已不在团队，还有案件）")
        ),
    )
    if chosen is None:
        return
    member = offered[chosen]
    if member.active:
        _change_role(member)
        _reset(member)
        _second_factor(member)
    team_handover.show(member, everybody)
    if member.active:
        _deactivate(member)


def _change_role(member: Member) -> None:
    role = st.selectbox(
        "角色",
        IDS,
        index=IDS.index(member.role),
        key=f"role-{member.person_id}",
        format_func=role_name,
    )
    if role == member.role:
        return
    who = "我" if member.person_id == current.actor().person_id else member.name
    layout.field_note(f"{role_name(role)}：{ROLE_HINTS[Role(role)]}。")
    if st.button(f"把{layout.escape_markdown(who)}改成「{role_name(role)}」", key=f"role-do-{member.person_id}"):
        _try(
            lambda: people.change_role(current.instance(), current.actor(), member.person_id, role),
            f"{member.name}现在是「{role_name(role)}」。",
        )


def _reset(member: Member) -> None:
    if st.button("给一个重设码", key=f"reset-{member.person_id}", help="忘记密码时，用它在登录页设新密码"):
        _give_code(member)
    held = st.session_state.get(_CODE)
    if held and held[0] == member.person_id:
        layout.show("<p>请当面或打电话告诉本人。24 小时内有效，只能用一次。</p>")
        st.code(held[1], language=None)


def _give_code(member: Member) -> None:
    try:
        code = people.reset_code(current.instance(), current.actor(), member.person_id)
    except (Refused, NotFound) as refusal:
        layout.notice(str(refusal), "bad")
    else:
        st.session_state[_CODE] = (member.person_id, code.code)


def _second_factor(member: Member) -> None:
    """For somebody who lost the phone and the backup codes."""
    if member.person_id not in second_factor.protected(current.instance(), current.actor()):
        return
    if st.button(
        "关闭他的双重验证", key=f"factor-{member.person_id}", help="手机和备用码都丢了才用；请先当面确认是本人"
    ):
        _try(
            lambda: second_factor.reset(current.instance(), current.actor(), member.person_id),
            f"{member.name}的双重验证关闭了，下次登录只要密码。",
        )


def _deactivate(member: Member) -> None:
    sure = st.checkbox("我要停用这位成员：立即退出，不能再登录本团队；案件都留下。", key=f"off-sure-{member.person_id}")
    if st.button("停用", key=f"off-{member.person_id}", disabled=not sure):
        _try(
            lambda: people.deactivate(current.instance(), current.actor(), member.person_id),
            f"{member.name}已停用，不能再进这个团队。要请他回来，再邀请一次。",
        )


def _try(act: Callable[[], None], done: str = "") -> None:
    try:
        act()
    except (Refused, NotFound) as refusal:
        layout.notice(str(refusal), "bad")
    else:
        st.session_state[_DONE] = done
        st.rerun()
