"""What was read in exhibits, held against facts and other exhibits; clean material must raise nothing."""

import datetime as dt

import pytest

from wizard.case import Case, Event, Exhibit, Finding, Identifier, Readout, SeenValue
from wizard.evidence import assess, shown_inside, unhandled_personal_data
from wizard.knowledge.load import load

TODAY = dt.date(2026, 11, 22)
PACK = load()
ORDER = "260418-551203948817263"
LOOK = "8282828282829282"


def readout(*values, look=LOOK, **more) -> Readout:
    seen = [SeenValue(kind=kind, value=value, label=label) for kind, value, label in values]
    return Readout(**{"reader": 1, "characters": 90, "clock": True, "values": seen, "look": look, "pages": 1} | more)


def exhibit(read: Readout | None, **more) -> Exhibit:
    good = {
        "kinds": ["penalty_notice"], "source": "商家后台", "proves": "证明扣款", "captured_on": "2026-04-20",
        "claims": ["event-e"], "personal_data": "none", "media_type": "image/png", "readout": read,
    }  # fmt: skip
    return Exhibit(**good | more)


def codes(*exhibits: Exhibit, answers=None, channel="") -> list[set[str]]:
    case = Case(
        scenario="fine_dispute",
        timeline=[Event(id="e", on="2026-04-18", what="扣款")],
        identifiers=[Identifier(value=ORDER)],
        answers=answers or {"penalty_amount": "300.80"},
        exhibits=list(exhibits),
    )
    found = assess(case, PACK, TODAY, channel).findings
    return [{finding.code for finding in found[one.id]} for one in exhibits]


GOOD = (("order", ORDER, ""), ("moment", "2026-04-18T15:05", "处罚时间"), ("amount", "300.80", "处罚金额"))


def test_a_clean_exhibit_that_agrees_raises_nothing():
    assert codes(exhibit(readout(*GOOD))) == [set()]


@pytest.mark.parametrize(
    ("values", "more", "code"),
    [
        ([("order", "260418-551203948817268", "")], {}, "order_almost"),
        ([("order", "260501-111111111111111", "")], {}, "order_elsewhere"),
        ([("order", ORDER, ""), ("amount", "308.00", "处罚金额")], {}, "amount_differs"),
        ([("order", ORDER, ""), ("moment", "2025-01-02T10:00", "")], {}, "dates_outside"),
        ([], {"clock": False}, "no_time_visible"),
        ([], {"cut_off": True}, "cut_off"),
        ([], {"unread": "no_text", "characters": 0}, "nothing_read"),
        ([], {"personal": ["电话号码"]}, "personal_data_seen"),
    ],
)
def test_what_is_wrong_inside_is_said_once(values, more, code):
    assert codes(exhibit(readout(*values, **more))) == [{code}]


@pytest.mark.parametrize(
    ("values", "more"),
    [
        ([("order", ORDER, ""), ("order", "260501-111111111111111", "")], {}),
        ([("amount", "12.00", "优惠券")], {}),
        ([("amount", "308.00", "处罚金额"), ("amount", "300.80", "已扣")], {}),
        ([("vague_moment", "--04-18T15:05", "")], {"clock": False}),
        ([("moment", "2026-05-30", "申诉截止")], {"clock": False}),
        ([], {"characters": 5, "clock": False}),
    ],
    ids=["one of many orders", "another amount", "the answer stands there too", "no year", "near", "hardly a word"],
)
def test_what_is_only_different_is_no_alarm(values, more):
    assert codes(exhibit(readout(*values, **more))) == [set()]


def test_two_exhibits_about_one_order_that_disagree_name_each_other():
    one, other = (
        exhibit(readout(*GOOD), sha256="a" * 64),
        exhibit(readout(("order", ORDER, ""), ("amount", "308.00", "处罚金额"), look="f" * 16), sha256="b" * 64),
    )
    found = codes(one, other)
    assert "exhibits_disagree" in found[0] and "exhibits_disagree" in found[1]


def test_the_same_picture_again_needs_the_same_numbers_and_the_same_look():
    first = exhibit(readout(*GOOD), sha256="a" * 64)
    again = exhibit(readout(*GOOD, look="8282828282829280"), sha256="b" * 64)
    assert codes(first, again) == [{"same_picture"}, {"same_picture"}]
    case = Case(exhibits=[first, again, exhibit(readout(*GOOD), sha256="e" * 64)])
    [said] = [one for one in assess(case, PACK, TODAY, "").findings[first.id] if one.code == "same_picture"]
    assert "证据2、证据3" in said.what
    other_numbers = exhibit(readout(("order", ORDER, ""), ("moment", "2026-04-19T09:00", "")), sha256="c" * 64)
    assert codes(first, other_numbers) == [set(), set()]
    other_look = exhibit(readout(*GOOD, look="0f0f0f0f0f0f0f0f"), sha256="d" * 64)
    assert codes(first, other_look) == [set(), set()]


def photo(look: str, digest: str, **more) -> Exhibit:
    wordless = readout(look=look, unread="no_text", characters=0, **more)
    return exhibit(wordless, sha256=digest * 64, media_type="image/jpeg")


def test_a_photograph_saved_again_is_known_by_its_look_and_a_screen_is_not():
    first, again = photo("8282828282829282", "a"), photo("8282828282829380", "b")
    assert [found & {"same_photo", "same_picture"} for found in codes(first, again)] == [{"same_photo"}, {"same_photo"}]
    other = photo("0f0f0f0f0f0f0f0f", "c")
    assert not any("same_photo" in found for found in codes(first, other))
    screens = [exhibit(readout(("order", f"26041{n}-551203948817263", "")), sha256=str(n) * 64) for n in (1, 2)]
    assert not any("same_photo" in found for found in codes(*screens))


def test_a_blurred_picture_whose_numbers_were_read_still_counts():
    blurred = [Finding(code="unreadable_blur", severity="blocking")]
    assert codes(exhibit(readout(*GOOD), findings=blurred)) == [{"blurred"}]
    assert codes(exhibit(readout(*GOOD[:1]), findings=blurred)) == [{"unreadable_blur"}]
    assert codes(exhibit(None, findings=blurred)) == [{"unreadable_blur"}]


def test_who_says_that_a_face_is_nobodys_is_believed_but_not_that_it_is_covered_already():
    assert codes(exhibit(readout(*GOOD, personal=["人脸"]), personal_data="none")) == [set()]
    assert codes(exhibit(readout(*GOOD, personal=["人脸"]), personal_data="masked")) == [{"personal_data_seen"}]
    assert codes(exhibit(readout(*GOOD, personal=["人脸", "姓名"]), personal_data="none")) == [{"personal_data_seen"}]


@pytest.mark.parametrize(
    ("channel", "state", "personal", "masks", "stands_in_the_way"),
    [
        ("media", "unknown", ["姓名"], [], True),
        ("media", "needed", [], [], True),
        ("media", "none", ["电话号码"], [], True),
        ("media", "masked", [], [{"left": 1, "top": 1, "right": 9, "bottom": 9}], False),
        ("media", "none", [], [], False),
        ("samr_report", "unknown", ["电话号码"], [], True),
        ("samr_report", "unknown", [], [], False),
        ("samr_report", "none", ["电话号码"], [], False),
        ("", "unknown", ["电话号码"], [], False),
        ("samr_report", "unknown", ["人脸"], [], True),
        ("samr_report", "none", ["人脸"], [], False),
        ("media", "none", ["人脸"], [], True),
    ],
)
def test_personal_data_is_covered_or_justified_before_signing(channel, state, personal, masks, stands_in_the_way):
    kinds = {"kinds": ["rule_text"]}
    one = exhibit(readout(personal=personal), personal_data=state, masks=masks, **kinds)
    found = unhandled_personal_data(Case(exhibits=[one]), PACK, channel)
    assert bool(found) == stands_in_the_way
    if found:
        assert found[0][0] == one.id and found[0][1].startswith("证据1")


def test_a_reason_is_wanted_for_what_is_kept():
    one = exhibit(readout(), personal_data="needed")
    assert unhandled_personal_data(Case(exhibits=[one]), PACK, "samr_report")
    one.personal_data_reason = "要核对收件人"
    assert not unhandled_personal_data(Case(exhibits=[one]), PACK, "samr_report")


def test_two_hundred_screenshots_are_not_compared_pair_by_pair(monkeypatch):
    looked_at = []
    labelled = shown_inside._labelled
    monkeypatch.setattr(shown_inside, "_labelled", lambda pack, read: looked_at.append(read) or labelled(pack, read))
    many = [exhibit(readout(*GOOD, look=f"{number:016x}"), sha256=f"{number:064x}") for number in range(200)]
    odd = exhibit(readout(("order", ORDER, ""), ("amount", "308.00", "处罚金额"), look=""), sha256="f" * 64)
    assert "exhibits_disagree" in codes(*many, odd)[-1]
    assert len(looked_at) == 201
