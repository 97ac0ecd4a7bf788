"""Was every confirmed order settled, and in full?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from wizard.ledger.differences import BillRow, Difference, day
from wizard.ledger.summary import Ledger

if TYPE_CHECKING:
    import pandas as pd

IN_DISPUTE = "处理中|待处理|售后中|退款中|待买家|待商家|平台介入"
FAILED = "失败|退回|驳回|退票"


def not_settled(ledger: Ledger) -> Iterator[Difference]:
    """Orders confirmed long enough before the bill ends, without refund or open dispute, with no income at all."""
    days = ledger.layout.settings["days_to_settle"]
    orders, bills = ledger.joined, ledger.bills
    open_still = orders["aftersales"].str.contains(IN_DISPUTE)
    owed = ~orders["refunded"] & ~open_still & (orders["received"] > 0) & (orders["refund_n"] == 0)
    missing = orders[bills.covered(orders["confirmed_at"], days) & (orders["income_n"] == 0) & owed]
    for order, row in missing.iterrows():
        yield ledger.find.difference(
            "missing_settlement", order=str(order), expected=row["received"], actual=0, amount=row["received"],
            rows=ledger.order_row(str(order)), confirmed=day(row["confirmed_at"]), days=days,
            end=f"{bills.end_after(row['confirmed_at']):%Y-%m-%d}",
        )  # fmt: skip


def settled_short(ledger: Ledger) -> Iterator[Difference]:
    """Orders whose income and coupons add up to less than the merchant was to receive."""
    orders = ledger.joined
    short = orders["received"] - orders["income"] - orders["coupon"]
    found = orders[(orders["income_n"] > 0) & (short > 0) & ~_netted(orders)]
    incomes = ledger.bills.of("income")
    booked = incomes[incomes["order"].isin(found.index)].groupby("order")["at"].max()
    whole = ledger.bills.covered(booked, ledger.layout.settings["coupon_days"])
    for order, row in found.iterrows():
        waiting = row["coupon_n"] == 0 and not bool(whole.get(order, True))
        if not (waiting and _promised(row) > 0):
            yield _short(ledger, str(order), row)


def _netted(orders: pd.DataFrame) -> pd.Series[bool]:
    """A refund that the bill has no row for was taken off the income before it was booked."""
    return orders["refunded"] & (orders["refund_n"] == 0)


def _promised(row: pd.Series[Any]) -> int:
    return int(row["platform_discount"] + row["instant_discount"])


def _short(ledger: Ledger, order: str, row: pd.Series[Any]) -> Difference:
    promised, missing = _promised(row), int(row["received"] - row["income"] - row["coupon"])
    rows, certain = ledger.rows(order, "income", "coupon"), not row["refunded"]
    due = int(row["received"] - promised) if promised else int(row["received"])
    if promised and row["coupon_n"] == 0 and missing == promised:
        kind, expected, actual = "platform_coupon_not_settled", promised, 0
    elif row["income"] > 0 and abs(due - int(row["income"]) * 10) < 10:
        kind, expected, actual = "decimal_shift", due, int(row["income"])
    else:
        kind, expected = "settled_less_than_merchant_received", int(row["received"])
        actual = int(row["income"] + row["coupon"])
    return ledger.find.difference(
        kind, order=order, expected=expected, actual=actual, amount=missing, certain=certain,
        rows=(*ledger.order_row(order), *rows),
    )  # fmt: skip


def withdrawals(ledger: Ledger) -> Iterator[Difference]:
    """Withdrawals whose remark says they failed and whose amount never came back."""
    rows = ledger.bills.of("withdrawal")
    failed = rows[(rows["out_cents"] > 0) & rows["remark"].astype("str").str.contains(FAILED)]
    back = sorted(rows.loc[rows["in_cents"] > 0, ["at", "in_cents"]].itertuples(index=False, name=None))
    over = ledger.bills.covered(failed["at"], ledger.layout.settings["withdrawal_days"])
    for row in failed[over].sort_values("at").itertuples():
        returned = next((item for item in back if item[0] >= row.at and item[1] == row.out_cents), None)
        if returned:
            back.remove(returned)
            continue
        yield ledger.find.difference(
            "withdrawal_failed_not_returned", order="", expected=0, actual=row.out_cents, amount=row.out_cents,
            rows=[BillRow(file=row.file, row=row.row)], on=f"{row.at:%Y-%m-%d}", at=day(row.at), remark=row.remark,
        )  # fmt: skip
