"""The claims of a case (主张): each stated fact that needs proof, and the exhibits that prove it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from wizard.case import Case, Demand, Event, Exhibit, Loss, now
from wizard.knowledge.answered import answered_view, belongs, scenarios_of
from wizard.knowledge.conditions import View, holds
from wizard.knowledge.load import Pack
from wizard.knowledge.records.questions import Question
from wizard.knowledge.shown import shown_day, shown_money

Origin = Literal["event", "fact", "loss", "demand"]


@dataclass(frozen=True)
class Claim:
    """One stated fact. `exhibits` are ids in the case's order; none means it is not yet proven.

    `linked` is true when a person tied the exhibits to it, false when their kind suggests it. `field` is the path of
    the fact in the case.
    """

    id: str
    text: str
    origin: Origin
    field: str
    exhibits: tuple[str, ...]
    linked: bool

    @property
    def proven(self) -> bool:
        """Whether at least one exhibit stands behind it."""
        return bool(self.exhibits)


def claims(case: Case, pack: Pack, today: dt.date | None = None) -> list[Claim]:
    """Every claim of a case: timeline, answered facts, losses, demands with an amount, in this order.

    Ids are stable: `event-<id>`, `fact-<question id>`, `loss-<id>`, `demand-<id>`. `today` only matters to conditions.
    """
    view = answered_view(case, pack, today or now().date())
    proofs = [exhibit for exhibit in case.exhibits if exhibit.kinds or exhibit.claims]  # of 200 just sent none is
    told = [_event_claim(proofs, pack, event) for event in case.timeline if event.what.strip()]
    facts = [_fact_claim(proofs, case, question) for question in _claiming(case, pack, view)]
    losses = [_loss_claim(proofs, pack, loss) for loss in case.losses if loss.what or loss.amount is not None]
    demands = [_demand_claim(proofs, pack, demand) for demand in case.demands if demand.amount is not None]
    return told + facts + losses + demands


def _event_claim(proofs: list[Exhibit], pack: Pack, event: Event) -> Claim:
    day = f"{shown_day(event.on)}，" if event.on else ""
    result = f"，结果：{event.result}" if event.result.strip() else ""
    who = f"{event.who}：" if event.who and not event.what.strip().startswith(event.who) else ""
    return _claim(proofs, "event", event.id, f"{day}{who}{event.what}{result}", f"timeline.{event.id}", pack)


def _loss_claim(proofs: list[Exhibit], pack: Pack, loss: Loss) -> Claim:
    amount = f" {shown_money(loss.amount)}" if loss.amount is not None else ""
    return _claim(proofs, "loss", loss.id, f"损失：{loss.what}{amount}", f"losses.{loss.id}", pack)


def _demand_claim(proofs: list[Exhibit], pack: Pack, demand: Demand) -> Claim:
    amount = shown_money(demand.amount) if demand.amount is not None else ""
    text = f"诉求金额 {amount}：{demand.text}"
    return _claim(proofs, "demand", demand.id, text, f"demands.{demand.id}", pack)


def _claim(
    proofs: list[Exhibit], origin: Literal["event", "loss", "demand"], part: str, text: str, field: str, pack: Pack
) -> Claim:
    kinds = frozenset(kind.id for kind in pack.evidence_kinds.values() if origin in kind.proves_claims)
    exhibits, linked = _proof(proofs, f"{origin}-{part}", kinds)
    return Claim(f"{origin}-{part}", text, origin, field, exhibits, linked)


def _claiming(case: Case, pack: Pack, view: View) -> Iterator[Question]:
    """Questions whose answer is a claim: asked in this case, answered, and with the condition of the claim met."""
    scenarios = scenarios_of(case)
    for question in pack.questions.values():
        if not question.claim or not belongs(question.scenarios, scenarios):
            continue
        if not question.shown(case.answers.get(question.id)):
            continue
        if holds(question.applies_when, view) is True and holds(question.claim_when, view) is True:
            yield question


def _fact_claim(proofs: list[Exhibit], case: Case, question: Question) -> Claim:
    text = question.claim.format(answer=question.shown(case.answers.get(question.id)))
    exhibits, linked = _proof(proofs, f"fact-{question.id}", frozenset(question.proved_by))
    return Claim(f"fact-{question.id}", text, "fact", f"answers.{question.id}", exhibits, linked)


def _proof(proofs: list[Exhibit], claim_id: str, kinds: frozenset[str]) -> tuple[tuple[str, ...], bool]:
    """Exhibits tied to the claim by a person; without any, those whose kind usually proves it."""
    linked = tuple(exhibit.id for exhibit in proofs if claim_id in exhibit.claims)
    if linked:
        return linked, True
    return tuple(exhibit.id for exhibit in proofs if _has_kind(exhibit, kinds)), False


def _has_kind(exhibit: Exhibit, kinds: frozenset[str]) -> bool:
    return not kinds.isdisjoint(exhibit.kinds)
