"""Articles of law and platform rules that a complaint can cite （依据）. When a letter cites one is for `citations`."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from wizard.knowledge.records.base import Confidence, Id, Record, Words

Rank = Literal["law", "regulation", "rule", "interpretation", "guidance"]


class Law(Record):
    """One article, in our own words. An article whose number was never seen has `article: null`."""

    law: Words
    short: Words
    aliases: tuple[Words, ...] = Field((), description="other short names that the pack's words use for it")
    version: str = ""
    issuer: str = ""
    rank: Rank
    article: str | None = None
    in_force_from: dt.date | None = None
    paraphrase: Words
    scenarios: tuple[Id, ...]
    note: str = ""

    @property
    def shown_article(self) -> str:
        """The article's number, or nothing where it may not be shown as fact."""
        return "" if self.confidence is Confidence.MEMORY_ONLY else self.article or ""

    @property
    def citation(self) -> str:
        """How people write it in short: `《电子商务法》第三十四条`."""
        return f"《{self.short}》{self.shown_article}"

    @property
    def full_citation(self) -> str:
        """How a formal document writes it: `《中华人民共和国电子商务法》第三十四条`."""
        return f"《{self.law}》{self.shown_article}"

    @property
    def names(self) -> tuple[str, ...]:
        """Every name under which words may mention it."""
        return (self.law, self.short, *self.aliases)

    @property
    def binding(self) -> bool:
        """Guidance may only be cited as a reference （参照）, everything else binds."""
        return self.rank != "guidance"

    def in_force(self, on: dt.date) -> bool:
        """Whether it was in force on that day; an unknown start counts as in force."""
        return self.in_force_from is None or self.in_force_from <= on
