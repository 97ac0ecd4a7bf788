"""What runs on every click: who, which case, what was typed, and then the page.

Without a good session nothing but the sign-in page (or set-up, or an invitation) is ever run, whatever the address;
the address is kept, so that the page asked for opens after signing in. Only 校验 is open to everybody.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from wizard.services import clicks, corrections, people
from wizard.services.access import Actor
from wizard.ui import binding, comments, current, door, heading, layout, progress, session, unsent, words
from wizard.ui.favicon import FAVICON

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "pages"
FILES = {
    "": "board.py",
    "guide": "guide.py",
    "verify": "verify.py",
    "team": "team.py",
    "record": "record.py",
    "upkeep": "upkeep.py",
} | {step: f"case_{step}.py" for step in words.STEPS}
OPEN_TO_ALL = "verify"


def main() -> None:
    """One run."""
    st.set_page_config(page_title=words.PRODUCT, page_icon=FAVICON, layout="wide")
    session.follow_address()
    arrived = session.arrive()
    signed_in = arrived.signed_in if arrived else None
    if signed_in is not None and session.somebody_elses(signed_in.person.id):
        _outside(None, door.somebody_elses)
        return
    if arrived is None or signed_in is None or current.query_value("invite"):
        _outside(signed_in)
        return
    if arrived.actor is not None:
        session.choose_team(arrived.actor.team_id)  # that of the case in the address
    actor = session.acting(signed_in)
    if actor is None:
        _outside(signed_in, door.no_team)
        return
    _inside(arrived, actor)


def _outside(signed_in: people.SignedIn | None, page: Callable[[], None] = door.page) -> None:
    """Every address shows the same door, except the verification."""
    if unsent.keep() and signed_in is None:
        door.session_ended()
    current.start(current.Run())
    pages = {path: st.Page(page, title=words.TITLES[path], url_path=path, default=not path) for path in FILES}
    if signed_in is None or not signed_in.actors:
        pages[OPEN_TO_ALL] = _file_page(OPEN_TO_ALL)
    chosen = _navigate(pages)
    heading.show(signed_in if signed_in and not signed_in.actors else None)
    with st.container(key="main"):
        chosen.run()


def _inside(arrived: people.Arrived, actor: Actor) -> None:
    previous, signed_in = current.run(), arrived.signed_in
    corrections.refresh_now_and_then(current.instance().store)
    stored = previous.stored if previous.actor else None
    current.start(current.Run(actor=actor, stored=stored, person_name=signed_in.person.name, good=session.good))
    saved = _save_typed(_as_before(signed_in, previous.actor) or actor)
    chosen = _navigate(_pages())
    missing = not _open_case(arrived, saved=saved)
    if current.run().stored is not None:
        unsent.bring_back()
    _leave_if_asked()
    heading.show(signed_in)
    with st.container(key="main" if current.run().stored is None else "case"):
        _no_case() if missing else _run(chosen)
    binding.end()


def _as_before(signed_in: people.SignedIn, before: Actor | None) -> Actor | None:
    """The person in the team in which they acted in the last run, as what they are there by now."""
    return next((one for one in signed_in.actors if before and one.team_id == before.team_id), before)


def _save_typed(writer: Actor) -> bool:
    """Save what was typed in the last run; it belongs to the team of then, whichever the address leads to now."""
    here = current.run()
    actor, here.actor = here.actor, writer
    saved = binding.begin()
    here.actor = actor
    return saved


def _pages() -> dict[str, Any]:
    """The pages, made once per session: making them looks at the disk."""
    try:
        kept: dict[str, Any] = st.session_state["_inside"]
    except KeyError:
        kept = st.session_state["_inside"] = {path: _file_page(path) for path in FILES}
    return kept


def _file_page(path: str) -> Any:
    return st.Page(PAGES / FILES[path], title=words.TITLES[path], url_path=path, default=not path)


def _navigate(pages: dict[str, Any]) -> Any:
    chosen = st.navigation(list(pages.values()), position="hidden")
    current.set_pages(pages)
    current.run().page = chosen.url_path
    return chosen


def _open_case(arrived: people.Arrived, *, saved: bool) -> bool:
    """Open the case of the address, which was read on arrival; False when this person has no such case."""
    here = current.run()
    before, here.stored = here.stored, None
    case_id = current.query_value("case")
    if here.page not in words.STEPS or not case_id:
        return here.page not in words.STEPS
    if saved and before is not None and before.case.id == case_id:  # what was typed is newer than what was read
        current.refresh(before)
        return True
    if arrived.actor is None or arrived.stored is None:
        return False
    current.refresh(arrived.stored)
    return True


def _leave_if_asked() -> None:
    """Go where a click asked to go, once everything typed is saved; a link goes in any case."""
    to = st.session_state.pop(layout.GO_TO, None)
    by_link = st.session_state.pop(heading.GO_CASE, None)
    if team := st.session_state.pop(heading.TO_TEAM, None):
        session.choose_team(team)
    if to is None:
        return
    if by_link is not None:
        st.switch_page(current.page_at(to), query_params={"case": by_link} if by_link else None)
    if not binding.unsaved():
        current.go(to)
    current.run().held_back = True


def _run(chosen: Any) -> None:
    here = current.run()
    if here.stored is None:
        chosen.run()
        return
    page, side = st.columns([0.7, 0.3], gap="large")
    with page:
        if not current.editable():
            layout.notice("您在这个团队的角色是「查看」：可以看和下载，不能改；有话可以留言。", "plain")
        chosen.run()
        if here.held_back:
            layout.stayed()
    with side:
        progress.show()
        comments.show()


def _no_case() -> None:
    layout.step(words.NO_CASE, words.NO_CASE_WHY)
    for line in unsent.lost(current.query_value("case")):
        layout.notice(line, "warn")
    st.page_link(current.page_at(""), label="去工作台")


if __name__ == "__main__":
    with clicks.answering():
        main()
