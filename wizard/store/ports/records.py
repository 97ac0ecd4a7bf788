"""What is kept so that it can be told later: the audit trail, and corrections of the knowledge packs."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from wizard.store.rows import AuditEntry, AuditQuery, AuditRow, ChainChecked, CorrectionRow


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
