"""How several people, and their phones, are in one case: comments, who has it open, links for uploads."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from wizard.store.rows import CommentRow, LinkRow, PresenceRow


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
