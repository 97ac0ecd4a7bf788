"""Folds whose fields are only made when the fold is open: closed ones cost a click nothing."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from wizard.ui import fragments, session_values

_FOLDS = "_folds"


def fold(label: str, body: Callable[[], None], *, key: str, expanded: bool = False) -> None:
    """A fold named `key`; `body` is run while it is open.

    `expanded` opens it when it is first shown, and again when it becomes true; a person may shut it all the same.
    """
    first = _first(key, expanded)

    def draw() -> None:
        stay_open(key)
        place = st.expander(label, expanded=first, key=key, on_change="rerun")
        if place.open:
            with place:
                body()

    fragments.part(draw)


def stay_open(key: str) -> None:
    """Leave a fold as it is although its label changes: to Streamlit it would be another fold, shut or open anew."""
    if (held := st.session_state.get(key)) is not None:
        st.session_state[key] = held


def _first(key: str, expanded: bool) -> bool:
    """How the fold began; part of what it is to Streamlit, so it may not change while the fold is on the page."""
    folds = session_values.held(_FOLDS)
    shown = st.session_state.get(key)
    first, before = folds[key] if shown is not None and key in folds else (expanded, expanded)
    folds[key] = (first, expanded)
    if expanded and not before:
        st.session_state[key] = True
    return bool(first)
