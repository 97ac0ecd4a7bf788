"""Faults of a platform's books: each puts itself into a shop's and says what must be found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from tests.unit.ledger.shop import (
    CARE,
    COUPON,
    FAILED,
    FAKE,
    FEE,
    FREIGHT,
    INCOME,
    JINBAO,
    LATE,
    REFUND,
    SMALL,
    STOCK,
    Maker,
    maybe_in_remark,
    money,
    some_time,
)


def missing_settlement(m: Maker) -> None:
    order = m.take()
    m.rows = [row for row in m.rows if row.order != order.number]
    m.expect("missing_settlement", order, order.received)


def settled_short(m: Maker) -> None:
    order = m.take()
    row, lost = m.of(order, INCOME), Decimal(m.chance.randint(50, 400)) / 100
    row.amount -= lost
    m.expect("settled_less_than_merchant_received", order, lost)


def decimal_shift(m: Maker) -> None:
    order = m.plain()
    row = m.of(order, INCOME)
    row.amount = money(order.received / 10)
    m.expect("decimal_shift", order, order.received - row.amount)


def coupon_not_paid(m: Maker) -> None:
    order = m.with_coupon()
    m.drop(order, COUPON)
    m.expect("platform_coupon_not_settled", order, order.coupon)


def fee_twice(m: Maker) -> None:
    order = m.take()
    at = m.of(order, FEE).at + dt.timedelta(seconds=m.chance.choice([0, 1, 7200]))
    m.book(order, at, -order.fee, FEE)
    m.expect("duplicate_tech_fee", order, order.fee)


def fee_too_high(m: Maker) -> None:
    order = m.take()
    row = m.of(order, FEE)
    row.amount = -money(order.fee * m.chance.choice([2, 3, 5])) - Decimal("0.02")
    m.expect("tech_fee_rate_above_default", order, -row.amount - order.fee)


def fee_kept(m: Maker) -> None:
    order = m.take()
    m.refund(order, order.paid, fee_back=False, coupon_back=m.chance.random() < 0.5)
    m.expect("tech_fee_not_returned_on_refund", order, order.fee)


def refund_twice(m: Maker) -> None:
    order = m.take()
    at = m.refund(order, order.paid, fee_back=True, coupon_back=m.chance.random() < 0.5)
    m.book(order, at + dt.timedelta(seconds=m.chance.choice([0, 3, 9000])), -order.paid, REFUND)
    m.expect("duplicate_refund", order, order.paid)


def not_late(m: Maker) -> None:
    order = m.take()
    m.book(maybe_in_remark(m, order, LATE), order.promised + dt.timedelta(hours=3), Decimal("-3.00"), m.last)
    m.expect("late_shipment_penalty_but_shipped_on_time", order, Decimal("3.00"))


def never_late(m: Maker) -> None:
    order = next(one for one in m.orders if not one.confirmed and one.promised < m.end - dt.timedelta(days=1))
    m.orders[m.orders.index(order)] = order
    order.shipped, order.tracking, order.status, order.aftersales = None, "", "未发货，退款成功", "退款成功"
    order.confirmed = dt.datetime.max  # taken
    m.book(order, order.made + dt.timedelta(hours=5), -order.paid, REFUND)
    m.book(order, order.promised + dt.timedelta(hours=1), Decimal("-3.00"), LATE)
    m.expect("late_shipment_penalty_before_promise", order, Decimal("3.00"))


def not_fake(m: Maker) -> None:
    order = m.take()
    m.book(order, order.confirmed, Decimal("-20.00"), FAKE)
    m.expect("fake_shipment_penalty_has_tracking", order, Decimal("20.00"))


def in_stock(m: Maker) -> None:
    order = m.take()
    m.book(order, order.confirmed, Decimal("-6.00"), STOCK)
    m.expect("out_of_stock_penalty_but_shipped", order, Decimal("6.00"))


def freight(m: Maker) -> None:
    order = m.take()
    m.book(order, order.confirmed, Decimal("-8.50"), FREIGHT)
    m.expect("freight_compensation_without_return", order, Decimal("8.50"))


def care(m: Maker) -> None:
    order = m.take()
    m.book(order, order.confirmed, Decimal("-12.00"), CARE)
    m.expect("compensation_without_cause", order, Decimal("12.00"))


def no_order(m: Maker) -> None:
    amount = Decimal(m.chance.randint(5000, 40000)) / 100
    m.book(None, some_time(m), -amount, m.chance.choice([CARE, ("扣款", "其他扣款", ""), LATE]))
    m.expect("deduction_without_order_no", None, amount)


def commission(m: Maker) -> None:
    order = m.take()
    for _ in range(2):
        m.book(order, order.confirmed, Decimal("-1.35"), JINBAO)
    m.expect("duplicate_jinbao_commission", order, Decimal("1.35"))


def transfers(m: Maker) -> None:
    order, count = m.take(), m.chance.choice([2, 3])
    for n in range(count):
        m.book(order, order.confirmed + dt.timedelta(seconds=n), Decimal("-5.00"), SMALL)
    m.expect("duplicate_small_transfer", order, Decimal("5.00") * (count - 1))


def lost_withdrawal(m: Maker) -> None:
    amount = Decimal(m.chance.randint(100000, 900000)) / 100
    m.book(None, some_time(m), -amount, FAILED)
    m.expect("withdrawal_failed_not_returned", None, amount)


FAULTS: tuple[Callable[[Maker], None], ...] = (
    missing_settlement, settled_short, decimal_shift, coupon_not_paid, fee_twice, fee_too_high, fee_kept, refund_twice,
    not_late, never_late, not_fake, in_stock, freight, care, no_order, commission, transfers, lost_withdrawal,
)  # fmt: skip
