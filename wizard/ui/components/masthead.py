"""The head of every page: places, who is here, the open case with its steps. One element instead of twenty."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wizard.ui.components.loading import nothing, register

KEY = "masthead"
_mount = register("masthead", isolated=False)


def masthead(
    data: dict[str, Any], *, on_go: Callable[[], None], on_team: Callable[[], None], on_left: Callable[[], None]
) -> None:
    """Show it.

    `on_go` runs when a link was clicked, `on_team` when another team was chosen, `on_left` when the browser had kept
    words of the open case's boxes.
    While a case is open its page says so every 20 seconds and learns who else is there (`POST …/here`).
    """
    # In a list, because Streamlit looks into the values of a dictionary for tables, with pandas, at every click.
    clicked = {"on_go_change": on_go, "on_team_change": on_team, "on_left_change": on_left, "on_fresh_change": nothing}
    _mount(key=KEY, data=[data], **clicked)
