"""The values that pass between the services and the store: plain, frozen, without SQL."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any


class AuditEvent(StrEnum):
    """Everything the audit trail can say (closed vocabulary)."""

    SET_UP = "set_up"
    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    SIGNED_OUT = "signed_out"
    PASSWORD_CHANGED = "password_changed"
    NAME_CHANGED = "name_changed"
    RESET_ISSUED = "reset_issued"
    SECOND_FACTOR_ADDED = "second_factor_added"
    SECOND_FACTOR_REMOVED = "second_factor_removed"
    BACKUP_CODE_USED = "backup_code_used"
    BACKUP_CODES_RENEWED = "backup_codes_renewed"
    IDENTITY_LINKED = "identity_linked"
    KEY_ROTATED = "key_rotated"
    INVITED = "invited"
    INVITATION_REVOKED = "invitation_revoked"
    JOINED = "joined"
    LEFT = "left"
    ROLE_CHANGED = "role_changed"
    DEACTIVATED = "deactivated"
    REACTIVATED = "reactivated"
    TEAM_CREATED = "team_created"
    TEAM_EXPORTED = "team_exported"
    TEAM_IMPORTED = "team_imported"
    CASE_CREATED = "case_created"
    CASE_CHANGED = "case_changed"
    CASE_ASSIGNED = "case_assigned"
    CASE_DELETED = "case_deleted"
    CASE_EXPORTED = "case_exported"
    CASE_IMPORTED = "case_imported"
    CASE_KEPT = "case_kept"
    CASE_EXPIRED = "case_expired"
    COMMENTED = "commented"
    COMMENT_WITHDRAWN = "comment_withdrawn"
    RECORD_EXPORTED = "record_exported"
    EVIDENCE_ADDED = "evidence_added"
    EVIDENCE_READ = "evidence_read"
    EVIDENCE_REMOVED = "evidence_removed"
    EVIDENCE_DOWNLOADED = "evidence_downloaded"
    SIGNED = "signed"
    PACKAGE_STARTED = "package_started"
    PACKAGE_BUILT = "package_built"
    PACKAGE_COSIGNED = "package_cosigned"
    PACKAGE_FAILED = "package_failed"
    PACKAGE_CANCELLED = "package_cancelled"
    PACKAGE_DOWNLOADED = "package_downloaded"
    SIGNING_KEY_KEPT = "signing_key_kept"
    SIGNING_KEY_CHANGED = "signing_key_changed"
    SIGNING_KEY_REMOVED = "signing_key_removed"
    CERTIFICATE_REVOKED = "certificate_revoked"
    FACT_CORRECTED = "fact_corrected"
    CORRECTION_WITHDRAWN = "correction_withdrawn"
    BACKUP_MADE = "backup_made"
    RESTORED = "restored"
    RETENTION_SET = "retention_set"


INSTANCE = "-"  # the chain of events that belong to no team


MOST_COUNTED = 1000
"""What a page only wants to know the size of is counted up to here."""
NOBODY = ""
"""In the place of a person's id: cases that nobody takes care of."""


@dataclass(frozen=True)
class CaseRow:
    """A case as stored. `data` is its JSON; the rest repeats what the board shows and sorts by."""

    id: str
    team_id: str
    version: int
    data: str
    reference: str
    title: str
    scenario: str | None
    shop: str
    state: str
    money: Decimal
    next_due: dt.date | None
    next_task: str
    assignee: str | None
    updated_at: dt.datetime
    updated_by: str


@dataclass(frozen=True)
class KeptCase:
    """A case of which only matters how long nobody has changed it."""

    team_id: str
    case_id: str
    reference: str
    updated_at: dt.datetime


@dataclass(frozen=True)
class CaseMark:
    """By what a case is known to be unchanged, without reading it."""

    version: int
    updated_at: dt.datetime
    assignee: str | None


@dataclass(frozen=True)
class BoardLine:
    """One row of the board: a case without its content, people by id and name."""

    case_id: str
    reference: str
    title: str
    scenario: str | None
    shop: str
    state: str
    money: Decimal
    next_due: dt.date | None
    next_task: str
    assignee: str | None
    assignee_name: str
    updated_at: dt.datetime
    updated_by_name: str


@dataclass(frozen=True)
class BoardPage:
    """A page of the board and figures over all that the team has open; `due_soon` up to `MOST_COUNTED`.

    `at_least`: there are more than `total`. `assignees`: the names, by id, of those who take care of any case.
    """

    lines: list[BoardLine]
    total: int
    due_soon: int
    money_at_stake: Decimal
    at_least: bool
    assignees: Mapping[str, str]


@dataclass(frozen=True)
class BoardQuery:
    """What the board is asked for. `due_by` is the day up to which a task counts as due soon.

    `assignee` is an id or `NOBODY`. `by_due`: only cases with a due date, soonest first, not all by their last change.
    """

    due_by: dt.date
    text: str = ""
    scenario: str | None = None
    state: str | None = None
    offset: int = 0
    limit: int = 20
    assignee: str | None = None
    by_due: bool = False

    @property
    def filters(self) -> dict[str, str]:
        """What the cases must be, by column of the board; what is not filtered by is left out."""
        asked = {"scenario": self.scenario, "state": self.state, "assignee": self.assignee}
        return {column: value for column, value in asked.items() if value is not None}


@dataclass(frozen=True)
class PersonRow:
    """An account."""

    id: str
    username: str
    name: str
    password_hash: str
    active: bool
    created_at: dt.datetime


@dataclass(frozen=True)
class MemberRow:
    """A person's place in a team."""

    person_id: str
    username: str
    name: str
    team_id: str
    team_name: str
    role: str
    active: bool
    since: dt.datetime


@dataclass(frozen=True)
class InvitationRow:
    """An invitation that is still good."""

    team_id: str
    team_name: str
    role: str
    expires: dt.datetime


@dataclass(frozen=True)
class PendingRow:
    """An invitation that is still good, as the owners see it; `code_hash` names it without giving it away."""

    code_hash: str
    role: str
    created_by_name: str
    expires: dt.datetime


@dataclass(frozen=True)
class FactorRow:
    """A second factor: its secret, sealed; `last_step` is the time step of the newest code that was used."""

    person_id: str
    sealed: str
    confirmed: bool
    last_step: int
    since: dt.datetime


@dataclass(frozen=True)
class SigningKeyRow:
    """A person's signing key, locked with a passphrase that is kept nowhere, and what may be shown of it."""

    person_id: str
    locked: str
    name: str
    issuer: str
    fingerprint: str
    own: bool
    until: dt.datetime
    since: dt.datetime


@dataclass(frozen=True)
class CommentRow:
    """What a colleague said about a case, or about one step of it."""

    id: str
    team_id: str
    case_id: str
    person_id: str
    step: str
    text: str
    at: dt.datetime
    person_name: str = ""


@dataclass(frozen=True)
class PresenceRow:
    """That somebody had a case open, where, and when last."""

    case_id: str
    person_id: str
    team_id: str
    step: str
    seen_at: dt.datetime
    person_name: str = ""


@dataclass(frozen=True)
class AuditQuery:
    """What part of a team's trail is asked for; nothing given means all."""

    events: tuple[str, ...] = ()
    person_id: str = ""
    case_id: str = ""
    since: dt.datetime | None = None
    offset: int = 0
    limit: int = 50


@dataclass(frozen=True)
class AuditEntry:
    """What is to be recorded; the store adds number, time and the links of the chain."""

    team_id: str
    event: AuditEvent
    person_id: str = ""
    case_id: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class AuditRow:
    """One recorded event: number within the team's chain, who, when, what, digests before and after, the links."""

    team_id: str
    number: int
    at: dt.datetime
    event: str
    person_id: str
    person_name: str
    case_id: str
    details: Mapping[str, Any]
    before: str
    after: str
    previous: str
    digest: str


@dataclass(frozen=True)
class ChainChecked:
    """One team's chain: how many events, the last one's digest, the first that is not what it was (`None`: whole)."""

    team: str
    events: int
    head: str
    broken_at: int | None


@dataclass(frozen=True)
class LinkRow:
    """A link by which a phone may put files into a case: for whom it acts, until when."""

    case_id: str
    team_id: str
    person_id: str
    expires_at: dt.datetime


@dataclass(frozen=True)
class BuildRow:
    """A package being built, or how it ended. `heard_at` is the last sign of life."""

    id: str
    team_id: str
    case_id: str
    person_id: str
    state: str
    stage: str
    share: float
    error: str
    version: int | None
    started_at: dt.datetime
    heard_at: dt.datetime


@dataclass(frozen=True)
class CorrectionRow:
    """A correction of one fact of a knowledge pack. `withdrawn_at` is `None` while it stands."""

    id: str
    platform: str
    place: str
    value: str
    source: str
    checked_on: dt.date
    instead_of: str
    by: str
    at: dt.datetime
    withdrawn_at: dt.datetime | None = None
    withdrawn_by: str = ""


@dataclass(frozen=True)
class FileRow:
    """That a case holds a file of the file store, and what for.

    `exhibit`, `bundle`, `signature`, `package-N`, `snapshot-N`.
    """

    case_id: str
    team_id: str
    sha256: str
    purpose: str
    size: int
