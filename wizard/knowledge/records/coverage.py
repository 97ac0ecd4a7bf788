"""What the two source guides say, statement by statement, and which records carry it (来源覆盖)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from wizard.knowledge.records.base import Record, Words


class GuideStatement(Record):
    """One statement of a guide. `carried_by` names records as `topic:id`, or `topic:id#part` within a record.

    `corrected` statements are carried by the myth that says what is true instead.
    """

    guide: Literal["one", "two"]
    section: Words
    says: Words
    carried_by: tuple[str, ...] = Field(min_length=1)
    corrected: bool = False
