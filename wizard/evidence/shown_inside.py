"""What stands in exhibits, held against the facts and against each other.

Only what can hardly be chance is said: a number that differs in one or two digits, an amount whose label names the
very question it answers, two pictures with the same look and the same numbers. A false alarm costs trust.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property, partial

from wizard.case import Case, Exhibit, Readout
from wizard.evidence.offers import questions_of
from wizard.evidence.personal_data import WORDS
from wizard.evidence.reading.difference_hash import alike
from wizard.evidence.reading.values import AMOUNT, MOMENT, VAGUE_MOMENT, of_kind
from wizard.knowledge.load import Pack
from wizard.knowledge.shown import listed, shown_day, shown_money
from wizard.settled_case import of_each

Said = tuple[str, dict[str, object]]
ORDER = "order"
LEAST_CHARACTERS = 20  # fewer are a stamp or a sign, not a page
FAR = dt.timedelta(days=60)  # from the story on either side
SLIP = 2  # digits by which a number is taken for the same one, written wrongly
PHOTO_ALIKE = 8  # of 64 bits: saved again or made smaller up to 8, without a thin rim up to 14; others 13 and more
LEAST_COMMON = 2  # values that two copies of one picture share


def said_inside(case: Case, pack: Pack, exhibit: Exhibit, beside: Beside, *, background: bool) -> Iterator[Said]:
    """Findings about one exhibit by what was read in it and in the others; nothing without a reading."""
    readout = exhibit.readout
    if readout is None:
        return
    yield from _legible(exhibit, readout, background=background)
    yield from _personal(exhibit, readout)
    if not background:
        yield from _dates(case, readout)
    yield from _orders(case, readout)
    yield from _amounts(case, pack, readout)
    yield from beside.said(exhibit)


def _legible(exhibit: Exhibit, readout: Readout, *, background: bool) -> Iterator[Said]:
    picture = (exhibit.media_type or "").startswith("image/")
    if readout.unread == "no_text" and picture:
        yield "nothing_read", {}
    if readout.cut_off:
        yield "cut_off", {}
    seen = readout.clock or bool(of_kind(readout.values, MOMENT, VAGUE_MOMENT))
    if picture and not background and readout.characters >= LEAST_CHARACTERS and not seen:
        yield "no_time_visible", {}


def _personal(exhibit: Exhibit, readout: Readout) -> Iterator[Said]:
    """Data that was read although the merchant says there is none, or that it is covered already.

    A face is nobody's data on a product's picture, so who says there is none is believed.
    """
    seen = [word for word in readout.personal if word != WORDS["face"] or exhibit.personal_data == "masked"]
    if seen and not exhibit.covered and exhibit.personal_data in ("none", "masked"):
        yield "personal_data_seen", {"found": listed(seen)}


def _dates(case: Case, readout: Readout) -> Iterator[Said]:
    told = [event.on for event in case.timeline if event.on]
    days = [dt.date.fromisoformat(value[:10]) for value in of_kind(readout.values, MOMENT)]
    if not told or not days:
        return
    first, last = min(told) - FAR, max(told) + FAR
    if not any(first <= day <= last for day in days):
        shown = listed([shown_day(day) for day in sorted(set(days))[:3]])
        yield "dates_outside", {"seen": shown, "first": shown_day(min(told)), "last": shown_day(max(told))}


def _orders(case: Case, readout: Readout) -> Iterator[Said]:
    known = [one.value for one in case.identifiers if one.kind == ORDER]
    seen = of_kind(readout.values, ORDER)
    if not known or not seen or set(known) & set(seen):
        return
    slips = [(one, other) for one in seen for other in known if _differing(one, other) <= SLIP]
    if slips:
        yield "order_almost", {"seen": slips[0][0], "stated": slips[0][1]}
    else:
        yield "order_elsewhere", {"seen": listed(seen[:3])}


def _differing(one: str, other: str) -> int:
    """In how many places two numbers of one length differ."""
    if len(one) != len(other):
        return max(len(one), len(other))
    return sum(first != second for first, second in zip(one, other, strict=True))


def _amounts(case: Case, pack: Pack, readout: Readout) -> Iterator[Said]:
    """An amount under the very label of an answered question, while the answer stands nowhere in the exhibit."""
    all_seen = set(of_kind(readout.values, AMOUNT))
    told = set()
    for seen in readout.values:
        if seen.kind != AMOUNT:
            continue
        for question in sorted(questions_of(pack, seen.label) & case.answers.keys()):
            stated = _money(case.answers[question])
            if stated and f"{stated:.2f}" not in all_seen and (seen.label, question) not in told:
                told.add((seen.label, question))
                amounts = {"seen": shown_money(Decimal(seen.value)), "stated": shown_money(stated)}
                yield "amount_differs", {"label": seen.label, **amounts}


def _money(answer: object) -> Decimal | None:
    try:
        return Decimal(str(answer))
    except InvalidOperation:
        return None


class Beside:
    """The exhibits' readings, indexed once, so that each is compared with those it has something in common with only.

    Comparing every pair takes a second for two hundred screenshots, at every click.
    """

    def __init__(self, case: Case, pack: Pack) -> None:
        """Index what was read in the exhibits of a case."""
        self._looking: defaultdict[frozenset[tuple[str, str]], list[_Read]] = defaultdict(list)
        self._labelled: defaultdict[tuple[str, str], list[tuple[_Read, str]]] = defaultdict(list)
        self._photos: defaultdict[tuple[int, int], list[_Read]] = defaultdict(list)
        self._read: dict[str, _Read] = {}
        numbered = [(one, number) for number, one in enumerate(case.exhibits, start=1) if one.readout is not None]
        for read in of_each(case, "reads", pack.version, numbered, partial(_read, pack)):
            self._add(read)

    def _add(self, read: _Read) -> None:
        self._read[read.exhibit_id] = read
        if read.values:
            self._looking[read.values].append(read)
        for share in read.shares:
            self._photos[share].append(read)
        for key, amount in read.labelled.items():
            self._labelled[key].append((read, amount))

    def said(self, exhibit: Exhibit) -> list[Said]:
        """Where an exhibit is the same picture as another, or says another amount; by the others' numbers."""
        mine = self._read[exhibit.id]
        same = {other.number for other in self._looking[mine.values] if mine.same_picture(other) and mine.other(other)}
        near = (other for share in mine.shares for other in self._photos[share])
        photos = {other.number for other in near if mine.same_photo(other) and mine.other(other)}
        said = [*_together("same_picture", same), *_together("same_photo", photos)]
        for key, here in mine.labelled.items():
            for other, there in self._labelled[key]:
                if there != here and mine.other(other) and other.number not in same:
                    said.append((other.number, _disagreeing(other.number, key[1], here, there)))
        return [one for _, one in sorted(said, key=lambda numbered: numbered[0])]


@dataclass(frozen=True)
class _Read:
    """What one exhibit has to be compared by."""

    exhibit_id: str
    number: int
    sha256: str | None
    readout: Readout
    labelled: dict[tuple[str, str], str]

    @cached_property
    def values(self) -> frozenset[tuple[str, str]]:
        return frozenset((value.kind, value.value) for value in self.readout.values)

    def other(self, read: _Read) -> bool:
        """Whether `read` is of another file."""
        return read.number != self.number and read.sha256 != self.sha256

    def same_picture(self, read: _Read) -> bool:
        """Alike to look at, and with the same numbers, moments and amounts: the look alone proves nothing."""
        same = len(self.values) >= LEAST_COMMON and self.values == read.values
        return same and alike(self.readout.look, read.readout.look)

    @cached_property
    def photo(self) -> int | None:
        """The look of a photograph in which no word was found; of screens, which may be alike, there is none."""
        return int(self.readout.look, 16) if self.readout.unread == "no_text" and self.readout.look else None

    @cached_property
    def shares(self) -> list[tuple[int, int]]:
        """The look in one share more than the bits in which two may differ: one share at least is then the same."""
        if self.photo is None or self.values:
            return []
        return [(place, self.photo >> place & 0x7F) for place in range(0, 7 * PHOTO_ALIKE, 7)] + [
            (56, self.photo >> 56)
        ]

    def same_photo(self, read: _Read) -> bool:
        """Whether both are photographs without a word, nearly equal to look at."""
        if self.photo is None or read.photo is None:
            return False
        return (self.photo ^ read.photo).bit_count() <= PHOTO_ALIKE


def _read(pack: Pack, exhibit: Exhibit, number: int) -> _Read:
    readout = exhibit.readout or Readout(reader=0)
    return _Read(exhibit.id, number, exhibit.sha256, readout, _labelled(pack, readout))


def _together(code: str, numbers: set[int]) -> Iterator[tuple[int, Said]]:
    """One finding that names all these exhibits, in the place of the first."""
    if numbers:
        yield min(numbers), (code, {"other": listed([f"证据{number}" for number in sorted(numbers)])})


def _disagreeing(number: int, label: str, here: str, there: str) -> Said:
    amounts = {"here": shown_money(Decimal(here)), "there": shown_money(Decimal(there))}
    return "exhibits_disagree", {"other": f"证据{number}", "label": label, **amounts}


def _labelled(pack: Pack, readout: Readout) -> dict[tuple[str, str], str]:
    """The amounts of an exhibit about one order, by order and label; a label that stands twice says nothing."""
    orders = of_kind(readout.values, ORDER)
    if len(orders) != 1:
        return {}
    amounts = [value for value in readout.values if value.kind == AMOUNT and questions_of(pack, value.label)]
    labels = [value.label for value in amounts]
    return {(orders[0], value.label): value.value for value in amounts if labels.count(value.label) == 1}
