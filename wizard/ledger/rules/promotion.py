"""Promotion reports: a total above its rows, a day far above all others, a day above the merchant's own limit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wizard.ledger.differences import BillRow, Difference, Finder
from wizard.ledger.layout import Layout
from wizard.ledger.reading import Export
from wizard.ledger.values import cents, times

if TYPE_CHECKING:
    import pandas as pd

MIN_DAYS_FOR_SPIKE = 7


def promotion_differences(
    export: Export, layout: Layout, find: Finder, daily_limit: int | None = None
) -> Iterator[Difference]:
    """Differences in one promotion report. `daily_limit` is the merchant's own limit a day in cents, if given."""
    frame = export.frame.assign(spend=cents(export.frame["spend"]), day=times(export.frame["day"]))
    first = export.frame["day"].astype("str").str.strip()
    days, total = frame[frame["day"].notna()], frame[first.str.contains("总计|合计")]
    if len(total) and int(total["spend"].iloc[0]) != int(days["spend"].sum()):
        yield _total(export, find, int(total["spend"].iloc[0]), int(days["spend"].sum()), int(total["row"].iloc[0]))
    by = [name for name in ("goods", "goods_name") if name in days]  # Excel rounds long ids: the name tells them apart
    for _, rows in days.groupby(by) if by else [("", days)]:
        yield from _days_above(export, find, rows, layout.settings["spike_times"], daily_limit)


def _total(export: Export, find: Finder, stated: int, summed: int, row: int) -> Difference:
    return find.difference(
        "promotion_total_exceeds_rows", order="", expected=summed, actual=stated, amount=stated - summed,
        rows=[BillRow(file=export.name, row=row)], certain=False,
    )  # fmt: skip


def _days_above(
    export: Export, find: Finder, rows: pd.DataFrame, times_usual: int, daily_limit: int | None
) -> Iterator[Difference]:
    daily = rows.groupby("day", as_index=False).agg(spend=("spend", "sum"), row=("row", "min"))
    name = str(rows["goods_name"].iloc[0]) if "goods_name" in rows else ""
    usual_high = usual_highest(sorted(daily["spend"], reverse=True), times_usual)
    for day in daily.itertuples():
        spend, place = int(day.spend), [BillRow(file=export.name, row=int(day.row))]
        if daily_limit is not None:
            kind, expected, certain = "promotion_above_limit", daily_limit, True
        else:
            kind, expected, certain = "promotion_daily_spike", usual_high, False
        if spend > expected > 0 or (daily_limit == 0 and spend):
            yield find.difference(
                kind, order="", expected=expected, actual=spend, amount=spend - expected, rows=place,
                certain=certain, on=f"{day.day:%Y-%m-%d}", goods=name,
            )  # fmt: skip


def usual_highest(spends: list[int], times_usual: int) -> int:
    """The highest usual day, in cents, when few days (one in seven at most) stand far above all others; else 0."""
    for few in range(len(spends) // MIN_DAYS_FOR_SPIKE, 0, -1):
        if spends[few - 1] > times_usual * spends[few] > 0:
            return int(spends[few])
    return 0
