"""The order export made comparable: one row an order, amounts in cents, times as times."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wizard.ledger.reading import Export
from wizard.ledger.values import cents, order_numbers, times

if TYPE_CHECKING:
    import pandas as pd

_AMOUNTS = ("platform_discount", "instant_discount", "paid", "received", "refunded_amount")
_TIMES = ("promised_at", "shipped_at", "confirmed_at")
_TEXTS = ("status", "aftersales", "tracking", "goods")
_STAMP = re.compile(r"\d{4}-\d{2}-\d{2}-\d{2}-\d{2}-\d{2}")
_DIRT = " \t'\"="


def orders_of(exports: list[Export]) -> pd.DataFrame:
    """Orders by number; the newest export wins where the same order is in several. Empty without exports."""
    import pandas as pd

    frames = [_orders(export) for export in sorted(exports, key=_exported_at)]
    none = Export("", "orders", pd.DataFrame({"row": pd.Series(dtype="int64"), "order": pd.Series(dtype="str")}))
    orders = pd.concat(frames or [_orders(none)], ignore_index=True)
    orders = orders[orders["order"] != ""].drop_duplicates("order", keep="last").set_index("order")
    refunded = orders["status"].str.contains("退款成功") | orders["aftersales"].str.contains("退款成功")
    untouched = orders["aftersales"].str.contains("无售后") | ((orders["aftersales"] == "") & ~refunded)
    return orders.assign(refunded=refunded, untouched=untouched & ~refunded)


def _exported_at(export: Export) -> str:
    """When the file was exported, as its name says; files whose name says nothing come first."""
    found = _STAMP.findall(export.name)
    return found[-1] if found else ""


def _orders(export: Export) -> pd.DataFrame:
    import pandas as pd

    frame = export.frame
    blank = pd.Series("", index=frame.index, dtype="str")
    texts = {name: frame[name].fillna("").str.strip(_DIRT) if name in frame else blank for name in _TEXTS}
    amounts = {name: cents(frame[name]) if name in frame else 0 for name in _AMOUNTS}
    nothing = pd.Series(pd.NaT, index=frame.index, dtype="datetime64[s]")
    moments = {name: times(frame[name]) if name in frame else nothing for name in _TIMES}
    return frame[["row"]].assign(file=export.name, order=order_numbers(frame["order"]), **texts, **amounts, **moments)
