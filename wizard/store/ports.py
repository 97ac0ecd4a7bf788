"""The ports: what the services need from a database and a file store, whichever they are.

Everything that changes happens inside `Store.write()`: either all of it lands, or nothing. Two writers never work on
the same case at once. Longer than other files because the whole contract of both adapters is read in one place.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from wizard.store.rows import (
    AuditEntry,
    AuditQuery,
    AuditRow,
    BoardPage,
    BoardQuery,
    BuildRow,
    CaseMark,
    CaseRow,
    ChainChecked,
    CommentRow,
    CorrectionRow,
    FactorRow,
    FileRow,
    InvitationRow,
    KeptCase,
    LinkRow,
    MemberRow,
    PendingRow,
    PersonRow,
    PresenceRow,
    SigningKeyRow,
)

Held = Callable[[Collection[str]], set[str]]
"""Tells which of some files (by SHA-256) any case holds."""


class Cases(Protocol):
    """The cases of all teams; every question names the team."""

    def get(self, team_id: str, case_id: str) -> CaseRow | None:
        """The case, locked until the end of a write; `None` when the team has no such case."""

    def mark(self, team_id: str, case_id: str) -> CaseMark | None:
        """Version, time and assignee of the case; `None` when the team has no such case."""

    def add(self, row: CaseRow) -> None:
        """A new case."""

    def replace(self, row: CaseRow) -> None:
        """Store a changed case."""

    def remove(self, team_id: str, case_id: str) -> None:
        """Delete a case with its builds, its comments and its claims on files."""

    def board(self, team_id: str, query: BoardQuery) -> BoardPage:
        """One page of the team's cases, newest change first."""

    def count(self) -> int:
        """How many cases all teams have."""

    def unchanged(self, before: dt.datetime, states: Sequence[str]) -> list[KeptCase]:
        """Cases of all teams in some states that nobody has changed since an instant; oldest first."""

    def unchanged_of(self, team_id: str, before: dt.datetime, states: Sequence[str]) -> tuple[int, dt.datetime | None]:
        """How many such cases a team has, up to `MOST_COUNTED`, and when the oldest of them was changed."""

    def behind(self, before: dt.datetime, most: int) -> list[str]:
        """The ids of cases whose words do not tell their last change and are to be written, the oldest change first."""

    def catch_up(self, case_ids: Sequence[str]) -> int:
        """Let the board's words of some cases tell their last change; of how many."""

    def team_of(self, case_id: str) -> str | None:
        """The id of the team that has a case, of all teams."""

    def known(self, case_ids: Collection[str]) -> int:
        """How many of some cases there are already, in any team."""

    def held_by(self, team_id: str, person_id: str) -> int:
        """How many cases of a team somebody takes care of."""

    def ids_of(self, team_id: str, person_id: str, limit: int) -> list[str]:
        """The ids of so many of them."""


class CaseFiles(Protocol):
    """Which case holds which file; a file nobody holds is swept away."""

    def hold(self, row: FileRow) -> None:
        """Note that a case holds a file; a second time changes nothing."""

    def release(self, case_id: str, sha256: str, purpose: str) -> None:
        """The case no longer holds the file for this purpose."""

    def holds(self, team_id: str, case_id: str, sha256: str) -> bool:
        """Whether the case holds the file for any purpose."""

    def of_purpose(self, case_id: str, purpose: str) -> str | None:
        """SHA-256 of the file a case holds for a purpose."""

    def bytes_of(self, case_id: str) -> int:
        """Bytes of evidence a case holds."""

    def held(self, some: Collection[str] | None = None) -> set[str]:
        """SHA-256 of every file any case holds; of `some` files only when these are given."""


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

    def role_of(self, team_id: str, person_id: str) -> str | None:
        """The role of an active person who is an active member; `None` otherwise."""


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


class Identities(Protocol):
    """Whom a single sign-on knows."""

    def person_of(self, issuer: str, subject: str) -> str | None:
        """The id of the person behind an identity."""

    def link(self, issuer: str, subject: str, person_id: str) -> bool:
        """Remember whose identity it is; False when it is somebody's already."""

    def unlink(self, person_id: str) -> None:
        """Forget all identities of a person."""


class Comments(Protocol):
    """Comments on cases."""

    def add(self, row: CommentRow) -> None:
        """A new comment."""

    def of_case(self, team_id: str, case_id: str) -> list[CommentRow]:
        """The comments of a case, oldest first."""

    def remove(self, team_id: str, case_id: str, comment_id: str, person_id: str) -> bool:
        """Take back a comment of this person; whether there was one."""


class Presence(Protocol):
    """Who has which case open."""

    def seen(self, row: PresenceRow) -> None:
        """Note that a person is at a step of a case now."""

    def of_case(self, team_id: str, case_id: str, since: dt.datetime) -> list[PresenceRow]:
        """Who was seen in a case since then, and is still a member of the team."""

    def sweep(self, before: dt.datetime) -> None:
        """Forget who was seen last before then."""


class UploadLinks(Protocol):
    """Links by which a phone may put files into one case; only hashes are stored."""

    def open(self, token_hash: str, row: LinkRow) -> None:
        """A new link."""

    def find(self, token_hash: str, at: dt.datetime) -> LinkRow | None:
        """The link of a token that is still good."""

    def close(self, case_id: str, person_id: str) -> None:
        """End the links that a person opened for a case."""

    def sweep(self, at: dt.datetime) -> int:
        """Delete links that are over; how many."""


class Audit(Protocol):
    """The audit trail: append only, one hash chain per team."""

    def append(self, entry: AuditEntry) -> AuditRow:
        """Record an event."""

    def of_case(self, team_id: str, case_id: str, limit: int = 200) -> list[AuditRow]:
        """Events of a case, newest first."""

    def find(self, team_id: str, query: AuditQuery) -> list[AuditRow]:
        """Events of a team that suit the query, newest first."""

    def count(self, team_id: str, query: AuditQuery, most: int) -> int:
        """How many events of a team suit the query, on all pages; counted up to `most`."""

    def record(
        self, team_id: str, case_id: str = "", after: int | None = None, before: int | None = None
    ) -> list[AuditRow]:
        """The first events of a team, of one case when it is named, between two numbers; oldest first."""

    def check(self, team_id: str, known: tuple[int, str] | None = None) -> ChainChecked:
        """Check a team's chain from its first event; `known` is an event's number and digest noted before."""

    def chains(self) -> list[str]:
        """The ids of all chains."""


class Builds(Protocol):
    """Packages being built."""

    def add(self, row: BuildRow) -> None:
        """A build that starts."""

    def get(self, team_id: str, build_id: str) -> BuildRow | None:
        """The build, when it is the team's."""

    def running(self, case_id: str) -> BuildRow | None:
        """The build of a case that is under way."""

    def update(self, row: BuildRow) -> None:
        """Store progress or the end."""

    def counts(self) -> dict[str, int]:
        """How many builds there are in each state."""

    def abandon(self, heard_before: dt.datetime, error: str) -> int:
        """Mark builds without a sign of life as failed; how many."""


class Corrections(Protocol):
    """Corrections of the knowledge packs by an administrator; withdrawn ones are kept."""

    def add(self, row: CorrectionRow) -> None:
        """A new correction."""

    def get(self, correction_id: str) -> CorrectionRow | None:
        """The correction of an id."""

    def standing(self) -> list[CorrectionRow]:
        """Those not withdrawn, oldest first."""

    def all(self) -> list[CorrectionRow]:
        """All of them, newest first."""

    def withdraw(self, correction_id: str, by: str, at: dt.datetime) -> None:
        """Note that a correction no longer stands."""


class Work(Protocol):
    """One transaction: the parts of the database, seen and changed together."""

    @property
    def cases(self) -> Cases:
        """The cases."""

    @property
    def files(self) -> CaseFiles:
        """Which case holds which file."""

    @property
    def people(self) -> People:
        """People and teams."""

    @property
    def sessions(self) -> Sessions:
        """Sessions, codes, attempts."""

    @property
    def factors(self) -> Factors:
        """Second factors."""

    @property
    def signing_keys(self) -> SigningKeys:
        """Signing keys that people keep here."""

    @property
    def identities(self) -> Identities:
        """Identities of a single sign-on."""

    @property
    def comments(self) -> Comments:
        """Comments on cases."""

    @property
    def presence(self) -> Presence:
        """Who has which case open."""

    @property
    def audit(self) -> Audit:
        """The audit trail."""

    @property
    def links(self) -> UploadLinks:
        """Upload links of phones."""

    @property
    def builds(self) -> Builds:
        """Package builds."""

    @property
    def corrections(self) -> Corrections:
        """Corrections of the knowledge packs."""


class Store(Protocol):
    """A database."""

    def read(self) -> AbstractContextManager[Work]:
        """For reading, each statement at a moment of its own."""

    def write(self) -> AbstractContextManager[Work]:
        """A transaction; committed at the end, undone by any exception."""

    def close(self) -> None:
        """Let go of all connections."""


class Files(Protocol):
    """Evidence files by content: the name of a file is its SHA-256, so equal files are stored once."""

    async def receive(self, chunks: AsyncIterator[bytes], limit: int) -> tuple[str, int]:
        """Stream a file in, hashing on the way; `(sha256, size)`. Nothing remains of a broken or too large one."""

    def add(self, path: Path) -> tuple[str, int]:
        """Take a copy of a local file; `(sha256, size)`."""

    def take(self, path: Path) -> tuple[str, int]:
        """Move a local file in; `(sha256, size)`."""

    def size(self, sha256: str) -> int:
        """Bytes of a stored file; raises `MissingFile`."""

    def local(self, sha256: str) -> AbstractContextManager[Path]:
        """The file as a local path for reading; raises `MissingFile`."""

    def sweep(self, held: Held, older_than: dt.datetime) -> int:
        """Delete files that nobody holds and that are older than an instant; how many."""
