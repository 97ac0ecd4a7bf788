"""What a check of the facts finds, and the report it is written into. The words come from the pack."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel

from wizard.case import Case
from wizard.knowledge.load import Pack
from wizard.knowledge.records.questions import FactProblem
from wizard.knowledge.shown import shown_day, shown_money

SHOWN_MAX = 40  # characters of a value that a message repeats


@dataclass(frozen=True)
class Problem:
    """Something wrong in the facts. `field` is a path as in the services' changes, e.g. `timeline.<id>.on`."""

    field: str
    message: str
    mend: str
    severity: Literal["error", "warning", "hint"]
    code: str


class Report:
    """Collects the problems of one case in the order they are found."""

    def __init__(self, case: Case, pack: Pack, today: dt.date) -> None:
        """Take the case, the pack with the words, and today's date in China."""
        self.case, self.pack, self.today = case, pack, today
        self.found: list[Problem] = []

    def add(self, code: str, path: str, **details: object) -> None:
        """Write down one problem; `details` fill the placeholders of its words."""
        words = self.pack.fact_problems[code]
        shown = {"limit": words.limit, **details}
        texts = {name: shown_detail(value) for name, value in shown.items()}
        self.found.append(
            Problem(path, words.message.format(**texts), words.mend.format(**texts), words.severity, code)
        )

    def formats(self, kind: str) -> Iterator[FactProblem]:
        """The formats the platform's identifiers of a kind have."""
        return (words for words in self.pack.fact_problems.values() if words.identifier == kind)

    def matches(self, code: str, value: str) -> bool:
        """Whether a value as a whole has the pattern of a problem's words; without a pattern it does."""
        pattern = self.pack.fact_problems[code].pattern
        return pattern is None or re.fullmatch(pattern, value, re.ASCII) is not None

    def limit(self, code: str) -> Decimal:
        """The number a check compares with; raises `ValueError` when the pack does not give it."""
        limit = self.pack.fact_problems[code].limit
        if limit is None:
            raise ValueError(f"fact_problems 的记录 {code} 缺少 limit")
        return limit


def shown_detail(value: object) -> str:
    """A detail as people read it: days and money in words, long text cut."""
    if isinstance(value, dt.date):
        return shown_day(value)
    if isinstance(value, Decimal):
        return shown_money(value)
    text = str(value)
    return text if len(text) <= SHOWN_MAX else text[: SHOWN_MAX - 1] + "…"


def title(model: type[BaseModel], field: str) -> str:
    """The name of a field of the case as the page shows it."""
    return model.model_fields[field].title or field
