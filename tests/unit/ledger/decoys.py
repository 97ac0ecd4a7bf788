"""Decoys: what is legitimate in a shop's books, however odd it looks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from tests.unit.ledger.shop import (
    APPEAL,
    FAILED,
    FEE,
    FEE_BACK,
    LATE,
    PLAN,
    PRICE,
    REFUND,
    RETURNED,
    SMALL,
    SUBSIDY,
    TOP_UP,
    WITHDRAW,
    Maker,
    Row,
    maybe_in_remark,
    money,
    some_time,
)


def really_late(m: Maker) -> None:
    order = m.take()
    order.shipped = order.promised + dt.timedelta(hours=3)
    m.book(maybe_in_remark(m, order, LATE), order.confirmed, Decimal("-3.00"), m.last)


def partial_refunds(m: Maker) -> None:
    order = m.plain()
    part = money(order.paid / 4)
    at = m.refund(order, part, fee_back=False)
    m.book(order, at + dt.timedelta(seconds=m.chance.choice([0, 5000])), -part, REFUND)  # two identical real rows
    order.refunded = part * 2


def subsidy(m: Maker) -> None:
    order = m.take()
    m.book(order, m.of(order, FEE).at, -money(order.received * Decimal("0.02")), SUBSIDY)


def price_protection(m: Maker) -> None:
    order = m.take()
    m.book(order, order.confirmed, Decimal("-4.00"), PRICE)


def full_refund(m: Maker) -> None:
    order = m.take()
    m.refund(order, order.paid, fee_back=True, coupon_back=True)


def late_refund(m: Maker) -> None:
    """Refunded in the last hours of the bill: the fee comes back with the next one."""
    ready = [one for one in m.orders if one.confirmed and m.end - dt.timedelta(days=9) <= one.confirmed < m.end]
    if not ready:
        return
    order = ready[0]
    order.status, order.aftersales = "已收货，退款成功", "退款成功"
    m.book(order, m.end - dt.timedelta(hours=m.chance.randint(1, 20)), -order.paid, REFUND)


def not_yet_settled(m: Maker) -> None:
    """Confirmed in the last days and not booked yet."""
    ready = [one for one in m.orders if one.confirmed and m.end - dt.timedelta(days=6) < one.confirmed < m.end]
    for order in [one for one in ready if "退款" not in one.status][:2]:
        m.rows = [row for row in m.rows if row.order != order.number]


def appealed(m: Maker) -> None:
    order = m.take()
    m.book(order, order.confirmed, Decimal("-3.00"), LATE)
    m.book(order, order.confirmed + dt.timedelta(days=1), Decimal("3.00"), APPEAL)


def fee_returned_twice_taken(m: Maker) -> None:
    order = m.take()
    at = m.of(order, FEE).at
    m.book(order, at, -order.fee, FEE)
    m.book(order, at + dt.timedelta(days=1), order.fee, FEE_BACK)


def last_months_refund(m: Maker) -> None:
    """An order of the month before: only its refund and the fee that came back are in these bills."""
    made = m.first - dt.timedelta(days=12)
    number = f"{made:%y%m%d}-{m.chance.randint(10**14, 10**15 - 1)}"
    for at, amount, what in ((2, "-58.00", REFUND), (2, "0.35", FEE_BACK), (3, "-3.00", LATE)):
        m.rows.append(Row(number, m.first + dt.timedelta(days=at), Decimal(amount), *what))


def good_withdrawals(m: Maker) -> None:
    at = some_time(m)
    m.book(None, at, Decimal("-3000.00"), WITHDRAW)
    m.book(None, at, Decimal("-880.00"), FAILED)
    m.book(None, at + dt.timedelta(days=1), Decimal("880.00"), RETURNED)
    m.book(None, at, Decimal("-500.00"), TOP_UP)
    m.book(m.take(), at, Decimal("-0.50"), PLAN)


def spaced_transfers(m: Maker) -> None:
    order = m.take()
    for hours in (0, 7):
        m.book(order, order.confirmed + dt.timedelta(hours=hours), Decimal("-5.00"), SMALL)


DECOYS: tuple[Callable[[Maker], None], ...] = (
    really_late, partial_refunds, subsidy, price_protection, full_refund, late_refund, not_yet_settled, appealed,
    fee_returned_twice_taken, last_months_refund, good_withdrawals, spaced_transfers,
)  # fmt: skip
