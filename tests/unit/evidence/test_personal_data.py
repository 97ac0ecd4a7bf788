"""Other people's data in text is found, order numbers are not taken for it, and masking covers what was found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.case import Case, Event, Exhibit, Shop
from wizard.evidence import find, masked, text_findings


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("买家电话13812345678，已联系", ["phone"]),
        ("138-1234-5678", ["phone"]),
        ("+86 138 1234 5678", ["phone"]),
        ("身份证11010519491231002X", ["id_number"]),
        ("身份证110105194912310021", []),  # wrong check digit: some other number
        ("订单260418-551203948817263", []),
        ("快递单号773123456789012", []),
        ("金额13812345678.50元", ["phone"]),  # rough: better once too often
        ("收件人：李四", ["name"]),
        ("浙江省杭州市西湖区文三路100号2栋301室", ["address"]),
        ("上海市长宁区娄山关路533号", ["address"]),
        ("微信号abc_12345", ["wechat"]),
        ("请加微信：wx-test99", ["wechat"]),
        ("写信到buyer@example.com", ["email"]),
        ("银行卡6222021234567890128", ["bank_card"]),
        ("平台规则办法第十二条、三月一日扣款500元", []),
        ("我在商家后台的违规页面看到处罚", []),
        ("138****5678", []),
        ("", []),
    ],
)
def test_what_is_found(text, kinds):
    from stdnum import luhn

    if "bank_card" in kinds and not luhn.is_valid("6222021234567890128"):
        text = text.replace("6222021234567890128", "622202123456789012" + luhn.calc_check_digit("622202123456789012"))
    assert [piece.kind for piece in find(text)] == kinds


def test_places_are_exact():
    text = "电话13812345678。"
    [piece] = find(text)
    assert text[piece.start : piece.end] == "13812345678"


def test_masking_keeps_the_last_four_digits_of_numbers():
    assert masked("电话13812345678") == "电话*******5678"
    assert "文三路" not in masked("杭州市西湖区文三路100号")


@given(st.text(alphabet=st.sampled_from("0123456789-Xx@.微信号收件人：省市区路栋号abc 甲"), max_size=80))
def test_pieces_are_in_order_without_overlap_and_masking_leaves_no_phone(text):
    pieces = find(text)
    assert all(a.end <= b.start for a, b in zip(pieces, pieces[1:], strict=False))
    assert all(0 <= piece.start < piece.end <= len(text) for piece in pieces)
    assert not [piece for piece in find(masked(text)) if piece.kind in ("phone", "id_number", "bank_card")]


def test_a_long_text_is_searched_quickly():
    import time

    begin = time.process_time()
    find("省市区县路街道巷弄村小区" * 1600)
    find("1" * 20_000)
    assert time.process_time() - begin < 2


def test_texts_of_a_case_name_their_field_and_the_merchants_own_phone_is_not_other_peoples():
    case = Case(
        shop=Shop(phone="13900001111"),
        narrative="我的电话13900001111。买家电话13812345678。",
        timeline=[Event(id="e", what="收件人：李四 拒收")],
        exhibits=[Exhibit(id="x", title="与13812345678的聊天")],
    )
    found = {finding.field: finding for finding in text_findings(case)}
    assert set(found) == {"narrative", "timeline.e.what", "exhibits.x.title"}
    assert len(found["narrative"].found) == 1
    assert {"PI-6", "PI-25"} <= set(found["narrative"].basis)
