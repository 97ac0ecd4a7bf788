"""Who is signed in: the session cookie of this browser, the person and the team they act in."""

from __future__ import annotations

import streamlit as st

from wizard.services import people
from wizard.services.access import Actor
from wizard.services.single_sign_on import Identity
from wizard.ui import current, session_values

COOKIE = "wizard_session"
IN_ADDRESS = "team"
_TEAM, _ADDRESS, _PERSON = "_team", "_team_in_address", "_person"


def token() -> str | None:
    """The session token from the cookie that was there when this page was loaded."""
    value = st.context.cookies.get(COOKIE)
    return value if isinstance(value, str) else None


def address() -> str:
    """The network address of the browser, for the limit of sign-in attempts."""
    value = st.context.ip_address
    return value if isinstance(value, str) else "local"


def who() -> people.SignedIn | None:
    """The signed-in person with at least one team, or None."""
    return people.person_of(current.instance(), token())


def good() -> bool:
    """Whether the session of who acts here has not ended; to ask does not make it last longer."""
    found, actor = people.person_of(current.instance(), token(), in_use=False), current.run().actor
    return found is not None and actor is not None and found.person.id == actor.person_id


def somebody_elses(person_id: str) -> bool:
    """Whether this page was another person's before.

    A browser whose line was cut connects a page again, with the cookie it has by then: on a shared computer that may
    be the next person's. What the page holds, from backup codes to a text half typed, stays the first one's.
    """
    first: str = session_values.mine().setdefault(_PERSON, person_id)
    return first != person_id


def arrive() -> people.Arrived | None:
    """Who is here and the case of the address, if it is theirs; None without a good session."""
    known, chosen = current.run().stored, st.session_state.get(_TEAM)
    current.run().vouched = False  # what the next click does has to ask for itself
    return people.arrive(current.instance(), token(), current.query_value("case"), known, chosen or "")


def identity() -> Identity | None:
    """Who the organisation's sign-in says this is, to this instance; None without it, or before it was used."""
    settings = current.instance().settings
    if not settings.single_sign_on or not st.user.is_logged_in:
        return None
    told = st.user.to_dict()
    if settings.oidc_client_id not in _audience(told.get("aud")):
        return None
    issued = told.get("iat")
    return Identity(
        issuer=str(told.get("iss", "")),
        subject=str(told.get("sub", "")),
        email=str(told.get("email", "")) if told.get("email_verified") is True else "",
        name=str(told.get("name", "")),
        issued_at=int(issued) if isinstance(issued, int | float) else 0,
        nonce=str(told.get("nonce", "")),
    )


def _audience(told: object) -> list[object]:
    """Whom an identity is for. (Authlib lets one for somebody else pass when it says it was asked for through us.)"""
    return list(told) if isinstance(told, list | tuple) else [told]


def choose_team(team_id: str) -> None:
    """Act in another of the person's teams from now on."""
    st.session_state[_TEAM] = team_id


def follow_address() -> None:
    """Act in the team of the address when that is another than before: a reload, a bookmark, the browser's way back.

    masthead.js keeps it there for whoever has several teams. A click that chooses another comes before the address.
    """
    asked = current.query_value(IN_ADDRESS)
    if asked and asked != session_values.mine().get(_ADDRESS):
        choose_team(asked)
    session_values.mine()[_ADDRESS] = asked


def acting(signed_in: people.SignedIn) -> Actor | None:
    """The person in the team chosen in this tab, or in their first one; None without any team."""
    chosen = st.session_state.get(_TEAM)
    return next((one for one in signed_in.actors if one.team_id == chosen), next(iter(signed_in.actors), None))
