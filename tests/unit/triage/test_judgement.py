"""`judge`: what a merchant would notice."""

import math
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.knowledge.load import load
from wizard.knowledge.records.scenarios import OUTCOMES
from wizard.triage import judge, judgement

PACK = load()

PLAIN = [
    ("平台判我虚假发货，罚了三千块，申诉被驳回", "fine_dispute"),
    ("货款一个月没到账，提现也失败", "settlement"),
    ("买家申请仅退款，货没退回来，平台判给他", "aftersales_dispute"),
    ("规则昨天公布今天就生效，不同意不能用", "unfair_rules"),
    ("商家后台打不开，一直报错发不了货", "system_bug"),
    ("客服态度恶劣，工单没解决就关了", "support_misconduct"),
    ("推广费花了五千，招商承诺的流量没有", "misleading_promotion"),
    ("逼我关掉淘宝店，不关就没流量", "anticompetitive"),
    ("同行盗用我的主图还刷单", "report_other_merchant"),
]
OUTSIDE = [
    ("我在网上买的鞋坏了，商家不给退，我是买家", "consumer"),
    ("我在淘宝开店，淘宝罚我两千", "other_platform"),
    ("老板拖欠我三个月工资", "employment"),
    ("请问怎么开店，需要什么资料？", "how_to"),
    ("快递把我的包裹弄丢了，网点不赔", "logistics"),
    ("有人冒充客服骗我转账，钱没了", "scam"),
]


@pytest.mark.parametrize(("text", "scenario"), PLAIN)
def test_plain_stories_are_understood_with_reasons_in_their_own_words(text, scenario):
    said = judge(text, {}, PACK)
    assert said.scenario == scenario == said.ranking[0][0]
    assert said.way_out is None
    assert said.reasons
    for reason in said.reasons:
        assert reason.phrase == text[reason.start : reason.end]
        assert reason.phrase in reason.text
        assert PACK.scenarios[scenario].name in said.reasons[0].text


@pytest.mark.parametrize(("text", "way_out"), OUTSIDE)
def test_other_matters_are_shown_another_way(text, way_out):
    said = judge(text, {}, PACK)
    assert (said.scenario, said.way_out) == ("out_of_scope", way_out)
    assert PACK.ways_out[way_out].places


@pytest.mark.parametrize("way", PACK.ways_out.values(), ids=lambda way: way.id)
def test_every_other_matter_names_places_with_a_source_or_a_way_to_check(way):
    assert way.sources
    assert way.places
    for place in way.places:
        assert place.basis or place.how_to_check or place.confidence == "verified", place.name


def test_traditional_and_simplified_are_judged_alike():
    assert judge("無緣無故罰我三千，申訴被駁回", {}, PACK).scenario == "fine_dispute"


@pytest.mark.parametrize(
    ("text", "scenario"),
    [
        ("huokuan mei daozhang, tixian yizhi shibai", "settlement"),
        ("pingtai fa wo san qian, shuo wo xujia fahuo", "fine_dispute"),
        ("maijia jin tuikuan, huo ye bu huan", "aftersales_dispute"),
    ],
)
def test_a_story_in_letters_without_characters_is_understood_and_quoted(text, scenario):
    said = judge(text, {}, PACK)
    assert said.scenario == scenario
    assert all(reason.phrase in text for reason in said.reasons)
    assert said.reasons


@pytest.mark.parametrize(
    ("text", "scenario"),
    [
        ("货款拖了一个月没到账，工人的工资都发不出来，房东也在催", "settlement"),
        ("快递网点把件弄丢了，平台当成我虚假发货，罚了三倍", "fine_dispute"),
    ],
)
def test_a_merchant_who_mentions_wages_or_couriers_is_not_turned_away(text, scenario):
    assert judge(text, {}, PACK).scenario == scenario


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_nothing_said_means_nothing_known_and_a_question(text):
    said = judge(text, {}, PACK)
    assert said.scenario is None
    assert len({share for _, share in said.ranking}) == 1
    assert said.question is not None
    assert said.reasons == said.secondary == []


def test_a_story_of_two_matters_names_the_second_and_a_plain_one_does_not():
    story = (
        "后台系统升级之后打不开，页面一直报错转圈，三天发不了货，请尽快修好。"
        "因为这个故障平台又判我延迟发货，罚了五百块，申诉也被驳回，处罚请撤销。"
    )
    said = judge(story, {}, PACK)
    assert {said.scenario, *said.secondary} == {"system_bug", "fine_dispute"}
    assert (
        judge("货款一个月没到账，提现也失败，账单里少了三千块，找不到明细，请把差的钱补给我。", {}, PACK).secondary
        == []
    )


def test_a_reason_quotes_whole_clauses_not_slips():
    said = judge("昨天下午，他们把我的保证金扣了两千，说我虚假发货，可是快递都揽收了。", {}, PACK)
    assert {reason.phrase for reason in said.reasons} <= {
        "昨天下午",
        "他们把我的保证金扣了两千",
        "说我虚假发货",
        "可是快递都揽收了",
    }


def test_the_number_of_the_next_item_of_a_list_is_not_quoted():
    said = judge("1. 10月3日发货 2. 10月4日揽收 3. 10月12日通知虚假发货 4. 扣款600元，请撤销", {}, PACK)
    assert said.scenario == "fine_dispute"
    assert not any(reason.phrase.endswith((" 2", " 3", " 4")) for reason in said.reasons)


def test_answers_alone_are_enough():
    said = judge("", {"wanted": "revoke", "notice": "yes"}, PACK)
    assert said.scenario == "fine_dispute"
    assert any("处罚" in reason.text for reason in said.reasons)


def test_an_answer_can_outweigh_the_words():
    text = "钱被扣了"
    assert judge(text, {"money_name": "ad", "wanted": "promo_back"}, PACK).scenario == "misleading_promotion"


def test_the_buyer_who_says_so_is_shown_the_buyers_way():
    said = judge("钱退不回来", {"who": "buyer", "wanted": "none"}, PACK)
    assert (said.scenario, said.way_out) == ("out_of_scope", "consumer")


def test_answers_the_pack_does_not_know_change_nothing():
    assert judge("平台罚款", {"gone": "yes", "wanted": "gone"}, PACK) == judge("平台罚款", {}, PACK)


@settings(max_examples=40)
@given(st.text(max_size=200), st.dictionaries(st.sampled_from(sorted(PACK.triage_questions)), st.just("none")))
def test_any_text_gets_a_sound_judgement(text, answers):
    said = judge(text, answers, PACK)
    assert sorted(name for name, _ in said.ranking) == sorted(OUTCOMES)
    assert math.fsum(share for _, share in said.ranking) == pytest.approx(1)
    assert [share for _, share in said.ranking] == sorted((share for _, share in said.ranking), reverse=True)
    assert (said.way_out is not None) == (said.scenario == "out_of_scope")
    assert said.scenario not in said.secondary


def test_a_hundred_thousand_characters_still_answer_and_say_what_was_read():
    start = time.process_time()
    said = judge("平台罚款不服，" * 15_000, {}, PACK)
    assert said.truncated
    assert said.scenario == "fine_dispute"
    assert time.process_time() - start < 2


def test_without_the_embedding_the_words_still_judge(monkeypatch):
    monkeypatch.setattr(judgement, "meaning_of", lambda text: None)
    right = [judge(text, {}, PACK).scenario == scenario for text, scenario in PLAIN]
    assert sum(right) >= len(PLAIN) - 1


@pytest.mark.parametrize("text", ["\0", "\ud800", "罚款\0不服\udfff", "\u200b\u200b", "😀" * 50])
def test_strange_characters_are_no_trouble(text):
    assert judge(text, {}, PACK).ranking
