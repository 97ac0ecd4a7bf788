"""The arithmetic over the facts: a small engine for the pack's calculations, exact in decimals.

Days are counted as the difference of two calendar days, so that the first day is not counted (Civil Code art. 201).
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from wizard.case import Case
from wizard.facts.values import demand_total, read_value
from wizard.knowledge.answered import answered_view, belongs, first_harm, scenarios_of
from wizard.knowledge.conditions import View, holds
from wizard.knowledge.load import Pack
from wizard.knowledge.records.base import Confidence
from wizard.knowledge.records.questions import Calculation, Verdict
from wizard.knowledge.shown import CENT, shown_day, shown_days, shown_money, shown_number, shown_percent

Value = Decimal | dt.date | int


@dataclass(frozen=True)
class Calculated:
    """One calculation with the case's numbers.

    `supports` says whether the result speaks for the merchant (yes, no, neutral): only what does belongs in a letter.
    """

    id: str
    label: str
    arithmetic: str
    result: str
    verdict: str
    note: str
    basis: tuple[str, ...]
    confidence: Confidence
    supports: Literal["yes", "no", "neutral"]


def calculations(case: Case, pack: Pack, today: dt.date) -> list[Calculated]:
    """Every calculation of the pack that belongs to the case and whose numbers are known, in the pack's order."""
    desk = _Desk(case, pack, today)
    done = []
    for calculation in pack.calculations.values():
        result = desk.result(calculation)
        if result is not None:
            desk.results[calculation.id] = result
            done.append(desk.written(calculation, result))
    return done


@dataclass(frozen=True)
class Unfinished:
    """A calculation of the case's scenario that waits for answers: its label and the questions still open."""

    label: str
    questions: tuple[str, ...]


def unfinished(case: Case, pack: Pack, today: dt.date) -> list[Unfinished]:
    """The calculations that were begun: one number is given, another is missing. Each label once."""
    desk = _Desk(case, pack, today)
    found: dict[str, Unfinished] = {}
    for calculation in pack.calculations.values():
        missing = desk.missing(calculation)
        if missing and calculation.label not in found:
            found[calculation.label] = Unfinished(calculation.label, missing)
    return list(found.values())


class _Desk:
    """The numbers of one case, and the results found so far."""

    def __init__(self, case: Case, pack: Pack, today: dt.date) -> None:
        self.case, self.pack, self.today = case, pack, today
        self.view: View = answered_view(case, pack, today)
        self.scenarios = scenarios_of(case)
        self.results: dict[str, Value] = {}

    def value(self, name: str) -> Value | None:
        """The value of an operand by its name in the pack."""
        if name.startswith("answers."):
            question = self.pack.questions[name.removeprefix("answers.")]
            return read_value(question, self.case.answers.get(question.id))
        if name.startswith("calculations."):
            return self.results.get(name.removeprefix("calculations."))
        named: dict[str, Callable[[], Value | None]] = {
            "today": lambda: self.today,
            "loss_total": self.case.loss_total,
            "demand_total": lambda: demand_total(self.case),
            "first_harm": lambda: first_harm(self.case, self.pack, self.today),
        }
        return named[name]()

    def missing(self, calculation: Calculation) -> tuple[str, ...]:
        """The questions whose answers a calculation of the scenario lacks, when it has at least one of them."""
        if not calculation.scenarios or not belongs(calculation.scenarios, self.scenarios):
            return ()
        if holds(calculation.applies_when, self.view) is False:
            return ()
        asked = [name for name in (calculation.first, calculation.second) if name.startswith("answers.")]
        lacking = [name for name in asked if self.value(name) is None]
        if not lacking or len(lacking) == len(asked):
            return ()
        return tuple(self.pack.questions[name.removeprefix("answers.")].text for name in lacking)

    def result(self, calculation: Calculation) -> Value | None:
        """The result, or `None` when the calculation does not apply or a number is missing."""
        if not belongs(calculation.scenarios, self.scenarios) or holds(calculation.applies_when, self.view) is not True:
            return None
        first = self.value(calculation.first)
        second = self.value(calculation.second) if calculation.second else None
        if first is None or (calculation.second and second is None):
            return None
        return OPERATIONS[calculation.operation](first, second, calculation.constant)

    def written(self, calculation: Calculation, result: Value) -> Calculated:
        """The calculation in words with its numbers and the verdict that fits."""
        verdict = self._verdict(calculation, result)
        shown = _shown_in(calculation.unit, result)
        numbers = {
            "first": self._shown(calculation, calculation.first),
            "second": self._shown(calculation, calculation.second),
            "constant": shown_number(calculation.constant) if calculation.constant else "",
            "scaled": self._scaled(calculation),
            "difference": self._difference(calculation),
            "result": shown,
        }
        return Calculated(
            id=calculation.id,
            label=calculation.label,
            arithmetic=calculation.arithmetic.format(**numbers),
            result=shown,
            verdict=verdict.words,
            note=calculation.note,
            basis=tuple(dict.fromkeys(calculation.basis + verdict.basis)),
            confidence=calculation.confidence,
            supports=verdict.supports,
        )

    def _verdict(self, calculation: Calculation, result: Value) -> Verdict:
        for verdict in calculation.verdicts:
            if _within(verdict, result) and holds(verdict.when, self.view) is True:
                return verdict
        return calculation.verdicts[-1]

    def _shown(self, calculation: Calculation, name: str) -> str:
        if not name:
            return ""
        if calculation.operation == "sum_losses":
            return " + ".join(shown_money(loss.amount) for loss in self.case.losses if loss.amount is not None)
        value = self.value(name)
        return "" if value is None else _shown_in(self._unit_of(name), value) + self._unit_words(calculation)

    def _scaled(self, calculation: Calculation) -> str:
        """The second operand times the constant, to the last digit: a rounded limit could not be compared with."""
        second = self.value(calculation.second) if calculation.second else None
        if not isinstance(second, Decimal) or calculation.constant is None:
            return ""
        return f"{shown_number(second * calculation.constant)} 元"

    def _difference(self, calculation: Calculation) -> str:
        first, second = self.value(calculation.first), self.value(calculation.second) if calculation.second else None
        if not isinstance(first, Decimal) or not isinstance(second, Decimal):
            return ""
        return shown_number(abs(first - second)) + self._unit_words(calculation)

    def _unit_of(self, name: str) -> str:
        if name.startswith("answers."):
            kind = self.pack.questions[name.removeprefix("answers.")].kind
            return "money" if kind == "money" else "number"
        if name.startswith("calculations."):
            return self.pack.calculations[name.removeprefix("calculations.")].unit
        return "money"

    def _unit_words(self, calculation: Calculation) -> str:
        if not calculation.operand_unit:
            return ""
        unit = str(self.case.answers.get(calculation.operand_unit.removeprefix("answers."), "")).strip()
        return f" {unit}" if unit else ""


def _within(verdict: Verdict, result: Value) -> bool:
    if isinstance(result, dt.date):
        return verdict.below is None and verdict.above is None
    below = verdict.below is None or result < verdict.below
    return below and (verdict.above is None or result > verdict.above)


def _shown_in(unit: str, value: Value) -> str:
    if isinstance(value, dt.date):
        return shown_day(value)
    if isinstance(value, int):
        return shown_days(value)
    return {"money": shown_money, "percent": shown_percent}.get(unit, shown_number)(value)


def _days_between(first: Value, second: Value | None, _: Decimal | None) -> int | None:
    if not isinstance(first, dt.date) or not isinstance(second, dt.date):
        return None
    return (second - first).days


def _subtract(first: Value, second: Value | None, _: Decimal | None) -> Decimal | None:
    return first - second if isinstance(first, Decimal) and isinstance(second, Decimal) else None


def _percent_of(first: Value, second: Value | None, _: Decimal | None) -> Decimal | None:
    if not isinstance(first, Decimal) or not isinstance(second, Decimal) or second == 0:
        return None
    return first / second * 100


def _percent_over(first: Value, second: Value | None, _: Decimal | None) -> Decimal | None:
    whole = _percent_of(first, second, None)
    return None if whole is None else whole - 100


def _interest(first: Value, second: Value | None, rate: Decimal | None) -> Decimal | None:
    if not isinstance(first, Decimal) or not isinstance(second, int) or rate is None:
        return None
    return (max(first, Decimal(0)) * max(second, 0) * rate).quantize(CENT, ROUND_HALF_UP)


def _add_years(first: Value, _: Value | None, years: Decimal | None) -> dt.date | None:
    if not isinstance(first, dt.date) or years is None or first.year + years > dt.MAXYEAR:
        return None
    year = first.year + int(years)
    leap_day_lost = (first.month, first.day) == (2, 29) and not calendar.isleap(year)
    return first.replace(year=year, day=28 if leap_day_lost else first.day)


def _sum_losses(first: Value, _: Value | None, __: Decimal | None) -> Decimal | None:
    return first if isinstance(first, Decimal) else None


OPERATIONS: dict[str, Callable[[Value, Value | None, Decimal | None], Value | None]] = {
    "days_between": _days_between,
    "subtract": _subtract,
    "percent_of": _percent_of,
    "percent_over": _percent_over,
    "interest": _interest,
    "add_years": _add_years,
    "sum_losses": _sum_losses,
}
