"""Records of triage: the nine scenarios, the ways out when none fits, and the questions that tell them apart."""

from __future__ import annotations

import math
from typing import Literal, Self

from pydantic import Field, model_validator

from wizard.case import Scenario
from wizard.knowledge.records.base import Confidence, Id, Piece, Record, Words

OUTCOMES = tuple(str(scenario) for scenario in Scenario)
SUM_TOLERANCE = 0.011  # tables are written with two decimals; ten options may each be off by half a hundredth


class ScenarioRecord(Record):
    """One kind of complaint (场景), in words a shop owner uses."""

    name: Words
    card: Words = Field(max_length=40, description="one line on the card")
    examples: tuple[Words, ...] = Field(min_length=4, max_length=6)
    not_for: tuple[Words, ...] = Field(
        min_length=1, description="what does not belong here, and what to choose instead"
    )
    elsewhere: Words = Field(description="where else to go, in one or two sentences")
    respondent: Literal["platform", "merchant"]
    basis: tuple[Id, ...] = Field(min_length=1, description="ids of the main laws")
    first_channel: Id
    ladder: tuple[Id, ...] = Field(min_length=1, description="channels that come after the first, in order")
    evidence_hint: Words
    demands: tuple[Id, ...] = ()


class Place(Piece):
    """Where to go instead: a place, how to reach it, and how sure that is."""

    name: Words
    how: Words
    basis: tuple[Id, ...] = ()
    confidence: Confidence
    how_to_check: str = ""


class WayOut(Record):
    """Where to go when it is not a merchant's complaint about this platform."""

    name: Words
    lead: Words = Field(description="one calm sentence that says why this wizard does not fit")
    places: tuple[Place, ...] = Field(min_length=1)
    stay: str = Field("", description="what to tell us if the reader is a merchant after all")


class TriageOption(Piece):
    """One answer and how likely it is for each scenario: P(option | scenario)."""

    id: Id
    label: Words
    likelihood: dict[str, float]
    way_out: str = Field("", description="the way out this answer names, when out_of_scope comes first")

    @model_validator(mode="after")
    def _covers_every_outcome(self) -> Self:
        if set(self.likelihood) != set(OUTCOMES):
            missing = "、".join(sorted(set(OUTCOMES) ^ set(self.likelihood)))
            raise ValueError(f"选项 {self.id} 的 likelihood 要恰好写全十个场景，多或少了：{missing}")
        if not all(0 < value < 1 for value in self.likelihood.values()):
            raise ValueError(f"选项 {self.id} 的 likelihood 要大于 0 小于 1：再确定的答案也可能点错")
        return self


class TriageQuestion(Record):
    """A short question that tells scenarios apart; the last option is always 「都不是 / 说不清」 with id `none`."""

    text: Words = Field(max_length=40)
    help: str = ""
    options: tuple[TriageOption, ...] = Field(min_length=3, max_length=10)

    @model_validator(mode="after")
    def _is_a_table(self) -> Self:
        if self.options[-1].id != "none":
            raise ValueError(f"提问 {self.id} 的最后一个选项必须是 none(都不是 / 说不清)")
        if len({option.id for option in self.options}) != len(self.options):
            raise ValueError(f"提问 {self.id} 的选项 id 有重复")
        for outcome in OUTCOMES:
            total = math.fsum(option.likelihood[outcome] for option in self.options)
            if abs(total - 1) > SUM_TOLERANCE:
                raise ValueError(f"提问 {self.id}:{outcome} 一列加起来是 {total:.3f}，应当是 1")
        return self

    def option(self, option_id: str) -> TriageOption | None:
        """The option with this id, or `None`."""
        return next((option for option in self.options if option.id == option_id), None)
