"""Per order: how much of each entry came in and went out, and how often. The rules read this, not a million rows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from wizard.ledger.bills import Bills
from wizard.ledger.differences import BillRow, Finder, rows_of
from wizard.ledger.layout import Layout

if TYPE_CHECKING:
    import pandas as pd

ENTRIES = ("income", "coupon", "refund", "coupon_refund", "fee", "fee_return")


@dataclass
class Ledger:
    """What the rules work on: bills, orders and the sums per order, all amounts in cents."""

    bills: Bills
    orders: pd.DataFrame
    layout: Layout
    find: Finder

    @cached_property
    def sums(self) -> pd.DataFrame:
        """One row an order number in the bills: `<entry>` net cents (positive as booked) and `<entry>_n` rows."""
        import numpy as np
        import pandas as pd

        rows = self.bills.rows
        codes, names = rows["order"].factorize()
        columns: dict[str, object] = {}
        for entry in ENTRIES:
            mask = (rows["entry"] == entry).to_numpy()
            money = (rows["in_cents"] + rows["out_cents"]).to_numpy()[mask]
            columns[entry] = np.bincount(codes[mask], weights=money, minlength=len(names)).astype("int64")
            columns[f"{entry}_n"] = np.bincount(codes[mask], minlength=len(names))
        sums = pd.DataFrame(columns, index=pd.Index(names, name="order"))
        return sums[sums.index != ""]

    @cached_property
    def joined(self) -> pd.DataFrame:
        """Orders that the bills know, with their sums; booked entries of an order without rows are 0."""
        joined = self.orders.join(self.sums, how="left")
        numbers = [column for column in joined.columns if column.removesuffix("_n") in ENTRIES]
        return joined.assign(**{column: joined[column].fillna(0).astype("int64") for column in numbers})

    def appealed(self, order: str) -> int:
        """Cents that came back by appeal for an order."""
        rows = self.bills.of("appeal")
        return int(rows.loc[rows["order"] == order, "in_cents"].sum())

    def rows(self, order: str, *entries: str) -> tuple[BillRow, ...]:
        """The places of an order's rows of some entries."""
        rows = self.bills.of(*entries)
        return rows_of(rows[rows["order"] == order])
