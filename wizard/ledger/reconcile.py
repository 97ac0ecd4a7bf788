"""Reconciliation: the bills against the orders and the promotion reports, every difference with its rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from wizard.ledger.bills import Bills, bills_of
from wizard.ledger.differences import Difference, Finder, yuan
from wizard.ledger.layout import Layout, layout
from wizard.ledger.orders import orders_of
from wizard.ledger.reading import Export, UnreadableBill, read_export
from wizard.ledger.rules import fees, penalties, promotion, refunds, settlement
from wizard.ledger.summary import Ledger

RULES = (
    settlement.not_settled,
    settlement.settled_short,
    settlement.withdrawals,
    fees.fee_twice,
    fees.fee_above_usual,
    fees.fee_not_returned,
    fees.commission_twice,
    refunds.refunded_too_much,
    refunds.transfer_twice,
    penalties.contradicted,
    penalties.penalised_twice,
    penalties.without_order,
)


class Total(BaseModel):
    """What came in and went out, in yuan, for one entry in one month."""

    model_config = ConfigDict(frozen=True)
    month: str
    entry: str
    name: str
    income: str
    expense: str
    rows: int


class Reconciliation(BaseModel):
    """The result: differences, totals, and what was not understood (never dropped silently)."""

    model_config = ConfigDict(frozen=True)
    differences: tuple[Difference, ...]
    totals: tuple[Total, ...]
    certain_amount: str
    hint_amount: str
    files: dict[str, str]
    unknown_entries: tuple[str, ...]
    unknown_columns: tuple[str, ...]


def reconcile(
    bills: Sequence[Path], orders: Sequence[Path] = (), promotion_reports: Sequence[Path] = (), *,
    daily_limit: int | None = None, platform: str = "pinduoduo",
) -> Reconciliation:  # fmt: skip
    """Reconcile exports. `daily_limit` in cents. Raises `UnreadableBill` naming the file that cannot be used.

    Files are recognised by their columns, so an order export given among the bills is still read as orders.
    """
    known = layout(platform)
    exports = [read_export(Path(path), known) for path in (*bills, *orders, *promotion_reports)]
    by_kind = {kind: [export for export in exports if export.kind == kind] for kind in known.columns}
    if not by_kind["bill"] and not by_kind["promotion"]:
        raise UnreadableBill("没有账单：请至少给一份账务明细（货款明细）或推广报表")
    find = Finder(known)
    found = [
        difference
        for export in by_kind["promotion"]
        for difference in promotion.promotion_differences(export, known, find, daily_limit)
    ]
    joined = bills_of(by_kind["bill"], known) if by_kind["bill"] else None
    if joined is not None:
        ledger = Ledger(joined, orders_of(by_kind["orders"]), known, find)
        found = [difference for rule in RULES for difference in rule(ledger)] + found
        found += [difference for export in by_kind["bill"] for difference in _stated_totals(export, find)]
    return _result(found, joined, exports, known)


def _stated_totals(export: Export, find: Finder) -> Iterator[Difference]:
    one = bills_of([export], layout()) if export.stated_totals else None
    for side, stated in export.stated_totals.items():
        column = "in_cents" if side == "收入" else "out_cents"
        summed = int(one.rows[column].sum()) if one else 0
        if summed != abs(stated):
            yield find.difference(
                "file_total_differs", order="", expected=abs(stated), actual=summed, amount=abs(abs(stated) - summed),
                rows=(), certain=False, side=side,
            )  # fmt: skip


def _result(found: list[Difference], bills: Bills | None, exports: list[Export], known: Layout) -> Reconciliation:
    return Reconciliation(
        differences=tuple(found),
        totals=tuple(_totals(bills, known)) if bills is not None else (),
        certain_amount=_sum(found, certain=True),
        hint_amount=_sum(found, certain=False),
        files={export.path.name: export.kind for export in exports},
        unknown_entries=tuple(bills.unknown_codes) if bills is not None else (),
        unknown_columns=tuple(sorted({name for export in exports for name in export.unknown_columns})),
    )


def _sum(found: list[Difference], *, certain: bool) -> str:
    return yuan(sum(round(float(one.amount) * 100) for one in found if one.certain is certain))


def _totals(bills: Bills, known: Layout) -> Iterator[Total]:
    at = bills.rows["at"].dt
    months = (at.year * 12 + at.month - 1).rename("month")
    grouped = bills.rows.groupby([months, "entry"], observed=True).agg(
        income=("in_cents", "sum"), expense=("out_cents", "sum"), rows=("row", "size")
    )
    for (month, entry), line in grouped.iterrows():
        yield Total(
            month=f"{month // 12:04d}-{month % 12 + 1:02d}",
            entry=str(entry),
            name=known.entry_name(str(entry)),
            income=yuan(line["income"]),
            expense=yuan(line["expense"]),
            rows=int(line["rows"]),
        )  # fmt: skip
