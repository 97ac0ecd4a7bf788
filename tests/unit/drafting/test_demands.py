from decimal import Decimal

import pytest

from tests.unit.drafting.helpers import composed, texts_of
from tests.unit.drafting.stories import SCENARIOS, TODAY, least, story
from wizard.case import Demand, Scenario
from wizard.drafting import demand_choices


def choices(case, pack, channel="pdd_ticket"):
    return {choice.record.id: choice for choice in demand_choices(case, pack, TODAY, channel)}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_scenario_has_something_to_ask_the_platform(pack, scenario):
    assert [one for one in choices(least(scenario), pack).values() if one.text]


def test_amounts_come_from_the_facts(pack):
    found = choices(story("fine_dispute"), pack)
    assert found["refund_penalty"].amount == Decimal("12000.00")
    assert found["recalculate_penalty"].amount == Decimal("9000.00")
    assert choices(story("settlement"), pack)["pay_difference"].amount == Decimal("7379.50")
    assert choices(story("misleading_promotion"), pack)["refund_promotion"].amount == Decimal("16671.60")


def test_what_was_deducted_is_refunded_and_what_was_not_is_cancelled(pack):
    case = story("fine_dispute")
    assert "cancel_penalty" not in choices(case, pack)
    case.answers["penalty_deducted"] = False
    found = choices(case, pack)
    assert "refund_penalty" not in found
    assert found["cancel_penalty"].suggested


def test_a_demand_the_channel_cannot_grant_has_no_text(pack):
    assert choices(story("fine_dispute"), pack, "samr_report")["refund_penalty"].text == ""


def test_the_merchants_choice_replaces_our_suggestions(pack):
    case = story("fine_dispute")
    case.demands = [Demand(record="manual_review"), Demand(text="请更正店铺首页的处罚标识", amount=Decimal("5"))]
    lines = texts_of(composed(case, pack, "pdd_ticket"), "demands")
    assert lines[0].startswith("由人工对本案重新判定")
    assert lines[1] == "请更正店铺首页的处罚标识（5.00元）。"
    assert lines[2].startswith("希望在收到本件后十个工作日内书面答复")
    assert len(lines) == 3


def test_our_text_taken_over_for_one_channel_reads_right_in_another(pack):
    case = story("fine_dispute")
    taken = choices(case, pack)["refund_penalty"]
    case.demands = [Demand(record="refund_penalty", text=taken.text, amount=taken.amount)]
    assert texts_of(composed(case, pack, "lawyer_litigation"), "demands")[0].startswith("判令被告向原告返还")


def test_a_demand_in_the_merchants_own_words_stays_so(pack):
    case = story("fine_dispute")
    case.demands = [Demand(record="refund_penalty", text="把钱退到保证金账户", amount=Decimal("12000"))]
    assert texts_of(composed(case, pack, "pdd_ticket"), "demands")[0] == "把钱退到保证金账户。"


def test_own_words_for_the_platform_are_not_put_to_the_police(pack):
    case = story("aftersales_dispute")
    case.channel = "pdd_manual_review"
    case.demands = [Demand(record="reverse_liability", text="撤销退款判定，返还货款", amount=Decimal("268"))]
    assert texts_of(composed(case, pack, "pdd_aftersale_appeal"), "demands")[0] == "撤销退款判定，返还货款。"
    assert texts_of(composed(case, pack, "police"), "demands")[0].startswith("依法查明事实，追回报案人")
    assert texts_of(composed(case, pack, "lawyer_litigation"), "demands")[0].startswith("判令被告")


def test_a_call_asks_for_an_answer_and_speaks_of_no_letter(pack):
    lines = texts_of(composed(least(Scenario.SYSTEM_BUG), pack, "pdd_hotline"), "demands")
    assert not any("收到本件" in line for line in lines)
    assert "书面答复" in lines[-1]


def test_the_wish_for_an_answer_is_said_to_be_a_wish(pack):
    lines = texts_of(composed(least(Scenario.SETTLEMENT), pack, "pdd_ticket"), "demands")
    assert "不是法定期限" in lines[-1]
