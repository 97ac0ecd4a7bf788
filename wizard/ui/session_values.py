"""What a session keeps between its runs, without asking Streamlit's session state each time.

Streamlit looks for widgets behind every name it is asked for, about 15 µs each, and a page asks some hundred times.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

_KEPT = "_kept"
_found: ContextVar[tuple[object, dict[str, Any]]] = ContextVar("kept", default=(None, {}))
"""The run that asked last, and its session's dictionary: a thread runs one session's click after another's."""


def mine() -> dict[str, Any]:
    """The dictionary of this session; what is put in is there in its next run."""
    context = get_script_run_ctx(suppress_warning=True)
    asked, kept = _found.get()
    if context is None or asked is not context:
        kept = _of_session()
        _found.set((context, kept))
    return kept


def _of_session() -> dict[str, Any]:
    """From the session state. (`setdefault` and `in` copy the whole of it: a millisecond each.)"""
    try:
        found: dict[str, Any] = st.session_state[_KEPT]
    except KeyError:
        found = st.session_state[_KEPT] = {}
    return found


def held(name: str) -> dict[str, Any]:
    """A dictionary within it."""
    found: dict[str, Any] = mine().setdefault(name, {})
    return found
