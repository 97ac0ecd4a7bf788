"""What was read in evidence and is offered: each kind of value with its place, and nothing where the place is taken."""

import datetime as dt

import pytest

from wizard.case import Case, Event, Exhibit, Finding, Identifier, Readout, SeenValue
from wizard.evidence.offers import Offer, offers
from wizard.knowledge.load import load

TODAY = dt.date(2026, 11, 22)
PACK = load()
ORDER = "260418-551203948817260"


def seen(kind: str, value: str, label: str = "") -> SeenValue:
    return SeenValue(kind=kind, value=value, label=label, words=f"{label} {value}")


def exhibit(*values: SeenValue, **fields) -> Exhibit:
    return Exhibit(**{"captured_on": "2026-04-20", "readout": Readout(reader=1, values=list(values)), **fields})


def made(*exhibits: Exhibit, **fields) -> list[Offer]:
    return offers(Case(**{"scenario": "fine_dispute", "exhibits": list(exhibits), **fields}), PACK, TODAY)


def places(found: list[Offer]) -> list[list[str]]:
    return [[target.path or target.list_name for target in offer.targets] for offer in found]


def test_a_number_goes_among_the_numbers_once_and_names_all_exhibits_that_show_it():
    [offer] = made(exhibit(seen("order", ORDER)), exhibit(), exhibit(seen("order", ORDER)))
    assert (offer.kind, offer.shown, offer.exhibits) == ("number", ORDER, (1, 3))
    assert offer.targets[0].values == {"kind": "order", "value": ORDER}
    assert made(exhibit(seen("order", ORDER)), identifiers=[Identifier(kind="order", value=ORDER)]) == []


def test_a_declined_offer_is_not_made_again():
    [offer] = made(exhibit(seen("order", ORDER)))
    assert made(exhibit(seen("order", ORDER)), declined_offers=[offer.key]) == []


def test_an_amount_goes_to_the_unanswered_question_its_label_answers():
    fine = seen("amount", "1860.00", "罚款金额")
    [offer] = made(exhibit(fine))
    assert (offer.shown, places([offer])) == ("1,860.00 元", [["answers.penalty_amount"]])
    assert made(exhibit(fine), answers={"penalty_amount": "1860.00"}) == []
    assert made(exhibit(fine), scenario="settlement") == []  # that scenario does not ask for it
    assert made(exhibit(seen("amount", "0.00", "罚款金额"))) == []
    assert made(exhibit(seen("amount", "9.90", "运费"))) == []


def test_a_shop_is_offered_as_ones_own_or_the_reported_one():
    shop = exhibit(seen("shop", "晴川家居"))
    assert places(made(shop)) == [["shop.name"]]
    assert made(shop, shop={"name": "晴川家居"}) == []
    reported = {"respondent": {"kind": "merchant"}, "scenario": "report_other_merchant"}
    assert places(made(shop, **reported)) == [["shop.name", "respondent.shop_name"]]
    assert places(made(shop, **reported, shop={"name": "别家"})) == [["respondent.shop_name"]]


def test_a_moment_goes_into_the_timeline_with_what_its_label_says():
    [offer] = made(exhibit(seen("moment", "2026-04-18T15:05", "处罚时间"), source="商家后台"))
    assert offer.shown == "2026年4月18日 15:05"
    expected = {"on": "2026-04-18", "at": "15:05", "where": "商家后台", "what": "处罚"}
    assert offer.targets[0].values == expected
    known = [Event(id="e", on="2026-04-18", at="15:05", what="处罚")]
    assert made(exhibit(seen("moment", "2026-04-18T15:05", "处罚时间")), timeline=known) == []
    assert made(exhibit(seen("moment", "2026-04-18", "处罚时间")), timeline=known) == []


def test_a_page_of_many_chat_times_is_no_timeline():
    chat = [seen("moment", f"2026-04-18T15:{minute:02}") for minute in range(20)]
    assert made(exhibit(*chat)) == []
    assert len(made(exhibit(*chat[:3]))) == 3
    assert len(made(exhibit(*(seen("moment", f"2026-04-18T15:{minute:02}", "处罚时间") for minute in range(20))))) == 6


def test_of_a_day_without_a_year_the_person_says_the_year():
    vague = seen("vague_moment", "--02-29T15:05", "处罚时间")
    [offer] = made(exhibit(vague, captured_on="2025-03-01"))
    assert [target.label for target in offer.targets] == ["是 2024 年"]  # only then was there such a day
    known = [Event(id="e", on="2024-02-29", at="15:05", what="处罚")]
    assert made(exhibit(vague, captured_on="2025-03-01"), timeline=known) == []


@pytest.mark.parametrize(
    ("fields", "day", "why"),
    [
        ({"findings": [Finding(code="taken_on", severity="hint", details={"taken": "2026-04-20 10:11:12"})]},
         "2026-04-20", "拍摄日期"),
        # as it was noted until November 2026
        ({"findings": [Finding(code="taken_on", severity="hint", details={"taken": "2026:04:20 10:11:12"})]},
         "2026-04-20", "拍摄日期"),
        ({"file_name": "IMG_20260419_101112.jpg"}, "2026-04-19", "文件名"),
        ({"file_name": "mmexport1776651072000.jpg"}, "2026-04-20", "文件名"),
        ({}, "2026-04-18", "图里最晚的日期"),
    ],
)  # fmt: skip
def test_the_day_it_was_taken_by_camera_name_or_what_it_shows(fields, day, why):
    shown = [seen("moment", f"{day}T10:00") for day in ("2026-04-17", "2026-04-18", "2027-01-01")]
    found = [offer for offer in made(exhibit(*shown, captured_on=None, id="x", **fields)) if offer.kind == "date"]
    assert [(offer.targets[0].path, offer.targets[0].value) for offer in found] == [("exhibits.x.captured_on", day)]
    assert why in found[0].words


@pytest.mark.parametrize(
    "fields",
    [
        {"findings": [Finding(code="taken_on", severity="hint", details={"taken": "2027-04-20 10:11:12"})]},
        {"file_name": "IMG_20270419_101112.jpg"},
        {"file_name": "mmexport1893427200000.jpg"},
        {"file_name": "订单20261332.jpg"},
    ],
)
def test_a_day_that_is_still_to_come_or_is_none_is_not_offered(fields):
    assert made(exhibit(captured_on=None, **fields)) == []
