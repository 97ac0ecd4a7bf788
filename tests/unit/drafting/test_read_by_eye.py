"""What reading every rendering by eye found wrong once: each stays mended."""

from pathlib import Path

import pytest

from tests.unit.drafting.helpers import composed, fullest, said, texts_of
from tests.unit.drafting.stories import STORIES, TODAY, exhibit, story
from wizard.case import Attempt, Case, Demand, Identifier, Loss, Scenario, Shop
from wizard.document import Items
from wizard.drafting import channel_texts
from wizard.facts import calculations

SCENARIOS = [scenario for scenario in Scenario if scenario is not Scenario.OUT_OF_SCOPE]
COURT = "lawyer_litigation"
SAMPLES = Path(__file__).resolve().parents[3] / "assets" / "samples"


def field(case, pack, channel, label):
    form = channel_texts(composed(case, pack, channel), case, pack.channels[channel])
    return next(one.text for text in form for one in text.fields if one.label == label)


def penalty(amount, loss, **answers):
    given = {"penalty_kind": "fake_shipment", "penalty_amount": amount, "penalty_actual_loss": loss, **answers}
    return Case(scenario=Scenario.FINE_DISPUTE, shop=Shop(name="店"), answers=given, narrative="被罚了。")


def rule(published, effective, **answers):
    given = {"rule_name": "某规则", "rule_published_on": published, "rule_effective_on": effective, **answers}
    return Case(scenario=Scenario.UNFAIR_RULES, shop=Shop(name="店"), answers=given, narrative="规则改了。")


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_an_introduction_is_not_the_first_reason(pack, scenario):
    text = field(fullest(scenario, pack), pack, COURT, "起诉状")
    assert "理由：1." in text
    assert "1.理由如下" not in text
    assert "理由如下：" in said(composed(fullest(scenario, pack), pack, COURT))


@pytest.mark.parametrize("scenario", STORIES)
def test_who_hands_the_list_in_is_no_exhibit_and_pasted_text_points_at_no_page(pack, scenario):
    text = field(story(scenario), pack, COURT, "起诉状")
    assert ".提交人：" not in text
    assert "页码" not in text
    assert "\n提交人：" in text


def test_a_loss_reads_as_a_sum_and_not_as_a_column(pack):
    text = field(story("settlement"), pack, "pdd_ticket", "问题描述")
    assert "金额（元）" not in text
    assert any(line.startswith("合计：") and line.endswith("元") for line in text.split("\n"))


@pytest.mark.parametrize("scenario", STORIES)
@pytest.mark.parametrize("channel", ["pdd_ticket", "pdd_email"])
def test_a_title_line_is_whole(pack, scenario, channel):
    label = {"pdd_ticket": "问题标题", "pdd_email": "邮件标题"}[channel]
    title = field(story(scenario), pack, channel, label)
    assert len(title) <= 60
    assert "：" in title
    for opening, closing in ("（）", "“”", "《》"):
        assert title.count(opening) == title.count(closing), title
    assert title[-1] not in "，、：；的于对"


def test_a_title_that_is_too_long_drops_what_stands_in_brackets(pack):
    case = story("aftersales_dispute")
    case.identifiers = [Identifier(kind="order", value=f"26110{n}-12345678901234{n}") for n in range(5)]
    title = field(case, pack, "pdd_ticket", "问题标题")
    assert len(title) <= 60
    assert "订单号" not in title
    assert "异议" in title


def test_silence_after_an_answer_does_not_contradict_the_answer(pack):
    case = story("system_bug")
    case.attempts = [Attempt(on="2026-11-05", receipt="G1", reply="已记录，请等待", outcome="no_reply")]
    line = texts_of(composed(case, pack, "pdd_ticket"), "attempts")[0]
    assert "答复：已记录，请等待。" in line
    assert line.endswith("结果：此后没有进一步答复。")


def test_a_letter_does_not_say_today(pack):
    case = story("settlement")
    case.answers["settlement_due_on"] = "2026-10-08"
    found = calculations(case, pack, TODAY)
    lines = texts_of(composed(case, pack, "pdd_email", calculations=found), "calculation")
    assert any(line.startswith("逾期结算的天数：截至2026年") for line in lines)
    assert not any("今天" in line for line in lines)


def test_no_loss_is_not_told_as_a_loss_of_nothing(pack):
    for channel in ("pdd_ticket", "samr_report", COURT):
        text = said(composed(penalty("1286.40", "0"), pack, channel))
        assert "损失0.00元" not in text
        assert "损失为0.00元" not in text
        assert "没有看到" in text
        assert "超过可证明损失的百分之三十" not in text


@pytest.mark.parametrize(("amount", "cited"), [("130", False), ("130.01", True), ("91.13", False), ("91.14", True)])
def test_exactly_thirty_percent_more_is_not_more(pack, amount, cited):
    loss = "100" if amount.startswith("13") else "70.10"
    text = said(composed(penalty(amount, loss), pack, COURT))
    assert ("第六十五条" in text) is cited
    assert ("明显超出合理水平" in text) is cited


def test_a_rule_in_force_before_it_was_published_is_said_so(pack):
    text = said(composed(rule("2026-11-10", "2026-11-08"), pack, "pdd_ticket"))
    assert "公示之前就已经施行" in text
    assert "第三十四条" in text
    assert "-2" not in text


def test_a_rule_in_force_on_the_day_of_publication_is_said_so(pack):
    text = said(composed(rule("2026-11-10", "2026-11-10"), pack, "pdd_ticket"))
    assert "公示当日即施行" in text
    assert "0天" not in text
    assert "从公示到施行不足七日" in text


def test_a_fault_of_one_day_has_one_date(pack):
    case = story("system_bug")
    case.answers |= {"bug_started_on": "2026-11-05", "bug_ended_on": "2026-11-05"}
    text = said(composed(case, pack, "pdd_ticket"))
    assert "故障发生在2026年11月5日，当日恢复" in text
    assert "2026年11月5日起" not in text


def test_a_repaired_fault_is_not_called_unrepaired(pack):
    case = story("system_bug")
    case.answers |= {"bug_started_on": "2026-11-05", "bug_ended_on": "2026-11-06", "ongoing": True}
    text = said(composed(case, pack, "pdd_ticket"))
    assert "尚未恢复" not in text
    assert "损失仍在增加" in text


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_limited_funds_are_told_once(pack, scenario):
    case = fullest(scenario, pack)
    case.answers["funds_frozen"] = True
    facts = "".join(texts_of(composed(case, pack, "pdd_ticket"), "facts"))
    assert facts.count("资金") <= 1
    assert "影响正常进货" not in facts


def test_a_court_is_asked_for_what_the_demands_say(pack):
    for scenario in ("aftersales_dispute", "report_other_merchant"):
        case = fullest(Scenario(scenario), pack)
        claim = composed(case, pack, COURT).subject
        assert "核查并处理" not in claim
        assert "改判责任" not in claim
    only_costs = fullest(Scenario.UNFAIR_RULES, pack)
    only_costs.demands = [Demand(record="provide_old_version")]
    assert "请求诉讼费用" not in composed(only_costs, pack, COURT).subject


def test_a_complaint_to_court_holds_no_note_to_its_author(pack):
    for scenario in SCENARIOS:
        assert "立案前" not in said(composed(fullest(scenario, pack), pack, COURT))


def test_demands_about_another_merchant_go_to_the_platform(pack):
    case = fullest(Scenario.REPORT_OTHER_MERCHANT, pack)
    assert "希望拼多多平台依照规则" in said(composed(case, pack, "media"))
    assert "向拼多多平台和有关部门反映" in said(composed(case, pack, "industry_assoc"))


def test_a_public_post_names_the_ticket_and_hides_the_rest(pack):
    case = story("aftersales_dispute")
    case.identifiers = [
        Identifier(kind="ticket", value="20261103558812345"),
        Identifier(kind="order", value="261101-577215664901532"),
    ]
    text = field(case, pack, "pdd_social", "留言")
    assert "工单号20261103558812345" in text
    assert "577215664901532" not in text


def test_a_phone_number_given_as_ticket_is_hidden_in_public(pack):
    case = story("aftersales_dispute")
    case.identifiers = [Identifier(kind="ticket", value="13812345678")]
    for channel in ("pdd_social", "media"):
        assert "13812345678" not in said(composed(case, pack, channel))


def test_a_name_taken_out_leaves_no_gap(pack):
    case = story("support_misconduct")
    case.attempts = [Attempt(channel="pdd_hotline", on="2026-10-26", agent="工号 8021", reply="会答复")]
    case.exhibits = [exhibit(1, "与工号 8021 的通话录音", "call_recording", "手机", "承诺", [])]
    text = said(composed(case, pack, "media"))
    assert "与客服的通话录音" in text


def test_an_association_is_not_told_that_we_will_mediate(pack):
    text = said(composed(fullest(Scenario.SETTLEMENT, pack), pack, "industry_assoc"))
    assert "愿意通过调解" not in text
    assert "请协会组织沟通协调" in text


def test_a_judgement_of_the_platform_is_an_opinion_and_not_a_fact(pack):
    text = said(composed(fullest(Scenario.AFTERSALES_DISPUTE, pack), pack, COURT))
    assert "原告认为被告没有按约定公平处理本单售后争议" in text


NEEDED = {
    "pdd_email": ("summary", "identifiers", "attempts", "demands"),
    "samr_report": ("summary", "identifiers", "attempts", "demands"),
    "samr_aml": ("summary", "grounds", "demands"),
    "mediation": ("summary", "grounds", "demands"),
    "police": ("summary", "demands"),
    COURT: ("summary", "grounds", "demands"),
    "industry_assoc": ("summary", "grounds", "demands"),
}


@pytest.mark.parametrize("channel", NEEDED)
def test_a_form_holds_the_claim_and_the_demands(pack, channel):
    case = fullest(Scenario.FINE_DISPUTE, pack)
    document = composed(case, pack, channel)
    form = channel_texts(document, case, pack.channels[channel])
    pasted = "".join(one.text for text in form for one in text.fields)
    for part in NEEDED[channel]:
        for text in texts_of(document, part):
            first = text.split("。")[0]
            assert first in pasted, (part, first)


def test_the_samples_ask_for_what_their_scenario_can_ask_for(pack):
    for path in sorted(SAMPLES.glob("*/case.json")):
        case = Case.model_validate_json(path.read_text("utf-8"))
        for demand in case.demands:
            record = pack.demands[demand.record]
            assert not record.scenarios or str(case.scenario) in record.scenarios, (path.parent.name, record.id)


def test_lists_keep_their_order_numbers(pack):
    document = composed(story("fine_dispute"), pack, "pdd_ticket")
    ordered = [block for block in document.blocks if isinstance(block, Items) and block.part == "demands"]
    assert ordered
    assert ordered[0].ordered


def test_what_is_not_known_is_not_told(pack):
    case = Case(scenario=Scenario.UNFAIR_RULES, narrative="规则说改就改。")
    for channel in ("pdd_ticket", "samr_report", COURT):
        text = said(composed(case, pack, channel)) + composed(case, pack, channel).headline
        assert "公示当日" not in text
        assert "公示之前" not in text


def test_the_reporter_is_not_the_one_reported(pack):
    text = field(fullest(Scenario.FINE_DISPUTE, pack), pack, "samr_report", "举报人信息")
    assert "阿明" in text
    assert "被举报人" not in text


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_own_demands_do_not_cost_the_claim(pack, scenario):
    ours = fullest(scenario, pack)
    theirs = fullest(scenario, pack)
    theirs.demands = [Demand(text="把钱还给我！！", amount="3000")]
    before, after = (composed(one, pack, "pdd_ticket").subject for one in (ours, theirs))
    assert after.split("请求")[0] == before.split("请求")[0]
    assert after.endswith("请求按所列诉求处理。")
    assert "把钱还给我（3,000.00元）。" in texts_of(composed(theirs, pack, "pdd_ticket"), "demands")


def test_nothing_is_said_to_be_attached_when_nothing_is(pack):
    for scenario in SCENARIOS:
        case = fullest(scenario, pack)
        case.exhibits = []
        for channel in ("pdd_ticket", "samr_report", "samr_aml", COURT):
            text = said(composed(case, pack, channel))
            assert "见随附材料" not in text, (scenario, channel)
            assert "附证据" not in text, (scenario, channel)
            assert "附事实和证据" not in text, (scenario, channel)


def test_quotation_marks_are_not_doubled(pack):
    case = fullest(Scenario.MISLEADING_PROMOTION, pack)
    case.answers["promo_name"] = "“百亿补贴”"
    text = said(composed(case, pack, "pdd_ticket"))
    assert "“百亿补贴”" in text
    assert "““" not in text


def test_none_of_something_is_not_counted(pack):
    case = story("system_bug")
    case.answers["bug_orders"] = "0"
    assert "0单" not in said(composed(case, pack, "pdd_ticket"))


def test_amounts_that_speak_against_the_claim_are_not_printed(pack):
    case = fullest(Scenario.SETTLEMENT, pack)
    case.answers |= {"settlement_expected": "12000", "settlement_paid": "15000"}
    assert "15,000" not in said(composed(case, pack, "pdd_ticket"))


def test_a_difference_that_is_not_known_is_not_reported(pack):
    case = Case(scenario=Scenario.SETTLEMENT, narrative="货款少了。")
    claim = composed(case, pack, "samr_report").subject
    assert "差额" not in claim
    assert "存在结算争议" in claim


@pytest.mark.parametrize("delivered", ["100", "120"])
def test_a_promise_that_was_kept_is_not_called_broken_by_its_numbers(pack, delivered):
    case = fullest(Scenario.MISLEADING_PROMOTION, pack)
    case.answers |= {"promo_promised_value": "100", "promo_delivered_value": delivered, "promo_unit": "次"}
    text = said(composed(case, pack, "pdd_ticket"))
    assert "承诺100次" not in text


def test_a_loss_table_without_amounts_has_no_total(pack):
    case = story("settlement")
    case.losses = [Loss(what="", amount="50.5"), Loss(what="停工")]
    text = field(case, pack, "pdd_ticket", "问题描述")
    assert "\n其他损失：50.50元" in text
    case.losses = [Loss(what="停工")]
    assert "合计" not in field(case, pack, "pdd_ticket", "问题描述")


@pytest.mark.parametrize(
    ("told", "left"),
    [
        ("收货人张三 13912345678", "收货人张** 139****5678"),
        ("买家李小明13912345678申请仅退款", "买家李**139****5678申请仅退款"),
        ("买家申请仅退款", "买家申请仅退款"),
        ("家住幸福路8号2单元301，拒收", "家住（地址已遮挡），拒收"),
        ("记住11月3号要回复", "记住11月3号要回复"),
    ],
)
@pytest.mark.parametrize("channel", ["pdd_aftersale_appeal", "pdd_social", "media"])
def test_other_peoples_names_and_addresses_are_hidden(pack, told, left, channel):
    case = Case(scenario=Scenario.AFTERSALES_DISPUTE, narrative=told, wording={"narrative": told})
    text = said(composed(case, pack, channel))
    assert channel == "pdd_social" or left in text


def test_damages_are_claimed_from_a_court_only_with_a_loss(pack):
    case = fullest(Scenario.REPORT_OTHER_MERCHANT, pack)
    assert "第二十二条" in said(composed(case, pack, COURT))
    case.losses = []
    assert "因上述行为受到损失" not in said(composed(case, pack, COURT))
