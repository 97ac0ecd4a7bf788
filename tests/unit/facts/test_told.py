"""What the story already says is found in the words people use, and what is vague is left alone."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.case import NARRATIVE_MAX
from wizard.facts.told import told_amounts, told_days, told_deadlines, told_numbers
from wizard.knowledge.load import load

WRITTEN = dt.date(2026, 11, 26)  # a Thursday
FIELDS = list(load().reading_fields.values())


@pytest.mark.parametrize(
    ("story", "amounts"),
    [
        ("昨天平台突然扣了我3000块说虚假发货", ["3000"]),
        ("罚款1.2万，申诉也不给退", ["12000"]),
        ("扣了三千五百元，第二次又扣两万八块钱", ["3500", "28000"]),
        ("少结算了¥1,234.50", ["1234.50"]),
        ("2万3块的保证金冻结了", ["23000"]),
        ("罚了500，又罚了500", ["500"]),
        ("损失8000左右", []),
        ("扣了两千多块，几百块运费", []),
        ("扣了3000多", []),
        ("罚了3单，扣了2个订单，赔了5次", []),
        ("买了3元素化妆品", []),
        ("11月3号上架 2026年的订单260401-123456789012345", []),
        ("", []),
    ],
)
def test_exact_amounts_are_found(story, amounts):
    assert [one.amount for one in told_amounts(story)] == [Decimal(amount) for amount in amounts]


@pytest.mark.parametrize(
    ("story", "days"),
    [
        ("昨天平台突然扣了我3000块", [("2026-11-25", None, "平台突然扣了我3000块")]),
        (
            "11月3日收到罚款通知，11月5号申诉，12日被驳回。",
            [
                ("2026-11-03", None, "收到罚款通知"),
                ("2026-11-05", None, "申诉"),
                ("2026-11-12", None, "被驳回"),
            ],
        ),
        ("我在2025年12月30日下午3点半报名活动", [("2025-12-30", "15:30", "我在 报名活动")]),
        ("12月3日开始限流", [("2025-12-03", None, "开始限流")]),
        ("上周三客服答应退款", [("2026-11-18", None, "客服答应退款")]),
        ("上上周三举报过一次", [("2026-11-11", None, "举报过一次")]),
        ("上个星期天和上上个礼拜一都问过", [("2026-11-09", None, "都问过")]),
        ("上个月5号扣款", [("2026-10-05", None, "扣款")]),
        ("上上个月31日开店", []),
        ("上月8日下午2点扣款", [("2026-10-08", "14:00", "扣款")]),
        ("5天前扣的款", [("2026-11-21", None, "扣的款")]),
        ("28号的扣款", [("2026-10-28", None, "扣款")]),
        ("2月30日 13月5日 明天再说 2027-01-01 生效", []),
        ("第3号仓、5号楼、2日游", []),
        ("10月2O号开始的活动，2026-11-1x", []),
        ("11月3日", []),
        ("页面写申诉到11月30号 23:59 截止，昨天交了申诉", [("2026-11-25", None, "交了申诉")]),
        ("昨天扣了我1860块💸，客服🙃不理", [("2026-11-25", None, "扣了我1860块，客服不理")]),
        ("上上周三扣了1860元，申诉到12月5号截止", [("2026-11-11", None, "扣了1860元")]),
        ("11月10号发货，客户12号签收", [("2026-11-10", None, "发货"), ("2026-11-12", None, "客户 签收")]),
        ("11月10号发货，到14号没有物流", [("2026-11-10", None, "发货"), ("2026-11-14", None, "没有物流")]),
        ("申诉11月20日截止，没赶上", [("2026-11-20", None, "申诉 截止，没赶上")]),
        (
            "小王来收的，11月10号到14号，都签收了",
            [("2026-11-10", None, "小王来收的"), ("2026-11-14", None, "都签收了")],
        ),
    ],
)
def test_days_are_found_with_what_happened_on_them(story, days):
    found = [(f"{one.on}", one.at and f"{one.at:%H:%M}", one.what) for one in told_days(story, WRITTEN)]
    assert found == days


@pytest.mark.parametrize(
    ("story", "deadlines"),
    [
        ("扣了1860😡，页面写申诉到11月30号 23:59 截止，昨天交了", [("2026-11-30", "页面写申诉到11月30号 23:59 截止")]),
        ("要在1月5日前提交", [("2027-01-05", "要在1月5日前提交")]),
        ("明天截止", [("2026-11-27", "明天截止")]),
        ("11月20日截止的没赶上", []),
        ("11月30号发货", []),
        ("2月30日截止", []),
    ],
)
def test_ends_still_to_come_are_found(story, deadlines):
    assert [(f"{one.on}", one.what) for one in told_deadlines(story, WRITTEN)] == deadlines


def test_numbers_are_found_by_shape_or_by_the_word_before_them():
    story = "订单号是261101-123456789012345，工单号：GD20261103001，违规单号V20261101，打电话10086没用"
    assert [(one.kind, one.value) for one in told_numbers(story, FIELDS)] == [
        ("order", "261101-123456789012345"),
        ("violation", "V20261101"),
        ("ticket", "GD20261103001"),
    ]


def test_a_parcel_number_is_known_by_its_carrier():
    (found,) = told_numbers("我明明都发货了，圆通单号YT8812345678901，有揽收", FIELDS)
    assert (found.kind, found.value) == ("tracking", "YT8812345678901")


def test_the_words_around_say_where_it_stands():
    assert told_amounts("客服说没办法，平台扣了我3000块罚款，气死")[0].words == "平台扣了我3000块罚款"


@given(st.text(alphabet="昨前天上周三下午点半月日号年罚扣了元块万千百两三五0123456789.,:¥，。单", max_size=200))
def test_no_story_is_too_odd(story):
    for day in told_days(story, WRITTEN):
        assert day.on <= WRITTEN and day.what and all(part in story for part in day.what.split(" "))
    for amount in told_amounts(story):
        assert amount.amount > 0 and amount.words
    told_numbers(story, FIELDS)


def test_the_longest_story_is_read():
    story = ("昨天扣了3000块，11月3日下午3点半又扣了500元。" * 900)[:NARRATIVE_MAX]
    assert len(told_amounts(story)) == 2 and told_days(story, WRITTEN)
