"""What was read in evidence, offered to the merchant: into the numbers, the timeline, an exhibit's date, an amount.

Nothing is taken over by itself. An offer that the merchant declined stays declined; one whose place is already filled
falls away. What contradicts the facts is no offer but a finding (see `contradictions`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from wizard.case import CHINA, Case, Exhibit, SeenValue, now
from wizard.evidence.reading.values import AMOUNT, MOMENT, VAGUE_MOMENT
from wizard.knowledge.answered import answered_view, belongs, scenarios_of
from wizard.knowledge.conditions import holds
from wizard.knowledge.load import Pack
from wizard.knowledge.records.questions import Question
from wizard.knowledge.records.reading import ReadingField
from wizard.knowledge.shown import shown_day, shown_money

OfferKind = Literal["number", "moment", "amount", "shop", "date"]
MOST_MOMENTS = 6  # a page of twenty chat times is no timeline
MOST_UNLABELLED = 3
_TIME_SUFFIX = re.compile(r"(时间|日期|时刻|于)$")
_NAME_DAY = re.compile(r"(?<!\d)(20\d{2})[-_.年]?(0[1-9]|1[0-2])[-_.月]?([0-2]\d|3[01])(?!\d{7,})")
_NAME_EPOCH = re.compile(r"(?<!\d)(1[5-9]\d{11})(?!\d)")


@dataclass(frozen=True)
class Target:
    """Where an offered value can go. With `list_name` a new line of that list, else the field at `path`."""

    label: str
    path: str = ""
    value: Any = None
    list_name: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Offer:
    """One value to confirm. `key` names it for good; `exhibits` are the numbers of the exhibits that show it."""

    key: str
    kind: OfferKind
    what: str
    shown: str
    exhibits: tuple[int, ...]
    words: str
    targets: tuple[Target, ...]
    field_id: str = ""


def offers(case: Case, pack: Pack, today: dt.date) -> list[Offer]:
    """Everything read in the case's evidence that still has a place to go, in the order of the exhibits."""
    made = [*_values(case, pack, today), *_dates(case, today)]
    declined = set(case.declined_offers)
    return [offer for offer in _merged(made) if offer.key not in declined]


def _merged(made: Iterable[Offer]) -> list[Offer]:
    """The same value in several exhibits is one offer that names them all."""
    by_key: dict[str, Offer] = {}
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    for offer in made:
        by_key.setdefault(offer.key, offer)
        numbers[offer.key] += offer.exhibits
    return [Offer(**{**vars(offer), "exhibits": tuple(dict.fromkeys(numbers[key]))}) for key, offer in by_key.items()]


def _values(case: Case, pack: Pack, today: dt.date) -> Iterator[Offer]:
    money = _money_questions(case, pack, today)
    for number, exhibit in enumerate(case.exhibits, start=1):
        values = exhibit.readout.values if exhibit.readout else []
        for seen in values:
            offer = _number_or_shop(case, pack, number, seen)
            if seen.kind == AMOUNT:
                offer = _amount(pack, money, number, seen)
            if offer:
                yield offer
        yield from _moments(case, number, exhibit, values)


def _number_or_shop(case: Case, pack: Pack, number: int, seen: SeenValue) -> Offer | None:
    record = pack.reading_fields.get(seen.kind)
    if record is None:
        return None
    return _shop(case, record, number, seen) if record.shop else _number(case, record, number, seen)


def _number(case: Case, record: ReadingField, number: int, seen: SeenValue) -> Offer | None:
    if not record.identifier or any(one.value == seen.value for one in case.identifiers):
        return None
    values = {"kind": record.identifier, "value": seen.value}
    target = Target("填进编号", list_name="identifiers", values=values)
    key = f"{record.id}:{seen.value}"
    return Offer(key, "number", record.name, seen.value, (number,), seen.words, (target,), record.id)


def _shop(case: Case, record: ReadingField, number: int, seen: SeenValue) -> Offer | None:
    targets = []
    if not case.shop.name:
        targets.append(Target("是我的店", "shop.name", seen.value))
    if case.respondent.kind == "merchant" and not case.respondent.shop_name and seen.value != case.shop.name:
        targets.append(Target("是对方的店", "respondent.shop_name", seen.value))
    if not targets:
        return None
    return Offer(
        f"shop:{seen.value}", "shop", record.name, seen.value, (number,), seen.words, tuple(targets), record.id
    )


def _money_questions(case: Case, pack: Pack, today: dt.date) -> list[Question]:
    """Money questions of this case that are still unanswered."""
    scenarios, view = scenarios_of(case), answered_view(case, pack, today)
    return [
        question
        for question in pack.questions.values()
        if question.kind == "money"
        and belongs(question.scenarios, scenarios)
        and case.answers.get(question.id) in (None, "")
        and holds(question.applies_when, view) is True
    ]


def _amount(pack: Pack, money: list[Question], number: int, seen: SeenValue) -> Offer | None:
    """An amount whose label says which unanswered question it answers."""
    wanted = questions_of(pack, seen.label)
    targets = tuple(
        Target(f"填到“{question.text}”", f"answers.{question.id}", seen.value)
        for question in money
        if question.id in wanted
    )
    if not targets or seen.value == "0.00":
        return None
    return Offer(
        f"amount:{seen.label}:{seen.value}", "amount", seen.label, _yuan(seen.value), (number,), seen.words, targets
    )


def questions_of(pack: Pack, label: str) -> set[str]:
    """The money questions that an amount with this label answers."""
    records = pack.reading_fields.values()
    return {question for record in records if label in record.labels for question in record.questions}


def _yuan(value: str) -> str:
    from decimal import Decimal

    return shown_money(Decimal(value))


def _moments(case: Case, number: int, exhibit: Exhibit, values: list[SeenValue]) -> Iterator[Offer]:
    """Moments for the timeline: those that say what they are, and others only while they are few."""
    moments = [seen for seen in values if seen.kind in (MOMENT, VAGUE_MOMENT)]
    labelled = [seen for seen in moments if seen.label]
    bare = [seen for seen in moments if not seen.label]
    chosen = labelled + (bare if len(bare) <= MOST_UNLABELLED else [])
    known = {(event.on, event.at.strftime("%H:%M") if event.at else "") for event in case.timeline}
    for seen in chosen[:MOST_MOMENTS]:
        offer = (
            _vague(number, exhibit, seen, known) if seen.kind == VAGUE_MOMENT else _moment(number, exhibit, seen, known)
        )
        if offer:
            yield offer


def _moment(number: int, exhibit: Exhibit, seen: SeenValue, known: set[tuple[dt.date | None, str]]) -> Offer | None:
    day, _, clock = seen.value.partition("T")
    on = dt.date.fromisoformat(day)
    if (on, clock) in known or (not clock and any(on == other for other, _ in known)):
        return None
    target = Target("写进时间线", list_name="timeline", values=_event(exhibit, seen, day, clock))
    shown = f"{shown_day(on)} {clock}".strip()
    return Offer(f"moment:{seen.value}", "moment", seen.label or "时间", shown, (number,), seen.words, (target,))


def _vague(number: int, exhibit: Exhibit, seen: SeenValue, known: set[tuple[dt.date | None, str]]) -> Offer | None:
    """A day without a year: the person says which year it was."""
    if any(on and f"--{on:%m-%d}T{clock}" == seen.value for on, clock in known):
        return None
    taken = exhibit.captured_on or (exhibit.received_at.astimezone(CHINA).date() if exhibit.received_at else None)
    last = taken.year if taken else now().year
    day, _, clock = seen.value.removeprefix("--").partition("T")
    targets = tuple(
        Target(f"是 {year} 年", list_name="timeline", values=_event(exhibit, seen, f"{year}-{day}", clock))
        for year in (last, last - 1)
        if _is_day(f"{year}-{day}")
    )
    month, date = (int(part) for part in day.split("-"))
    shown = f"{month} 月 {date} 日 {clock}（图里没有年份）"
    return Offer(f"moment:{seen.value}", "moment", seen.label or "时间", shown, (number,), seen.words, targets)


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _event(exhibit: Exhibit, seen: SeenValue, day: str, clock: str) -> dict[str, Any]:
    what = _TIME_SUFFIX.sub("", seen.label)
    return {"on": day, "at": clock or None, "where": exhibit.source, "what": what}


def _dates(case: Case, today: dt.date) -> Iterator[Offer]:
    """The day an exhibit was taken: by the camera, by the file's name, else the latest day it shows."""
    for number, exhibit in enumerate(case.exhibits, start=1):
        if exhibit.captured_on is not None:
            continue
        day, words = next(((day, words) for day, words in _days_taken(exhibit) if day <= today), (None, ""))
        if day is not None:
            target = Target("填为取得日期", f"exhibits.{exhibit.id}.captured_on", day.isoformat())
            key = f"date:{exhibit.id}:{day}"
            yield Offer(key, "date", "取得日期", shown_day(day), (number,), words, (target,))


def _days_taken(exhibit: Exhibit) -> Iterator[tuple[dt.date, str]]:
    """The days that speak for it, the surest first, each with where it stands."""
    for finding in exhibit.findings:
        if finding.code == "taken_on" and (day := _day(re.split("[-:]", str(finding.details.get("taken", ""))[:10]))):
            yield day, "照片信息里的拍摄日期"
    named = _NAME_DAY.search(exhibit.file_name)
    if named and (day := _day(list(named.groups()))):
        yield day, f"文件名「{exhibit.file_name}」里的日期"
    if match := _NAME_EPOCH.search(exhibit.file_name):
        day = dt.datetime.fromtimestamp(int(match[1]) / 1000, CHINA).date()
        yield day, f"文件名「{exhibit.file_name}」里的时间"
    seen = [value.value[:10] for value in exhibit.readout.values if value.kind == MOMENT] if exhibit.readout else []
    for text in sorted(seen, reverse=True):
        yield dt.date.fromisoformat(text), "图里最晚的日期；截图不会早于这一天"


def _day(parts: list[str]) -> dt.date | None:
    try:
        return dt.date(*(int(part) for part in parts))
    except (ValueError, TypeError):
        return None
