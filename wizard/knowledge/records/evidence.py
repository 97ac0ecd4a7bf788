"""Kinds of evidence, what scenarios and channels want proved, and words for what an inspection notices."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from wizard.knowledge.records.base import Condition, Id, Piece, Record, VolatileFact, Words

Level = Literal["required", "recommended", "helpful"]
FileFamily = Literal["image", "pdf", "video", "audio", "spreadsheet", "text", "document", "mail", "archive"]


class EvidenceKind(Record):
    """One kind of evidence (证据种类) and how a shop owner gets it."""

    name: Words
    what: Words
    how_to_get: tuple[Words, ...] = Field(min_length=1, description="steps on a computer")
    on_phone: tuple[Words, ...] = Field((), description="steps on a phone; empty: better done on a computer")
    menu: tuple[VolatileFact, ...] = Field((), description="menu paths and addresses, each with its confidence")
    capture_tips: tuple[Words, ...] = ()
    usual_time: Words
    accepts: tuple[FileFamily, ...] = Field(min_length=1)
    proves: Words = Field(description="suggestion for what it proves (证明目的)")
    source: Words = Field(description="suggestion for where it comes from (来源)")
    personal_data: str = Field("", description="other people's data it usually shows; empty: usually none")
    custody: str = Field("", description="when a notary or a timestamp is worth it")
    basis: tuple[Id, ...] = Field((), description="articles by which such evidence is judged, and advice on it rests")
    background: bool = Field(
        False, description="about parties, agreements and rights: may be older than the story and prove no single claim"
    )
    fixes_others: bool = Field(
        False, description="fixes other evidence: with it in the case the advice to fix falls away"
    )
    proves_claims: tuple[Literal["event", "loss", "demand"], ...] = Field(
        (), description="origins of claims that this kind proves without being linked one by one"
    )


class LevelChange(Piece):
    """Another level of a requirement in some channels."""

    channels: tuple[Id, ...] = Field(min_length=1)
    level: Level


class Requirement(Record):
    """What has to be shown (证据要求) in some scenarios and channels. Met by any one of the kinds in `any_of`."""

    title: Words
    level: Level
    scenarios: tuple[Id, ...] = Field((), description="empty: every scenario")
    channels: tuple[Id, ...] = Field((), description="empty: every channel, and no channel chosen yet")
    not_channels: tuple[Id, ...] = ()
    level_in: tuple[LevelChange, ...] = ()
    applies_when: Condition | None = None
    when_words: str = Field("", description="the condition in words, wherever there is one")
    any_of: tuple[Id, ...] = ()
    met_when: Condition | None = Field(None, description="facts in the case that meet it without a file")
    met_words: str = Field("", description="what meets it without a file, in words")
    how_by_facts: str = Field("", description="how to meet it where no kind of file does")
    why: Words
    when_unavailable: Words = Field(description="what to write when it cannot be had")
    basis: tuple[Id, ...] = ()

    def level_for(self, channel: str) -> Level:
        """The level in a channel (`""`: none chosen yet)."""
        for change in self.level_in:
            if channel in change.channels:
                return change.level
        return self.level


class FindingWords(Record):
    """Words for something an inspection noticed: what it means and what to do. `{…}` are details of the finding."""

    severity: Literal["blocking", "warning", "hint", "refusal"]
    title: Words
    what: Words
    mend: Words
    applies_when: Condition | None = Field(None, description="of findings over the case: only then are they said")
    basis: tuple[Id, ...] = ()
