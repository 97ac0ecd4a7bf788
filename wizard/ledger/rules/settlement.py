"""Was every confirmed order settled, and in full?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from wizard.ledger.differences import BillRow, Difference, day
from wizard.ledger.summary import Ledger

if TYPE_CHECKING:
    import pandas as pd


def not_settled(ledger: Ledger) -> Iterator[Difference]:
    """Orders confirmed long enough before the bill ends, never refunded, with no income at all."""
    import pandas as pd

    days = ledger.layout.settings["days_to_settle"]
    orders, bills = ledger.joined, ledger.bills
    due = (orders["confirmed_at"] >= bills.start) & (orders["confirmed_at"] <= bills.end - pd.Timedelta(days=days))
    missing = orders[due & (orders["income_n"] == 0) & ~orders["refunded"] & (orders["received"] > 0)]
    for order, row in missing.iterrows():
        yield ledger.find.difference(
            "missing_settlement", order=str(order), expected=row["received"], actual=0, amount=row["received"], rows=(),
            confirmed=day(row["confirmed_at"]), end=f"{bills.end:%Y-%m-%d}", days=days,
        )  # fmt: skip


def settled_short(ledger: Ledger) -> Iterator[Difference]:
    """Orders whose income and coupons add up to less than the merchant was to receive."""
    orders = ledger.joined
    short = orders["received"] - orders["income"] - orders["coupon"]
    for order, row in orders[(orders["income_n"] > 0) & (short > 0)].iterrows():
        yield _short(ledger, str(order), row)


def _short(ledger: Ledger, order: str, row: pd.Series[Any]) -> Difference:
    promised = int(row["platform_discount"] + row["instant_discount"])
    missing = int(row["received"] - row["income"] - row["coupon"])
    rows, certain = ledger.rows(order, "income", "coupon"), not row["refunded"]
    due = int(row["received"] - promised) if promised else int(row["received"])
    if promised and row["coupon_n"] == 0 and missing == promised:
        kind, expected, actual = "platform_coupon_not_settled", promised, 0
    elif row["income"] > 0 and round(due / 10) == row["income"]:
        kind, expected, actual = "decimal_shift", due, int(row["income"])
    else:
        kind, expected, actual = (
            "settled_less_than_merchant_received",
            int(row["received"]),
            int(row["income"] + row["coupon"]),
        )
    return ledger.find.difference(
        kind, order=order, expected=expected, actual=actual, amount=missing, rows=rows, certain=certain
    )


def withdrawals(ledger: Ledger) -> Iterator[Difference]:
    """Withdrawals whose remark says they failed and whose amount never came back."""
    import pandas as pd

    rows = ledger.bills.of("withdrawal")
    failed = rows[(rows["out_cents"] > 0) & rows["remark"].str.contains("失败|退回|驳回")]
    back = list(rows.loc[rows["in_cents"] > 0, ["at", "in_cents"]].itertuples(index=False, name=None))
    latest = ledger.bills.end - pd.Timedelta(days=ledger.layout.settings["withdrawal_days"])
    for row in failed[failed["at"] <= latest].itertuples():
        returned = next((item for item in back if item[0] >= row.at and item[1] == row.out_cents), None)
        if returned:
            back.remove(returned)
            continue
        yield ledger.find.difference(
            "withdrawal_failed_not_returned", order="", expected=0, actual=row.out_cents, amount=row.out_cents,
            rows=[BillRow(file=row.file, row=row.row)], on=f"{row.at:%Y-%m-%d}", at=day(row.at), remark=row.remark,
        )  # fmt: skip
