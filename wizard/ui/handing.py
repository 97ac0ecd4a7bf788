"""The box that says who takes care of a case and hands it to a colleague: beside the open case, and below the board."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from wizard.services import cases, people
from wizard.services.errors import ServiceError
from wizard.services.people import Member
from wizard.team import roles
from wizard.team.names import seen_as
from wizard.team.roles import ROLE_NAMES, May, Role
from wizard.ui import current, layout

NOBODY = "（没有人）"
_WRONG = "_handing_wrong"


def box(case_id: str, assignee: str | None, *, key: str) -> None:
    """Show who has the case; whoever may change it may hand it over."""
    names = choices(people.members(current.instance(), current.actor()), assignee)
    ids = ["", *names]
    key = f"{key}-{case_id}-{assignee}"
    st.selectbox(
        "经办人",
        ids,
        index=ids.index(assignee) if assignee in names else 0,
        key=key,
        format_func=lambda one: names.get(one, NOBODY),
        disabled=not current.editable(),
        on_change=_assign,
        args=(key, case_id),
    )
    if wrong := st.session_state.pop(_WRONG, ""):
        layout.field_problem(wrong)


def choices(members: Sequence[Member], assignee: str | None) -> dict[str, str]:
    """Who can be given a case, and who has it now even when they could not be given it any more."""
    able = [one for one in members if one.active and roles.may(one.role, May.WRITE)]
    now = [one for one in members if one.person_id == assignee and one not in able]
    return {one.person_id: f"{called(one, members)}（{_part(one)}）" for one in [*able, *now]}


def called(one: Member, members: Sequence[Member]) -> str:
    """A member in a list to choose from: with the name for signing in where another one has the same name."""
    namesakes = sum(seen_as(other.name) == seen_as(one.name) for other in members)
    return one.name if namesakes == 1 else f"{one.name}，{one.username}"


def _part(member: Member) -> str:
    return ROLE_NAMES[Role(member.role)] if member.active else "已不在团队"


def _assign(key: str, case_id: str) -> None:
    try:
        cases.assign(current.instance(), current.actor(), case_id, st.session_state[key] or None)
    except ServiceError as refusal:
        st.session_state[_WRONG] = str(refusal)
