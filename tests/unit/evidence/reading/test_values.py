"""What stands in rows of text: shapes, labels, broken numbers, days with and without a year."""

import pytest

from wizard.evidence.reading import Page, PlacedLine, Reading, values_of
from wizard.evidence.reading.pictures import in_order
from wizard.knowledge.load import load

PACK = load()
ORDER = "260418-551203948817263"


def reading(*texts: str) -> Reading:
    """A page with one line below the other."""
    lines = tuple(
        PlacedLine(text=text, left=1000, right=6000, top=500 * place, bottom=500 * place + 300)
        for place, text in enumerate(texts)
    )
    return Reading(reader=1, pages=(Page(number=1, width=1080, height=2340, lines=lines),))


def found(*texts: str) -> list[tuple[str, str]]:
    return [(value.kind, value.value) for value in values_of(reading(*texts), PACK)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (f"订单号 {ORDER}", ("order", ORDER)),
        ("单号260418－551203948817263。", ("order", ORDER)),
        ("260418 — 551203948817263", ("order", ORDER)),
        ("260418一551203948817263", ("order", ORDER)),
        ("下单时间 2026-04-18 15:05:33", ("moment", "2026-04-18T15:05")),
        ("2026-04-1815:05:33", ("moment", "2026-04-18T15:05")),
        ("2026年4月18日15:05", ("moment", "2026-04-18T15:05")),
        ("2026年4月18日 星期六 下午3：05", ("moment", "2026-04-18T15:05")),
        ("2026/4/18", ("moment", "2026-04-18")),
        ("4/18 15:05", ("vague_moment", "--04-18T15:05")),
        ("4月18日 下午3:05", ("vague_moment", "--04-18T15:05")),
        ("扣款 ￥1，234．50", ("amount", "1234.50")),
        ("罚款金额：300元", ("amount", "300.00")),
        ("实收 ¥ 12.8", ("amount", "12.80")),
        ("违规单号：WG20260418001", ("violation", "WG20260418001")),
        ("工单编号GD3449136470", ("ticket", "GD3449136470")),
        ("店铺名称：晴川家居旗舰店", ("shop", "晴川家居旗舰店")),
    ],
)
def test_a_value_is_found_in_its_normal_form(text: str, value: tuple[str, str]) -> None:
    assert found(text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "260418-55120394881726",
        "1260418-551203948817263",
        "260418-5512039488172630",
        "2026-13-40 10:00",
        "2026-02-30",
        "4/31 25:90",
        "版本 7.38.0",
        "净重 1.5 公斤",
        "原价三百元素周期表",
        "违规单号：",
        "店铺",
    ],
)
def test_what_is_none_is_not_found(text: str) -> None:
    assert found(text) == []


def test_a_number_broken_by_a_chat_bubble_is_put_together_only_when_it_is_whole():
    assert ("order", ORDER) in found("订单号 260418-551203", "948817263")
    assert ("order", ORDER) in found("订单260418-", "551203948817263 请看")
    assert found("订单号 260418-551203", "94881726") == []
    assert found("订单号 260418-551203", "9488172634") == []


def test_an_amount_broken_by_a_chat_bubble_is_never_its_tail_alone():
    assert found("以及这笔扣款12", "86.40元是怎么算的") == [("amount", "1286.40")]
    assert found("以及 12:03", "86.40元") == [("amount", "86.40")]


def test_a_line_the_reader_is_not_sure_of_offers_no_number():
    unsure = PlacedLine(text=f"订单 {ORDER}", top=1, bottom=200, score=0.87)
    assert values_of(Reading(reader=1, pages=(Page(number=1, width=9, height=9, lines=(unsure,)),)), PACK) == []


def test_a_label_may_stand_above_or_left_of_its_value():
    assert ("ticket", "GD3449136470") in found("已登记，工单编号", "GD3449136470")
    left = PlacedLine(text="违规单号", left=300, right=1500, top=100, bottom=200)
    right = PlacedLine(text="964952747002", left=7000, right=9500, top=104, bottom=204)
    page = Page(number=1, width=1080, height=2340, lines=tuple(in_order([right, left])))
    [value] = values_of(Reading(reader=1, pages=(page,)), PACK)
    assert (value.kind, value.value, value.label) == ("violation", "964952747002", "违规单号")


def test_an_amount_and_a_moment_know_what_stands_before_them():
    values = values_of(reading("处罚金额 ¥300.80", "处罚时间 2026-04-18 15:05"), PACK)
    assert [(value.label, value.value) for value in values] == [
        ("处罚金额", "300.80"),
        ("处罚时间", "2026-04-18T15:05"),
    ]
