"""What the masthead shows in this run, and what happens when it is clicked."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import streamlit as st

from wizard.case import Case
from wizard.services.cases import StoredCase
from wizard.services.people import SignedIn
from wizard.services.summary import title_of
from wizard.ui import current, layout, progress, session, unsent, words
from wizard.ui.components import masthead

GO_CASE, TO_TEAM = "_go_case", "_to_team"


def show(signed_in: SignedIn | None) -> None:
    """The head of the page, with the open case and its steps when there is one."""
    stored = current.run().stored
    actor = current.run().actor
    masthead.masthead(
        {
            "product": words.PRODUCT,
            "home": {"page": "", "href": _address("", signed_in), "current": False},
            "places": places(signed_in),
            "person": signed_in.person.name if signed_in else "",
            "team": actor.team_id if actor else "",
            "teams": [{"id": one.team_id, "name": one.team_name} for one in signed_in.actors] if signed_in else [],
            "person_id": actor.person_id if actor else "",
            "case": _about(stored) if stored else None,
            "lost": current.query_value("case") if actor and not stored and current.run().page in words.STEPS else "",
            "steps": steps(stored.case) if stored else [],
            "taken": current.taken(),
        },
        on_go=_go,
        on_team=_team,
        on_left=_left,
    )


def places(signed_in: SignedIn | None) -> list[dict[str, Any]]:
    """The places of the main navigation; without a person in a team only the verification."""
    here = current.run().page
    shown = words.PLACES if signed_in and signed_in.actors else {"": "登录", "verify": words.PLACES["verify"]}
    return [
        {"page": path, "label": label, "href": _address(path, signed_in), "current": path == here}
        for path, label in shown.items()
    ]


def _address(path: str, signed_in: SignedIn | None) -> str:
    """The address of a place, for a tab of its own: with the team when the person has several."""
    actor = current.run().actor
    several = actor is not None and signed_in is not None and len(signed_in.actors) > 1
    return f"/{path}" + (f"?{urlencode({session.IN_ADDRESS: actor.team_id})}" if several and actor else "")


def steps(case: Case) -> list[dict[str, Any]]:
    """The step bar: done or open, which is shown, and where each leads (nowhere before a scenario is chosen)."""
    done, here = progress.done_steps(case), current.run().page
    return [
        {
            "page": path,
            "case": case.id,
            "label": label,
            "state": "done" if path in done else ("now" if path == here else "open"),
            "current": path == here,
            "href": f"/{path}?{urlencode({'case': case.id})}" if case.scenario or path == "scenario" else None,
        }
        for path, label in words.STEPS.items()
    ]


def of_case() -> dict[str, Any]:
    """What the head shows of the open case, but for when it was saved; masthead.js takes it over, too."""
    case = current.case()
    return {"steps": steps(case), "reference": case.reference, "title": title_of(case, current.pack())}


def _about(stored: StoredCase) -> dict[str, Any]:
    return {
        "id": stored.case.id,
        "version": stored.version,
        "step": current.run().page,
        "reference": stored.case.reference,
        "title": title_of(stored.case, current.pack()),
        "saved": progress.saved_words(),
    }


def _go() -> None:
    asked = st.session_state[masthead.KEY].go
    if asked:
        st.session_state[layout.GO_TO] = str(asked["page"])
        st.session_state[GO_CASE] = str(asked.get("case") or "")


def _left() -> None:
    unsent.from_device(st.session_state[masthead.KEY].left or [])


def _team() -> None:
    team = st.session_state[masthead.KEY].team
    if team:
        st.session_state[TO_TEAM] = str(team)  # only then: what was typed belongs to the team that is left
        st.session_state[layout.GO_TO] = ""
        st.session_state[GO_CASE] = ""
