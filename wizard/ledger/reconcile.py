"""Reconciliation: the bills against the orders and the promotion reports, every difference with its rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from wizard.ledger.bills import Bills, bills_of
from wizard.ledger.differences import Difference, Finder, yuan
from wizard.ledger.layout import Layout, layout
from wizard.ledger.orders import orders_of
from wizard.ledger.reading import Export, UnreadableBill, read_export
from wizard.ledger.rules import fee_rates, fees, penalties, promotion, refunds, settlement
from wizard.ledger.summary import Ledger

if TYPE_CHECKING:
    import pandas as pd

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
    penalties.unknown_order,
)
BILLS = ("bill", "marketing")
Told = Callable[[str, float], None]
_SHOP = re.compile(r"bill-detail\((\w+)\)")


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
    """The result: differences, totals, and what was not understood or not checked (never dropped silently)."""

    model_config = ConfigDict(frozen=True)
    differences: tuple[Difference, ...]
    totals: tuple[Total, ...]
    certain_amount: str
    hint_amount: str
    files: dict[str, str]
    unknown_entries: tuple[str, ...]
    unknown_columns: tuple[str, ...]
    periods: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    rows: int = 0


def reconcile(
    bills: Sequence[Path], orders: Sequence[Path] = (), promotion_reports: Sequence[Path] = (), *,
    daily_limit: int | None = None, platform: str = "pinduoduo", names: Mapping[Path, str] | None = None,
    told: Told = lambda _stage, _share: None,
) -> Reconciliation:  # fmt: skip
    """Reconcile exports. `daily_limit` in cents; `names` are what files are called where their paths do not say.

    Files are recognised by their columns, so an order export given among the bills is still read as orders. Raises
    `UnreadableBill` naming the file that cannot be used.
    """
    known, paths = layout(platform), [Path(path) for path in (*bills, *orders, *promotion_reports)]
    exports = []
    for place, path in enumerate(paths):
        told("读取文件", 0.7 * place / len(paths))
        exports.append(read_export(path, known, (names or {}).get(path, "")))
    return compare(exports, known, daily_limit, told)


def compare(exports: list[Export], known: Layout, daily_limit: int | None, told: Told) -> Reconciliation:
    """Reconcile exports that have been read."""
    by_kind = {kind: [export for export in exports if export.kind == kind] for kind in known.columns}
    bills = [export for export in exports if export.kind in BILLS]
    if not bills and not by_kind["promotion"]:
        raise UnreadableBill("没有账单：请至少给一份账务明细（货款明细）或推广报表")
    find, found = Finder(known), list[Difference]()
    joined = bills_of(bills, known) if bills else None
    ledger = Ledger(joined, orders_of(by_kind["orders"]), known, find) if joined is not None else None
    for place, rule in enumerate(RULES if ledger is not None else ()):
        told("逐项核对", 0.75 + 0.2 * place / len(RULES))
        found += rule(ledger) if ledger is not None else ()
    for export in by_kind["promotion"]:
        found += promotion.promotion_differences(export, known, find, daily_limit)
    for export in bills:
        found += _stated_totals(export, known, find)
    notes = tuple(_notes(exports, ledger, known))
    found = _unsure(_once(found), exports, known)
    return _result(found, joined, exports, known, notes)


def _unsure(found: list[Difference], exports: list[Export], known: Layout) -> list[Difference]:
    """With only a hint of what rests on missing rows, where a file is known to be incomplete."""
    if not any(export.cut_off for export in exports) and not any(one.kind == "file_total_differs" for one in found):
        return found
    return [one.model_copy(update={"certain": False}) if one.kind in known.by_absence else one for one in found]


def _once(found: list[Difference]) -> list[Difference]:
    """Without what overlapping promotion reports tell twice."""
    kept: dict[tuple[str, ...], Difference] = {}
    for one in found:
        promoted = one.kind.startswith("promotion_") and one.on
        key = (one.kind, one.on, one.amount, one.explanation) if promoted else (one.id,)
        kept.setdefault(key, one)
    return list(kept.values())


def _stated_totals(export: Export, known: Layout, find: Finder) -> Iterator[Difference]:
    one = bills_of([export], known) if export.stated_totals else None
    for side, stated in export.stated_totals.items():
        column = "in_cents" if side == "收入" else "out_cents"
        summed = int(one.rows[column].sum()) if one else 0
        if summed != abs(stated):
            yield find.difference(
                "file_total_differs", order="", expected=abs(stated), actual=summed, amount=abs(abs(stated) - summed),
                rows=(), certain=False, side=side,
            )  # fmt: skip


def _notes(exports: list[Export], ledger: Ledger | None, known: Layout) -> Iterator[str]:
    """What could not be checked with these files, and what to do about it."""
    yield from _notes_on_files(exports, known)
    if ledger is None:
        yield known.notes["no_bill"]
        return
    if ledger.orders.empty:
        yield known.notes["no_orders"]
    elif ledger.orders["promised_at"].isna().all() and len(ledger.bills.of("late_shipment")):
        yield known.notes["no_promise"]
    if len(ledger.bills.of("fee")) and fee_rates.usual_rate(ledger) is None:
        yield known.notes["no_rate"]
    if rates := fee_rates.several_rates(ledger):
        told = "、".join(f"{rate * 100:g}%（{count} 单）" for rate, count in rates.items())
        yield known.notes["rates"].format(rates=told)
    for file, count, example in ledger.bills.unread_times:
        yield known.notes["unread_times"].format(file=file, count=count, example=example)
    for (_, end), (start, _) in zip(ledger.bills.periods, ledger.bills.periods[1:], strict=False):
        yield known.notes["gap"].format(start=f"{end:%Y-%m-%d}", end=f"{start:%Y-%m-%d}")
    shops = sorted({found[1] for export in exports if (found := _SHOP.search(export.name))})
    if len(shops) > 1:
        yield known.notes["shops"].format(count=len(shops), shops="、".join(shops))


def _notes_on_files(exports: list[Export], known: Layout) -> Iterator[str]:
    """What is wrong with a file that could be read all the same."""
    for export in exports:
        if export.cut_off:
            yield known.notes["cut_off"].format(file=export.name)
        if export.frame.empty:
            yield known.notes["no_rows"].format(file=export.name)
        if export.more_sheets:
            yield known.notes["more_sheets"].format(file=export.name, sheets="、".join(export.more_sheets))


def _result(
    found: list[Difference], bills: Bills | None, exports: list[Export], known: Layout, notes: tuple[str, ...]
) -> Reconciliation:
    periods = [(f"{start:%Y-%m-%d}", _last_day(end)) for start, end in bills.periods] if bills else []
    return Reconciliation(
        differences=tuple(found),
        totals=tuple(_totals(bills, known)) if bills is not None else (),
        certain_amount=_sum(found, certain=True),
        hint_amount=_sum(found, certain=False),
        files={export.name: export.kind for export in exports},
        unknown_entries=tuple(bills.unknown_codes) if bills is not None else (),
        unknown_columns=tuple(sorted({name for export in exports for name in export.unknown_columns})),
        periods=tuple(periods),
        notes=notes,
        rows=sum(len(export.frame) for export in exports),
    )


def _last_day(end: pd.Timestamp) -> str:
    """The last day of a period that ends at an instant; midnight belongs to the day before."""
    import pandas as pd

    return f"{end - pd.Timedelta(seconds=1):%Y-%m-%d}"


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
