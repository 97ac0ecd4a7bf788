"""Penalties and compensations that the order itself contradicts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from wizard.ledger.differences import BillRow, Difference, day, rows_of, yuan
from wizard.ledger.summary import Ledger

if TYPE_CHECKING:
    import pandas as pd

PENALTIES = ("late_shipment", "fake_shipment", "out_of_stock", "fraud_shipment", "freight", "compensation")
WITH_ORDER = (*PENALTIES, "deduction", "cooperation")


def contradicted(ledger: Ledger) -> Iterator[Difference]:
    """Each penalised order against what the order table says, unless an appeal has already brought it back."""
    rows = ledger.bills.of(*PENALTIES)
    rows = rows[(rows["out_cents"] > 0) & rows["order"].isin(ledger.orders.index)]
    for (order, entry), charged in rows.groupby(["order", "entry"]):
        paid = int(charged["out_cents"].sum())
        if ledger.appealed(str(order)) >= paid:
            continue
        yield from _contradiction(ledger, str(order), str(entry), charged, paid)


def _contradiction(ledger: Ledger, order: str, entry: str, charged: pd.DataFrame, paid: int) -> Iterator[Difference]:
    row = ledger.orders.loc[order]
    kind, certain = _kind(entry, row, refunded=_refund_in_bill(ledger, order))
    if kind:
        yield ledger.find.difference(
            kind, order=order, expected=0, actual=paid, amount=paid, rows=rows_of(charged), certain=certain,
            shipped=day(row["shipped_at"]), promised=day(row["promised_at"]), confirmed=day(row["confirmed_at"]),
            tracking=row["tracking"],
        )  # fmt: skip


def _refund_in_bill(ledger: Ledger, order: str) -> bool:
    return order in ledger.sums.index and bool(ledger.sums.at[order, "refund_n"] > 0)


def _kind(entry: str, row: pd.Series[Any], *, refunded: bool) -> tuple[str, bool]:
    """The kind of contradiction of one penalty with its order, and whether it is certain; empty for none."""
    import pandas as pd

    shipped, promised = row["shipped_at"], row["promised_at"]
    if entry == "late_shipment":
        if pd.isna(promised) or pd.isna(shipped):
            return (
                ("late_shipment_penalty_without_promise", False)
                if pd.isna(promised) and not pd.isna(shipped)
                else ("", False)
            )
        return ("late_shipment_penalty_but_shipped_on_time", True) if shipped <= promised else ("", False)
    if entry == "fake_shipment" and row["tracking"]:
        confirmed = not pd.isna(row["confirmed_at"])
        return ("fake_shipment_penalty_has_tracking", True) if confirmed else ("fake_shipment_penalty_shipped", False)
    if entry == "out_of_stock" and not pd.isna(shipped):
        return "out_of_stock_penalty_but_shipped", True
    if entry in ("freight", "compensation") and row["untouched"] and not refunded:
        return ("freight_compensation_without_return" if entry == "freight" else "compensation_without_cause"), True
    return "", False


def penalised_twice(ledger: Ledger) -> Iterator[Difference]:
    """The same penalty of the same amount more than once on one order."""
    rows = ledger.bills.of(*PENALTIES)
    rows = rows[(rows["order"] != "") & (rows["out_cents"] > 0)]
    for (order, entry, single), equal in rows.groupby(["order", "entry", "out_cents"]):
        over = int(single) * (len(equal) - 1) - ledger.appealed(str(order)) if len(equal) > 1 else 0
        if over > 0:
            yield ledger.find.difference(
                "duplicate_penalty", order=str(order), expected=int(single), actual=int(single) * len(equal),
                amount=over, rows=rows_of(equal), entry=ledger.layout.entry_name(str(entry)), count=len(equal),
                single=yuan(single),
            )  # fmt: skip


def without_order(ledger: Ledger) -> Iterator[Difference]:
    """Deductions that name no order, neither in their column nor in the remark."""
    rows = ledger.bills.of(*WITH_ORDER)
    for row in rows[(rows["order"] == "") & (rows["out_cents"] > 0)].itertuples():
        yield ledger.find.difference(
            "deduction_without_order_no", order="", expected=0, actual=row.out_cents, amount=row.out_cents,
            rows=[BillRow(file=row.file, row=row.row)], on=f"{row.at:%Y-%m-%d}", at=day(row.at),
            entry=ledger.layout.entry_name(row.entry),
        )  # fmt: skip
