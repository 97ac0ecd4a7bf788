"""Promotion reports: a total above its rows, a day far above all others, a day above the merchant's own limit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wizard.ledger.differences import BillRow, Difference, Finder
from wizard.ledger.layout import Layout
from wizard.ledger.reading import Export, cents

if TYPE_CHECKING:
    import pandas as pd

MIN_DAYS_FOR_SPIKE = 7


def promotion_differences(
    export: Export, layout: Layout, find: Finder, daily_limit: int | None = None
) -> Iterator[Difference]:
    """Differences in one promotion report. `daily_limit` is the merchant's own limit a day in cents, if given."""
    frame = export.frame.assign(spend=cents(export.frame["spend"]))
    is_day = frame["day"].str.match(r"\s*\d{4}-\d{1,2}-\d{1,2}")
    days, total = frame[is_day], frame[frame["day"].str.strip() == "总计"]
    if len(total) and int(total["spend"].iloc[0]) != int(days["spend"].sum()):
        yield _total(export, find, int(total["spend"].iloc[0]), int(days["spend"].sum()), int(total["row"].iloc[0]))
    by = ["goods"] if "goods" in days else []
    for _, rows in days.groupby(by) if by else [("", days)]:
        yield from _days_above(export, find, rows, layout.settings["spike_times"], daily_limit)


def _total(export: Export, find: Finder, stated: int, summed: int, row: int) -> Difference:
    return find.difference(
        "promotion_total_exceeds_rows", order="", expected=summed, actual=stated, amount=stated - summed,
        rows=[BillRow(file=export.path.name, row=row)], certain=False,
    )  # fmt: skip


def _days_above(
    export: Export, find: Finder, rows: pd.DataFrame, times: int, daily_limit: int | None
) -> Iterator[Difference]:
    daily = rows.groupby("day", as_index=False).agg(spend=("spend", "sum"), row=("row", "min"))
    name = str(rows["goods_name"].iloc[0]) if "goods_name" in rows else ""
    ordered = daily.sort_values("spend", ascending=False)
    usual_high = int(ordered["spend"].iloc[1]) if len(ordered) > 1 else 0
    for day in daily.itertuples():
        spend, place = int(day.spend), [BillRow(file=export.path.name, row=int(day.row))]
        if daily_limit is not None and spend > daily_limit:
            kind, expected, certain = "promotion_above_limit", daily_limit, True
        elif len(daily) >= MIN_DAYS_FOR_SPIKE and spend > times * usual_high > 0:
            kind, expected, certain = "promotion_daily_spike", usual_high, False
        else:
            continue
        yield find.difference(
            kind, order="", expected=expected, actual=spend, amount=spend - expected, rows=place, certain=certain,
            on=str(day.day)[:10], goods=name,
        )  # fmt: skip
