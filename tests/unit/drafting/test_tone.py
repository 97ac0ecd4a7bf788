import re
from pathlib import Path

import pytest

from wizard.drafting import tone_findings

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "tone"


def lines_of(name: str) -> list[str]:
    return (FIXTURES / name).read_text("utf-8").split("\n")[:-1]


TO_POINT_AT = [
    ("你们这个垃圾平台天天乱罚款", "垃圾平台", "insult"),
    ("简直是强盗", "强盗", "insult"),
    ("不退钱我就曝光你们", "不退钱我就曝光", "threat"),
    ("再不处理我去你们总部拉横幅", "拉横幅", "threat"),
    ("这样下去我活不下去了", "活不下去", "self_harm"),
    ("平台和买家勾结", "勾结", "accusation"),
    ("故意坑我们小商家", "故意坑", "accusation"),
    ("这就是诈骗行为", "诈骗行为", "accusation"),
    ("从来没有人回复我", "从来没有", "absolute"),
    ("我100%按时发货", "100%", "absolute"),
    ("客服根本不看证据", "根本", "absolute"),
    ("最恶劣的平台", "最", "absolute"),
    ("太过分了", "太过分", "emotion"),
    ("凭什么扣我的钱", "凭什么", "emotion"),
    ("立即退款！！！", "！！！", "punctuation"),
]
HARMLESS = [
    "最近三个月平台把最低价商品排在前面",
    "平台要求全网最低价，否则搜索降权",
    "2026年11月3日，平台以延迟发货为由扣款 12,000 元",
    "本店全部订单均已发货，证据见揽收记录",
    "根本原因是库存接口异常",
    "商家后台系统崩溃，订单无法打印",
    "商品为100%棉，检测报告见证据3",
    "平台涉嫌虚假宣传，请依法核查",
    "提供被举报人违法行为线索",
    "买家以图片造假的方式骗取退款",
    "请求退还全部货款",
    "参加砍价活动的商品",
    "两张图片完全一致",
    "最高人民法院的司法解释",
    "跳楼价促销页面截图",
    "对方的行为属于打击报复",
    "商品为垃圾袋 50 只装",
    "坑位费 3,000 元",
    "本店从未收到退货",
    "请书面答复。",
]


@pytest.mark.parametrize(("text", "phrase", "group"), TO_POINT_AT)
def test_wording_that_hurts_the_case_is_pointed_at(pack, text, phrase, group):
    found = [one for one in tone_findings(text, pack) if one.group == group]
    assert found, text
    assert phrase in found[0].phrase
    assert text[found[0].start : found[0].end] == found[0].phrase


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_words_are_left_in_peace(pack, text):
    assert tone_findings(text, pack) == []


@pytest.mark.parametrize("text", lines_of("angry.txt"))
def test_what_upset_people_write_is_pointed_at(pack, text):
    assert [one for one in tone_findings(text, pack) if one.group != "punctuation"], text


@pytest.mark.parametrize("text", lines_of("harmless.txt"))
def test_what_only_looks_like_it_is_left_in_peace(pack, text):
    assert tone_findings(text, pack) == []


@pytest.mark.parametrize("text", ["衣服上吊牌完整", "程序进入死循环", "跳楼机玩具", "我操作失误", "我日均三百单"])
def test_everyday_words_raise_no_alarm_about_life(pack, text):
    assert [one for one in tone_findings(text, pack) if one.group in ("self_harm", "insult")] == []


def test_a_suggestion_reads_on_from_the_words_before_it(pack):
    """The page says 可以这样改： and then the suggestion: an instruction, closed as a sentence."""
    for rule in pack.tone.values():
        assert rule.suggestion.endswith("。"), rule.id
        assert not rule.suggestion.startswith(("可以", "建议", "请")), rule.id


def test_a_cry_for_help_is_met_with_help(pack):
    found = tone_findings("我都想跳楼了", pack)[0]
    assert found.group == "self_harm"
    assert "先照顾好自己" in found.why


def test_findings_stand_in_order_and_do_not_overlap(pack):
    found = tone_findings("黑心平台！！！太过分了，最差的客服，从来没有回复", pack)
    assert [one.start for one in found] == sorted(one.start for one in found)
    assert all(before.end <= after.start for before, after in zip(found, found[1:], strict=False))
    assert len(found) == 5


def test_every_rule_has_a_pattern_that_can_be_read(pack):
    for rule in pack.tone.values():
        re.compile(rule.pattern)
        re.compile(rule.unless)


def test_a_long_text_is_read_quickly(pack):
    import time

    text = "最近平台扣款，本店从未收到说明。客服答复不清楚！" * 800
    start = time.thread_time()
    tone_findings(text, pack)
    assert time.thread_time() - start < 1.0
