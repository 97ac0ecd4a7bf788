"""What looks like a fault and is none: rates that change, months without fee, bookings that were taken back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D
from pathlib import Path

import pytest

from tests.unit.ledger.builder import Shop
from wizard.ledger import Reconciliation, reconcile

CHANGE = dt.datetime(2025, 9, 13)
FEE, INCOME = "技术服务费", "交易收入"
REFUNDED = ("退款", "-", "0020002|交易退款-订单退款")
WITHDRAWAL = ("提现", "提现失败", "0080001|提现-提现申请")


@pytest.fixture
def shop() -> Shop:
    shop = Shop()
    shop.sell(60, "150.00")
    return shop


def charged(shop: Shop, rate: str, since: dt.datetime = dt.datetime.min, order: int | None = None) -> None:
    """Let the orders settled since then, or one order, be charged at a rate; no fee leaves no row."""
    of_one = shop.orders[order].number if order is not None else ""
    rows = [row for row in shop.bill if row[4] == FEE and row[1] >= str(since) and of_one in ("", row[0])]
    for row in rows:
        row[3] = str(-(D("150.00") * D(rate)).quantize(D("0.01")))
    if not D(rate):
        shop.bill = [row for row in shop.bill if row not in rows]


def result(shop: Shop, folder: Path) -> Reconciliation:
    return reconcile(shop.write(folder))


def found(shop: Shop, folder: Path) -> list[tuple[str, str, str, bool]]:
    return [(one.kind, one.order, one.amount, one.certain) for one in result(shop, folder).differences]


@pytest.mark.parametrize("before_after", [("0.006", "0.010"), ("0.010", "0.006"), ("0.006", "0.004")])
@pytest.mark.parametrize("day", [8, 10, 13, 14])
def test_a_rate_that_changed_for_all_is_said_and_is_no_difference(
    shop: Shop, tmp_path: Path, before_after: tuple[str, str], day: int
) -> None:
    charged(shop, before_after[0])
    charged(shop, before_after[1], CHANGE.replace(day=day))
    told = result(shop, tmp_path)
    assert not told.differences
    assert any("不止一种费率" in note for note in told.notes)


def test_a_fee_above_what_was_usual_at_its_time(shop: Shop, tmp_path: Path) -> None:
    charged(shop, "0.010", CHANGE)
    charged(shop, "0.030", order=1)  # settled on the 6th
    charged(shop, "0.030", order=11)  # settled on the 16th
    assert set(found(shop, tmp_path)) == {
        ("tech_fee_rate_above_default", shop.orders[1].number, "3.60", True),
        ("tech_fee_rate_above_default", shop.orders[11].number, "3.00", True),
    }


def test_goods_that_cost_more_at_no_single_rate_are_usual_for_themselves(shop: Shop, tmp_path: Path) -> None:
    """A dearer category with a fee of its own for each order: nothing is said to be too much."""
    for place in range(10, 20):
        shop.orders[place].goods = "900000000002"
        charged(shop, f"{0.02 + place * 0.00137:.5f}", order=place)
    assert not found(shop, tmp_path)


def test_the_old_rate_long_after_it_fell_is_above_usual(shop: Shop, tmp_path: Path) -> None:
    charged(shop, "0.004", CHANGE.replace(day=8))
    charged(shop, "0.006", order=11)
    assert found(shop, tmp_path) == [("tech_fee_rate_above_default", shop.orders[11].number, "0.30", True)]


def test_a_fee_in_a_shop_that_pays_none_is_a_hint(shop: Shop, tmp_path: Path) -> None:
    kept = [[*row] for row in shop.bill if row[4] == FEE and row[0] == shop.orders[7].number]
    charged(shop, "0")
    shop.bill += kept
    assert found(shop, tmp_path) == [("tech_fee_rate_above_default", shop.orders[7].number, "0.90", False)]


@pytest.mark.parametrize("day", [8, 13, 15])
def test_the_end_of_a_time_without_fees_is_no_difference(shop: Shop, tmp_path: Path, day: int) -> None:
    late = [[*row] for row in shop.bill if row[4] == FEE and row[1] >= str(CHANGE.replace(day=day))]
    charged(shop, "0")
    shop.bill += late
    assert found(shop, tmp_path) == []


def test_a_refund_booked_twice_and_taken_back_once(shop: Shop, tmp_path: Path) -> None:
    order = shop.orders[4]
    shop.refund(order, order.received)
    shop.book(order, dt.datetime(2025, 9, 12), -order.received, *REFUNDED)
    shop.book(order, dt.datetime(2025, 9, 13), order.received, *REFUNDED)
    assert found(shop, tmp_path) == []


def test_a_refund_that_was_taken_back_keeps_its_fee(shop: Shop, tmp_path: Path) -> None:
    order = shop.orders[4]
    shop.book(order, dt.datetime(2025, 9, 12), -order.received, *REFUNDED)
    shop.book(order, dt.datetime(2025, 9, 13), order.received, *REFUNDED)
    assert found(shop, tmp_path) == []


def test_an_income_booked_back_is_settled_short_until_it_is_booked_again(shop: Shop, tmp_path: Path) -> None:
    order, business = shop.orders[4], "0010002|交易收入-订单收入"
    shop.book(order, dt.datetime(2025, 9, 12), -order.received, INCOME, "冲正", business)
    assert found(shop, tmp_path) == [("settled_less_than_merchant_received", order.number, "150.00", True)]
    shop.book(order, dt.datetime(2025, 9, 13), order.received, INCOME, "-", business)
    assert found(shop, tmp_path) == []


def test_failed_withdrawals_of_one_amount_that_each_came_back(shop: Shop, tmp_path: Path) -> None:
    for day in (10, 4):  # the newest first, as exports are
        shop.book(None, dt.datetime(2025, 9, day + 1), D("1800.00"), *WITHDRAWAL)
        shop.book(None, dt.datetime(2025, 9, day), D("-1800.00"), *WITHDRAWAL)
    assert found(shop, tmp_path) == []
    shop.book(None, dt.datetime(2025, 9, 7), D("-1800.00"), *WITHDRAWAL)
    assert found(shop, tmp_path) == [("withdrawal_failed_not_returned", "", "1800.00", True)]


def test_two_parcels_may_each_cost_a_penalty(shop: Shop, tmp_path: Path) -> None:
    order = shop.orders[4]
    order.shipped = order.made + dt.timedelta(hours=60)
    for second in (0, 1):
        at = order.made + dt.timedelta(hours=70, seconds=second)
        shop.book(order, at, D("-3.00"), "扣款", "-", "0040004|售后费用-延迟发货")
    assert found(shop, tmp_path) == [("duplicate_penalty", order.number, "3.00", False)]


def test_a_penalty_won_back_is_recognised_without_codes(shop: Shop, tmp_path: Path) -> None:
    order = shop.orders[4]
    shop.book(order, dt.datetime(2025, 9, 12), D("-3.00"), "扣款", "延迟发货赔付", "")
    shop.book(order, dt.datetime(2025, 9, 14), D("3.00"), "其他", "申诉成功补回", "")
    assert found(shop, tmp_path) == []


def test_a_new_code_is_shown_and_a_charge_nobody_explains_is_a_hint(shop: Shop, tmp_path: Path) -> None:
    shop.book(None, dt.datetime(2025, 9, 12), D("-73.20"), "其他支出", "-", "0140099|其他支出-其他")
    shop.book(None, dt.datetime(2025, 9, 12), D("-5.00"), "其他支出", "短信充值", "0140098|其他支出-别的")
    told = result(shop, tmp_path)
    assert told.unknown_entries == ("其他支出 0140099|其他支出-其他", "其他支出 短信充值 0140098|其他支出-别的")
    assert [(one.kind, one.amount, one.certain) for one in told.differences] == [
        ("deduction_without_order_no", "73.20", False)
    ]
    assert "fee_return" not in {one.name for one in told.totals}
