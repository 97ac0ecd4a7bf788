"""How complete the evidence is for a scenario and a channel: what is met, weak or missing, and a score to recompute.

An item is met when one sound exhibit of a wanted kind is there, or the facts in the case meet it; weak when there are
only exhibits that do not count as proof yet. Helpful items are shown but not scored. An exhibit never takes anything
away from an item, so adding one never lowers the score.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from wizard.case import Case, Exhibit, Scenario
from wizard.evidence.claims import Claim, claims
from wizard.evidence.soundness import FindingShown, counts_as_proof, findings_of
from wizard.knowledge.answered import answered_view, belongs, scenarios_of
from wizard.knowledge.conditions import View, holds
from wizard.knowledge.load import Pack
from wizard.knowledge.records.evidence import Level, Requirement
from wizard.knowledge.shown import shown_number

Status = Literal["met", "weak", "missing", "not_applicable_unknown"]
WEIGHTS: dict[Level, int] = {"required": 3, "recommended": 1, "helpful": 0}
LEVEL_WORDS: dict[Level, str] = {"required": "必备", "recommended": "建议", "helpful": "有帮助"}
LOWER: dict[Level, Level] = {"required": "recommended", "recommended": "helpful", "helpful": "helpful"}
WEAK_SHARE = Decimal("0.5")


@dataclass(frozen=True)
class Item:
    """One requirement in this case. `exhibits` are the ids that count towards it, sound or not.

    `status` is `not_applicable_unknown` while a question that decides whether it applies is unanswered (`when` says
    which); such an item is not scored. `met_by_facts` holds the words when no file was needed.
    """

    requirement: str
    title: str
    level: Level
    status: Status
    exhibits: tuple[str, ...]
    kinds: tuple[str, ...]
    kind_names: tuple[str, ...]
    how_to_get: tuple[str, ...]
    why: str
    usual_time: str
    when_unavailable: str
    when: str
    met_by_facts: str
    basis: tuple[str, ...]


@dataclass(frozen=True)
class Assessment:
    """The completeness of a case for a channel (`""`: none chosen yet). `score` is 0 to 100."""

    channel: str
    score: int
    complete: bool
    items: list[Item]
    findings: dict[str, list[FindingShown]]
    arithmetic: str
    unproven: list[Claim]

    def missing(self, level: Level = "required") -> list[Item]:
        """The items of a level that are not met."""
        return [item for item in self.items if item.level == level and item.status in ("missing", "weak")]


def assess(case: Case, pack: Pack, today: dt.date, channel: str | None = None) -> Assessment:
    """Assess the evidence of a case for a channel; without one, for the channel the case has chosen."""
    chosen = case.channel or "" if channel is None else channel
    view = answered_view(case, pack, today, chosen)
    stated = claims(case, pack, today)
    findings = findings_of(case, pack, view, stated, today)
    sound = {exhibit_id for exhibit_id, found in findings.items() if counts_as_proof(found)}
    scenarios = scenarios_of(case)
    described = [exhibit for exhibit in case.exhibits if exhibit.kinds]
    items = [
        item
        for requirement in pack.requirements.values()
        if (item := _item(requirement, described, pack, view, sound, scenarios)) is not None
    ]
    items.sort(key=_place)
    decided = case.scenario not in (None, Scenario.OUT_OF_SCOPE)
    return Assessment(
        channel=chosen,
        score=score_of(items) if decided else 0,
        complete=decided and all(item.status == "met" for item in _scored(items) if item.level == "required"),
        items=items,
        findings=findings,
        arithmetic=arithmetic_of(items) if decided else "还没有选定场景，选好后再算证据是否齐全。",
        unproven=[claim for claim in stated if not claim.proven],
    )


def _place(item: Item) -> tuple[int, bool]:
    return list(WEIGHTS).index(item.level), item.status == "not_applicable_unknown"


def _item(
    requirement: Requirement,
    described: list[Exhibit],
    pack: Pack,
    view: View,
    sound: set[str],
    scenarios: tuple[str, ...],
) -> Item | None:
    """The item a requirement makes in this case, or `None` when it does not apply."""
    if not belongs(requirement.scenarios, scenarios) or not in_channel(requirement, view["channel"]):
        return None
    applies = holds(requirement.applies_when, view)
    if applies is False or (applies is None and not belongs(requirement.scenarios, scenarios[:1])):
        return None
    wanted = frozenset(requirement.any_of)
    exhibits = tuple(exhibit.id for exhibit in described if not wanted.isdisjoint(exhibit.kinds))
    by_facts = requirement.met_when is not None and holds(requirement.met_when, view) is True
    status = _status(exhibits, sound, by_facts) if applies else "not_applicable_unknown"
    return _written(requirement, pack, view, scenarios, exhibits, status, by_facts)


def _written(
    requirement: Requirement,
    pack: Pack,
    view: View,
    scenarios: tuple[str, ...],
    exhibits: tuple[str, ...],
    status: Status,
    by_facts: bool,
) -> Item:
    kinds = [pack.evidence_kinds[kind] for kind in requirement.any_of]
    level = requirement.level_for(view["channel"])
    return Item(
        requirement=requirement.id,
        title=requirement.title,
        level=level if belongs(requirement.scenarios, scenarios[:1]) else LOWER[level],
        status=status,
        exhibits=exhibits,
        kinds=requirement.any_of,
        kind_names=tuple(kind.name for kind in kinds),
        how_to_get=kinds[0].how_to_get if kinds else (requirement.how_by_facts,),
        why=requirement.why,
        usual_time=kinds[0].usual_time if kinds else "",
        when_unavailable=requirement.when_unavailable,
        when=requirement.when_words,
        met_by_facts=requirement.met_words if by_facts else "",
        basis=requirement.basis,
    )


def in_channel(requirement: Requirement, channel: str) -> bool:
    """Whether a requirement is made in a channel (`""`: none chosen yet)."""
    if channel in requirement.not_channels:
        return False
    return not requirement.channels or channel in requirement.channels


def _status(exhibits: tuple[str, ...], sound: set[str], by_facts: bool) -> Status:
    if by_facts or not sound.isdisjoint(exhibits):
        return "met"
    return "weak" if exhibits else "missing"


def _scored(items: list[Item]) -> list[Item]:
    return [item for item in items if WEIGHTS[item.level] and item.status != "not_applicable_unknown"]


def _points(items: list[Item], level: Level) -> tuple[int, Decimal]:
    """How many items of a level are scored, and how many of them are there (a weak one counts half)."""
    of_level = [item for item in _scored(items) if item.level == level]
    had = sum(1 for item in of_level if item.status == "met")
    weak = sum(1 for item in of_level if item.status == "weak")
    return len(of_level), had + weak * WEAK_SHARE


def _totals(items: list[Item]) -> tuple[Decimal, int]:
    had, wanted = Decimal(0), 0
    for level, weight in WEIGHTS.items():
        count, there = _points(items, level)
        had, wanted = had + there * weight, wanted + count * weight
    return had, wanted


def score_of(items: list[Item]) -> int:
    """The score from 0 to 100: points there over points wanted, rounded half up; 100 when nothing is wanted."""
    had, wanted = _totals(items)
    return int((had * 100 / wanted).quantize(Decimal(1), ROUND_HALF_UP)) if wanted else 100


def arithmetic_of(items: list[Item]) -> str:
    """The score as a sentence that a person can recompute from the page."""
    had, wanted = _totals(items)
    if not wanted:
        return "这个渠道没有必备或建议的证据，不计分。"
    counted = [(level, *_points(items, level)) for level in WEIGHTS if WEIGHTS[level] and _points(items, level)[0]]
    words = "；".join(_level_words(items, level) for level, _, _ in counted)
    over = " + ".join(f"{shown_number(there)}×{WEIGHTS[level]}" for level, _, there in counted)
    under = " + ".join(f"{count}×{WEIGHTS[level]}" for level, count, _ in counted)
    return f"{words}：（{over}）÷（{under}）= {shown_number(had)}÷{wanted} = {score_of(items)}%"


def _level_words(items: list[Item], level: Level) -> str:
    of_level = [item for item in _scored(items) if item.level == level]
    met = sum(1 for item in of_level if item.status == "met")
    weak = sum(1 for item in of_level if item.status == "weak")
    half = f"、待补强 {weak} 项（按一半算）" if weak else ""
    return f"{LEVEL_WORDS[level]} {len(of_level)} 项已有 {met} 项{half}"
