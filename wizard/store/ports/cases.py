"""What is kept of cases: themselves, the files they hold, the packages built from them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Protocol

from wizard.store.rows import BoardLine, BoardPage, BoardQuery, BuildRow, CaseMark, CaseRow, FileRow, KeptCase


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

    def unchanged_lines(
        self, team_id: str, before: dt.datetime, states: Sequence[str], offset: int, limit: int
    ) -> list[BoardLine]:
        """A page of these cases as the board shows them, the oldest change first."""

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

    def held(self, some: Collection[str]) -> set[str]:
        """Which of some files (by SHA-256) any case holds."""


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
