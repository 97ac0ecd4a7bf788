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


def fee_twice(ledger: Ledger) -> Iterator[Difference]:
    """More fee rows of one amount than income rows, not given back in the meantime."""
    sums = ledger.sums
    candidates = sums[(sums["fee_n"] > 1) & (sums["fee_n"] > sums["income_n"].clip(lower=1))]
    fees = ledger.bills.of("fee")
    for order, rows in fees[fees["order"].isin(candidates.index)].groupby("order"):
        for single, equal in rows.groupby("out_cents"):
            extra = len(equal) - max(int(sums.at[order, "income_n"]), 1)
            over = min(extra * int(single), int(sums.at[order, "fee"] - sums.at[order, "fee_return"]))
            if extra > 0 and over > 0 and not _all_refunded(sums.loc[order]):
                yield ledger.find.difference(
                    "duplicate_tech_fee", order=str(order), expected=int(single), actual=int(single) * len(equal),
                    amount=over, rows=rows_of(equal), count=len(equal), single=yuan(single),
                )  # fmt: skip


def _all_refunded(sums: pd.Series[int]) -> bool:
    return bool(sums["refund"] > 0 and sums["refund"] + sums["coupon_refund"] >= sums["income"] + sums["coupon"])


def usual_rate(ledger: Ledger) -> tuple[float, str] | None:
    """The merchant's own usual fee rate and the amount it is taken of; `None` with too few clean orders."""
    clean = _clean_orders(ledger).head(RATE_SAMPLE)
    if len(clean) < MIN_ORDERS_FOR_RATE:
        return None
    best: tuple[int, float, str] | None = None
    for base in ("received", "income_and_coupon", "paid", "income"):
        rates = (clean["fee"] / clean[base].where(clean[base] >= MIN_BASE_CENTS)).dropna().round(4)
        if rates.empty:
            continue
        rate = float((rates * 1000).round().mode().iloc[0]) / 1000
        fitting = int(((clean["fee"] - clean[base] * rate).abs() <= 1).sum())
        if best is None or fitting > best[0]:
            best = (fitting, rate, base)
    return (best[1], best[2]) if best and best[0] * 2 > len(clean) else None


def _clean_orders(ledger: Ledger) -> pd.DataFrame:
    orders = ledger.joined if len(ledger.orders) else ledger.sums.assign(received=0, paid=0)
    orders = orders.assign(income_and_coupon=orders["income"] + orders["coupon"])
    if not len(ledger.orders):
        orders = orders.assign(received=orders["income_and_coupon"], paid=orders["income"])
    return orders[(orders["fee_n"] == 1) & (orders["income_n"] == 1) & (orders["income"] > 0)]


def fee_above_usual(ledger: Ledger) -> Iterator[Difference]:
    """Orders charged clearly above the merchant's own usual rate (more than rounding)."""
    usual = usual_rate(ledger)
    if usual is None:
        return
    rate, base = usual
    clean = _clean_orders(ledger)
    expected = (clean[base] * rate).round().astype("int64")
    over = clean[(clean["fee"] - expected >= 2) & (clean["fee"] > expected * 1.15)]
    for order, row in over.iterrows():
        due = int(expected[order])
        yield ledger.find.difference(
            "tech_fee_rate_above_default", order=str(order), expected=due, actual=row["fee"], amount=row["fee"] - due,
            rows=ledger.rows(str(order), "fee"), usual=f"{rate * 100:g}", rate=f"{row['fee'] / row[base] * 100:.2g}",
        )  # fmt: skip


def fee_not_returned(ledger: Ledger) -> Iterator[Difference]:
    """Orders refunded in full whose fee did not come back, but for refunds just before the bill ends."""
    import pandas as pd

    sums = ledger.sums
    full = sums["income"] + sums["coupon"] > 0
    full &= sums["refund"] + sums["coupon_refund"] >= sums["income"] + sums["coupon"]
    owing = sums[full & (sums["fee"] > sums["fee_return"])]
    latest = ledger.bills.end - pd.Timedelta(days=ledger.layout.settings["fee_return_days"])
    refunds = ledger.bills.of("refund").groupby("order")["at"].max()
    for order, row in owing.iterrows():
        yield ledger.find.difference(
            "tech_fee_not_returned_on_refund", order=str(order), expected=row["fee"], actual=row["fee_return"],
            amount=row["fee"] - row["fee_return"], rows=ledger.rows(str(order), "refund", "fee", "fee_return"),
            certain=bool(refunds.get(order, latest) <= latest),
        )  # fmt: skip


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
