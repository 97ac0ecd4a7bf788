"""Folds whose fields are only made when the fold is open: closed ones cost a click nothing."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from wizard.ui import alone


def fold(label: str, body: Callable[[], None], *, key: str, expanded: bool = False) -> None:
    """A fold named `key`; `body` is run while it is open."""

    def draw() -> None:
        place = st.expander(label, expanded=expanded, key=key, on_change="rerun")
        if place.open:
            with place:
                body()

    alone.part(draw)
