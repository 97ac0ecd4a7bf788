"""Cells made comparable: amounts as whole cents, times however a spreadsheet wrote them, order numbers without dirt."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

ORDER = r"\d{6}-\d{15}"
ORDER_NUMBER = rf"(?<!\d)({ORDER})(?!\d)"
_DAY_TIME = (
    r"^\s*(?P<year>\d{4})[-/.\u5e74](?P<month>\d{1,2})[-/.\u6708](?P<day>\d{1,2})\u65e5?"
    r"(?:[\sT]*(?P<before>\u4e0a\u5348|\u4e0b\u5348|\u4e2d\u5348|\u665a\u4e0a|\u51cc\u6668|AM|PM)?\s*(?P<hour>\d{1,2})[:\uff1a](?P<minute>\d{1,2})(?:[:\uff1a](?P<second>\d{1,2}))?"
    r"(?:\s*(?P<behind>AM|PM))?)?"
)
LATER_HALF = ("\u4e0b\u5348", "\u665a\u4e0a", "\u4e2d\u5348", "PM")
_EXCEL_DAYS = (30_000, 80_000)  # 1982 to 2119: a time that a spreadsheet kept as its own number
_NOT_AMOUNT = r"[,\uff0c\u00a5\uffe5\u5143\s'\"=+]"
_MINUS = str.maketrans({"\u2212": "-", "\uff0d": "-", "\u2013": "-", "\u2014": "-"})


def cents(column: pd.Series[Any]) -> pd.Series[Any]:
    """Amounts in yuan → whole cents; empty, `-` and what is no number are 0. Exact for two decimals."""
    import pandas as pd

    numbers = column if pd.api.types.is_numeric_dtype(column) else _numbers(column)
    return (numbers.fillna(0) * 100).round().astype("int64")


def _numbers(column: pd.Series[Any]) -> pd.Series[Any]:
    import pandas as pd

    text = column.astype("str")
    numbers = pd.to_numeric(text, errors="coerce")
    odd = numbers.isna() & ~text.isin(["", "-", "nan"])
    if odd.any():
        cleaned = text[odd].map(_plain).str.replace(_NOT_AMOUNT, "", regex=True)
        cleaned = cleaned.str.replace(r"^\((.*)\)$", r"-\1", regex=True)
        numbers = numbers.astype("float64")
        numbers[odd] = pd.to_numeric(cleaned, errors="coerce").astype("float64")
    return numbers


def times(column: pd.Series[Any]) -> pd.Series[pd.Timestamp]:
    """Times as exported (`2026-06-05 10:20:33`), as Excel saves them again (`2026/6/5 10:20`), or as its numbers."""
    import pandas as pd

    read = pd.to_datetime(column, errors="coerce", format="ISO8601").astype("datetime64[s]")
    odd = read.isna()
    if odd.any():
        read[odd] = _odd_times(column[odd].astype("str").str.strip())
    return read


def _odd_times(text: pd.Series[Any]) -> pd.Series[pd.Timestamp]:
    import pandas as pd

    parts = text.str.extract(_DAY_TIME).fillna("0")
    half = parts.pop("before").where(lambda one: one != "0", parts.pop("behind"))
    parts = parts.apply(pd.to_numeric)
    parts["hour"] = parts["hour"].where(half == "0", parts["hour"] % 12 + 12 * half.isin(LATER_HALF))
    read = pd.to_datetime(parts, errors="coerce").astype("datetime64[s]")
    read = read.fillna(pd.to_datetime(text, errors="coerce", format="ISO8601").astype("datetime64[s]"))
    serial = pd.to_numeric(text, errors="coerce").astype("float64")
    serial = serial.where(serial.between(*_EXCEL_DAYS))
    as_days = pd.to_datetime(serial, unit="D", origin="1899-12-30", errors="coerce").dt.round("s")
    return read.fillna(as_days.astype("datetime64[s]"))


def order_numbers(column: pd.Series[Any]) -> pd.Series[Any]:
    """Order numbers without blanks, tabs, quotes and wide digits; empty for what is no order number."""
    import pandas as pd

    if bool((column.str.fullmatch(ORDER) | (column == "")).all()):
        return column
    codes, names = column.astype("str").factorize()
    plain = pd.Series(names, dtype="str")
    odd = ~plain.str.fullmatch(ORDER) & (plain != "")
    if odd.any():
        plain = plain.copy()
        plain[odd] = plain[odd].map(_plain).str.extract(rf"^[\s'\"=]*({ORDER})[\s'\"]*$", expand=False).fillna("")
    return pd.Series(plain.to_numpy()[codes], index=column.index, dtype="str")


def texts(column: pd.Series[Any]) -> pd.Series[Any]:
    """Text kept once per distinct value, without blanks at its ends; a lone `-` is nothing."""
    import numpy as np
    import pandas as pd

    whole = column.astype("category")
    cleaned = [str(text).strip().strip("'") for text in whole.cat.categories]
    cleaned = ["" if text in ("-", "nan") else text for text in cleaned]
    distinct, places = np.unique(np.array([*cleaned, ""], dtype=object), return_inverse=True)
    codes = places[whole.cat.codes.to_numpy()]  # -1, the code of a missing value, is the "" at the end
    return pd.Series(pd.Categorical.from_codes(codes, categories=list(distinct)), index=column.index)


def _plain(text: object) -> str:
    return unicodedata.normalize("NFKC", str(text)).translate(_MINUS)
