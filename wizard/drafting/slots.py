"""The slots that sentences are filled with: what the case says, formatted as a Chinese letter writes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from wizard.case import Answer, Case
from wizard.drafting.sentences import compact, open_ended
from wizard.knowledge.conditions import View, value_of
from wizard.knowledge.load import Pack
from wizard.knowledge.records.wording import Derived, ScenarioWords, SlotKind, Template
from wizard.knowledge.shown import listed, shown_day, shown_days, shown_money, shown_number, shown_percent

NUMBERS_SHOWN = 5  # a sentence lists at most so many order numbers; the table of numbers has them all
OUR_WORDS = "general"


def scenario_words(case: Case, pack: Pack) -> ScenarioWords:
    """The words of the case's scenario, or the general ones."""
    return pack.scenario_words.get(str(case.scenario or ""), pack.scenario_words[OUR_WORDS])


def all_words(case: Case, pack: Pack) -> list[ScenarioWords]:
    """The words of the case's scenario and of its secondary scenarios."""
    second = (pack.scenario_words.get(str(scenario)) for scenario in case.secondary if scenario != case.scenario)
    return [scenario_words(case, pack), *(words for words in second if words is not None)]


def slots_for(case: Case, pack: Pack, today: dt.date, view: View, template: Template) -> dict[str, str]:
    """Every slot of a document by name. A slot without data is missing or empty."""
    told = all_words(case, pack)
    slots = {name: text for name, text in _answers(case, pack, told).items() if text}
    slots |= _who(case, pack, template)
    slots |= _identifier_slots(case)
    slots |= _days_and_money(case, today)
    slots |= pack.scenario_words[OUR_WORDS].words.get("fixed", {})
    slots |= pack.scenario_words[OUR_WORDS].words.get("with_exhibits", {}) if case.exhibits else {}
    for words in told:
        slots |= _derived(words.derived, slots, view)
        slots |= {name: _in_title_marks(slots[name]) for name in words.titled if slots.get(name)}
        slots |= {name: _first_of(candidates, slots) for name, candidates in words.first_of.items()}
    return slots


def _first_of(candidates: Iterable[str], slots: Mapping[str, str]) -> str:
    return next((slots[candidate] for candidate in candidates if slots.get(candidate)), "")


def respondent_name(case: Case, pack: Pack) -> str:
    """The respondent's legal name: the merchant's own entry, or the pack's for the platform."""
    if case.respondent.name or case.respondent.kind == "merchant":
        return case.respondent.name
    return str(pack.about.get("respondent", {}).get("name", ""))


def _in_title_marks(name: str) -> str:
    return name if name.startswith("《") else f"《{name}》"


def _answers(case: Case, pack: Pack, told: Iterable[ScenarioWords]) -> dict[str, str]:
    words = {question_id: options for scenario in told for question_id, options in scenario.words.items()}
    return {
        question_id: answer_words(case.answers.get(question_id), question.kind, words.get(question_id, {}))
        for question_id, question in pack.questions.items()
    }


def answer_words(answer: Answer | None, kind: str, words: Mapping[str, str]) -> str:
    """An answer as it stands in a sentence. Choices use the scenario's words; yes and no are for conditions only."""
    if answer is None or answer == "" or kind == "yes_no":
        return ""
    if kind in ("choice", "choices"):
        chosen = answer if isinstance(answer, list) else [str(answer)]
        return listed([words[option] for option in chosen if option in words])
    return _value_words(open_ended(str(answer)), kind)


def _value_words(text: str, kind: str) -> str:
    try:
        if kind == "date":
            return shown_day(dt.date.fromisoformat(text))
        if kind == "money":
            return money_words(Decimal(text))
        if kind == "number":
            return shown_number(Decimal(text))
    except (ValueError, ArithmeticError):
        return ""
    return text


def money_words(amount: Decimal) -> str:
    """`12,000.00元`, as it stands in a sentence."""
    return compact(shown_money(amount))


def _who(case: Case, pack: Pack, template: Template) -> dict[str, str]:
    merchant = case.respondent.kind == "merchant"
    about = pack.about.get("respondent", {})
    return {
        "self": template.self_name,
        "other": template.other_merchant_name if merchant else template.other_name,
        "platform": template.platform_name,
        "respondent": respondent_name(case, pack),
        "respondent_platform": str(about.get("name", "")) if merchant else respondent_name(case, pack),
        "platform_brand": str(pack.about.get("name", "")),
        "other_shop": case.respondent.shop_name,
        "other_url": case.respondent.shop_url,
        "shop_name": case.shop.name,
        "shop_id": case.shop.shop_id,
        "legal_name": case.shop.legal_name,
    }


def _identifier_slots(case: Case) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for identifier in case.identifiers:
        if identifier.value and identifier.value not in found.setdefault(identifier.kind, []):
            found[identifier.kind].append(identifier.value)
    return {f"{kind}_numbers": short_list(values) for kind, values in found.items()}


def short_list(values: list[str]) -> str:
    """The first few values, and how many there are when that is not all."""
    shown = listed(values[:NUMBERS_SHOWN])
    return shown if len(values) <= NUMBERS_SHOWN else f"{shown}等共 {len(values)} 个"


def _days_and_money(case: Case, today: dt.date) -> dict[str, str]:
    total = case.loss_total()
    return {"today": shown_day(today), "loss_total": money_words(total) if total else ""}


def _derived(derived: Mapping[str, Derived], slots: Mapping[str, str], view: View) -> dict[str, str]:
    shown: dict[str, str] = {}
    for name, rule in derived.items():
        words = derived_words(value_of(rule.value, view), rule.kind)
        shown[name] = words and words + slots.get(rule.unit, "")
    return shown


def derived_words(value: Any, kind: SlotKind) -> str:
    """A computed value in words; nothing for nothing."""
    if value is None or isinstance(value, bool):
        return ""
    if kind == "text":
        return str(value)
    number = Decimal(str(round(value, 2)))
    if kind == "days":
        return compact(shown_days(int(number)))
    return {"money": money_words, "number": shown_number, "percent": shown_percent}[kind](number)
