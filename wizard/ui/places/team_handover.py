"""The cases of one member, handed to a colleague: before somebody leaves, or afterwards."""

from __future__ import annotations

import streamlit as st

from wizard.services import handing_over
from wizard.services.errors import NotFound, Refused
from wizard.services.people import Member
from wizard.team import roles
from wizard.team.roles import May
from wizard.ui import current, handing, layout

_DONE = "_handed_over"


def held(member: Member) -> int:
    """How many cases a member takes care of."""
    return handing_over.cases_held(current.instance(), current.actor(), member.person_id)


def tell_done() -> None:
    """Say once what was handed over."""
    if done := st.session_state.pop(_DONE, ""):
        layout.notice(done, "good")


def show(member: Member, everybody: list[Member]) -> None:
    """Whom they go to; nothing for somebody who has none."""
    if not (count := held(member)):
        return
    others = {
        one.person_id: handing.called(one, everybody)
        for one in everybody
        if one.active and one.person_id != member.person_id and roles.may(one.role, May.WRITE)
    }
    chosen = st.selectbox(
        f"{layout.escape_markdown(member.name)}经办的 {count} 件案件都交给",
        list(others),
        index=None,
        key=f"handover-{member.person_id}",
        placeholder="请选择" if others else "没有别的同事能办理案件，请先邀请一位",
        format_func=others.__getitem__,
        disabled=not others,
    )
    if st.button(f"交接这 {count} 件", key=f"handover-do-{member.person_id}", disabled=chosen is None) and chosen:
        _hand_over(member, chosen, others[chosen])


def _hand_over(member: Member, to: str, name: str) -> None:
    try:
        with st.spinner("正在交接，请不要离开这一页。没有交接完的，回来再按一次。"):
            count = handing_over.hand_over_all(current.instance(), current.actor(), member.person_id, to)
    except (Refused, NotFound) as refusal:
        layout.notice(str(refusal), "bad")
    else:
        st.session_state[_DONE] = f"{count} 件案件交给{name}了。"
        st.rerun()
