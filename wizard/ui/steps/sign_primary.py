"""Step six, the way on: sign while there is no package, else on to the follow-up, with another version on the side."""

from __future__ import annotations

import streamlit as st

from wizard.services import people
from wizard.team import roles
from wizard.team.roles import May
from wizard.ui import current, layout
from wizard.ui.steps import sign_build, sign_missing, sign_person

AGAIN = "sign.again"


def signing() -> bool:
    """Whether the fields to sign are shown: for the first package, or when another version was asked for."""
    return current.may(May.SIGN) and (not current.case().packages or _asked_again())


def show(pen: sign_person.Pen) -> None:
    """The button that signs; what is missing is said instead of failing."""
    lacks = pen.lacks() + (["写明缺少必备证据的原因"] if sign_missing.needs_reason() else [])
    if lacks:
        layout.notice(f"签署之前还要：{'、'.join(lacks)}。", "plain")
    if layout.primary("签署并生成材料包", back="review", disabled=bool(lacks)) and not lacks:
        st.session_state.pop(AGAIN, None)
        sign_build.start(pen)


def who_signs() -> str:
    """For somebody whose role does not sign: who does, and what to do now."""
    members = people.members(current.instance(), current.actor())
    names = [one.name for one in members if one.active and roles.may(one.role, May.SIGN)]
    ready = "内容填好以后，请他们打开这件案件来签。" if current.editable() else ""
    return f"还没有材料包。签署要由{'、'.join(names)}来做，签好以后可以在这里下载。{ready}"


def onwards() -> None:
    """On to the follow-up; another version can be signed from here."""
    if current.may(May.SIGN):
        st.button("改过内容了，签下一版", key="sign.another", on_click=_again)
    layout.primary(to="followup", back="review")


def _again() -> None:
    st.session_state[AGAIN] = current.case().id


def _asked_again() -> bool:
    return bool(st.session_state.get(AGAIN) == current.case().id)
