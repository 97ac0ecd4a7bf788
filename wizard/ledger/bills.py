"""Bill rows made comparable: one table over all files, each row with its entry, its order and its cents.

Two identical rows can both be real, and exports of overlapping months repeat rows: so a row counts as often as the
file that has it most often, never once per file. A copy that Excel saved again has lost its seconds: then rows are
the same when they agree to the minute.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wizard.ledger.entries import entries_of
from wizard.ledger.layout import Layout
from wizard.ledger.reading import Export
from wizard.ledger.values import ORDER_NUMBER, cents, order_numbers, texts, times

if TYPE_CHECKING:
    import pandas as pd

    Period = tuple[pd.Timestamp, pd.Timestamp]

TEXTS = ("type", "remark", "business")
_ROW_KEY = ["account", "order", "when", "in_cents", "out_cents", *TEXTS]
JOINED_DAYS = 2  # bills whose ends are this close to each other leave no gap between them
QUIET_DAYS = 4  # so late may the first row of a month's bill be


@dataclass
class Bills:
    """All bill rows (`rows`: order, at, entry, in_cents, out_cents, file, row …) and the periods they cover."""

    rows: pd.DataFrame
    periods: list[Period]
    unknown_codes: list[str]
    unread_times: list[tuple[str, int, str]]
    """File, rows with amounts whose time cannot be read, and the first of those times."""

    def of(self, *entries: str) -> pd.DataFrame:
        """The rows of some entries."""
        return self.rows[self.rows["entry"].isin(entries)]

    def covered(self, at: pd.Series[Any], days: int) -> pd.Series[bool]:
        """Which times lie in a period of the bills that goes on for at least so many days after them."""
        import pandas as pd

        inside = pd.Series(False, index=at.index)
        for start, end in self.periods:
            inside |= (at >= start) & (at <= end - pd.Timedelta(days=days))
        return inside

    def end_after(self, at: pd.Timestamp) -> pd.Timestamp:
        """The end of the period in which a time lies."""
        return next((end for start, end in self.periods if start <= at <= end), self.periods[-1][1])


def bills_of(exports: list[Export], layout: Layout) -> Bills:
    """Join bill exports into one table. At least one export is needed."""
    moments = [times(export.frame["at"]) for export in exports]
    frames = [
        _entries_only(export, number, at) for number, (export, at) in enumerate(zip(exports, moments, strict=True))
    ]
    unread = [told for export, at in zip(exports, moments, strict=True) if (told := _unread_times(export, at))]
    periods = _periods(exports, frames)
    rows = frames[0] if len(frames) == 1 else _without_overlap(frames)
    entry, unknown = entries_of(rows, layout)
    rows = rows.assign(order=_orders(rows), entry=entry)
    kept = ["row", "file", "order", "at", "in_cents", "out_cents", "remark", "entry"]
    return Bills(rows[kept], periods, unknown, unread)


def _entries_only(export: Export, number: int, at: pd.Series[Any]) -> pd.DataFrame:
    """One export's rows that are entries: with a time, amounts in cents, all columns there."""
    import pandas as pd

    frame = export.frame.assign(at=at)
    frame = frame[frame["at"].notna()]
    none = pd.Series("", index=frame.index, dtype="str")
    numbers = order_numbers(frame["order"]) if "order" in frame else none
    file = pd.Categorical.from_codes([0], categories=[export.name]).repeat(len(frame))
    return pd.DataFrame({
        "row": frame["row"], "file": file, "source": number, "account": export.kind, "order": numbers,
        "at": frame["at"], "in_cents": cents(frame["income"]), "out_cents": cents(frame["expense"]).abs(),
        **{column: texts(frame.get(column, none)) for column in TEXTS},
    })  # fmt: skip


def _unread_times(export: Export, at: pd.Series[Any]) -> tuple[str, int, str] | None:
    """The rows of an export that name an order and a time, but a time that cannot be read."""
    frame = export.frame
    odd = frame[at.isna() & (frame["at"].fillna("").astype("str").str.strip() != "")]
    if odd.empty or "order" not in odd:
        return None
    lost = odd[order_numbers(odd["order"].fillna("").astype("str")) != ""]
    return (export.name, len(lost), str(lost["at"].iloc[0])[:20]) if len(lost) else None


def _without_overlap(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """All rows once; the copy with seconds is the one that is kept."""
    import pandas as pd

    coarse = [bool(len(frame)) and bool((frame["at"].dt.second == 0).all()) for frame in frames]
    frames = [frame for _, frame in sorted(zip(coarse, frames, strict=True), key=lambda pair: pair[0])]
    rows = pd.concat([frame.astype(dict.fromkeys((*TEXTS, "file"), "str")) for frame in frames], ignore_index=True)
    rows = rows.assign(when=rows["at"].dt.floor("min") if any(coarse) else rows["at"])
    occurrence = rows.groupby(["source", *_ROW_KEY], sort=False).cumcount()
    kept = rows[~rows.assign(nth=occurrence).duplicated([*_ROW_KEY, "nth"], keep="first")].reset_index(drop=True)
    return kept.astype(dict.fromkeys((*TEXTS, "file"), "category"))


def _orders(rows: pd.DataFrame) -> pd.Series[Any]:
    """The order of each row: from its column, else from the remark; empty where neither names one."""
    import pandas as pd

    remarks = rows["remark"].cat.categories.astype("str").str.extract(ORDER_NUMBER, expand=False).fillna("")
    if not (remarks != "").any():
        return rows["order"]
    from_remark = pd.Series(remarks.to_numpy()[rows["remark"].cat.codes.to_numpy()], index=rows.index, dtype="str")
    return rows["order"].where(rows["order"] != "", from_remark)


def _periods(exports: list[Export], frames: list[pd.DataFrame]) -> list[Period]:
    """What the bills cover, joined where they meet: the stated period, else from the first row to the last."""
    import pandas as pd

    found = []
    main = any(export.kind == "bill" for export in exports)
    for export, frame in zip(exports, frames, strict=True):
        if (main and export.kind != "bill") or not (len(frame) or export.period):
            continue
        start, end = frame["at"].min(), frame["at"].max()
        if export.period:
            start, last = pd.Timestamp(export.period[0]), pd.Timestamp(export.period[1])
            end = last + pd.Timedelta(days=1)
        found.append((start, end))
    return _joined(sorted(found))


def _joined(periods: list[Period]) -> list[Period]:
    joined: list[Period] = []
    for start, end in periods:
        if joined and _goes_on(joined[-1][1], start):
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    return joined


def _goes_on(end: pd.Timestamp, start: pd.Timestamp) -> bool:
    """Whether a bill goes on where another ended: at once, or as the next month's when the days between were quiet."""
    import pandas as pd

    next_month = end.days_in_month - end.day < JOINED_DAYS and start.day <= QUIET_DAYS
    return bool(start <= end + pd.Timedelta(days=QUIET_DAYS if next_month else JOINED_DAYS))
