"""What the merchant asks for, in words for those who can grant it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from wizard.case import Case, Demand
from wizard.drafting.draft import Draft, draft_of
from wizard.drafting.readers import addresses, demand_key
from wizard.drafting.sentences import ENDS, closed, fill
from wizard.drafting.slots import money_words
from wizard.knowledge.conditions import holds, value_of
from wizard.knowledge.load import Pack
from wizard.knowledge.records.wording import DemandRecord

REQUESTS_IN_ONE_SENTENCE = 3
AS_LISTED = "按所列诉求处理"


@dataclass(frozen=True)
class DemandChoice:
    """A demand that fits the case: its words, the amount we would suggest, whether it is chosen or suggested."""

    record: DemandRecord
    text: str
    amount: Decimal | None
    chosen: bool
    suggested: bool


@dataclass(frozen=True)
class Asked:
    """One demand as a document prints it."""

    text: str
    request: str
    record: DemandRecord | None = None
    amount: Decimal | None = None

    @property
    def always(self) -> bool:
        """Whether it belongs into every document of its kind rather than being the merchant's choice."""
        return self.record is not None and self.record.always


def demand_choices(case: Case, pack: Pack, today: dt.date, channel: str | None = None) -> list[DemandChoice]:
    """The demands that fit the case in a channel, in the order they are shown.

    A demand that the channel cannot grant has an empty text, so that the page can say why it is not printed.
    """
    draft = draft_of(case, pack, today, channel or case.channel or "")
    offered = [record for record in pack.demands.values() if not record.always]
    mine = {demand.record: demand for demand in case.demands if demand.record}
    return [_choice(record, draft, mine.get(record.id)) for record in _fitting(offered, draft)]


def _choice(record: DemandRecord, draft: Draft, mine: Demand | None) -> DemandChoice:
    amount = mine.amount if mine and mine.amount is not None else suggested_amount(record, draft)
    suggested = record.suggested and holds(record.applies_when, draft.view) is True
    return DemandChoice(record, words_for(record, draft, amount), amount, mine is not None, suggested)


def _fitting(records: Iterable[DemandRecord], draft: Draft) -> list[DemandRecord]:
    """Those for the case's scenarios whose condition is not known to fail, in their order."""
    scenarios = {str(draft.case.scenario or ""), *map(str, draft.case.secondary)}
    fit = (
        record
        for record in records
        if (not record.scenarios or scenarios.intersection(record.scenarios))
        and holds(record.applies_when, draft.view) is not False
    )
    return sorted(fit, key=lambda record: record.order)


def suggested_amount(record: DemandRecord, draft: Draft) -> Decimal | None:
    """The amount the case's facts give, in yuan, or `None`."""
    value = value_of(record.amount, draft.view) if record.amount else None
    return Decimal(str(round(value, 2))) if isinstance(value, int | float) and value > 0 else None


def words_for(record: DemandRecord, draft: Draft, amount: Decimal | None) -> str:
    """The demand's words for the draft's audience, or nothing when that audience cannot grant it."""
    text = record.texts.get(draft.template.audience, "")
    return fill(text, {**draft.slots, "amount": money_words(amount) if amount else ""}) or ""


def asked(draft: Draft) -> list[Asked]:
    """The demands a document prints: the merchant's choice (ours until they choose), then what always belongs."""
    heard = [record for record in draft.pack.demands.values() if draft.template.audience in record.texts]
    records = _fitting(heard, draft)
    chosen = [_asked(demand, draft) for demand in draft.case.demands] or _suggestions(records, draft)
    always = [_from_record(record, draft, None) for record in records if record.always]
    found = [demand for demand in (*chosen, *always) if demand is not None]
    return list({demand.text: demand for demand in found}.values())


def request_words(demands: list[Asked]) -> str:
    """What is asked for, short enough for one sentence: the merchant's own demands first.

    Demands in the merchant's own words alone have no short form: the sentence then points at the list.
    """
    own = [demand.request for demand in demands if not demand.always] or [demand.request for demand in demands[:1]]
    return "、".join([request for request in own if request][:REQUESTS_IN_ONE_SENTENCE]) or AS_LISTED


def _suggestions(records: list[DemandRecord], draft: Draft) -> list[Asked | None]:
    return [
        _from_record(record, draft, suggested_amount(record, draft))
        for record in records
        if record.suggested and not record.always and holds(record.applies_when, draft.view) is True
    ]


def _from_record(record: DemandRecord, draft: Draft, amount: Decimal | None) -> Asked | None:
    if record.always and holds(record.applies_when, draft.view) is not True:
        return None
    text = words_for(record, draft, amount)
    if not text:
        return None
    slots = {**draft.slots, "amount": money_words(amount) if amount else ""}
    wording = record.requests.get(draft.template.audience) or record.request or record.title
    return Asked(closed(text), fill(wording, slots) or record.title, record, amount)


def _asked(demand: Demand, draft: Draft) -> Asked | None:
    record = draft.pack.demands.get(demand.record or "")
    if record is None:
        return _own_words(demand) if addresses(draft, demand_key(demand.id)) else None
    amount = demand.amount if demand.amount is not None else suggested_amount(record, draft)
    ours = _from_record(record, draft, amount)
    written = demand.text.strip() and addresses(draft, demand_key(demand.id))
    if not written or not _rewritten(demand, record, draft, amount):
        return ours
    if ours is None:
        return None
    return Asked(closed(demand.text), ours.request, record, amount)


def _own_words(demand: Demand) -> Asked | None:
    text = closed(" ".join(demand.text.split()))
    if text and demand.amount and f"{demand.amount:,}" not in text and str(demand.amount) not in text:
        text = f"{text.rstrip(ENDS)}（{money_words(demand.amount)}）。"
    return Asked(text, "", None, demand.amount) if text else None


def _rewritten(demand: Demand, record: DemandRecord, draft: Draft, amount: Decimal | None) -> bool:
    """Whether the merchant changed our words: a text that is ours for another audience is not theirs."""
    slots = {**draft.slots, "amount": money_words(amount) if amount else ""}
    for audience, text in record.texts.items():
        for self_name, other_name in _names_for(audience, draft):
            ours = fill(text, {**slots, "self": self_name, "other": other_name})
            if ours and closed(ours) == closed(demand.text):
                return False
    return True


def _names_for(audience: str, draft: Draft) -> set[tuple[str, str]]:
    merchant = draft.case.respondent.kind == "merchant"
    return {
        (template.self_name, template.other_merchant_name if merchant else template.other_name)
        for template in draft.pack.templates.values()
        if template.audience == audience
    }
