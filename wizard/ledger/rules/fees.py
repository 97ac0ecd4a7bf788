"""Technical service fees and commissions: twice, above the merchant's own usual rate, or not returned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wizard.ledger.differences import Difference, rows_of, yuan
from wizard.ledger.summary import Ledger

if TYPE_CHECKING:
    import pandas as pd

MIN_ORDERS_FOR_RATE = 5
MIN_BASE_CENTS = 1000
RATE_SAMPLE = 20_000
CANDIDATES = 6
BASES = ("received", "income_and_coupon", "paid", "income")
HALF_CENT = 0.51
ABOVE = 1.15
MIN_OF_GOODS = 3
LONGEST_WAIT = 15
SUBSIDY = "百亿补贴"


def fee_twice(ledger: Ledger) -> Iterator[Difference]:
    """More fee rows of one amount than income rows, not given back in the meantime."""
    sums = ledger.sums
    candidates = sums[(sums["fee_n"] > 1) & (sums["fee_n"] > sums["income_n"].clip(lower=1))]
    fees = ledger.bills.of("fee")
    for order, rows in fees[fees["order"].isin(candidates.index)].groupby("order"):
        once = max(int(sums.at[order, "income_n"]), 1)
        if _all_refunded(sums.loc[order]):
            continue
        returned = int(sums.at[order, "fee_return"])
        for single, equal in rows.groupby("out_cents"):
            over = (len(equal) - once) * int(single) - returned
            if over > 0:
                yield ledger.find.difference(
                    "duplicate_tech_fee", order=str(order), expected=int(single), actual=int(single) * len(equal),
                    amount=over, rows=rows_of(equal), count=len(equal), single=yuan(single),
                )  # fmt: skip


def _all_refunded(sums: pd.Series[int]) -> bool:
    return bool(sums["refund"] > 0 and sums["refund"] + sums["coupon_refund"] >= sums["income"] + sums["coupon"])


def usual_rate(ledger: Ledger) -> tuple[float, str] | None:
    """The merchant's own usual fee rate and the amount it is taken of; `None` when no rate fits most clean orders."""
    return ledger.once("usual rate", lambda: _usual_rate(ledger))


def _usual_rate(ledger: Ledger) -> tuple[float, str] | None:
    clean = clean_orders(ledger).head(RATE_SAMPLE)
    if len(clean) < MIN_ORDERS_FOR_RATE:
        return None
    fits = [
        (_matching(clean["fee"], clean[base] * rate), -place, -odd, rate, base)
        for place, base in enumerate(BASES)
        for odd, rate in _rates(clean["fee"], clean[base])
    ]
    best = max(fits, default=None)
    return (best[3], best[4]) if best and best[0][0] * 2 > len(clean) else None


def _matching(fees: pd.Series[int], exact: pd.Series[float]) -> tuple[int, int]:
    """How many fees are what a rate makes of them, rounded whichever way fits most; how many lie within half a cent."""
    return int((_usual_fees(fees, exact) == fees).sum()), int(((fees - exact).abs() <= HALF_CENT).sum())


def _rates(fee: pd.Series[int], base: pd.Series[int]) -> list[tuple[int, float]]:
    """Rates that may be the usual one: the most frequent, in steps of 0.1 % and (odd) of 0.05 %."""
    shares = (fee / base.where(base >= MIN_BASE_CENTS)).dropna()
    if len(shares) < MIN_ORDERS_FOR_RATE:
        shares = (fee / base.where(base > 0)).dropna()
    whole = (shares * 1000).round().value_counts().index[:CANDIDATES]
    half = (shares * 2000).round().value_counts().index[:CANDIDATES]
    return [(0, float(rate) / 1000) for rate in whole] + [(1, float(rate) / 2000) for rate in half]


def _clean_orders(ledger: Ledger) -> pd.DataFrame:
    """Orders with one income and one fee row, and no mark of the subsidy programme, whose fees are higher."""
    orders = ledger.joined if len(ledger.orders) else ledger.sums.assign(received=0, paid=0, goods="")
    orders = orders.assign(income_and_coupon=orders["income"] + orders["coupon"])
    if not len(ledger.orders):
        orders = orders.assign(received=orders["income_and_coupon"], paid=orders["income"])
    once = (orders["fee_n"] == 1) & (orders["income_n"] == 1) & (orders["income"] > 0)
    return orders[once & ~orders.index.isin(_subsidised(ledger))]


def _subsidised(ledger: Ledger) -> pd.Series[str]:
    rows = ledger.bills.rows
    remarks = rows["remark"].cat.categories
    marked = rows["remark"].isin(remarks[remarks.str.contains(SUBSIDY)]) & rows["entry"].isin(["fee", "fee_return"])
    return rows.loc[marked | (rows["entry"] == "subsidy_fee"), "order"]


def clean_orders(ledger: Ledger) -> pd.DataFrame:
    """What `_clean_orders` finds, found once."""
    return ledger.once("clean orders", lambda: _clean_orders(ledger))


def fee_above_usual(ledger: Ledger) -> Iterator[Difference]:
    """Orders charged clearly above the merchant's own usual rate (more than rounding)."""
    usual = usual_rate(ledger)
    if usual is None:
        return
    rate, base = usual
    clean = clean_orders(ledger)
    expected = _usual_fees(clean["fee"], clean[base] * rate)
    above = (clean["fee"] - expected >= 2) & (clean["fee"] > expected * ABOVE) & (clean[base] > 0)
    for order, row in clean[above & ~_usual_for_goods(clean["goods"], above)].iterrows():
        due = int(expected[order])
        yield ledger.find.difference(
            "tech_fee_rate_above_default", order=str(order), expected=due, actual=row["fee"], amount=row["fee"] - due,
            rows=(*ledger.rows(str(order), "fee"), *ledger.order_row(str(order))), usual=f"{rate * 100:g}",
            rate=f"{row['fee'] / row[base] * 100:.2g}",
        )  # fmt: skip


def _usual_fees(fees: pd.Series[int], exact: pd.Series[float]) -> pd.Series[int]:
    """What the fees should be in whole cents, rounded the way that fits most of them: half up, half even, down, up."""
    import numpy as np

    exact = exact.round(6)  # what binary fractions add
    ways = [np.floor(exact + 0.5), exact.round(), np.floor(exact), np.ceil(exact)]
    best: pd.Series[float] = max(ways, key=lambda way: int((way == fees).sum()))
    return best.astype("int64")


def _usual_for_goods(goods: pd.Series[str], above: pd.Series[bool]) -> pd.Series[bool]:
    """Goods most of whose orders are charged more are in a dearer category: that is usual for them."""
    counts = above.groupby(goods).agg(["sum", "size"])
    dearer = counts[(counts["sum"] >= MIN_OF_GOODS) & (counts["sum"] * 2 > counts["size"])].index
    return goods.isin(dearer) & (goods != "")


def fee_not_returned(ledger: Ledger) -> Iterator[Difference]:
    """Orders refunded in full whose fee did not come back.

    Refunds shortly before a bill ends are left out: their fee comes back with the next bill, after as many days as
    it has taken this shop before.
    """
    sums, bills = ledger.sums, ledger.bills
    full = (sums["income"] > 0) & (sums["refund"] + sums["coupon_refund"] >= sums["income"])
    owing = sums[full & (sums["fee"] > sums["fee_return"])]
    if owing.empty:
        return
    refunds = bills.of("refund").groupby("order")["at"].max()
    over = bills.covered(refunds, max(ledger.layout.settings["fee_return_days"], _usual_wait(ledger, refunds)))
    for order, row in owing[owing.index.isin(refunds[over].index)].iterrows():
        yield ledger.find.difference(
            "tech_fee_not_returned_on_refund", order=str(order), expected=row["fee"], actual=row["fee_return"],
            amount=row["fee"] - row["fee_return"], rows=ledger.rows(str(order), "refund", "fee", "fee_return"),
        )  # fmt: skip


def _usual_wait(ledger: Ledger, refunds: pd.Series[pd.Timestamp]) -> int:
    """Whole days that fees have needed to come back after a refund, at most; 0 without examples."""
    back = ledger.bills.of("fee_return").groupby("order")["at"].max()
    waits = (back - refunds).dropna().dt.days
    return int(min(max(waits.max(), 0), LONGEST_WAIT)) + 1 if len(waits) else 0


def commission_twice(ledger: Ledger) -> Iterator[Difference]:
    """More equal commission rows than income rows of one order, less what was given back."""
    rows = ledger.bills.of("jinbao")
    returned = rows.groupby("order")["in_cents"].sum()
    rows = rows[(rows["order"] != "") & (rows["out_cents"] > 0)]
    incomes = ledger.sums["income_n"]
    for (order, single), equal in rows.groupby(["order", "out_cents"]):
        extra = len(equal) - max(int(incomes.get(order, 0)), 1)
        over = extra * int(single) - int(returned[order])
        if extra > 0 and over > 0:
            yield ledger.find.difference(
                "duplicate_jinbao_commission", order=str(order), expected=int(single), actual=int(single) * len(equal),
                amount=over, rows=rows_of(equal), count=len(equal), single=yuan(single),
            )  # fmt: skip
