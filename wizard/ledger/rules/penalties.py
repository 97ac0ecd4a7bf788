"""Penalties and compensations that the order itself contradicts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from wizard.ledger.differences import BillRow, Difference, day, rows_of, yuan
from wizard.ledger.entries import UNKNOWN
from wizard.ledger.summary import PENALTIES, Ledger

if TYPE_CHECKING:
    import pandas as pd

ONCE_ONLY = ("late_shipment", "fake_shipment", "out_of_stock", "fraud_shipment")
WITH_ORDER = (*PENALTIES, "deduction", "cooperation")
UNEXPLAINED = ("other", "service", UNKNOWN)


def contradicted(ledger: Ledger) -> Iterator[Difference]:
    """Each penalised order against what the order export says, unless an appeal has already brought it back."""
    for order, entry, charged in _charges(ledger, *PENALTIES):
        if order not in ledger.orders.index:
            continue
        if kind := _contradiction(ledger, order, entry, charged):
            row, paid = ledger.orders.loc[order], int(charged["out_cents"].sum())
            yield ledger.find.difference(
                kind, order=order, expected=0, actual=paid, amount=paid,
                rows=(*rows_of(charged), *ledger.order_row(order)), certain=kind != "fake_shipment_penalty_shipped",
                shipped=day(row["shipped_at"]), promised=day(row["promised_at"]), confirmed=day(row["confirmed_at"]),
                before=_before(ledger, order, row), tracking=row["tracking"],
            )  # fmt: skip


def _charges(ledger: Ledger, *entries: str) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """The charges of some entries by order, but for those that came back in full."""
    rows = ledger.bills.of(*entries)
    rows = rows[(rows["out_cents"] > 0) & (rows["order"] != "")]
    for (order, entry), charged in rows.groupby(["order", "entry"], observed=True):
        if ledger.appealed(str(order)) < int(charged["out_cents"].sum()):
            yield str(order), str(entry), charged


def _contradiction(ledger: Ledger, order: str, entry: str, charged: pd.DataFrame) -> str:
    """The kind of contradiction of one penalty with its order; empty for none."""
    row, first = ledger.orders.loc[order], charged["at"].min()
    if entry == "late_shipment":
        return _late(ledger, order, row, first)
    if entry == "fake_shipment" and row["tracking"]:
        return _fake(row)
    if entry == "out_of_stock":
        return "out_of_stock_penalty_but_shipped" if row["shipped_at"] <= first else ""
    if entry in ("freight", "compensation") and row["untouched"] and not _refund_time(ledger, order):
        return "freight_compensation_without_return" if entry == "freight" else "compensation_without_cause"
    return ""


def _late(ledger: Ledger, order: str, row: pd.Series[Any], charged_at: pd.Timestamp) -> str:
    import pandas as pd

    promised = row["promised_at"]
    if pd.isna(promised):
        return ""
    if not pd.isna(row["shipped_at"]):
        return "late_shipment_penalty_but_shipped_on_time" if row["shipped_at"] <= promised else ""
    refund = _refund_time(ledger, order)
    never_due = charged_at < promised or (refund is not None and refund <= promised)
    return "late_shipment_penalty_before_promise" if never_due else ""


def _fake(row: pd.Series[Any]) -> str:
    import pandas as pd

    if not pd.isna(row["confirmed_at"]):
        return "fake_shipment_penalty_has_tracking"
    return "" if row["refunded"] or pd.isna(row["shipped_at"]) else "fake_shipment_penalty_shipped"


def _refund_time(ledger: Ledger, order: str) -> pd.Timestamp | None:
    if order not in ledger.sums.index or not ledger.sums.at[order, "refund_n"]:
        return None
    rows = ledger.bills.of("refund")
    first: pd.Timestamp = rows.loc[rows["order"] == order, "at"].min()
    return first


def _before(ledger: Ledger, order: str, row: pd.Series[Any]) -> str:
    refund = _refund_time(ledger, order)
    return f"{day(refund)} 已经退款" if refund is not None and refund <= row["promised_at"] else "就已经扣款"


def penalised_twice(ledger: Ledger) -> Iterator[Difference]:
    """The same penalty of the same amount more than once on one order: a hint, each parcel may have cost one."""
    for order, entry, charged in _charges(ledger, *ONCE_ONLY):
        if order in ledger.orders.index and _contradiction(ledger, order, entry, charged):
            continue  # told in full already
        for single, equal in charged.groupby("out_cents"):
            over = int(single) * (len(equal) - 1) - ledger.appealed(order)
            if over <= 0:
                continue
            yield ledger.find.difference(
                "duplicate_penalty", order=order, expected=int(single), actual=int(single) * len(equal), amount=over,
                rows=rows_of(equal), certain=False, count=len(equal),
                entry=ledger.layout.entry_name(entry), single=yuan(single),
            )  # fmt: skip


def without_order(ledger: Ledger) -> Iterator[Difference]:
    """Deductions that name no order, neither in their column nor in the remark, and that never came back.

    A charge of an unknown kind is told, as a hint, when its remark says nothing either.
    """
    rows = ledger.bills.of(*WITH_ORDER, *UNEXPLAINED, "appeal")
    said = rows["entry"].isin(UNEXPLAINED) & (rows["remark"] != "")
    rows = rows[(rows["order"] == "") & ~said].sort_values("at", kind="stable")
    back = rows.loc[rows["in_cents"] > 0, "in_cents"].tolist()
    for row in rows[rows["out_cents"] > 0].itertuples():
        if row.out_cents in back:
            back.remove(row.out_cents)
            continue
        yield ledger.find.difference(
            "deduction_without_order_no", order="", expected=0, actual=row.out_cents, amount=row.out_cents,
            rows=[BillRow(file=row.file, row=row.row)], on=f"{row.at:%Y-%m-%d}", at=day(row.at),
            entry=ledger.layout.entry_name(row.entry), certain=row.entry not in UNEXPLAINED,
        )  # fmt: skip


def unknown_order(ledger: Ledger) -> Iterator[Difference]:
    """Penalties on an order that neither the order export nor any other row of the bill knows: a hint.

    Only for orders of days that lie inside the export, so that an order of another month is not taken for one.
    """
    if ledger.orders.empty:
        return
    days = ledger.orders.index.str[:6]
    first, last = days.min(), days.max()
    for order, entry, charged in _charges(ledger, *PENALTIES):
        known = order in ledger.orders.index or ledger.sums.loc[order, ["income_n", "fee_n", "refund_n"]].any()
        if not known and first < order[:6] < last:
            paid = int(charged["out_cents"].sum())
            yield ledger.find.difference(
                "charge_for_unknown_order", order=order, expected=0, actual=paid, amount=paid, rows=rows_of(charged),
                certain=False, entry=ledger.layout.entry_name(entry),
            )  # fmt: skip
