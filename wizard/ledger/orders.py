"""The order export made comparable: one row an order, amounts in cents, times as times."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.ledger.reading import Export, cents

if TYPE_CHECKING:
    import pandas as pd

_AMOUNTS = ("platform_discount", "instant_discount", "paid", "received")
_TIMES = ("paid_at", "promised_at", "shipped_at", "confirmed_at", "made_at")
_TEXTS = ("order", "status", "aftersales", "tracking", "goods", "goods_name")


def orders_of(exports: list[Export]) -> pd.DataFrame:
    """Orders by number; the newest export wins where the same order is in several. Empty without exports."""
    import pandas as pd

    none = pd.DataFrame({"row": pd.Series(dtype="int64"), "order": pd.Series(dtype="str")})
    frame = pd.concat([export.frame for export in exports], ignore_index=True) if exports else none
    blank = pd.Series("", index=frame.index, dtype="str")
    texts = {name: frame[name].fillna("").str.strip() if name in frame else blank for name in _TEXTS}
    amounts = {name: cents(frame[name].fillna("")) if name in frame else 0 for name in _AMOUNTS}
    times = {name: _times(frame, name) for name in _TIMES}
    orders = frame[["row"]].assign(**texts, **amounts, **times)
    orders = orders[orders["order"].str.match(r"\d{6}-\d{15}$")]
    orders = orders.drop_duplicates("order", keep="last").set_index("order")
    refunded = orders["status"].str.contains("退款成功") | orders["aftersales"].str.contains("退款成功")
    untouched = orders["aftersales"].str.contains("无售后") | ((orders["aftersales"] == "") & ~refunded)
    return orders.assign(refunded=refunded, untouched=untouched & ~refunded)


def _times(frame: pd.DataFrame, name: str) -> pd.Series[pd.Timestamp]:
    import pandas as pd

    if name not in frame:
        return pd.Series(pd.NaT, index=frame.index, dtype="datetime64[ns]")
    return pd.to_datetime(frame[name].str.strip(), errors="coerce", format="ISO8601")
