"""What the merchant's own story already says: days with what happened on them, amounts, numbers.

Nothing is taken over: each is shown with the words it stands in, for the person to confirm with one click. What is
vague (“两千多”, “几百块”) is left to the person.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from wizard.case import CHINA, Case
from wizard.facts.days import MONTH_BACK, NEARBY, WEEK_BACK, day_back, nearest_day
from wizard.knowledge.load import Pack
from wizard.knowledge.records.reading import ReadingField
from wizard.knowledge.shown import CENT

WORDS_AROUND = 12
_CLAUSE = re.compile(r"[^。！？!?；;，,\n]+")
_SENTENCE = re.compile(r"[^。！？!?；;\n]+")
_EDGES = " ，,、。：:；;"
_FACES = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f\u200d]+")  # 😡: no word of a letter
_UNTIL = re.compile(r"(?<![\s，,、])[\s，,、]*+[到至和~～—-]\s*+$")  # “11月10号到14号”: it only leads to the next day
_TO_COME = re.compile(r"截止|截至|到期|为止|之前|以前|前(?:申诉|提交|回复|处理)")
_HALF_A_YEAR = dt.timedelta(days=180)
_NEARBY_DAY = "|".join(sorted(NEARBY, key=len, reverse=True))
_DAY = re.compile(
    rf"(?P<nearby>{_NEARBY_DAY})"
    r"|(?<!\d)(?P<year>20\d{2})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})(?![\dA-Za-z])\s*[日号]?"
    r"|(?<!\d)(?P<this_month>\d{1,2})\s*月\s*(?P<this_day>\d{1,2})(?![\dA-Za-z])\s*[日号]?"
    rf"|{WEEK_BACK}|{MONTH_BACK}"
    r"|(?<!\d)(?P<ago>\d{1,3})\s*天(?:之)?前"
    r"|(?<![\d.第])(?P<of_month>\d{1,2})[日号](?!楼|店|线|仓|游|\d|、)"
)
_CLOCK = re.compile(
    r"\s*+(?:(?P<half>上午|早上|凌晨|中午|下午|晚上)\s*+)?(?P<hour>\d{1,2})\s*[:：点]\s*(?P<minute>\d{2}|半)?\s*分?"
)
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,9}(?:\.\d{1,2})?"
_NUMERALS = "零一二两三四五六七八九十百千万"
_CHINESE = f"[{_NUMERALS}]+"
_UNIT = r"(?:万|千|百|w|W|k|K)"
_VAGUE = "[多几来余左右]"
_AMOUNT = re.compile(
    rf"[¥￥]\s*(?P<signed>{_DIGITS})(?![\d,])"
    rf"|(?<![\d.,])(?P<number>{_DIGITS})(?P<unit>{_UNIT})?(?P<rest>\d)?\s*(?:块钱|块|元|圆|rmb|RMB)(?!素|旦|宝|件)"
    rf"|(?<![几{_NUMERALS}])(?P<chinese>{_CHINESE})\s*(?:块钱|块|元|圆)(?!素|旦|宝)"
    rf"|(?:扣|罚|赔|少给|少结|少付|冻结|损失|亏)(?:了|我|掉|走|款)*\s*(?P<bare>{_DIGITS})(?P<bare_unit>{_UNIT})?"
    rf"(?![\d.,单件个次天分号笔条家年月日%块元圆]|\s*[单件个次天分号笔条家]|{_VAGUE})"
)
_FACTORS = {"万": 10_000, "w": 10_000, "千": 1_000, "k": 1_000, "百": 100}


@dataclass(frozen=True)
class ToldDay:
    """A day named in the story: when, and what the story says happened then, in its own words."""

    on: dt.date
    at: dt.time | None
    what: str


@dataclass(frozen=True)
class ToldAmount:
    """An amount named in the story, in yuan, with the words around it."""

    amount: Decimal
    words: str


@dataclass(frozen=True)
class ToldNumber:
    """A number of an order, ticket … named in the story; `kind` is the identifier's kind."""

    kind: str
    value: str
    words: str


@dataclass(frozen=True)
class Told:
    """What a case's story says and its facts don't yet."""

    days: tuple[ToldDay, ...]
    deadlines: tuple[ToldDay, ...]
    amounts: tuple[ToldAmount, ...]
    numbers: tuple[ToldNumber, ...]


def told(case: Case, pack: Pack) -> Told:
    """Days that no line of the timeline has, numbers that are not listed, and every amount of the case's story."""
    dated, listed = {event.on for event in case.timeline}, {one.value for one in case.identifiers}
    written_on = case.created_at.astimezone(CHINA).date()
    return Told(
        tuple(day for day in told_days(case.narrative, written_on) if day.on not in dated),
        tuple(told_deadlines(case.narrative, written_on)),
        tuple(told_amounts(case.narrative)),
        tuple(
            number
            for number in told_numbers(case.narrative, pack.reading_fields.values())
            if number.value not in listed
        ),
    )


def told_deadlines(narrative: str, written_on: dt.date) -> list[ToldDay]:
    """The days from `written_on` on that the story calls the end of something, with the clause they stand in."""
    found: dict[dt.date, ToldDay] = {}
    for clause in _CLAUSE.findall(narrative):
        for match in _DAY.finditer(clause) if _TO_COME.search(clause) else ():
            if day := _coming_day(match, written_on):
                found.setdefault(day, ToldDay(day, None, _FACES.sub("", clause).strip(_EDGES)))
    return list(found.values())


def _coming_day(match: re.Match[str], written_on: dt.date) -> dt.date | None:
    try:
        if match["this_month"]:
            day = nearest_day(int(match["this_month"]), int(match["this_day"]), written_on, "future")
        else:
            day = _named_day(match, written_on)
    except (ValueError, OverflowError):
        return None
    return day if written_on <= day <= written_on + _HALF_A_YEAR else None


def told_days(narrative: str, written_on: dt.date) -> list[ToldDay]:
    """The days the story names, in its order; `written_on` is what “昨天” counts from. None lies after that day."""
    return [told for sentence in _SENTENCE.finditer(narrative) for told in _days_of(sentence.group(), written_on)]


def _days_of(sentence: str, written_on: dt.date) -> Iterator[ToldDay]:
    found = [(match, day) for match in _DAY.finditer(sentence) if (day := _day(match, written_on))]
    begins = _begins(sentence, [match for match, _ in found])
    for place, (match, day) in enumerate(found):
        clock = _CLOCK.match(sentence, match.end())
        before = sentence[begins[place] : match.start()]
        after = sentence[clock.end() if clock else match.end() : begins[place + 1]]
        if place:
            before = _UNTIL.sub("", before)
        if place + 1 < len(found):
            after = _UNTIL.sub("", after)
        before, after = (_FACES.sub("", words).strip(_EDGES) for words in (before, after))
        what = f"{before} {after.removeprefix('的')}".strip()
        if what and not _is_still_to_come(match, day, what, written_on):
            yield ToldDay(day, _time(clock) if clock else None, what)


def _begins(sentence: str, days: list[re.Match[str]]) -> list[int]:
    """Where the words about each day begin: with its clause, or with itself when another day stands in that one too."""
    commas = (
        max(sentence.rfind(comma, one.end(), other.start()) for comma in "，,")
        for one, other in itertools.pairwise(days)
    )
    later = [comma + 1 if comma >= 0 else day.start() for comma, day in zip(commas, days[1:], strict=True)]
    return [0, *later, len(sentence)]


def _is_still_to_come(match: re.Match[str], day: dt.date, what: str, written_on: dt.date) -> bool:
    """“申诉到11月30号截止”, written on the 27th: a day without a year that is this year's and not last year's."""
    return bool(match["this_month"] and written_on - day > _HALF_A_YEAR and _TO_COME.search(what))


def _day(match: re.Match[str], written_on: dt.date) -> dt.date | None:
    try:
        day = _named_day(match, written_on)
    except (ValueError, OverflowError):
        return None
    return day if day <= written_on else None


def _named_day(match: re.Match[str], written_on: dt.date) -> dt.date:
    if match["nearby"]:
        return written_on + dt.timedelta(days=NEARBY[match["nearby"]])
    if match["year"]:
        return dt.date(int(match["year"]), int(match["month"]), int(match["day"]))
    if match["this_month"]:
        return nearest_day(int(match["this_month"]), int(match["this_day"]), written_on)
    if back := day_back(match.groupdict(), written_on):
        return back
    if match["ago"]:
        return written_on - dt.timedelta(days=int(match["ago"]))
    return _of_month(int(match["of_month"]), written_on)


def _of_month(day: int, written_on: dt.date) -> dt.date:
    """“8号”: of this month, or of the last one when this month's is still to come."""
    if day <= written_on.day:
        return written_on.replace(day=day)
    return (written_on.replace(day=1) - dt.timedelta(days=1)).replace(day=day)


def _time(match: re.Match[str]) -> dt.time | None:
    hour, minute = int(match["hour"]), 30 if match["minute"] == "半" else int(match["minute"] or 0)
    if match["half"] in ("下午", "晚上") and hour < 12:
        hour += 12
    return dt.time(hour, minute) if hour < 24 and minute < 60 else None


def told_amounts(narrative: str) -> list[ToldAmount]:
    """The exact amounts the story names, each once, in its order."""
    found: dict[Decimal, ToldAmount] = {}
    for match in _AMOUNT.finditer(narrative):
        if amount := _amount(match).quantize(CENT):
            found.setdefault(amount, ToldAmount(amount, _around(narrative, match)))
    return list(found.values())


def _amount(match: re.Match[str]) -> Decimal:
    if match["chinese"]:
        return _of_chinese(match["chinese"])
    digits = (match["signed"] or match["number"] or match["bare"]).replace(",", "")
    unit = (match["unit"] or match["bare_unit"] or "").lower()
    factor = _FACTORS.get(unit, 1)
    return Decimal(digits) * factor + int(match["rest"] or 0) * factor // 10


def _of_chinese(words: str) -> Decimal:
    """“三千五” is 3500; 0 for what is no number."""
    import cn2an

    try:
        return Decimal(str(cn2an.cn2an(words, "smart")))
    except ValueError:
        return Decimal(0)


def told_numbers(narrative: str, fields: Iterable[ReadingField]) -> list[ToldNumber]:
    """The numbers of orders, tickets … the story names, by their shape or the word before them."""
    found: dict[str, ToldNumber] = {}
    for field in fields:
        for match in _number_of(field).finditer(narrative) if field.identifier else ():
            value = "-".join(match.groups()) if match.re.groups else match.group()
            found.setdefault(value, ToldNumber(field.identifier, value, _around(narrative, match)))
    return list(found.values())


def _number_of(field: ReadingField) -> re.Pattern[str]:
    if field.shape:
        return re.compile(field.shape)
    labels = "|".join(map(re.escape, field.labels))
    return re.compile(rf"(?:{labels})\s*(?:是|为)?\s*[:：]?\s*({field.value})")


def _around(narrative: str, match: re.Match[str]) -> str:
    """The words a find stands in, cut at the ends of its clause."""
    before = re.split(r"[，,。！？!?；;\n]", narrative[max(0, match.start() - WORDS_AROUND) : match.start()])[-1]
    after = re.split(r"[，,。！？!?；;\n]", narrative[match.end() : match.end() + WORDS_AROUND])[0]
    return f"{before}{match.group()}{after}".strip()
