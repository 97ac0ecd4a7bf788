"""How people get in: sessions, one-time codes, failed attempts, second factors."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from wizard.store.rows import FactorRow, InvitationRow, PendingRow, PersonRow


class Sessions(Protocol):
    """Sessions, one-time codes and failed attempts; only hashes are stored."""

    def open(self, token_hash: str, person_id: str, expires: dt.datetime) -> None:
        """A new session."""

    def person_of(self, token_hash: str, at: dt.datetime) -> tuple[PersonRow, dt.datetime] | None:
        """The active person of a session that has not expired, and when it will."""

    def extend(self, token_hash: str, expires: dt.datetime) -> None:
        """Let a session last longer."""

    def close(self, token_hash: str) -> None:
        """End one session."""

    def close_all(self, person_id: str) -> None:
        """End all sessions of a person."""

    def close_everybody(self) -> int:
        """End all sessions of all people; how many."""

    def issue(
        self,
        kind: str,
        code_hash: str,
        expires: dt.datetime,
        *,
        person_id: str | None = None,
        team_id: str | None = None,
        role: str | None = None,
        created_by: str | None = None,
    ) -> None:
        """A one-time code of a kind (setup, ticket, invitation, reset, second, backup)."""

    def redeem(self, kind: str, code_hash: str, at: dt.datetime) -> str | None:
        """Use up a code that is still good; its person id (or ""), or `None` when it is not good."""

    def invitation(self, code_hash: str, at: dt.datetime) -> InvitationRow | None:
        """The invitation of a code that is still good."""

    def claim(self, kind: str, code_hash: str, expires: dt.datetime) -> bool:
        """Note something from outside as used, until it expires by itself; False when it was used before."""

    def holder(self, kind: str, code_hash: str, at: dt.datetime) -> str | None:
        """Whose code it is, without using it up; `None` when it is not good."""

    def unused(self, kind: str, person_id: str) -> int:
        """How many codes of a kind a person has left."""

    def withdraw(self, kind: str, person_id: str) -> None:
        """Forget all codes of a kind that a person has."""

    def invitations(self, team_id: str, at: dt.datetime) -> list[PendingRow]:
        """The invitations of a team that are still good, soonest to expire first."""

    def revoke_invitation(self, team_id: str, code_hash: str, at: dt.datetime) -> bool:
        """Take back an invitation of a team; whether it was still good."""

    def revoke_by(self, person_id: str, team_id: str | None = None) -> None:
        """Take back the invitations and reset codes that somebody has handed out, in one team or in all."""

    def team_of(self, kind: str, code_hash: str) -> str | None:
        """The team whose owner has handed out a code; `None` when nobody's has."""

    def in_turn(self) -> None:
        """Let attempts be counted one after the other in all processes, until the transaction ends."""

    def count(self, at: dt.datetime) -> int:
        """How many sessions are open at an instant."""

    def failed(self, attempt_id: str, username: str, address: str, at: dt.datetime) -> None:
        """Note an attempt as failed, before the password is looked at."""

    def succeeded(self, attempt_id: str) -> None:
        """Take the attempt back: it was good."""

    def failures(self, since: dt.datetime, username: str | None, address: str | None) -> tuple[int, dt.datetime | None]:
        """How many failed attempts of a name and/or an address since then, and when the oldest was."""

    def sweep(self, at: dt.datetime, attempts_before: dt.datetime) -> int:
        """Delete expired sessions, codes and old attempts; how many."""


class Factors(Protocol):
    """Second factors: at most one a person; secrets are sealed."""

    def get(self, person_id: str) -> FactorRow | None:
        """The person's second factor, confirmed or only begun."""

    def all(self) -> list[FactorRow]:
        """All second factors."""

    def begin(self, person_id: str, sealed: str) -> None:
        """A new secret that still has to be confirmed; an earlier one is forgotten."""

    def confirm(self, person_id: str) -> None:
        """From now on signing in needs it."""

    def reseal(self, person_id: str, sealed: str) -> None:
        """The same secret under a new key."""

    def use(self, person_id: str, step: int) -> bool:
        """Note the time step of a code; False when that code, or a later one, was used before."""

    def remove(self, person_id: str) -> None:
        """Sign in without it from now on."""
