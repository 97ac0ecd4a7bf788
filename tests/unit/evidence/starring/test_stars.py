"""What stars leave, what is spotted in a line, and what a row hides: by examples and properties."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.evidence.starring import makers
from wizard.case import Hidden
from wizard.evidence.starring import Hider, starred
from wizard.evidence.starring.spotting import SURNAMES, spotted
from wizard.evidence.starring.surveying import header_row, kind_of_header

KINDS = ("phone", "id_number", "bank_card", "wechat", "email", "name", "address", "other")


@pytest.mark.parametrize(
    ("kind", "value", "left"),
    [
        ("phone", "13812345678", "138****5678"),
        ("phone", " +86 138-1234-5678\t", " 138****5678\t"),
        ("phone", "13812345678-0042", "138****5678"),
        ("phone", "0571-88886666", "****6666"),
        ("phone", "110", "****"),
        ("phone", "00000000*", "****0000"),
        ("id_number", "12345678 *", "****5678"),
        ("id_number", makers.ID_NUMBER, "****002X"),
        ("bank_card", "6222021234567890123", "****0123"),
        ("name", "王小芳", "王**"),
        ("name", "王", "**"),
        ("address", makers.ADDRESS, "浙江省杭州市****"),
        ("address", "新疆维吾尔自治区伊犁哈萨克自治州某路1号", "新疆维吾尔自治区伊犁哈萨克自治州****"),
        ("address", "北京市朝阳区建国路1号", "北京市****"),
        ("address", "王小芳杭州市文一西路1号", "****"),
        ("email", makers.EMAIL, "x***@example.com"),
        ("other", "随便什么", "****"),
        ("name", "", ""),
    ],
)
def test_enough_is_left_to_compare_and_too_little_to_reach_anybody(kind, value, left) -> None:
    assert starred(value, kind) == left


@given(st.sampled_from(KINDS), st.text(max_size=40))
def test_stars_over_stars_change_nothing(kind, value) -> None:
    assert starred(starred(value, kind), kind) == starred(value, kind)


PHONES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
NAMES = st.builds(lambda first, rest: first + rest, st.sampled_from(SURNAMES), st.sampled_from(["小芳", "伟", "丽娜"]))
FILLING = st.text(alphabet="订单退款运费元，。 \n" + string.ascii_letters, max_size=20)


@given(FILLING, PHONES, FILLING, NAMES)
def test_a_number_and_a_labelled_name_are_gone_wherever_they_stand(before, phone, between, name) -> None:
    text = f"{before} {phone} {between} 收货人：{name} "
    hidden = [Hidden(scope="kind", kind="phone"), Hidden(scope="kind", kind="name")]
    left = Hider(hidden).text(text)
    assert phone not in left and name not in left and phone[-4:] in left


@given(NAMES, PHONES, st.integers(1, 99_999))
def test_a_row_hides_its_buyer_in_every_cell_and_keeps_order_and_amount(name, phone, cents) -> None:
    amount, order = f"{cents / 100:.2f}", f"260418-{phone}2345"
    grouped = f"{phone[:3]} {phone[3:7]}-{phone[7:]}"
    row = [order, amount, name, phone, f"{name}说打{grouped}，退 {amount} 元"]
    columns = [Hidden(scope="column", kind=kind, column=place, below=1) for kind, place in (("name", 3), ("phone", 4))]
    after = Hider(columns).row("", 2, row)
    assert after[:2] == [order, amount] and f"退 {amount} 元" in after[4]
    assert not any(name in cell or grouped in cell for cell in after[2:]) and phone not in after[4]
    assert Hider(columns).row("", 1, row)[2:4] == [name, phone]


def test_words_are_hidden_however_they_are_written() -> None:
    hider = Hider([Hidden(scope="words", kind="phone", words="13812345678"), Hidden(scope="words", words="Lisi88")])
    for text in ("138 1234 5678", "１３８１２３４５６７８", "138-1234-5678", "138\u200b12345678"):
        assert hider.text(f"电话{text}。") == "电话138****5678。"
    assert hider.text("微信 lisi88 和 LISI88") == "微信 **** 和 ****"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("王小芳，13812345678，浙江省杭州市文一西路969号", ["王小芳", "13812345678", "浙江省杭州市文一西路969号"]),
        ("收货人：欧阳明月电话13812345678", ["欧阳明月", "13812345678"]),
        ("收货地址：丽水花园3栋", ["丽水花园3栋"]),
        ("订单 260418-551203948817263 金额 59.90", []),
        ("客服：您好，请稍等", []),
        ("收货人\t手机\t收货地址", []),
        ("13812345678 李伟", ["13812345678", "李伟"]),
    ],
)
def test_what_is_spotted_in_a_line(text, words) -> None:
    assert [text[found.start : found.end] for found in spotted(text)] == words


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("收货人手机", "phone"),
        ("收货人（脱敏）", "name"),
        ("收货地址", "address"),
        ("买家昵称", "name"),
        ("IP地址", None),
        ("用户实付金额(元)", None),
        ("微信支付", None),
        ("身份证号码", "id_number"),
        ("订单号", None),
        ("快递单号", None),
        ("对方账户", "bank_card"),
    ],
)
def test_columns_are_known_by_their_names(name, kind) -> None:
    assert kind_of_header(name) == kind


def test_the_header_is_found_below_a_preamble() -> None:
    assert header_row([["#账单"], ["#期间 2026"], ["订单号", "收货人", "手机"], ["260418-5512", "王小芳", "138"]]) == 3
    assert header_row([["260418-551203", "王小芳", "13812345678"]]) == 0
    assert header_row([]) == 0
