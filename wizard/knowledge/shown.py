"""How values are written for people: days, money, percentages, sizes. Plain Chinese, never a float in shown money."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
TENTH = Decimal("0.1")
FINER = tuple(Decimal(1).scaleb(-places) for places in range(2, 7))


def shown_day(day: dt.date) -> str:
    """`2026年3月8日`."""
    return f"{day.year}年{day.month}月{day.day}日"


def shown_money(amount: Decimal) -> str:
    """`1,234.50 元`; a negative amount keeps its sign."""
    return f"{amount.quantize(CENT, ROUND_HALF_UP):,} 元"


def shown_number(number: Decimal) -> str:
    """A number without needless zeros: `12`, `0.5`, `1,200`."""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def shown_percent(percent: Decimal) -> str:
    """`54.3%`, rounded half up to one place; `约` before it when rounding changed the value.

    A value that rounding would make a whole number, such as 30.01, keeps more places: it may stand next to a limit.
    """
    rounded = percent.quantize(TENTH, ROUND_HALF_UP)
    for step in FINER:
        if rounded == percent or rounded != rounded.to_integral_value():
            break
        rounded = percent.quantize(step, ROUND_HALF_UP)
    return f"{'' if rounded == percent else '约 '}{shown_number(rounded)}%"


def shown_days(days: int) -> str:
    """`5 天`."""
    return f"{days} 天"


def shown_size(size: int) -> str:
    """A file size in MB or KB as a person reads it."""
    if size >= 1024 * 1024:
        return f"{size / 1024 / 1024:.1f} MB"
    return f"{max(1, round(size / 1024))} KB" if size else "0 KB"


def shown_duration(seconds: float) -> str:
    """A length of time: `45 秒`, `3 分 05 秒`, `1 小时 02 分`."""
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return f"{rest} 秒"
    return f"{minutes} 分 {rest:02d} 秒" if minutes < 60 else f"{minutes // 60} 小时 {minutes % 60:02d} 分"


def shown_limit(size: int) -> str:
    """A limit or what is left of it, never more than it is: in GB from one on, otherwise as a size."""
    if size >= 1024**3:
        return f"{size * 10 // 1024**3 / 10:g} GB"
    return f"{size // 1024**2} MB" if size >= 1024**2 else shown_size(size)


def numbered(numbers: Sequence[int]) -> str:
    """Exhibits by their rising numbers, a row of three and more as its ends: `证据2、证据7至43`."""
    rows: list[list[int]] = []
    for number in numbers:
        if rows and rows[-1][-1] == number - 1:
            rows[-1].append(number)
        else:
            rows.append([number])
    return "、".join(
        f"证据{row[0]}至{row[-1]}" if len(row) > 2 else "、".join(f"证据{number}" for number in row) for row in rows
    )


def listed(words: Sequence[str]) -> str:
    """Words joined as Chinese lists them: `甲、乙、丙`."""
    return "、".join(words)
