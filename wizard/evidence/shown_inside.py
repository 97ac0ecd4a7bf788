"""What stands in exhibits, held against the facts and against each other.

Only what can hardly be chance is said: a number that differs in one or two digits, an amount whose label names the
very question it answers, two pictures with the same look and the same numbers. A false alarm costs trust.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from wizard.case import Case, Exhibit, Readout
from wizard.evidence.offers import questions_of
from wizard.evidence.personal_data import WORDS
from wizard.evidence.reading.look import alike
from wizard.evidence.reading.values import AMOUNT, MOMENT, VAGUE_MOMENT, of_kind
from wizard.knowledge.load import Pack
from wizard.knowledge.shown import listed, shown_day, shown_money

Said = tuple[str, dict[str, object]]
ORDER = "order"
LEAST_CHARACTERS = 20  # fewer are a stamp or a sign, not a page
FAR = dt.timedelta(days=60)  # from the story on either side
SLIP = 2  # digits by which a number is taken for the same one, written wrongly
LEAST_COMMON = 2  # values that two copies of one picture share


def said_inside(case: Case, pack: Pack, exhibit: Exhibit, *, background: bool) -> Iterator[Said]:
    """Findings about one exhibit by what was read in it; nothing without a reading."""
    readout = exhibit.readout
    if readout is None:
        return
    yield from _legible(exhibit, readout, background=background)
    yield from _personal(exhibit, readout)
    if not background:
        yield from _dates(case, readout)
    yield from _orders(case, readout)
    yield from _amounts(case, pack, readout)
    yield from _beside_others(case, pack, exhibit, readout)


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
    if seen and not exhibit.masks and exhibit.personal_data in ("none", "masked"):
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


def _beside_others(case: Case, pack: Pack, exhibit: Exhibit, readout: Readout) -> Iterator[Said]:
    mine = _labelled(pack, readout)
    for number, other in enumerate(case.exhibits, start=1):
        if other is exhibit or other.readout is None or other.sha256 == exhibit.sha256:
            continue
        if _same_picture(readout, other.readout):
            yield "same_picture", {"other": f"证据{number}"}
            continue
        theirs = _labelled(pack, other.readout)
        for key in mine.keys() & theirs.keys():
            if mine[key] != theirs[key]:
                here, there = (shown_money(Decimal(value)) for value in (mine[key], theirs[key]))
                yield "exhibits_disagree", {"other": f"证据{number}", "label": key[1], "here": here, "there": there}


def _same_picture(one: Readout, other: Readout) -> bool:
    """Alike to look at, and with the same numbers, moments and amounts: the look alone proves nothing."""
    mine, theirs = ({(value.kind, value.value) for value in readout.values} for readout in (one, other))
    return len(mine) >= LEAST_COMMON and mine == theirs and alike(one.look, other.look)


def _labelled(pack: Pack, readout: Readout) -> dict[tuple[str, str], str]:
    """The amounts of an exhibit about one order, by order and label; a label that stands twice says nothing."""
    orders = of_kind(readout.values, ORDER)
    if len(orders) != 1:
        return {}
    amounts = [value for value in readout.values if value.kind == AMOUNT and questions_of(pack, value.label)]
    labels = [value.label for value in amounts]
    return {(orders[0], value.label): value.value for value in amounts if labels.count(value.label) == 1}
