"""A difference: what was expected, what the bill says, and the rows it stands on."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from wizard.ledger.layout import Layout

if TYPE_CHECKING:
    import pandas as pd


class BillRow(BaseModel):
    """One row of a file: its name and the line number a spreadsheet shows."""

    model_config = ConfigDict(frozen=True)
    file: str
    row: int


class Difference(BaseModel):
    """One difference. Amounts are decimal strings in yuan; `certain` is false for what is only a hint."""

    model_config = ConfigDict(frozen=True)
    id: str
    """Stays the same when the bills are reconciled again with further months."""
    kind: str
    name: str
    order: str
    on: str = ""
    expected: str
    actual: str
    amount: str
    explanation: str
    rows: tuple[BillRow, ...]
    certain: bool

    @property
    def month(self) -> str:
        """The month it belongs to, `2026-06`: its day's, else that in which the order was made; empty for neither."""
        if self.on:
            return self.on[:7]
        return f"20{self.order[:2]}-{self.order[2:4]}" if self.order else ""

    @property
    def money(self) -> Decimal:
        """The amount in yuan."""
        return Decimal(self.amount)


def identity(*marks: object) -> str:
    """An id of a difference that depends on what it is about, not on the files it was found in."""
    return hashlib.sha256("|".join(map(str, marks)).encode()).hexdigest()[:16]


def yuan(cents: Any) -> str:
    """Whole cents as yuan with two decimals."""
    return str((Decimal(int(cents)) / 100).quantize(Decimal("0.01")))


def day(at: Any) -> str:
    """A time to the minute, or 「未知」 when it is missing."""
    import pandas as pd

    return "未知" if at is None or pd.isna(at) else f"{at:%Y-%m-%d %H:%M}"


def rows_of(rows: pd.DataFrame) -> tuple[BillRow, ...]:
    """The places of bill rows."""
    return tuple(BillRow(file=file, row=int(row)) for file, row in zip(rows["file"], rows["row"], strict=True))


class Finder:
    """Makes differences in the words of the layout."""

    def __init__(self, layout: Layout) -> None:
        """Take the layout whose `kinds` hold the words."""
        self._layout = layout
        self._seen: Counter[str] = Counter()

    def difference(
        self, kind: str, *, order: str, expected: int, actual: int, amount: int, rows: Iterable[BillRow],
        certain: bool = True, on: str = "", **words: object,
    ) -> Difference:  # fmt: skip
        """One difference; amounts in cents, `words` fill the sentence of its kind."""
        known = self._layout.kinds[kind]
        amounts = {"expected": yuan(expected), "actual": yuan(actual), "amount": yuan(amount)}
        return Difference(
            id=self._identity(kind, order, on, "" if order else (amount, *map(str, words.values()))), kind=kind,
            name=known.name, order=order, on=on, explanation=known.words.format(**amounts, on=on, **words),
            rows=tuple(rows), certain=certain, **amounts,
        )  # fmt: skip

    def _identity(self, *marks: object) -> str:
        """An id by what a difference is about; equal ones are counted."""
        first = identity(*marks)
        self._seen[first] += 1
        return first if self._seen[first] == 1 else identity(first, self._seen[first])
