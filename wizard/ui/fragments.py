"""Parts of a page that run alone: typing or clicking in one of them does not run the rest of the page again.

Streamlit calls them fragments. What a step shows between head and side panel runs alone (`body`). Within it a page lets
its fields run alone by saying what else it shows that could change (`watch`): when that would look different after a
save, more runs again. Head and side panel follow each time.

Streamlit knows a fragment by its place in the page and silently drops a click for one that is gone. So on a watched
page nothing above a field comes and goes: where a remark may stand there is an empty place (`st.empty`) otherwise.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from wizard.services import clicks
from wizard.ui import binding, current, heading, layout, paths, progress, session
from wizard.ui.steps import saving

if TYPE_CHECKING:
    from wizard.services.cases import StoredCase

T = TypeVar("T")
P = ParamSpec("P")
EVIDENCE = frozenset({"exhibits", "bundles", "updated_at"})
"""What uploads and readings change in a case."""


def watch(rest: Callable[[], object]) -> None:
    """From here on the fields of this page run alone, while `rest()` stays equal to what it is now."""
    here = current.run()
    here.rest, here.seen = (rest, rest()), current.stored().version


def part(draw: Callable[[], T]) -> T:
    """Draw a part of the page; alone when the page is watched. `draw` only shows fields and what belongs to them."""
    return draw() if current.run().rest is None else _part(draw)


@st.fragment
@clicks.answering()
def _part(draw: Callable[[], T]) -> T:
    again = _again() and not current.run().within
    if again:
        _follow()
    drawn = draw()
    if again:
        _hand_over()
    return drawn


def body(draw: Callable[[], None]) -> None:
    """Draw what a step shows between head and side panel, so that a click in it runs neither of them again.

    When a colleague changed more of the case than its evidence, the whole page runs after it, not instead: what a
    button does that is asked where it is drawn (`if st.button(…)`) would not be done otherwise.
    """
    current.run().head = heading.of_case()
    _body(draw)


@st.fragment
@clicks.answering()
def _body(draw: Callable[[], None]) -> None:
    again = _again()
    newer = again and _renew()
    with _within():
        draw()
    if again:
        binding.end()
        if newer:
            st.rerun()
        _hand_over()


@contextmanager
def _within() -> Iterator[None]:
    """While the body is drawn: its parts need not look for changes, that was done for all of it."""
    here = current.run()
    here.within = True
    try:
        yield
    finally:
        here.within = False


@st.fragment
@clicks.answering()
def whole(draw: Callable[[], T]) -> T:
    """Draw what stands below the title of a page without a case, so that it runs without head and title."""
    if _again():
        arrived = session.arrive()
        if arrived is None or session.acting(arrived.signed_in) != current.run().actor:
            st.rerun()  # signed out, or another role: the shell knows what to show
        if layout.GO_TO in st.session_state:
            st.rerun()
    return draw()


def _hand_over() -> None:
    """The side panel as it is now, and the head once it is no longer as the whole page drew it."""
    here, head = current.run(), heading.of_case()
    here.moved = here.moved or head != here.head
    progress.hand_over(head if here.moved else None)


def looking(every: str) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """A part that runs by itself every so often (`"2s"`), as long as the session has not ended."""

    def made(draw: Callable[P, None]) -> Callable[P, None]:
        @st.fragment(run_every=every)
        @functools.wraps(draw)
        def alone(*args: P.args, **kwargs: P.kwargs) -> None:
            if _again() and not current.run().within and not session.good():
                st.rerun()
            draw(*args, **kwargs)

        return alone

    return made


def _again() -> bool:
    """Whether this is a run of parts alone, and not of the whole page."""
    context = get_script_run_ctx()
    return context is not None and bool(context.fragment_ids_this_run)


def _renew() -> bool:
    """Take over the case as it is now and save what was typed. Whether somebody had changed more than evidence."""
    here, stored = current.run(), _still_here()
    if layout.GO_TO in st.session_state:
        st.rerun()
    shown, before = current.plain(), current.stored()
    if stored.mark != before.mark:
        current.refresh(stored)
    here.rest = None
    binding.begin()
    return stored.assignee != before.assignee or not _same_but_evidence(shown, stored.plain)


def _still_here() -> StoredCase:
    """The open case as it is now; the whole page runs when this person may no longer see it as they did."""
    here, arrived = current.run(), session.arrive()
    if arrived is None or arrived.actor != here.actor or arrived.stored is None or here.stored is None:
        st.rerun()  # signed out, another role, no such case: the shell knows what to show
    return arrived.stored


def _follow() -> None:
    """Save what was typed and show the case as it is now; run the whole page when more than this part changes."""
    here, stored = current.run(), _still_here()
    if saving.anything_told() or not _take_over(stored):
        st.rerun()  # a button changed the case, or a colleague did
    mine, before = binding.touched(), current.plain()
    binding.settle()
    if saving.anything_told() or not _only(mine, before) or (here.rest and here.rest[0]() != here.rest[1]):
        st.rerun()
    here.seen = current.stored().version


def _only(mine: set[str], before: dict[str, Any]) -> bool:
    """Whether only these fields and evidence are other than `before`: meanwhile a colleague may have saved, too."""
    if current.stored().version <= current.run().seen + 1:
        return True
    changed = paths.differing(before, current.plain()) - mine
    return all(path.partition(".")[0] in EVIDENCE for path in changed)


def _same_but_evidence(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return all(one[name] == other[name] for name in one.keys() - EVIDENCE)


def _take_over(newest: StoredCase) -> bool:
    """Go on with the case as it is now, if it is as shown but for its evidence: no field of a watched page shows that.

    While two hundred photos arrive and are read, the case is a new one every second.
    """
    here = current.run()
    if newest.version == here.seen:
        return True
    if not _same_but_evidence(current.plain(), newest.plain) or current.stored().version != here.seen:
        return False
    current.refresh(newest)
    here.seen = newest.version
    return True
