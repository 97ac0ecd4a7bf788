"""The inner steps of a long page: one part at a time, kept in the address so that a link leads to the same place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import streamlit as st

from wizard.ui import binding, current, layout
from wizard.ui.words import CONTINUE

SECTION = "part.questions"
"""The key of the group of questions that is open within the facts."""

_HELD_BACK = "_part_held_back"


def choose(page: str, labels: Mapping[str, str], label: str) -> str:
    """Show the parts of a page as a row of choices; the id of the one that is open."""
    key, left = f"part.{page}", f"_left_part.{page}"
    first = next(iter(labels))
    asked = st.query_params.get("part")
    pending = st.session_state.pop(_pending(page), None)
    held_back = st.session_state[_HELD_BACK] = pending in labels and binding.unsaved()
    if pending in labels and not held_back:
        st.session_state[key] = pending
    elif asked in labels and asked != st.session_state.get(left, asked):  # the browser's way back, or a link
        st.session_state[key] = asked
    if st.session_state.get(key) not in labels:
        st.session_state[key] = asked if asked in labels else first
    chosen = st.segmented_control(
        label,
        list(labels),
        format_func=labels.__getitem__,
        key=key,
        label_visibility="collapsed",
        required=True,
        wrap=True,
    )
    opened = chosen or first
    if st.query_params.get("part") != opened:
        st.query_params["part"] = opened
    st.session_state[left] = opened
    return opened


def place() -> str:
    """Which part of which step of which case is open, as one word; it changes when the person is led on."""
    here, state = current.run(), st.session_state
    opened = state.get(f"part.{here.page}", "")
    section = state.get(SECTION, "") if (here.page, opened) == ("facts", "key") else ""
    return f"{current.stored().case.id}/{here.page}/{opened}/{section}"


def following(labels: Mapping[str, str], opened: str) -> str | None:
    """The part after the open one; None after the last."""
    order = list(labels)
    place = order.index(opened) + 1
    return order[place] if place < len(order) else None


@dataclass(frozen=True)
class Onwards:
    """Where the primary button leads within a part, and what makes it open there in the next run."""

    label: str
    open: Callable[[], None]


def primary(
    page: str,
    labels: Mapping[str, str],
    opened: str,
    *,
    to: str,
    back: str,
    within: Onwards | None = None,
    last: str = CONTINUE,
) -> None:
    """The primary button: on within the part, then to the next part, and after the last one to the next step."""
    if came_from_review():
        primary_back_to_review(back)
    elif (step := within or _next_part(page, labels, opened)) is None:
        layout.primary(last, to=to, back=back)
    else:
        layout.primary(f"保存并继续：{step.label}", back=back, then=step.open)
    if st.session_state.get(_HELD_BACK):
        layout.stayed()


def _next_part(page: str, labels: Mapping[str, str], opened: str) -> Onwards | None:
    part = following(labels, opened)
    return None if part is None else Onwards(labels[part], lambda: open_part(page, part))


def came_from_review() -> bool:
    """Whether a Change link of the review led here: then the way on leads back there."""
    return st.query_params.get("from") == "review"


def primary_back_to_review(back: str) -> None:
    """The primary button of a page that was opened to change one answer."""
    if layout.primary("保存并回到核对", back=back):
        if binding.unsaved():
            layout.stayed()
        else:
            current.go("review", part="answers")


def open_part(page: str, part: str) -> None:
    """Let a part be open in the next run of the page."""
    st.session_state[_pending(page)] = part


def _pending(page: str) -> str:
    return f"_next_part.{page}"
