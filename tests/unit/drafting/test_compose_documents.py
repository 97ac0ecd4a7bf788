import datetime as dt
import re
from dataclasses import dataclass

import pytest

from tests.unit.drafting.helpers import composed, fullest, headings, said, texts_of
from tests.unit.drafting.stories import SCENARIOS, STORIES, TODAY, exhibit, least, story
from wizard.case import CHINA, Attempt, Event, Receipt, Reply, Respondent, Scenario, Signature
from wizard.document import Items, SignaturePlace, Table
from wizard.drafting import tone_findings
from wizard.knowledge.load import load

CHANNELS = list(load("pinduoduo").channels)
HALF_EMPTY = re.compile(r"None|null|\{[a-z_]+\}|\[\[|\]\]|（）|“”|《》|：。|，。|。。|、。|；。|，，|：，|（，|nan")


def assert_well_formed(document):
    text = said(document)
    found = HALF_EMPTY.search(text)
    assert found is None, f"{document.kind}: …{text[max(0, found.start() - 30) : found.end() + 30]}…"
    assert document.title
    assert document.subject.endswith("。")
    assert document.blocks


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("scenario", [*SCENARIOS, Scenario.OUT_OF_SCOPE, None])
def test_every_document_renders_with_the_least_data(pack, scenario, channel):
    document = composed(least(scenario), pack, channel)
    assert_well_formed(document)
    assert texts_of(document, "demands"), "even an empty case asks for something"


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_document_renders_with_every_answer(pack, scenario):
    for choice in range(4):
        case = fullest(scenario, pack, choice)
        for channel in CHANNELS:
            assert_well_formed(composed(case, pack, channel))


@pytest.mark.parametrize("scenario", STORIES)
def test_our_own_words_pass_our_own_tone_rules(pack, scenario):
    for channel in CHANNELS:
        document = composed(story(scenario), pack, channel)
        quoted = texts_of(document, "basis", "truth")
        for text in [text for text in texts_of(document) if text not in quoted]:
            found = [one for one in tone_findings(text, pack) if one.group != "punctuation"]
            assert not found, f"{channel}: {found} in {text}"


@pytest.mark.parametrize("scenario", STORIES)
def test_the_claim_names_what_is_asked_and_stands_at_the_head(pack, scenario):
    document = composed(story(scenario), pack, "pdd_ticket")
    assert "请求" in document.subject
    assert texts_of(document, "summary") == [document.subject]


def test_every_channel_has_its_own_title(pack):
    case = story("fine_dispute")
    titles = {channel: composed(case, pack, channel).title for channel in CHANNELS}
    expected = {
        "pdd_violation_appeal": "申诉书",
        "pdd_manual_review": "人工复核申请书",
        "samr_report": "举报书",
        "samr_aml": "反垄断书面举报",
        "mediation": "调解申请书",
        "lawyer_litigation": "民事起诉状",
        "police": "报案材料",
        "pdd_hotline": "通话提纲",
    }
    assert {channel: titles[channel] for channel in expected} == expected


def test_events_are_numbered_facts_with_their_exhibits(pack):
    document = composed(story("fine_dispute"), pack, "pdd_violation_appeal")
    first, second, third = texts_of(document, "timeline")
    assert first == (
        "2026年11月3日，商家后台-违规列表，平台：通知延迟发货，扣款 12,000 元。结果：账户当日被扣。（证据1）"
    )
    assert second.endswith("（证据2）")
    assert third.endswith("结果：未说明缺哪一份。")
    linked = [
        run.exhibit for block in document.blocks if isinstance(block, Items) for item in block.items for run in item
    ]
    assert {1, 2} <= set(linked)


def test_events_stand_in_the_order_of_their_days(pack):
    case = story("fine_dispute")
    case.timeline.append(Event(on=dt.date(2026, 11, 1), what="发货", who="本店"))
    case.timeline.append(Event(what="没有日期的事"))
    lines = texts_of(composed(case, pack, "pdd_ticket"), "timeline")
    assert lines[0].startswith("2026年11月1日")
    assert lines[-1] == "没有日期的事。"


def test_the_account_is_printed_only_when_the_timeline_does_not_tell_the_story(pack):
    case = story("fine_dispute")
    case.narrative = "我店被扣了钱。"
    assert texts_of(composed(case, pack, "pdd_ticket"), "narrative") == []
    case.timeline = []
    assert texts_of(composed(case, pack, "pdd_ticket"), "narrative") == ["我店被扣了钱。"]


def test_a_regulator_is_asked_to_act_and_never_to_pay(pack):
    for scenario in STORIES:
        document = composed(story(scenario), pack, "samr_report")
        demands = " ".join(texts_of(document, "demands"))
        assert "依法核查" in demands
        assert not re.search("退还|返还|赔偿|补付", demands)


@pytest.mark.parametrize("scenario", [name for name in STORIES if name != "system_bug"])
def test_a_report_says_suspected_and_not_that_it_is_so(pack, scenario):
    document = composed(story(scenario), pack, "samr_report")
    assert "涉嫌" in document.subject
    ours = texts_of(document, "summary", "facts", "grounds")
    assert not any("违法" in text for text in ours)


def test_a_report_against_a_merchant_goes_to_where_the_merchant_does_business(pack):
    assert "实际经营地" in composed(story("report_other_merchant"), pack, "samr_report").addressee
    assert "住所地" in composed(story("fine_dispute"), pack, "samr_report").addressee


def test_the_written_antitrust_report_has_the_customary_contents(pack):
    document = composed(story("anticompetitive"), pack, "samr_aml")
    text = " ".join(headings(document))
    for needed in ("相关市场和支配地位", "事实", "是否向其他机关举报", "证据目录"):
        assert needed in text
    assert "没有向其他行政机关举报" in said(document)
    assert "AP-DOM" not in said(document)


def test_nothing_is_said_about_other_reports_until_the_merchant_answered(pack):
    case = story("anticompetitive")
    del case.answers["already_reported"]
    assert texts_of(composed(case, pack, "samr_aml"), "elsewhere") == []


def test_the_complaint_to_the_court_has_parties_claims_reasons_and_the_courts_evidence_list(pack):
    document = composed(story("settlement"), pack, "lawyer_litigation")
    assert headings(document)[:2] == ["一、诉讼请求", "二、事实与理由"]
    assert texts_of(document, "demands")[0] == "判令被告向原告支付结算差额7,379.50元。"
    table = next(block for block in document.blocks if isinstance(block, Table) and block.part == "evidence")
    assert table.header == ("编号和名称", "来源", "证明对象和内容", "页码")
    jurisdiction = " ".join(texts_of(document, "jurisdiction"))
    assert "第二十四条" in jurisdiction
    assert "第三十五条" in jurisdiction


def test_a_shortfall_is_not_claimed_twice(pack):
    document = composed(story("settlement"), pack, "pdd_ticket")
    assert sum("7,379.50" in text for text in texts_of(document, "demands")) == 1


def test_the_name_on_the_licence_is_to_be_checked(pack):
    document = composed(story("fine_dispute"), pack, "samr_report")
    assert "上海寻梦信息技术有限公司" in said(document)
    assert any("营业执照公示为准" in text for text in texts_of(document, "respondent"))


def test_a_section_in_the_merchants_own_words_takes_the_place_of_ours(pack):
    case = story("fine_dispute")
    case.wording = {"grounds": "第一点。\n第二点。"}
    assert texts_of(composed(case, pack, "pdd_ticket"), "grounds") == ["第一点。", "第二点。"]


def test_facts_that_others_rely_on_cannot_be_rewritten(pack):
    case = story("fine_dispute")
    before = composed(case, pack, "pdd_ticket")
    case.wording = dict.fromkeys(("parties", "respondent", "identifiers", "evidence", "truth", "basis"), "改写")
    assert composed(case, pack, "pdd_ticket") == before


def test_submissions_and_answers_stand_in_the_next_letter(pack):
    case = story("fine_dispute")
    case.receipts = [Receipt(id="r1", channel="pdd_manual_review", submitted_on=dt.date(2026, 11, 10), number="FH1")]
    case.replies = [Reply(receipt="r1", on=dt.date(2026, 11, 15), kind="rejected", text="维持原判定")]
    lines = texts_of(composed(case, pack, "samr_report"), "attempts")
    assert lines[-1] == (
        f"2026年11月10日，向{pack.channels['pdd_manual_review'].name}提交书面材料（编号：FH1）。"
        "2026年11月15日答复（未获支持）：维持原判定。"
    )


def test_missing_evidence_is_said_with_the_reason_once_the_merchant_gave_one(pack):
    case = least(Scenario.FINE_DISPUTE)
    assert texts_of(composed(case, pack, "pdd_ticket"), "missing") == []
    case.missing_evidence_reason = "平台已撤下页面"
    assert texts_of(composed(case, pack, "pdd_ticket"), "missing") == ["关于证据的说明：平台已撤下页面。"]


@dataclass(frozen=True)
class Sum:
    id: str
    label: str
    arithmetic: str
    supports: str


def test_only_calculations_that_speak_for_the_merchant_are_in_the_letter(pack):
    given = [
        Sum("settlement_shortfall", "少结算的金额", "应结算 5.00 元 − 您收到的 3.00 元 = 2.00 元", "yes"),
        Sum("settlement_overdue_days", "逾期结算的天数", "今天 − 应结算日 = -1 天", "no"),
        Sum("limitation_days_left", "离诉讼时效届满还有几天", "900 天", "yes"),
    ]
    lines = texts_of(composed(story("settlement"), pack, "pdd_ticket", calculations=given), "calculation")
    assert lines == ["少结算的金额：应结算 5.00元 − 本店收到的 3.00元 = 2.00元。"]


def test_a_mixed_story_tells_both_sides(pack):
    case = story("fine_dispute")
    case.secondary = [Scenario.SUPPORT_MISCONDUCT]
    case.answers |= {"support_conduct": ["refused_human"], "support_agent": "小多 7"}
    document = composed(case, pack, "pdd_ticket")
    assert any("没有得到人工处理" in text for text in texts_of(document, "grounds"))
    assert any("小多 7" in text for text in texts_of(document, "facts"))
    assert "延迟发货" in document.subject


def test_the_loss_table_adds_up(pack):
    table = next(
        block
        for block in composed(story("fine_dispute"), pack, "pdd_ticket").blocks
        if isinstance(block, Table) and block.part == "loss"
    )
    assert [cell[0].text for cell in table.rows[-1]] == ["合计", "", "", "12,000.00"]


def test_a_public_text_hides_people_and_numbers(pack):
    case = story("aftersales_dispute")
    case.timeline[1].what = "买家电话 13912345678，地址幸福路 12 号 3 栋，订单 261101-123456789012345"
    document = composed(case, pack, "media")
    text = said(document)
    for secret in ("13912345678", "261101-123456789012345", "13800001234", "陈明", "3 栋", "aming@example.com"):
        assert secret not in text
    assert "139****5678" in text


def test_a_letter_hides_other_peoples_phones_and_keeps_our_own(pack):
    case = story("aftersales_dispute")
    case.timeline[1].what = "买家留的电话是 13912345678"
    text = said(composed(case, pack, "pdd_ticket"))
    assert "13912345678" not in text
    assert "13800001234" in text
    assert "261101-123456789012345" in text


def test_only_signed_documents_have_a_place_to_sign(pack):
    case = story("fine_dispute")
    places = {
        channel: any(isinstance(block, SignaturePlace) for block in composed(case, pack, channel).blocks)
        for channel in ("pdd_ticket", "samr_report", "pdd_hotline", "pdd_social")
    }
    assert places == {"pdd_ticket": True, "samr_report": True, "pdd_hotline": False, "pdd_social": False}


def test_the_date_is_the_day_of_signing_once_signed(pack):
    case = story("fine_dispute")
    assert texts_of(composed(case, pack, "pdd_ticket"), "date") == ["2026年11月22日"]
    case.signature = Signature(signer="陈明", signed_at=dt.datetime(2026, 11, 20, 9, 0, tzinfo=CHINA))
    assert texts_of(composed(case, pack, "pdd_ticket"), "date") == ["2026年11月20日"]


def test_dropping_an_article_for_one_document_leaves_the_case_alone(pack):
    case = story("fine_dispute")
    document = composed(case, pack, "pdd_ticket", basis_overrides={"PR-29": False})
    assert not any("第二十九条" in text for text in texts_of(document, "basis"))
    assert case.cited == {}


def test_the_merchants_braces_stay_braces(pack):
    case = story("fine_dispute")
    case.timeline[0].what = "页面显示 {self} 和 [[x]]"
    assert "{self} 和 [[x]]" in said(composed(case, pack, "pdd_ticket"))


def test_another_merchant_is_named_by_shop(pack):
    case = story("report_other_merchant")
    case.respondent = Respondent(kind="merchant", shop_name="果满园旗舰店")
    case.exhibits = [exhibit(1, "对比", "comparison", "页面", "一致")]
    text = said(composed(case, pack, "pdd_report_merchant"))
    assert "“果满园旗舰店”" in text
    assert "上海寻梦" not in text


def test_composing_is_quick(pack):
    case = story("fine_dispute")
    composed(case, pack, "pdd_ticket")
    start = dt.datetime.now(CHINA)
    for _ in range(5):
        composed(case, pack, "samr_report")
    assert (dt.datetime.now(CHINA) - start) < dt.timedelta(seconds=1.5)
    assert TODAY.year == 2026


def test_staff_names_leave_no_trace_in_public_words(pack):
    case = story("support_misconduct")
    case.answers["support_agent"] = "小雅"
    case.attempts = [Attempt(channel="pdd_ticket", receipt="GD-1", agent="小雅", outcome="rejected")]
    case.timeline[0].who = "平台客服小雅"
    text = said(composed(case, pack, "media"))
    assert "小雅" not in text
    assert "客服客服" not in text
    assert "客服：客服" not in text


def test_a_letter_to_an_office_calls_nothing_new_that_it_never_saw(pack):
    case = story("unfair_rules")
    case.answers |= {"new_facts": True, "already_reported": False}
    case.attempts = [Attempt(channel="pdd_ticket", outcome="rejected")]
    assert "本次补充了" in said(composed(case, pack, "pdd_manual_review"))
    assert "本次补充了" not in said(composed(case, pack, "samr_report"))
    assert "本次补充了" not in said(composed(case, pack, "lawyer_litigation"))
    case.answers["already_reported"] = True
    assert "本次补充了" in said(composed(case, pack, "samr_report"))
