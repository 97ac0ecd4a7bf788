"""What people type and what the case keeps: days, times, money and numbers, read leniently and shown one way.

Pure functions without Streamlit. `read` turns what stands in a box into the JSON value of the case or a problem in
plain Chinese; `show` is the way back. Values are JSON-able: days as `2026-11-22`, times as `14:02`, money as `1234.50`.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from wizard.case import CHINA, LONG_TEXT_MAX, NARRATIVE_MAX, SHORT_TEXT_MAX, without_control_characters
from wizard.facts.days import MONTH_BACK, NEARBY, WEEK_BACK, Lean, day_back, nearest_day

EARLIEST_YEAR, LATEST_YEAR = 2000, 2100
MONEY_LIMIT = Decimal(10) ** 12

_FULL_DATE = re.compile(r"^(\d{4}|\d{2})[-/.年\s](\d{1,2})[-/.月\s](\d{1,2})日?号?$")
_MONTH_DAY = re.compile(r"^(\d{1,2})[-/.月](\d{1,2})[日号]?$")
_BACK = re.compile(rf"{WEEK_BACK}|{MONTH_BACK}")
_DAYS_AGO = re.compile(r"^(\d{1,3})天(前|后)$")
_CLOCK = re.compile(r"^(上午|早上|凌晨|中午|下午|晚上)?(\d{1,2})[:点时](\d{1,2}|半)?分?(?::\d{1,2})?$")

DAY_HELP = "看不懂这个日期。请写成 2026-11-22、11月22日，或者“昨天”。"
CLOCK_HELP = "看不懂这个时间。请写成 14:30，或者“下午2点半”。"
MONEY_HELP = "金额请写成数字，例如 1234.50，单位是元。"
NUMBER_HELP = "这里请填一个数字，例如 12。"


@dataclass(frozen=True)
class Read:
    """What was understood: the value for the case (None clears the field), or a problem that says the mend."""

    value: Any = None
    problem: str = ""


@dataclass(frozen=True)
class Kind:
    """How one kind of field is read from its box and shown in it."""

    name: str
    read: Callable[[Any], Read]
    show: Callable[[Any], Any]


def today() -> dt.date:
    """The Chinese calendar day now."""
    return dt.datetime.now(CHINA).date()


def day_said(day: dt.date) -> str:
    """A day as people say it, with its year when that is another one."""
    year = "" if day.year == today().year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"


LONGEST_LINE = 1000  # letters; no date, amount or number is longer, and composing ten million takes twenty seconds


def plain(raw: Any) -> str:
    """Typed text with full-width digits and signs made half-width, without blanks at the ends; cut off with an "…"."""
    text = str(raw or "")
    whole = text if len(text) <= LONGEST_LINE else f"{text[:LONGEST_LINE]}…"
    return unicodedata.normalize("NFKC", whole).strip()


def read_text(raw: Any, limit: int = SHORT_TEXT_MAX) -> Read:
    """One line of text of at most `limit` characters."""
    text = " ".join(str(without_control_characters(raw or "")).split())
    return _within(text, limit)


def read_prose(raw: Any, limit: int = LONG_TEXT_MAX) -> Read:
    """Several lines of text of at most `limit` characters."""
    return _within(str(without_control_characters(raw or "")), limit)


def _within(text: str, limit: int) -> Read:
    if len(text) <= limit:
        return Read(text)
    return Read(problem=f"最多 {limit} 个字，现在是 {len(text)} 个，请删去 {len(text) - limit} 个。")


def read_day(raw: Any, now: dt.date | None = None, lean: Lean = "past") -> Read:
    """A day; without a year the nearest one in the past (or future, for deadlines) is meant."""
    text = re.sub(r"\s*([-/.年月日号])\s*", r"\1", plain(raw))
    if not text:
        return Read(None)
    try:
        day = _day(text, now or today(), lean)
    except ValueError:
        return Read(problem="日历上没有这一天，请核对月份和日期。")
    if day is None:
        return Read(problem=DAY_HELP)
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        return Read(problem=f"年份应在 {EARLIEST_YEAR} 到 {LATEST_YEAR} 之间，请核对。")
    return Read(day.isoformat())


def _day(text: str, now: dt.date, lean: Lean) -> dt.date | None:
    if text in NEARBY:
        return now + dt.timedelta(days=NEARBY[text])
    if found := _DAYS_AGO.match(text):
        return now + dt.timedelta(days=int(found[1]) * (-1 if found[2] == "前" else 1))
    if back := _BACK.fullmatch(text):
        return day_back(back.groupdict(), now)
    if text.isdigit():
        return _day_of_digits(text, now, lean)
    if found := _FULL_DATE.match(text):
        year = int(found[1]) + (2000 if len(found[1]) == 2 else 0)
        return dt.date(year, int(found[2]), int(found[3]))
    if found := _MONTH_DAY.match(text):
        return nearest_day(int(found[1]), int(found[2]), now, lean)
    return None


def _day_of_digits(text: str, now: dt.date, lean: Lean) -> dt.date | None:
    if len(text) == 8:
        return dt.date(int(text[:4]), int(text[4:6]), int(text[6:]))
    if len(text) == 6:
        return dt.date(2000 + int(text[:2]), int(text[2:4]), int(text[4:]))
    if len(text) == 4:
        return nearest_day(int(text[:2]), int(text[2:]), now, lean)
    return None


def spoken_day(iso: str) -> str:
    """`2026-11-22` as people say it: 2026年11月22日,星期日."""
    day = dt.date.fromisoformat(iso)
    return f"{day.year}年{day.month}月{day.day}日，星期{'一二三四五六日'[day.weekday()]}"


def read_clock(raw: Any) -> Read:
    """A time of day as `HH:MM`."""
    text = plain(raw).replace(" ", "")
    if not text:
        return Read(None)
    if text.isdigit() and len(text) in (3, 4):
        text = f"{text[:-2]}:{text[-2:]}"
    found = _CLOCK.match(text)
    if not found:
        return Read(problem=CLOCK_HELP)
    hour, minute = int(found[2]), 30 if found[3] == "半" else int(found[3] or 0)
    if found[1] in ("下午", "晚上") and hour < 12:
        hour += 12
    if hour > 23 or minute > 59:
        return Read(problem=CLOCK_HELP)
    return Read(f"{hour:02d}:{minute:02d}")


def show_clock(value: Any) -> str:
    """A stored time (`14:02:00`) as `14:02`."""
    return str(value or "")[:5]


def _decimal(raw: Any) -> Decimal | None:
    text = re.sub(r"[,\s¥元整]|人民币", "", plain(raw))
    factor = Decimal(1)
    if text.endswith(("万", "千")):
        factor = Decimal(10000) if text.endswith("万") else Decimal(1000)
        text = text[:-1]
    try:
        return Decimal(text) * factor if re.fullmatch(r"[-+]?\d+(\.\d*)?|[-+]?\.\d+", text) else None
    except InvalidOperation:
        return None


def read_money(raw: Any) -> Read:
    """Yuan with at most two decimals, as a decimal string; `1,234.5`, `¥300` and `1.2万` are understood."""
    if not plain(raw):
        return Read(None)
    amount = _decimal(raw)
    if amount is None:
        return Read(problem=MONEY_HELP)
    if amount < 0:
        return Read(problem="金额不能是负数；被扣的钱也写成正数。")
    if amount >= MONEY_LIMIT:
        return Read(problem="这个金额太大了，请核对小数点。")
    if amount != amount.quantize(Decimal("0.01")):
        return Read(problem="金额最多两位小数，请四舍五入到分。")
    return Read(f"{amount:.2f}")


def read_number(raw: Any) -> Read:
    """A number that is not money; whole numbers stay whole."""
    if not plain(raw):
        return Read(None)
    amount = _decimal(raw)
    if amount is None:
        return Read(problem=NUMBER_HELP)
    if amount < 0:
        return Read(problem="这里不能是负数，请核对。")
    return Read(int(amount) if amount == amount.to_integral_value() else format(amount.normalize(), "f"))


def show_text(value: Any) -> str:
    """A stored value as text in a box; nothing is an empty box."""
    return "" if value is None else str(value)


def spoken_money(value: Any) -> str:
    """Stored money as people read it: `1,234.50 元`."""
    return f"{Decimal(str(value)):,.2f} 元"


def text_kind(limit: int) -> Kind:
    """One line of at most `limit` characters."""
    return Kind("text", lambda raw: read_text(raw, limit), show_text)


def day_kind(lean: Lean) -> Kind:
    """A day, leaning to the past or the future when no year is given."""
    return Kind("day", lambda raw: read_day(raw, lean=lean), show_text)


PROSE = Kind("prose", lambda raw: read_prose(raw, NARRATIVE_MAX), show_text)
CLOCK = Kind("clock", read_clock, show_clock)
MONEY = Kind("money", read_money, show_text)
NUMBER = Kind("number", read_number, show_text)
CHOICE = Kind("choice", Read, lambda value: value)
CHOICES = Kind("choices", lambda raw: Read(list(raw or [])), lambda value: list(value or []))
TICK = Kind("tick", lambda raw: Read(bool(raw)), bool)
YES_NO = Kind("yes_no", lambda raw: Read({"yes": True, "no": False}.get(raw)), lambda value: _yes_or_no(value))


def _yes_or_no(value: Any) -> str | None:
    return None if value is None else ("yes" if value else "no")
