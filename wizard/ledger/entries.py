"""What each bill row is: decided once per distinct description, by the words and codes of the layout."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from wizard.ledger.layout import Layout
from wizard.ledger.values import ORDER_NUMBER

if TYPE_CHECKING:
    import pandas as pd

_TEXTS = ("type", "remark", "business")
UNKNOWN = "unknown"


def entries_of(rows: pd.DataFrame, layout: Layout) -> tuple[pd.Series[Any], list[str]]:
    """The entry of each row, and the descriptions that no entry knows, or only by their type: a new code is shown."""
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
        type_, remark, business = _words_at(int(number), sizes, texts)
        entry = entry_of(type_, business, remark, layout)
        if not entry or (business and not _by_rule_or_business(business, remark, layout)):
            unknown.add(_described(type_, remark, business))
        known.append(entry or UNKNOWN)
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


def entry_of(type_: str, business: str, remark: str, layout: Layout) -> str:
    """The entry of one description; empty when no entry knows it."""
    if told := _by_rule_or_business(business, remark, layout):
        return told
    if type_ in layout.coupon_types:
        return "coupon"
    by_remark = [entry.id for entry in layout.entries if any(word in remark for word in entry.words)]
    by_type = [entry.id for entry in layout.entries if type_.strip() in entry.types]
    return (by_remark or by_type or [""])[0]


def _by_rule_or_business(business: str, remark: str, layout: Layout) -> str:
    code, _, text = business.partition("|")
    by_rule = [entry.id for entry in layout.entries if any(word in remark for word in entry.remarks)]
    by_words = [entry.id for entry in layout.entries if any(word in (text or business) for word in entry.words)]
    by_code = [entry.id for entry in layout.entries if code.strip() in entry.codes]
    return (by_rule or by_words or by_code or [""])[0]


def _described(type_: str, remark: str, business: str) -> str:
    """A description to show: without order numbers, so that equal ones are shown once."""
    return re.sub(ORDER_NUMBER, "…", " ".join(word for word in (type_, remark, business) if word))
