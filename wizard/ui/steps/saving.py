"""What buttons of the step pages do to the case: each saves at once and takes over the newer state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from wizard.services import cases
from wizard.services.cases import Change, Saved
from wizard.services.errors import ServiceError
from wizard.store.errors import StoreUnavailable
from wizard.ui import current, layout
from wizard.ui.paths import value_at


def change(path: str, value: Any) -> bool:
    """Set one field of the case (None clears it). False when it was refused; the reason is then shown."""
    return change_all({path: value})


def change_all(values: Mapping[str, Any]) -> bool:
    """Set several fields at once, path → JSON value."""
    changes = [Change(path, value_at(current.plain(), path), value) for path, value in values.items()]
    here = current.stored()
    return _taken(lambda: cases.save(current.instance(), current.actor(), here.case.id, changes, here))


def add_part(name: str, values: Mapping[str, Any]) -> str | None:
    """Add an element to a list of the case; its id, or None when it was refused."""
    before = {part.id for part in getattr(current.case(), name)}
    if not _taken(lambda: cases.add_part(current.instance(), current.actor(), _case_id(), name, dict(values))):
        return None
    return next((part.id for part in reversed(getattr(current.case(), name)) if part.id not in before), None)


def remove_part(name: str, part_id: str) -> bool:
    """Take an element out of a list of the case."""
    return _taken(lambda: cases.remove_part(current.instance(), current.actor(), _case_id(), name, part_id))


def move_part(name: str, part_id: str, by: int) -> bool:
    """Move an element of a list up (negative) or down."""
    return _taken(lambda: cases.move_part(current.instance(), current.actor(), _case_id(), name, part_id, by))


def by_service(service: Callable[..., Saved], *arguments: Any) -> bool:
    """Call a service that changes the open case: `service(instance, actor, case id, *arguments)`."""
    return _taken(lambda: service(current.instance(), current.actor(), _case_id(), *arguments))


def on_click(act: Callable[..., bool]) -> Callable[..., None]:
    """The same act for a button's callback, which gives nothing back: what went wrong is told on the page."""

    def clicked(*arguments: Any) -> None:
        act(*arguments)

    return clicked


def _case_id() -> str:
    return current.stored().case.id


def _taken(act: Callable[[], Saved]) -> bool:
    try:
        saved = act()
    except (ServiceError, StoreUnavailable) as refusal:
        tell([str(refusal)])
        return False
    current.refresh(saved.stored)
    tell([str(problem) for problem in saved.problems])
    tell([f"同事刚改过这一项（{conflict.by}），您的改动没有覆盖。请看一下再改。" for conflict in saved.conflicts])
    return not saved.problems and not saved.conflicts


def tell(messages: list[str]) -> None:
    """Keep messages for the next run of the page, which shows them at its top."""
    if messages:
        st.session_state.setdefault("_told", []).extend(messages)


def anything_told() -> bool:
    """Whether messages wait to be shown."""
    return bool(st.session_state.get("_told"))


def told() -> list[str]:
    """Messages kept by `tell`, once."""
    kept: list[str] = st.session_state.pop("_told", [])
    return list(dict.fromkeys(kept))


def show_told() -> None:
    """Show the kept messages at the top of the page."""
    for message in told():
        layout.notice(message, "warn")
