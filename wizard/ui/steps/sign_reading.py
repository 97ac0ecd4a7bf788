"""Step six, what the signer has read: a colleague's change since then takes the declaration back, and is told."""

from __future__ import annotations

import streamlit as st

from wizard.case import Case
from wizard.services.comparing import changes_to_read
from wizard.services.packages import unread_words
from wizard.ui import current, layout

AGREED = "sign.agreed"
_AS_READ, _UNREAD = "_sign_as_read", "_sign_unread"


def as_read() -> Case:
    """The case as this page showed it to the signer."""
    held: Case = st.session_state[_AS_READ]
    return held


def follow() -> None:
    """Note what is to be signed; call before the declaration is drawn. Whoever comes from another page reads anew."""
    state, here = st.session_state, current.stored()
    before = state.get(_AS_READ) if AGREED in state else None
    if before is None or before.id != here.case.id:
        state.pop(_UNREAD, None)
    elif before is not here.case and (changes := changes_to_read(before, here.case)):
        state[AGREED] = False
        state[_UNREAD] = "".join(unread_words(here.saved_by or "同事", changes))
    state[_AS_READ] = here.case


def remind(*, agreed: bool) -> None:
    """Say what has changed until the declaration is agreed to again."""
    if agreed:
        st.session_state.pop(_UNREAD, None)
    elif unread := st.session_state.get(_UNREAD):
        layout.notice(unread, "warn")
