"""Technical service fees and commissions: twice, above the merchant's own usual rate, or not returned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wizard.ledger.differences import Difference, rows_of, yuan
from wizard.ledger.rules.fee_rates import MIN_OF_GOODS, clean_orders, rates_of, usual_fees, usual_rate
from wizard.ledger.summary import Ledger

if TYPE_CHECKING:
    import pandas as pd

ABOVE = 1.15
LONGEST_WAIT = 15


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


def fee_above_usual(ledger: Ledger) -> Iterator[Difference]:
    """Orders charged clearly above the merchant's own usual rate (more than rounding); a hint where that is none."""
    usual = usual_rate(ledger)
    if usual is None:
        return
    base, clean, rates = usual[1], clean_orders(ledger), rates_of(ledger)
    expected = usual_fees(clean["fee"], clean[base] * rates)
    above = (clean["fee"] - expected >= 2) & (clean["fee"] > expected * ABOVE) & (clean[base] > 0)
    for order, row in clean[above & ~_usual_for_goods(clean["goods"], above)].iterrows():
        due, rate = int(expected[order]), float(rates[order])
        yield ledger.find.difference(
            "tech_fee_rate_above_default", order=str(order), expected=due, actual=row["fee"], amount=row["fee"] - due,
            rows=(*ledger.rows(str(order), "fee"), *ledger.order_row(str(order))), usual=f"{rate * 100:g}",
            rate=f"{row['fee'] / row[base] * 100:.2g}", certain=rate > 0,
        )  # fmt: skip


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
