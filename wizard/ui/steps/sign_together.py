"""Step six, together: colleagues sign the finished package in the places that were kept for them."""

from __future__ import annotations

import streamlit as st

from wizard.case import PackageVersion
from wizard.services import cosigning, people
from wizard.team import roles
from wizard.team.roles import May
from wizard.ui import current, layout
from wizard.ui.steps import sign_build, sign_person

TOGETHER = "sign.together"


def open_package() -> PackageVersion | None:
    """The newest package while it has a free place."""
    return cosigning.open_for_signing(current.case())


def signing() -> bool:
    """Whether the fields of a colleague's signature are shown; why not, when they were a moment ago."""
    case_id, version = st.session_state.get(TOGETHER, ("", 0))
    if case_id != current.case().id:
        return False
    package = open_package()
    if current.may(May.SIGN) and package is not None and package.version == version:
        return True
    _end()
    layout.notice(f"您没有签上：{_why_not(version)}", "warn")
    return False


def _why_not(version: int) -> str:
    newest = current.case().packages[-1]
    if not current.may(May.SIGN):
        return "您的角色现在不能签署，需要时请找团队负责人。"
    if newest.version != version:
        return f"{newest.signer}刚签了第 {newest.version} 版，第 {version} 版不用再签了。"
    return "这一版的共同签署栏刚被同事签满了。"


def invite() -> None:
    """While places are free: who may still sign, and the way to it for whoever is one of them."""
    package = open_package()
    if package is None:
        return
    done = cosigning.signed_by(current.instance(), current.actor(), current.case().id, package.version)
    words = f"第 {package.version} 版还留着 {package.free_slots()} 个共同签署栏，签了不影响前面的签名。"
    others = "、".join(_others_to_sign(package, done))
    who = f"请{others}登录后打开这件案件，在这一页签名。" if others else "要一起签的同事，请负责人在「团队」页邀请。"
    layout.notice(words + who, "plain")
    actor = current.actor()
    if current.may(May.SIGN) and actor.person_id not in done and actor.name not in package.signers():
        st.button("我来共同签署", key="sign.join", on_click=_begin)


def _others_to_sign(package: PackageVersion, done: set[str]) -> list[str]:
    done = done | {current.actor().person_id}
    members = people.members(current.instance(), current.actor())
    able = [one for one in members if one.active and roles.may(one.role, May.SIGN) and one.person_id not in done]
    return [one.name for one in able if one.name not in package.signers()]


def _begin() -> None:
    package = open_package()
    if package is not None:
        st.session_state[TOGETHER] = (current.case().id, package.version)
    st.session_state.pop("sign.name", None)


def show() -> None:
    """The colleague's fields and the button that signs."""
    package = open_package()
    if package is None:
        return
    layout.notice(
        f"您签的是第 {package.version} 版：{'、'.join(package.signers())}签好的那一份。"
        "请先下载看一遍；在那以后案件里又改过的，不在这一版里。"
    )
    pen = sign_person.show(together=True)
    if lacks := pen.lacks():
        layout.notice(f"签署之前还要：{'、'.join(lacks)}。", "plain")
    st.button("先不签", key="sign.not-now", on_click=_end)
    if layout.primary("共同签署", back="review", disabled=bool(lacks)):
        _end()
        case_id, actor = current.case().id, current.actor()
        sign_build.follow(
            lambda: cosigning.start(current.instance(), actor, case_id, package.version, signer=pen.choice())
        )


def _end() -> None:
    st.session_state.pop(TOGETHER, None)
