"""Bill rows made comparable: one table over all files, each row with its entry, its order and its cents.

Two identical rows can both be real, and exports of overlapping months repeat rows: so a row counts as often as the
file that has it most often, never once per file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wizard.ledger.layout import Layout
from wizard.ledger.reading import Export, cents

if TYPE_CHECKING:
    import pandas as pd

ORDER_NUMBER = r"(?<!\d)(\d{6}-\d{15})(?!\d)"
_TEXTS = ("type", "remark", "business")
_ROW_KEY = ["order", "at", "in_cents", "out_cents", *_TEXTS]


@dataclass
class Bills:
    """All bill rows (`rows`: order, at, entry, in_cents, out_cents, file, row …) and the period they cover."""

    rows: pd.DataFrame
    start: pd.Timestamp
    end: pd.Timestamp
    unknown_codes: list[str]

    def of(self, *entries: str) -> pd.DataFrame:
        """The rows of some entries."""
        return self.rows[self.rows["entry"].isin(entries)]


def bills_of(exports: list[Export], layout: Layout) -> Bills:
    """Join bill exports into one table. At least one export is needed."""
    import pandas as pd

    frames = [_entries_only(export, number) for number, export in enumerate(exports)]
    rows = frames[0] if len(frames) == 1 else _without_overlap(pd.concat(frames, ignore_index=True))
    entry, unknown = _entries(rows, layout)
    start, end = _period(exports, rows)
    rows = rows.assign(order=_orders(rows), entry=entry, remark=rows["remark"].astype("category"))
    return Bills(rows.drop(columns=["type", "business", "source"]), start, end, unknown)


def _entries_only(export: Export, number: int) -> pd.DataFrame:
    """One export's rows that are entries: with a time, amounts in cents, all columns there."""
    import pandas as pd

    frame = export.frame
    missing = {column: pd.Categorical([""] * len(frame)) for column in _TEXTS if column not in frame}
    frame = frame.assign(at=pd.to_datetime(frame["at"], errors="coerce", format="ISO8601"), **missing)
    frame = frame[frame["at"].notna()]
    money_in = cents(frame["income"])
    return pd.DataFrame({
        "row": frame["row"], "file": pd.Categorical([export.path.name]).repeat(len(frame)), "source": number,
        "order": frame["order"], "at": frame["at"], "in_cents": money_in, "out_cents": cents(frame["expense"]).abs(),
        **{column: frame[column] for column in _TEXTS},
    })  # fmt: skip


def _without_overlap(rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows.assign(**{column: rows[column].astype("str") for column in (*_TEXTS, "file")})
    occurrence = rows.groupby(["source", *_ROW_KEY], sort=False).cumcount()
    kept = rows[~rows.assign(nth=occurrence).duplicated([*_ROW_KEY, "nth"], keep="first")].reset_index(drop=True)
    return kept.assign(**{column: kept[column].astype("category") for column in (*_TEXTS, "file")})


def _orders(rows: pd.DataFrame) -> pd.Series[Any]:
    """The order of each row: from its column, else from the remark; empty where neither names one."""
    import pandas as pd

    codes, names = rows["order"].factorize()
    stripped = pd.Series(names, dtype="str").str.strip()
    named = stripped.where(stripped.str.fullmatch(r"\d{6}-\d{15}"), "")
    order = pd.Series(named.to_numpy()[codes], index=rows.index, dtype="str")
    remarks = rows["remark"].cat.categories.astype("str").str.extract(ORDER_NUMBER, expand=False).fillna("")
    from_remark = pd.Series(remarks.to_numpy()[rows["remark"].cat.codes.to_numpy()], index=rows.index, dtype="str")
    return order.where(order != "", from_remark)


def _entries(rows: pd.DataFrame, layout: Layout) -> tuple[pd.Series[Any], list[str]]:
    """The entry of each row, and the descriptions that no entry knows. Decided once per distinct description."""
    import numpy as np
    import pandas as pd

    texts = [rows[column].cat.categories for column in _TEXTS]
    sizes = [len(categories) + 1 for categories in texts]
    combined = np.zeros(len(rows), dtype="int64")
    for column, size in zip(_TEXTS, sizes, strict=True):
        combined = combined * size + rows[column].cat.codes.to_numpy() + 1
    codes, distinct = pd.factorize(combined)
    known, unknown = [], set()
    for number in distinct:
        words = _words_at(int(number), sizes, texts)
        entry = _entry_of(words[0], words[2], words[1], layout)
        if not entry:
            unknown.add(" ".join(word for word in words if word))
        known.append(entry or "unknown")
    entry_names, positions = np.unique(known, return_inverse=True)
    entry = pd.Series(pd.Categorical.from_codes(positions[codes], categories=list(entry_names)), index=rows.index)
    return _with_direction(entry, rows), sorted(unknown)


def _words_at(number: int, sizes: list[int], texts: list[pd.Index[str]]) -> list[str]:
    words = []
    for size, categories in zip(reversed(sizes), reversed(texts), strict=True):
        number, code = divmod(number, size)
        words.append(str(categories[code - 1]) if code else "")
    return words[::-1]


def _with_direction(entry: pd.Series[Any], rows: pd.DataFrame) -> pd.Series[Any]:
    """Fees that come back and coupons that go out are entries of their own."""
    entry = entry.cat.set_categories(sorted({*entry.cat.categories, "fee_return", "coupon_refund"}))
    money_in = rows["in_cents"] > 0
    entry = entry.mask((entry == "fee") & money_in, "fee_return")
    return entry.mask((entry == "coupon") & (rows["out_cents"] > 0) & ~money_in, "coupon_refund")


def _entry_of(type_: str, business: str, remark: str, layout: Layout) -> str:
    code, _, text = business.partition("|")
    by_words = [entry.id for entry in layout.entries if any(word in (text or business) for word in entry.words)]
    if by_words and (text or business):
        return by_words[0]
    by_code = [entry.id for entry in layout.entries if code.strip() in entry.codes]
    if by_code:
        return by_code[0]
    if type_ in layout.coupon_types:
        return "coupon"
    by_remark = [entry.id for entry in layout.entries if any(word in remark for word in entry.words)]
    by_type = [entry.id for entry in layout.entries if type_.strip() in entry.types]
    return (by_remark or by_type or [""])[0]


def _period(exports: list[Export], rows: pd.DataFrame) -> tuple[pd.Timestamp, pd.Timestamp]:
    import pandas as pd

    start, end = rows["at"].min(), rows["at"].max()
    stated = [export.period for export in exports if export.period]
    if stated:
        start = min([start, *(pd.Timestamp(period[0]) for period in stated)])
        end = max([end, *(pd.Timestamp(period[1]) + pd.Timedelta(days=1) for period in stated)])
    return start, end
