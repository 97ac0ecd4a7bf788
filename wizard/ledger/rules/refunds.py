"""Refunds and small transfers to buyers: more than the order brought, or the same one twice."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.ledger.differences import Difference, rows_of, yuan
from wizard.ledger.summary import Ledger


def refunded_too_much(ledger: Ledger) -> Iterator[Difference]:
    """Refunds of one order above what it brought; equal refunds are named as repeated."""
    sums, orders = ledger.sums, ledger.orders
    over = sums[sums["refund"] > sums["income"]]
    refunds = ledger.bills.of("refund")
    for order, rows in refunds[refunds["order"].isin(over.index)].groupby("order"):
        booked, refunded = int(sums.at[order, "income"]), int(sums.at[order, "refund"])
        ceiling = booked or (int(orders.at[order, "paid"]) if order in orders.index else 0)
        repeated = len(rows) > 1 and rows["out_cents"].duplicated().any()
        if refunded <= ceiling or not (ceiling or repeated):
            continue
        limit = ceiling or int(rows["out_cents"].max())
        yield ledger.find.difference(
            "duplicate_refund" if repeated else "refund_above_income", order=str(order), expected=limit,
            actual=refunded, amount=refunded - limit, rows=rows_of(rows), certain=ceiling > 0, count=len(rows),
        )  # fmt: skip


def transfer_twice(ledger: Ledger) -> Iterator[Difference]:
    """Equal small transfers to one buyer within seconds of each other."""
    rows = ledger.bills.of("small_transfer")
    rows = rows[(rows["order"] != "") & (rows["out_cents"] > 0)]
    within = ledger.layout.settings["transfer_seconds"]
    for (order, single), equal in rows.groupby(["order", "out_cents"]):
        gaps = equal["at"].sort_values().diff().dt.total_seconds().dropna()
        close = gaps[gaps <= within]
        if close.empty:
            continue
        yield ledger.find.difference(
            "duplicate_small_transfer", order=str(order), expected=int(single), actual=int(single) * (len(close) + 1),
            amount=int(single) * len(close), rows=rows_of(equal), count=len(close) + 1, single=yuan(single),
            seconds=int(close.max()),
        )  # fmt: skip
