"""Working days on the Chinese calendar, with the counting written out.

The day something happens is not counted; counting starts on the next day (民法典第二百零一条). Holidays and weekend
days that are worked (调休) come from the pack's calendar where it has the year, else from `chinese_calendar`. A year
that neither knows is counted Monday to Friday without the days that are a holiday every year, and the explanation
says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from wizard.knowledge.records.followups import CalendarYear
from wizard.knowledge.shown import shown_day

LONGEST = 2_000  # days; a longer count is a mistake in the data, not a deadline
SATURDAY = 5
NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
}
# A holiday in every year that chinese_calendar knows (2004 to 2026), so it will be one in the years after too.
EVERY_YEAR = {(1, 1): "元旦", (5, 1): "劳动节", (10, 1): "国庆节", (10, 2): "国庆节", (10, 3): "国庆节"}
Years = Mapping[str, CalendarYear]


@dataclass(frozen=True)
class Day:
    """One calendar day: worked or not, the holiday's name where there is one, whether its year's plan is known."""

    on: dt.date
    working: bool
    name: str = ""
    known: bool = True

    @property
    def make_up(self) -> bool:
        """Whether it is a weekend day that is worked (调休)."""
        return self.working and self.on.weekday() >= SATURDAY


def day_of(on: dt.date, years: Years | None = None) -> Day:
    """What kind of day it is."""
    for year in (years or {}).values():
        if year.year == on.year:
            return _from_pack(on, year)
    return _from_library(on)


def _from_pack(on: dt.date, year: CalendarYear) -> Day:
    key = on.isoformat()
    if key in year.holidays:
        return Day(on, working=False, name=year.holidays[key])
    if key in year.make_up_days:
        return Day(on, working=True, name=year.make_up_days[key])
    return Day(on, working=on.weekday() < SATURDAY)


@lru_cache(maxsize=4096)
def _from_library(on: dt.date) -> Day:
    import chinese_calendar

    try:
        _, name = chinese_calendar.get_holiday_detail(on)
        working = chinese_calendar.is_workday(on)
    except NotImplementedError:
        name = EVERY_YEAR.get((on.month, on.day), "")
        return Day(on, working=on.weekday() < SATURDAY and not name, name=name, known=False)
    return Day(on, working=working, name=NAMES.get(name or "", name or ""))


def add_working_days(start: dt.date, count: int, years: Years | None = None) -> tuple[dt.date, str]:
    """The `count`-th working day after `start` and the counting in words. `count` is at least 1.

    Raises `ValueError` for a count below 1 or beyond reason.
    """
    if not 1 <= count <= LONGEST // 2:
        raise ValueError(f"工作日数要在 1 到 {LONGEST // 2} 之间，现在是 {count}")
    passed: list[Day] = []
    while sum(day.working for day in passed) < count:
        passed.append(day_of(start + dt.timedelta(days=len(passed) + 1), years))
    return passed[-1].on, _counting(start, count, passed)


def add_days(start: dt.date, count: int, years: Years | None = None, *, roll: bool = False) -> tuple[dt.date, str]:
    """The day `count` calendar days after `start`; with `roll` a last day that is not worked moves on."""
    due = start + dt.timedelta(days=count)
    text = (
        f"{shown_day(start)}不算，从次日起第 {count} 天是{shown_day(due)}。" if count else f"就是{shown_day(due)}当天。"
    )
    return _rolled(due, text, years) if roll else (due, text)


def add_years(start: dt.date, count: int) -> tuple[dt.date, str]:
    """The same day `count` years on (29 February becomes the 28th)."""
    try:
        due = start.replace(year=start.year + count)
    except ValueError:
        due = start.replace(year=start.year + count, day=28)
    return due, f"从{shown_day(start)}起满 {count} 年是{shown_day(due)}。"


def _rolled(due: dt.date, text: str, years: Years | None) -> tuple[dt.date, str]:
    day, first = day_of(due, years), due
    while not day.working:
        day = day_of(day.on + dt.timedelta(days=1), years)
    if day.on == first:
        return due, text
    return day.on, f"{text}这一天不是工作日，顺延到{shown_day(day.on)}。"


def _counting(start: dt.date, count: int, passed: list[Day]) -> str:
    """Start day, day one, what was skipped, make-up days, last day, and what is not known yet."""
    first = next(day.on for day in passed if day.working)
    lines = [f"{shown_day(start)}当天不算，第 1 个工作日是{shown_day(first)}。"]
    lines += _skipped(passed)
    makeup = [day.on for day in passed if day.make_up]
    if makeup:
        lines.append(f"{_days(makeup)}调休上班，计入。")
    lines.append(f"第 {count} 个工作日是{shown_day(passed[-1].on)}。")
    unknown = sorted({day.on.year for day in passed if not day.known})
    lines += [unknown_year(year) for year in unknown]
    return "".join(lines)


def unknown_year(year: int) -> str:
    """What is said about a year whose holidays are not in the calendar."""
    return (
        f"{year} 年的放假安排还没有录入，除元旦、劳动节、国庆节当天外暂按周一至周五计算，"
        "遇其他节假日会往后移，请以当年通知为准。"
    )


def _skipped(passed: Iterable[Day]) -> list[str]:
    off = [day for day in passed if not day.working]
    named = list(dict.fromkeys(day.name for day in off if day.name))
    lines = [f"跳过{name} {_days([day.on for day in off if day.name == name])}。" for name in named]
    weekend = [day for day in off if not day.name]
    if weekend:
        lines.append(f"跳过周末 {len(weekend)} 天。")
    return lines


def _days(days: list[dt.date]) -> str:
    """Days as people write them: `10月1日至7日`, `2月14日`, `2月14日、2月28日`."""
    runs: list[list[dt.date]] = []
    for day in days:
        if runs and (day - runs[-1][-1]).days == 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return "、".join(_span(run[0], run[-1]) for run in runs)


def _span(first: dt.date, last: dt.date) -> str:
    if first == last:
        return f"{first.month}月{first.day}日"
    end = f"{last.day}日" if first.month == last.month else f"{last.month}月{last.day}日"
    return f"{first.month}月{first.day}日至{end}"
