"""Articles of law and platform rules that a complaint can cite (依据), with the facts under which each one fits."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from wizard.knowledge.records.base import Condition, Confidence, Id, Piece, Record, Words

Rank = Literal["law", "regulation", "rule", "interpretation", "guidance"]


class CiteRule(Piece):
    """When a letter cites this article: a condition over the case and the reason shown to the merchant."""

    when: Condition
    reason: Words


class Law(Record):
    """One article, in our own words. An article whose number was never seen has `article: null`."""

    law: Words
    short: Words
    version: str = ""
    issuer: str = ""
    rank: Rank
    article: str | None = None
    in_force_from: dt.date | None = None
    paraphrase: Words
    scenarios: tuple[Id, ...]
    note: str = ""
    cite: tuple[CiteRule, ...] = ()

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
    def binding(self) -> bool:
        """Guidance may only be cited as a reference (参照), everything else binds."""
        return self.rank != "guidance"

    def in_force(self, on: dt.date) -> bool:
        """Whether it was in force on that day; an unknown start counts as in force."""
        return self.in_force_from is None or self.in_force_from <= on
