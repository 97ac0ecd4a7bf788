"""Who is here and which case is open in this run. The shell fills it in; pages and fields read it.

Kept in the session, so that it also works inside fragments, which run without the shell.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_run_context import RunLocation, ThreadState

from wizard import bootstrap
from wizard.case import Case
from wizard.knowledge.load import Pack, load
from wizard.settled_case import Settled
from wizard.team import roles
from wizard.team.roles import May
from wizard.ui import session_values

if TYPE_CHECKING:
    from wizard.services.access import Actor
    from wizard.services.cases import StoredCase

_RUN = "_run"
_SETTLED = "_settled"
_PAGES = "_pages"
_DRAFTS = "_draft_boxes"
_TAKEN = "_words_taken"
DRAFT_BOXES = frozenset({"comments-text", "paste-values", "outcome-recovered", "outcome-note"})
DEFAULT_PLATFORM = "pinduoduo"


@dataclass
class Run:
    """What the shell knows for this run. `plain` is the case as JSON values, made once per version.

    What follows is for `fragments`: `head` is what the head shows of the case and `moved` whether that has changed
    since, `rest` what a page shows beside its fields, `seen` the version of the case it showed last, `within` whether
    its body is drawn.
    `good` asks whether the session has not ended; `vouched` says that it was asked since the last run.
    """

    actor: Actor | None = None
    stored: StoredCase | None = None
    person_name: str = ""
    page: str = ""
    held_back: bool = False
    plain: dict[str, Any] = field(default_factory=dict)
    rest: tuple[Callable[[], object], object] | None = None
    seen: int = 0
    head: object = None
    moved: bool = False
    within: bool = False
    good: Callable[[], bool] | None = None
    vouched: bool = False


class NobodySignedIn(Exception):
    """A page ran without a signed-in person: nothing of it may be shown."""


def run() -> Run:
    """What is known in this run; empty when the shell has not set one."""
    held = session_values.mine()
    if _RUN not in held:
        held[_RUN] = Run()
    found: Run = held[_RUN]
    return found


def start(fresh: Run) -> None:
    """Set what this run is about (the shell's task)."""
    session_values.mine()[_RUN] = fresh


def refresh(stored: StoredCase) -> None:
    """Take over a newer state of the open case, after a save."""
    here = run()
    here.stored = stored
    here.plain = stored.plain


def instance() -> Any:
    """The process's store, services and settings."""
    return bootstrap.instance()


def require_user() -> Actor:
    """The signed-in person, or `NobodySignedIn`: every page's second lock."""
    found = run().actor
    if found is None:
        raise NobodySignedIn
    return found


def actor() -> Actor:
    """The signed-in person in their team.

    What a button does runs before the page, so before the page has asked whether the session is still good: then it is
    asked for here, and the page runs at once, with the door on it, when the session has ended.
    """
    found, here = require_user(), run()
    if not here.vouched and _in_callback():
        if here.good is not None and not here.good():
            st.rerun()
        here.vouched = True
    return found


def _in_callback() -> bool:
    context = get_script_run_ctx(suppress_warning=True)
    return context is not None and ThreadState.get().run_location is RunLocation.CALLBACK


def settled() -> Settled:
    """The open case for judgements, which are made again only when something they looked at has changed."""
    found, held = case(), session_values.mine()
    known: tuple[Case, Settled] | None = held.get(_SETTLED)
    if known is None or known[0] is not found:
        known = held[_SETTLED] = found, Settled.of(found, known[1] if known else None)
    return known[1]


def stored() -> StoredCase:
    """The open case with version and time; leads to the board when none is open."""
    found = run().stored
    if found is None:
        go("")
    return found


def case() -> Case:
    """The open case."""
    return stored().case


def draft_key(name: str) -> str:
    """The widget key of a box beside the open case, such as a comment not yet sent: it must not show in another case.

    With `persist_state="session"` such a box keeps its text while it is folded away or another step is open, and
    kept_words.js keeps it over a reload.
    """
    key = f"{name}-{case().id[:8]}"
    session_values.held(_DRAFTS)[key] = case().id
    return key


def draft_taken(key: str, left_over: str = "") -> None:
    """Empty such a box, whose words are now where they belong, and let the browser forget its copy of them."""
    st.session_state[key] = left_over
    take(key)


def take(key: str) -> None:
    """Let the browser forget its copy of what stood in a box; `key` as in the page's classes."""
    session_values.held(_TAKEN)[key] = secrets.token_hex(4)


def taken() -> str:
    """For kept_words.js: the boxes whose words were taken in this session, each with a mark of when."""
    return " ".join(f"{key}:{mark}" for key, mark in session_values.held(_TAKEN).items())


def drafts() -> dict[str, dict[str, str]]:
    """What stands in such boxes, by case and widget key."""
    found: dict[str, dict[str, str]] = {}
    for key, case_id in session_values.held(_DRAFTS).items():
        if text := str(st.session_state.get(key) or "").strip():
            found.setdefault(case_id, {})[key] = text
    return found


def plain() -> dict[str, Any]:
    """The open case as JSON values."""
    here = run()
    if not here.plain and here.stored is not None:
        here.plain = here.stored.plain
    return here.plain


def pack() -> Pack:
    """The knowledge pack of the open case, or the default one."""
    found = run().stored
    return load(found.case.platform if found else DEFAULT_PLATFORM)


def may(deed: May) -> bool:
    """Whether this person's role allows a deed; the services ask again."""
    found = run().actor
    return found is not None and roles.may(found.role, deed)


def editable() -> bool:
    """Whether this person may change the open case."""
    return may(May.WRITE)


def set_pages(pages: dict[str, Any]) -> None:
    """Keep this run's `st.Page` objects by url path (the shell's task)."""
    session_values.mine()[_PAGES] = pages


def page_at(url_path: str) -> Any:
    """The `st.Page` at a url path."""
    return session_values.mine()[_PAGES][url_path]


def query_value(name: str) -> str:
    """A parameter of the address, or nothing."""
    value = st.query_params.get(name, "")
    return value if isinstance(value, str) else ""


def query(**more: str) -> dict[str, str]:
    """Query parameters that keep the open case, plus `more`."""
    found = run().stored
    return ({"case": found.case.id} if found else {}) | more


def go(page: str, **more: str) -> NoReturn:
    """Go to the page at a url path (the board's is empty) with the open case; what was typed is saved on arrival."""
    st.switch_page(page_at(page), query_params=query(**more) if page else more)
