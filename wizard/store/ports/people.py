"""Who people are: accounts, teams and memberships, identities of a single sign-on, signing keys."""

from __future__ import annotations

from typing import Protocol

from wizard.store.rows import MemberRow, PersonRow, SigningKeyRow


class People(Protocol):
    """Accounts, teams and who belongs where."""

    def any(self) -> bool:
        """Whether there is any account yet."""

    def add(self, person: PersonRow) -> None:
        """A new account; raises `ValueError` when the name for signing in is taken."""

    def by_username(self, username: str) -> PersonRow | None:
        """The account of a name for signing in (compared without case)."""

    def get(self, person_id: str) -> PersonRow | None:
        """The account of an id."""

    def set_password(self, person_id: str, password_hash: str) -> None:
        """Store a new password's hash."""

    def set_active(self, person_id: str, active: bool) -> None:
        """Open or close an account."""

    def set_name(self, person_id: str, name: str) -> None:
        """Call a person something else."""

    def all(self) -> list[PersonRow]:
        """All accounts."""

    def add_team(self, team_id: str, name: str) -> None:
        """A new team."""

    def teams(self) -> list[tuple[str, str]]:
        """`(id, name)` of all teams."""

    def lock_team(self, team_id: str) -> None:
        """Let changes of who is what in a team come one after the other until the transaction ends."""

    def join(self, team_id: str, person_id: str, role: str) -> None:
        """Make a person a member, or give a former member the role again."""

    def set_role(self, team_id: str, person_id: str, role: str) -> None:
        """Change a member's role."""

    def set_member_active(self, team_id: str, person_id: str, active: bool) -> None:
        """End or restore a membership."""

    def members(self, team_id: str) -> list[MemberRow]:
        """The members of a team, former ones too."""

    def memberships(self, person_id: str) -> list[MemberRow]:
        """The active memberships of a person."""

    def teams_ever(self, person_id: str) -> list[str]:
        """The ids of the teams a person is or was a member of, in order."""

    def role_of(self, team_id: str, person_id: str) -> str | None:
        """The role of an active person who is an active member; `None` otherwise."""


class Identities(Protocol):
    """Whom a single sign-on knows."""

    def person_of(self, issuer: str, subject: str) -> str | None:
        """The id of the person behind an identity."""

    def link(self, issuer: str, subject: str, person_id: str) -> bool:
        """Remember whose identity it is; False when it is somebody's already."""

    def unlink(self, person_id: str) -> None:
        """Forget all identities of a person."""


class SigningKeys(Protocol):
    """Signing keys that people keep here, locked with passphrases of their own: at most one a person."""

    def get(self, person_id: str) -> SigningKeyRow | None:
        """The person's key."""

    def keep(self, row: SigningKeyRow) -> None:
        """Keep a key; one kept before is forgotten."""

    def relock(self, person_id: str, locked: str) -> None:
        """The same key under another passphrase."""

    def remove(self, person_id: str) -> None:
        """Forget a key for good."""
