"""Reads answers as dates and exact decimals. What cannot be read is `None`; saying so is the checks' work."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation

from wizard.case import Answer, Case
from wizard.knowledge.answered import answered_day
from wizard.knowledge.records.questions import Question

LARGEST = Decimal(10) ** 15
SMALLEST_STEP = -6  # decimal places an answer may have; more is a typing error


def read_decimal(answer: Answer | None) -> Decimal | None:
    """A finite number of ordinary size, else `None`. Money stays exact: it never passes through a float."""
    if answer is None or isinstance(answer, bool | list) or not str(answer).strip():
        return None
    try:
        number = Decimal(str(answer).strip())
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number) >= LARGEST or int(number.as_tuple().exponent) < SMALLEST_STEP:
        return None
    return number


def read_value(question: Question, answer: Answer | None) -> dt.date | Decimal | None:
    """The answer to a date, money or number question as a value, else `None`."""
    if question.kind == "date":
        return answered_day(answer)
    return read_decimal(answer) if question.kind in ("money", "number") else None


def demand_total(case: Case) -> Decimal | None:
    """Sum of the amounts demanded in yuan; `None` when no demand has an amount."""
    amounts = [demand.amount for demand in case.demands if demand.amount is not None]
    return sum(amounts, Decimal(0)) if amounts else None


def first_day_told(case: Case) -> dt.date | None:
    """The earliest date on the timeline."""
    return min((event.on for event in case.timeline if event.on), default=None)
