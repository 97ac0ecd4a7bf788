"""Which articles a document cites: only those whose conditions the case's facts meet, each with the reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from wizard.case import Case
from wizard.drafting.draft import Draft, draft_of
from wizard.drafting.sentences import fill, open_ended, tidy
from wizard.knowledge.conditions import holds
from wizard.knowledge.load import Pack
from wizard.knowledge.records.base import Confidence
from wizard.knowledge.records.laws import Law
from wizard.knowledge.records.wording import Citation


@dataclass(frozen=True)
class Cited:
    """One article that fits the case. `chosen` is false when the merchant dropped it."""

    law: Law
    clause: str
    says: str
    reason: str
    confidence: Confidence
    chosen: bool = True

    @property
    def citation(self) -> str:
        """How the letter names it; what is not verified or not binding is only a reference (参照)."""
        named = f"{self.law.full_citation}{self.clause if self.law.shown_article else ''}"
        firm = self.confidence is Confidence.VERIFIED and self.law.binding
        return named if firm else f"参照《{self.law.law}》"


def cited_basis(case: Case, pack: Pack, today: dt.date, channel: str | None = None) -> list[Cited]:
    """The articles that fit the case in a channel (the case's own when none is named), dropped ones included.

    An article known from memory only is never among them, nor one that is not in force yet.
    """
    return fitting(draft_of(case, pack, today, channel or case.channel or ""))


def fitting(draft: Draft) -> list[Cited]:
    """`cited_basis` for a draft at hand."""
    found: dict[str, Cited] = {}
    for rule in sorted(draft.pack.citations.values(), key=lambda rule: rule.order):
        if rule.law in draft.pack.laws and _applies(rule, draft):
            _add(found, rule, draft)
    return [cited for cited in found.values() if _may_be_shown(cited.law, draft.today)]


def chosen(cited: Iterable[Cited]) -> list[Cited]:
    """Those the merchant did not drop."""
    return [article for article in cited if article.chosen]


def _applies(rule: Citation, draft: Draft) -> bool:
    scenarios = {str(draft.case.scenario or ""), *map(str, draft.case.secondary)}
    return (
        (not rule.scenarios or bool(scenarios.intersection(rule.scenarios)))
        and (not rule.audiences or draft.template.audience in rule.audiences)
        and (not rule.channels or draft.channel in rule.channels)
        and holds(rule.when, draft.view) is True
    )


def _add(found: dict[str, Cited], rule: Citation, draft: Draft) -> None:
    law = draft.pack.laws[rule.law]
    reason = tidy(fill(rule.reason, draft.slots) or fill(rule.reason_plain, draft.slots) or "")
    says = open_ended(rule.says)
    before = found.get(law.id)
    if before is None:
        keep = draft.case.cited.get(law.id, True)
        found[law.id] = Cited(law, rule.clause, says, open_ended(reason), law.confidence, keep)
    else:
        found[law.id] = _joined(before, rule, says, open_ended(reason))


def _joined(before: Cited, rule: Citation, says: str, reason: str) -> Cited:
    """One article cited for two reasons is printed once; without one common paragraph it names the whole article."""
    clause = before.clause if before.clause == rule.clause else ""
    return replace(before, clause=clause, says=_union(before.says, says), reason=_union(before.reason, reason))


def _union(before: str, more: str) -> str:
    """The statements of both, each once, in order."""
    return "；".join(dict.fromkeys(part for part in f"{before}；{more}".split("；") if part))


def _may_be_shown(law: Law, today: dt.date) -> bool:
    return law.confidence is not Confidence.MEMORY_ONLY and law.in_force(today)
