"""What stands in a reading: numbers of orders, tickets …, moments, amounts, shop names, each with its words and page.

Shapes and labels come from the pack (`reading_fields`); moments and amounts look the same everywhere. A day without
a year is kept as such (`--11-22T15:05`): the person is asked, nothing is guessed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from wizard.case import SHORT_TEXT_MAX, SeenValue
from wizard.evidence.reading.page import Page, Reading
from wizard.evidence.reading.rows import Row, continuations, rows_of
from wizard.knowledge.load import Pack
from wizard.knowledge.records.reading import ReadingField

MOMENT, VAGUE_MOMENT, AMOUNT = "moment", "vague_moment", "amount"
SURE = 0.95  # measured: numbers in legible screens score .96 and more, misread ones .86 to .96
_CLOCK = r"(?:(?P<half>上午|下午|凌晨|中午|晚上)\s*+)?(?P<hour>\d{1,2})\s*[:;]\s*(?P<minute>\d{2})(?!\d{2,})"
_DAY = re.compile(
    r"(?<!\d)(?P<year>20\d{2})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>[0-3]?\d)\s*+日?"
    rf"(?:\s*+(?:(?:星期.|周.)\s*+)?{_CLOCK})?"
)
_DAY_WITHOUT_YEAR = re.compile(
    rf"(?<![\d./年-])(?P<month>\d{{1,2}})\s*[-/月]\s*(?P<day>\d{{1,2}})\s*+(?:日\s*+)?{_CLOCK}"
)
_CLOCK_ALONE = re.compile(rf"(?<![\d:]){_CLOCK}(?![\d:])")
_NUMBER = r"(?P<sign>-?)(?P<whole>\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.(?P<cents>\d{1,2}))?"
_AMOUNTS = (
    re.compile(rf"¥\s*{_NUMBER}(?![\d,.])"),
    re.compile(rf"(?<![\d.,-]){_NUMBER}\s*元(?!素|旦|宝|件)"),
)
_ENDS_IN_NUMBER = re.compile(r"(?:¥\s*)?(?<![\d:/-])\d{1,6}$")
_LABEL = re.compile(r"([\u4e00-\u9fff][\u4e00-\u9fff（）()]{1,15})[:\s+-]*$")
_AFTERNOON = ("下午", "晚上")


def values_of(reading: Reading, pack: Pack) -> list[SeenValue]:
    """Every value that stands in a reading, each once a page, in reading order."""
    found: dict[tuple[str, str, int], SeenValue] = {}
    fields = [field for field in pack.reading_fields.values() if not field.questions]
    for page in map(_sure, reading.pages):
        for seen in _on_page(page, fields):
            found.setdefault((seen.kind, seen.value, seen.page), seen)
    return list(found.values())


def _sure(page: Page) -> Page:
    """The page without lines that the reader is not sure of: one wrong digit is worse than a number not offered."""
    return page.model_copy(update={"lines": tuple(line for line in page.lines if line.score >= SURE)})


def shows_clock(reading: Reading) -> bool:
    """Whether any time of day stands anywhere, such as the one of a phone's status bar."""
    return any(_CLOCK_ALONE.search(row.text) for page in reading.pages for row in rows_of(page))


def _on_page(page: Page, fields: list[ReadingField]) -> Iterator[SeenValue]:
    rows = rows_of(page)
    broken = {lower: upper for upper, lower, _ in continuations(page) if _ENDS_IN_NUMBER.search(upper)}
    for place, row in enumerate(rows):
        following = rows[place + 1].text if place + 1 < len(rows) else ""
        above = rows[place - 1] if place else None
        before = above.text if above and len(above.lines) == len(row.lines) == 1 else ""
        for field in fields:
            yield from _of_field(field, row, following)
        yield from _moments(row)
        yield from _amounts(_whole(row, broken), before)
    for field in fields:
        yield from _broken_over_lines(field, page)


def _seen(kind: str, value: str, row: Row, label: str = "") -> SeenValue:
    return SeenValue(
        kind=kind, value=value[:SHORT_TEXT_MAX], label=label, words=row.text[:SHORT_TEXT_MAX], page=row.page
    )


def _of_field(field: ReadingField, row: Row, following: str) -> Iterator[SeenValue]:
    if field.shape:
        for match in re.finditer(field.shape, row.text):
            yield _seen(field.id, _joined(match), row)
        return
    label = re.compile(rf"(?:{'|'.join(map(re.escape, field.labels))})\s*[:：]?\s*(?P<rest>.*)$")
    if labelled := label.search(row.text):
        rest = labelled["rest"].strip() or following.strip()
        if found := re.match(field.value, rest):
            yield _seen(field.id, _joined(found).strip(), row, field.name)


def _joined(match: re.Match[str]) -> str:
    """The value: the groups joined by a hyphen where the shape has groups, else the whole match."""
    return "-".join(match.groups()) if match.re.groups else match.group()


def _broken_over_lines(field: ReadingField, page: Page) -> Iterator[SeenValue]:
    """A number whose beginning ends one line and whose rest begins the next."""
    if not field.breaks:
        return
    for upper, lower, line in continuations(page):
        start, rest = re.search(field.breaks, upper), re.match(r"\d+(?!\d)", lower)
        if start and rest:
            whole = f"{start.group()}{rest.group()}"
            if match := re.fullmatch(field.shape, whole):
                yield _seen(field.id, _joined(match), Row(f"{upper} {lower}", (line,), page.number))


def _moments(row: Row) -> Iterator[SeenValue]:
    for match in _DAY.finditer(row.text):
        if moment := _moment(match, int(match["year"])):
            yield _seen(MOMENT, moment, row, _label_before(row.text[: match.start()]))
    for match in _DAY_WITHOUT_YEAR.finditer(row.text):
        if moment := _moment(match, 2024):  # a leap year: 29 February may be meant
            yield _seen(VAGUE_MOMENT, f"-{moment[4:]}", row, _label_before(row.text[: match.start()]))


def _moment(match: re.Match[str], year: int) -> str:
    """ISO day, with the time where there is one; empty when there is no such day."""
    try:
        day = dt.date(year, int(match["month"]), int(match["day"]))
        clock = _clock(match)
    except ValueError:
        return ""
    return f"{day}T{clock:%H:%M}" if clock else f"{day}"


def _clock(match: re.Match[str]) -> dt.time | None:
    if match["hour"] is None:
        return None
    hour = int(match["hour"])
    if match["half"] in _AFTERNOON and hour < 12:
        hour += 12
    return dt.time(hour, int(match["minute"]))


def _amounts(row: Row, before: str) -> Iterator[SeenValue]:
    for pattern in _AMOUNTS:
        for match in pattern.finditer(row.text):
            amount = Decimal(f"{match['whole'].replace(',', '')}.{match['cents'] or '00'}")
            label = _label_before(row.text[: match.start()]) or _label_before(before)
            yield _seen(AMOUNT, f"{amount:.2f}", row, label)


def _whole(row: Row, broken: Mapping[str, str]) -> Row:
    """The row, with the digits in front that the line above it ends in: a bubble breaks amounts too."""
    upper = broken.get(row.text)
    if upper is None or not row.text[:1].isdigit():
        return row
    head = _ENDS_IN_NUMBER.search(upper)
    return replace(row, text=f"{head.group() if head else ''}{row.text}")


def _label_before(text: str) -> str:
    match = _LABEL.search(text.rstrip("¥ "))
    return match[1] if match else ""


def of_kind(values: Iterable[SeenValue], *kinds: str) -> list[str]:
    """The values of these kinds, each once, in order."""
    return list(dict.fromkeys(value.value for value in values if value.kind in kinds))
