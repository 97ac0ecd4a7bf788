"""Trades a sign-in ticket for the session cookie in the browser."""

from __future__ import annotations

from wizard.ui.components.loading import register

_mount = register("exchange")


def sign_in(ticket: str, *, to: str = "") -> None:
    """Set the cookie from a one-time ticket, then load `to` (or the same address) anew."""
    _mount(key="exchange", data={"ticket": ticket, "to": to})
