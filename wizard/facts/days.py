"""Days as people say them: words for nearby days, and a day without a year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

Lean = Literal["past", "future"]
NEARBY: Mapping[str, int] = MappingProxyType(
    {"大前天": -3, "前天": -2, "昨天": -1, "昨日": -1, "今天": 0, "今日": 0, "明天": 1, "后天": 2}
)
YEARS_AROUND = 5


def nearest_day(month: int, day: int, now: dt.date, lean: Lean = "past") -> dt.date:
    """The nearest such day at or before `now` (at or after it when leaning to the future).

    Raises ValueError when the calendar has no such day nearby.
    """
    dt.date(2000, month, day)  # a leap year: raises for 13月 and 31 April, not for 29 February
    step = -1 if lean == "past" else 1
    for year in range(now.year, now.year + step * YEARS_AROUND, step):
        if (month, day) == (2, 29) and (year % 4 or (year % 100 == 0 and year % 400)):
            continue
        candidate = dt.date(year, month, day)
        if (candidate <= now) if lean == "past" else (candidate >= now):
            return candidate
    raise ValueError("no such day nearby")
