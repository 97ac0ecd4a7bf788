"""Days as people say them: words for nearby days, weeks and months back, and a day without a year."""

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
WEEK_BACK = r"(?P<weeks>上{1,3})个?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])"
MONTH_BACK = r"(?P<months>上{1,3})个?月的?\s*(?P<of_earlier>\d{1,2})(?!\d)\s*[日号]"
"""“上上周三”, “上个月5号”: for `day_back`."""
_WEEKDAYS = {name: place for place, name in enumerate("一二三四五六日")} | {"天": 6}


def day_back(found: dict[str, str | None], now: dt.date) -> dt.date | None:
    """The day that the groups of WEEK_BACK or MONTH_BACK name; None when neither was found.

    Raises ValueError when that month has no such day.
    """
    if weeks := found.get("weeks"):
        monday = now - dt.timedelta(days=now.weekday(), weeks=len(weeks))
        return monday + dt.timedelta(days=_WEEKDAYS[str(found["weekday"])])
    if months := found.get("months"):
        year, month = divmod(now.year * 12 + now.month - 1 - len(months), 12)
        return dt.date(year, month + 1, int(str(found["of_earlier"])))
    return None


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
