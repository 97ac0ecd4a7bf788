"""What the merchant wrote for one reader is not put to another unasked."""

import pytest

from tests.unit.drafting.helpers import composed, texts_of
from tests.unit.drafting.stories import SCENARIOS, story
from wizard.case import Demand
from wizard.document import plain
from wizard.drafting import noted, unaddressed


def case_of(scenario="fine_dispute", channel="pdd_violation_appeal"):
    case = story(scenario)
    case.channel = channel
    return case


def said(document) -> str:
    return document.model_dump_json()


def test_own_demands_and_paragraphs_follow_to_readers_of_the_same_kind_only(pack):
    case = case_of()
    case.demands = [Demand(id="a", text="请贵平台把钱退到保证金账户")]
    case.wording = {"grounds": "贵平台没有看我们的揽收底单。"}
    case.written_for = {"demands-a": "pdd_violation_appeal", "wording-grounds": "pdd_violation_appeal"}
    for channel, printed in {"pdd_ticket": True, "samr_report": False, "lawyer_litigation": False}.items():
        case.channel = channel
        words = said(composed(case, pack, channel))
        assert ("保证金账户" in words) is printed
        assert ("没有看我们的揽收底单" in words) is printed
        assert [one.key for one in unaddressed(case, pack, channel)] == (
            [] if printed else ["demands-a", "wording-grounds"]
        )


def test_said_to_be_right_for_the_new_reader_they_are_printed_again(pack):
    case = case_of(channel="lawyer_litigation")
    case.demands = [Demand(id="a", text="判令被告公开道歉")]
    case.written_for = {"demands-a": "pdd_ticket"}
    assert "公开道歉" not in said(composed(case, pack, "lawyer_litigation"))
    case.written_for["demands-a"] = "lawyer_litigation"
    assert "公开道歉" in said(composed(case, pack, "lawyer_litigation"))


def test_a_change_of_channel_notes_for_whom_the_words_were_written():
    before = case_of()
    before.demands = [Demand(id="a", text="退钱")]
    before.wording = {"facts": "经过"}
    after = before.model_copy(deep=True)
    after.channel = "samr_report"
    noted(before, after, ["channel"])
    assert after.written_for == {"demands-a": "pdd_violation_appeal", "wording-facts": "pdd_violation_appeal"}
    noted(after, after, ["demands.a.text"])
    assert after.written_for["demands-a"] == "samr_report"


def test_a_court_is_told_who_is_behind_the_shop_first(pack):
    case = case_of(channel="lawyer_litigation")
    case.shop.legal_name, case.shop.representative = "晴川家居用品有限公司", "林晴"
    case.respondent.representative = "某某"
    blocks = {
        block.part: block for block in composed(case, pack, "lawyer_litigation").blocks if block.block == "fields"
    }
    labels = [label for label, _ in blocks["parties"].pairs]
    assert labels[0] == "名称"
    assert labels.index("名称") < labels.index("法定代表人或经营者") < labels.index("店铺名称")
    assert ("法定代表人", "某某") in [(label, plain(value)) for label, value in blocks["respondent"].pairs]
    inside = next(
        block for block in composed(case, pack, "pdd_ticket").blocks if getattr(block, "part", "") == "parties"
    )
    assert inside.pairs[0][0] == "店铺名称"


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_under_the_courts_evidence_list_stands_who_hands_it_in_and_when(pack, scenario):
    case = case_of(scenario, "lawyer_litigation")
    lines = texts_of(composed(case, pack, "lawyer_litigation"), "submitted")
    assert any(line.startswith("提交人：") and "提交日期：" in line for line in lines) is bool(case.exhibits)
