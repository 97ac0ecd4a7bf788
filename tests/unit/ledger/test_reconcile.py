"""Every kind of difference is found in a clean month with one fault, and a clean month has none."""

from __future__ import annotations

import json
from decimal import ROUND_DOWN, Decimal
from pathlib import Path

import pytest

from tests.unit.ledger.builder import Shop
from wizard.ledger import UnreadableBill, reconcile

SAMPLE = Path(__file__).parents[2] / "fixtures" / "bills"


@pytest.fixture
def shop() -> Shop:
    shop = Shop()
    shop.sell(24, "89.90")
    shop.sell(12, "45.00", coupon="3.00")
    return shop


def found(shop: Shop, tmp_path: Path, **how: object) -> list[tuple[str, str, str]]:
    result = reconcile(shop.write(tmp_path, **how))
    return [(one.kind, one.order, one.amount) for one in result.differences]


def test_the_public_sample_is_found_completely_with_none_extra() -> None:
    files = [path for path in SAMPLE.iterdir() if path.suffix in (".csv", ".xlsx")]
    wanted = json.loads((SAMPLE / "discrepancies.json").read_text("utf-8"))["discrepancies"]
    result = reconcile(files)
    bill = {
        (one["type"], one["order_no"], Decimal(one["impact"])) for one in wanted if not one["type"].startswith("promo")
    }
    certain = {(one.kind, one.order, Decimal(one.amount)) for one in result.differences if one.certain}
    assert certain == bill
    assert result.certain_amount == "539.01"
    assert {one.kind for one in result.differences if not one.certain} == {
        "promotion_total_exceeds_rows",
        "promotion_daily_spike",
    }


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("separator", [",", "\t"])
@pytest.mark.parametrize("preamble", [True, False])
def test_a_clean_month_has_no_difference_however_it_is_saved(
    shop: Shop, tmp_path: Path, encoding: str, separator: str, preamble: bool
) -> None:
    assert found(shop, tmp_path, encoding=encoding, separator=separator, preamble=preamble) == []


def test_an_order_confirmed_weeks_ago_without_income_is_not_settled(shop: Shop, tmp_path: Path) -> None:
    order = shop.orders[3]
    shop.bill = [row for row in shop.bill if row[0] != order.number]
    assert found(shop, tmp_path) == [("missing_settlement", order.number, "89.90")]


def test_an_order_confirmed_at_the_end_of_the_month_is_not_missed(shop: Shop, tmp_path: Path) -> None:
    order = shop.orders[3]
    shop.bill = [row for row in shop.bill if row[0] != order.number]
    order.confirmed = order.confirmed.replace(day=27)
    assert found(shop, tmp_path) == []


def test_settled_short_names_the_shortfall(shop: Shop, tmp_path: Path) -> None:
    row = next(row for row in shop.bill if row[0] == shop.orders[5].number and row[4] == "交易收入")
    row[2] = "80.10"
    assert found(shop, tmp_path) == [("settled_less_than_merchant_received", shop.orders[5].number, "9.80")]


def test_one_decimal_place_lost_is_recognised(shop: Shop, tmp_path: Path) -> None:
    row = next(row for row in shop.bill if row[0] == shop.orders[5].number and row[4] == "交易收入")
    row[2] = "8.99"
    assert found(shop, tmp_path) == [("decimal_shift", shop.orders[5].number, "80.91")]


def test_a_platform_coupon_that_was_not_paid(shop: Shop, tmp_path: Path) -> None:
    order = shop.orders[30]
    shop.take(order, "0010005|交易收入-优惠券结算")
    assert found(shop, tmp_path) == [("platform_coupon_not_settled", order.number, "3.00")]


def test_a_fee_taken_twice(shop: Shop, tmp_path: Path) -> None:
    order = shop.orders[1]
    shop.book(order, order.confirmed, -order.fee, "技术服务费", "基础技术服务费", "0030002|技术服务费-基础技术服务费")
    assert found(shop, tmp_path) == [("duplicate_tech_fee", order.number, "0.54")]


def test_a_fee_above_the_merchants_own_usual_rate(shop: Shop, tmp_path: Path) -> None:
    order = shop.orders[2]
    row = next(row for row in shop.bill if row[0] == order.number and row[4] == "技术服务费")
    row[3] = "-0.90"
    assert found(shop, tmp_path) == [("tech_fee_rate_above_default", order.number, "0.36")]


def test_a_shop_whose_usual_rate_is_another_has_no_difference(tmp_path: Path) -> None:
    shop = Shop(month=11)
    shop.sell(15, "100.00")
    for row in shop.bill:
        row[3] = "-1.00" if row[4] == "技术服务费" else row[3]
    assert found(shop, tmp_path) == []


def test_fees_that_are_cut_off_to_the_cent_are_known_by_their_own_rate(tmp_path: Path) -> None:
    shop = Shop()
    for price in ("9.90", "12.80", "29.90"):
        shop.sell(20, price)
    for row in shop.bill:
        if "技术服务费" in row[4]:
            price = next(order.received for order in shop.orders if order.number == row[0])
            row[3] = str(-(price * Decimal("0.006")).quantize(Decimal("0.01"), ROUND_DOWN))
    dear = shop.orders[-1].number
    next(row for row in shop.bill if row[0] == dear and "技术服务费" in row[4])[3] = "-0.85"
    (found,) = reconcile(shop.write(tmp_path)).differences
    assert (found.kind, found.order, found.amount) == ("tech_fee_rate_above_default", dear, "0.68")
    assert "0.6%" in found.explanation.replace(" ", "")


def test_a_fee_not_returned_after_a_full_refund(shop: Shop, tmp_path: Path) -> None:
    shop.refund(shop.orders[7], Decimal("89.90"), fee_back=False)
    assert found(shop, tmp_path) == [("tech_fee_not_returned_on_refund", shop.orders[7].number, "0.54")]


def test_a_partial_refund_owes_no_fee(shop: Shop, tmp_path: Path) -> None:
    shop.refund(shop.orders[7], Decimal("20.00"), fee_back=False)
    assert found(shop, tmp_path) == []


def test_a_refund_made_twice(shop: Shop, tmp_path: Path) -> None:
    order = shop.orders[8]
    shop.refund(order, Decimal("89.90"))
    shop.book(order, order.confirmed, Decimal("-89.90"), "退款", "-", "0020002|交易退款-订单退款")
    assert found(shop, tmp_path) == [("duplicate_refund", order.number, "89.90")]


def test_two_equal_partial_refunds_within_the_income_are_no_difference(shop: Shop, tmp_path: Path) -> None:
    order = shop.orders[8]
    shop.refund(order, Decimal("10.00"), fee_back=False)
    shop.refund(order, Decimal("10.00"), fee_back=False)
    assert found(shop, tmp_path) == []


PENALTY_ROWS = [
    ("延迟发货扣款", "0040004|售后费用-延迟发货", "late_shipment_penalty_but_shipped_on_time"),
    ("虚假发货扣款", "0040005|售后费用-虚假发货", "fake_shipment_penalty_has_tracking"),
    ("缺货扣款", "0040009|售后费用-缺货", "out_of_stock_penalty_but_shipped"),
    ("退货包运费补偿", "0040003|售后费用-运费补偿", "freight_compensation_without_return"),
    ("售后补偿消费者", "0040002|售后费用-售后补偿消费者", "compensation_without_cause"),
]


@pytest.mark.parametrize(("remark", "business", "kind"), PENALTY_ROWS)
def test_a_penalty_that_the_order_contradicts(
    shop: Shop, tmp_path: Path, remark: str, business: str, kind: str
) -> None:
    order = shop.orders[9]
    shop.book(order, order.confirmed, Decimal("-5.00"), "扣款", remark, business)
    assert found(shop, tmp_path) == [(kind, order.number, "5.00")]


def test_a_penalty_on_an_order_that_was_late_is_no_difference(shop: Shop, tmp_path: Path) -> None:
    order = shop.orders[9]
    order.shipped = order.made.replace(day=order.made.day + 3)
    shop.book(order, order.confirmed, Decimal("-3.00"), "扣款", "延迟发货扣款", "0040004|售后费用-延迟发货")
    assert found(shop, tmp_path) == []


def test_a_penalty_that_an_appeal_brought_back_is_no_difference(shop: Shop, tmp_path: Path) -> None:
    order = shop.orders[9]
    shop.book(order, order.confirmed, Decimal("-3.00"), "扣款", "延迟发货扣款", "0040004|售后费用-延迟发货")
    shop.book(order, order.confirmed, Decimal("3.00"), "其他", "申诉成功返还", "0130001|其他收入-申诉补回")
    assert found(shop, tmp_path) == []


def test_the_order_number_may_stand_in_the_remark_only(shop: Shop, tmp_path: Path) -> None:
    order = shop.orders[9]
    remark = f"延迟发货扣款\uff08订单{order.number}\uff09"
    shop.book(None, order.confirmed, Decimal("-3.00"), "扣款", remark, "0040004|售后费用-延迟发货")
    assert found(shop, tmp_path) == [("late_shipment_penalty_but_shipped_on_time", order.number, "3.00")]


def test_a_deduction_that_names_no_order(shop: Shop, tmp_path: Path) -> None:
    shop.book(
        None, shop.orders[0].confirmed, Decimal("-88.00"), "扣款", "售后补偿消费者", "0040002|售后费用-售后补偿消费者"
    )
    assert found(shop, tmp_path) == [("deduction_without_order_no", "", "88.00")]


def test_withdrawals_and_promotion_top_ups_are_not_deductions(shop: Shop, tmp_path: Path) -> None:
    at = shop.orders[0].confirmed
    shop.book(None, at, Decimal("-3000.00"), "提现", "-", "0080001|提现-提现申请")
    shop.book(None, at, Decimal("-500.00"), "转账", "推广账户充值", "0070004|转账-广告账户")
    assert found(shop, tmp_path) == []


def test_a_failed_withdrawal_that_never_came_back(shop: Shop, tmp_path: Path) -> None:
    at = shop.orders[0].confirmed
    shop.book(None, at, Decimal("-3000.00"), "提现", "提现失败", "0080001|提现-提现申请")
    shop.book(None, at, Decimal("-700.00"), "提现", "提现失败", "0080001|提现-提现申请")
    shop.book(None, at, Decimal("700.00"), "提现", "提现失败退回", "0080001|提现-提现申请")
    assert found(shop, tmp_path) == [("withdrawal_failed_not_returned", "", "3000.00")]


def test_equal_transfers_within_seconds_are_one_made_twice_but_not_hours_apart(shop: Shop, tmp_path: Path) -> None:
    at, order = shop.orders[4].confirmed, shop.orders[4]
    for second in (0, 2):
        shop.book(order, at.replace(second=second), Decimal("-6.00"), "其他", "小额打款", "0040001|售后费用-小额打款")
    shop.book(order, at.replace(hour=20), Decimal("-6.00"), "其他", "小额打款", "0040001|售后费用-小额打款")
    assert found(shop, tmp_path) == [("duplicate_small_transfer", order.number, "6.00")]


def test_a_commission_taken_twice(shop: Shop, tmp_path: Path) -> None:
    order = shop.orders[4]
    for _ in range(2):
        shop.book(order, order.confirmed, Decimal("-1.20"), "多多进宝", "多多进宝佣金扣除", "0060001|营销费用-多多进宝")
    assert found(shop, tmp_path) == [("duplicate_jinbao_commission", order.number, "1.20")]


def test_overlapping_exports_count_a_row_once_but_keep_real_repeats(shop: Shop, tmp_path: Path) -> None:
    order = shop.orders[4]
    for _ in range(2):
        shop.book(order, order.confirmed, Decimal("-1.20"), "多多进宝", "多多进宝佣金扣除", "0060001|营销费用-多多进宝")
    files = shop.write(tmp_path)
    again = tmp_path / "账单-又一次.csv"
    again.write_bytes(files[0].read_bytes())
    result = reconcile([files[0], again, files[1]])
    assert [(one.kind, one.amount) for one in result.differences] == [("duplicate_jinbao_commission", "1.20")]


def test_an_unknown_entry_is_shown_and_not_dropped(shop: Shop, tmp_path: Path) -> None:
    shop.book(shop.orders[0], shop.orders[0].confirmed, Decimal("-9.00"), "神秘费用", "新出的费用", "0990001|神秘-费用")
    result = reconcile(shop.write(tmp_path))
    assert result.unknown_entries == ("神秘费用 新出的费用 0990001|神秘-费用",)
    assert any(total.entry == "unknown" and total.expense == "9.00" for total in result.totals)


def test_totals_add_up_to_the_bill(shop: Shop, tmp_path: Path) -> None:
    result = reconcile(shop.write(tmp_path))
    income = sum(Decimal(row[2]) for row in shop.bill)
    assert sum(Decimal(total.income) for total in result.totals) == income


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "空的"),
        ("甲,乙\n1,2\n".encode(), "表头"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "Excel"),
        (b"PK\x03\x04junk", "Excel"),
    ],
)
def test_a_file_that_is_no_bill_says_what_to_do(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "我的文件.csv"
    path.write_bytes(content)
    with pytest.raises(UnreadableBill, match=says) as refused:
        reconcile([path])
    assert "我的文件.csv" in str(refused.value)
