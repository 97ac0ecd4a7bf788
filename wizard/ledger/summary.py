"""Per order: how much of each entry came in and went out, and how often. The rules read this, not a million rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from wizard.ledger.bills import Bills
from wizard.ledger.differences import BillRow, Finder, rows_of
from wizard.ledger.layout import Layout

if TYPE_CHECKING:
    import pandas as pd

R = TypeVar("R")
ENTRIES = ("income", "coupon", "refund", "coupon_refund", "fee", "fee_return")
OUTGOING = ("refund", "coupon_refund", "fee")
PENALTIES = ("late_shipment", "fake_shipment", "out_of_stock", "fraud_shipment", "freight", "compensation")


@dataclass
class Ledger:
    """What the rules work on: bills, orders and the sums per order, all amounts in cents."""

    bills: Bills
    orders: pd.DataFrame
    layout: Layout
    find: Finder
    _found: dict[str, Any] = field(default_factory=dict)

    def once(self, what: str, find: Callable[[], R]) -> R:
        """What several rules need, found once."""
        if what not in self._found:
            self._found[what] = find()
        found: R = self._found[what]
        return found

    @cached_property
    def sums(self) -> pd.DataFrame:
        """One row an order number in the bills: `<entry>` cents less what was reversed, and `<entry>_n` rows of it."""
        import numpy as np
        import pandas as pd

        rows = self.bills.rows
        codes, names = rows["order"].factorize()
        net = (rows["in_cents"] - rows["out_cents"]).to_numpy()
        columns: dict[str, object] = {}
        for entry in ENTRIES:
            mask = (rows["entry"] == entry).to_numpy()
            order, money = codes[mask], -net[mask] if entry in OUTGOING else net[mask]
            columns[entry] = np.bincount(order, weights=money, minlength=len(names)).astype("int64")
            columns[f"{entry}_n"] = np.bincount(order[money >= 0], minlength=len(names))
        sums = pd.DataFrame(columns, index=pd.Index(names, name="order"))
        return sums[sums.index != ""]

    @cached_property
    def joined(self) -> pd.DataFrame:
        """Orders of the order export with their sums; booked entries of an order without rows are 0."""
        joined = self.orders.join(self.sums, how="left")
        numbers = [column for column in joined.columns if column.removesuffix("_n") in ENTRIES]
        return joined.assign(**{column: joined[column].fillna(0).astype("int64") for column in numbers})

    @cached_property
    def _returned(self) -> pd.Series[Any]:
        rows = self.bills.of("appeal", "deduction", *PENALTIES)
        return rows[rows["in_cents"] > 0].groupby("order")["in_cents"].sum()

    def appealed(self, order: str) -> int:
        """Cents of penalties that came back to an order, by appeal or by a correction."""
        return int(self._returned.get(order, 0))

    def rows(self, order: str, *entries: str) -> tuple[BillRow, ...]:
        """The places of an order's rows of some entries."""
        rows = self.bills.of(*entries)
        return rows_of(rows[rows["order"] == order])

    def order_row(self, order: str) -> tuple[BillRow, ...]:
        """The place of an order in the order export; nothing when it is not there."""
        return rows_of(self.orders.loc[[order]]) if order in self.orders.index else ()
