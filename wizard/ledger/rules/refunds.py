"""Refunds and small transfers to buyers: more than the order brought, or the same one twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wizard.ledger.differences import Difference, rows_of, yuan
from wizard.ledger.summary import Ledger

if TYPE_CHECKING:
    import pandas as pd


def refunded_too_much(ledger: Ledger) -> Iterator[Difference]:
    """Refunds of one order above what it brought; equal refunds are named as repeated."""
    sums = ledger.sums
    candidates = sums[(sums["refund"] > sums["income"]) | (sums["refund_n"] > 1)]
    refunds = ledger.bills.of("refund")
    for order, rows in refunds[refunds["order"].isin(candidates.index)].groupby("order"):
        if found := _too_much(ledger, str(order), rows):
            yield found


def _too_much(ledger: Ledger, order: str, rows: pd.DataFrame) -> Difference | None:
    brought, granted = _brought(ledger, order), _granted(ledger, order)
    returned, made = int(rows["in_cents"].sum()), rows[rows["out_cents"] > 0]
    refunded = int(made["out_cents"].sum()) - returned
    extra = max(_repeated(made, min(brought, granted or brought)) - returned, 0)
    if extra and refunded > min(brought, granted or brought):
        kind, over = "duplicate_refund", extra
    elif 0 < brought < refunded:
        kind, over = "refund_above_income", refunded - brought
    else:
        return None
    return ledger.find.difference(
        kind, order=order, expected=refunded - over, actual=refunded, amount=over, rows=rows_of(rows), count=len(made)
    )


def _brought(ledger: Ledger, order: str) -> int:
    """What an order brought, in cents; 0 when neither bill nor order export tells."""
    sums = ledger.sums.loc[order]
    if sums["income"] > 0:
        return int(sums["income"] + sums["coupon"] - sums["coupon_refund"])
    if order not in ledger.orders.index:
        return 0
    return int(ledger.orders.loc[order, ["paid", "received"]].max())


def _granted(ledger: Ledger, order: str) -> int:
    """What the order export says was refunded, in cents; 0 when it does not say."""
    if order not in ledger.orders.index or not ledger.orders.at[order, "refunded"]:
        return 0
    return int(ledger.orders.at[order, "refunded_amount"])


def _repeated(rows: pd.DataFrame, most: int) -> int:
    """Cents of equal refunds beyond as many of them as `most` allows (at least one)."""
    if most <= 0:
        return 0
    extra = 0
    for single, equal in rows.groupby("out_cents"):
        extra += int(single) * max(len(equal) - max(most // int(single), 1), 0)
    return extra


def transfer_twice(ledger: Ledger) -> Iterator[Difference]:
    """Equal small transfers to one buyer within seconds of each other."""
    rows = ledger.bills.of("small_transfer")
    rows = rows[(rows["order"] != "") & (rows["out_cents"] > 0)]
    within = ledger.layout.settings["transfer_seconds"]
    for (order, single), equal in rows.groupby(["order", "out_cents"]):
        equal = equal.sort_values("at", kind="stable")
        gaps = equal["at"].diff().dt.total_seconds()
        close = gaps <= within
        if not close.any():
            continue
        told = equal[close | close.shift(-1, fill_value=False)]
        count = int(close.sum()) + 1
        yield ledger.find.difference(
            "duplicate_small_transfer", order=str(order), expected=int(single), actual=int(single) * count,
            amount=int(single) * (count - 1), rows=rows_of(told), count=count, single=yuan(single),
            seconds=int(gaps[close].max()),
        )  # fmt: skip
