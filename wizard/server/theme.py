"""The look of the page, put into Streamlit's message once instead of at every click.

At the start of every run Streamlit reads some eighty options of the theme and writes them into a message, a seventh of
what a click costs. They come from .streamlit/config.toml and stay as they are while the server runs, so the finished
message is kept. See docs/decisions/0019-theme-message-kept.md.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from streamlit.runtime import app_session

Populate = Callable[..., None]
NAME = "_populate_theme_msg"


def keep() -> None:
    """Let this process make each part of the theme message once. Where Streamlit has changed, it goes on as before."""
    populate = getattr(app_session, NAME, None)
    if populate is not None and populate.__module__ != __name__:
        setattr(app_session, NAME, kept(populate))


def kept(populate: Populate) -> Populate:
    """`populate(message, section)`, which asks the original once for each section."""
    made: dict[str, bytes] = {}

    def from_kept(message: Any, section: str = "theme") -> None:
        if section not in made:
            fresh = type(message)()
            populate(fresh, section)
            made[section] = fresh.SerializeToString()
        if made[section]:
            message.MergeFromString(made[section])

    return from_kept
