"""The bill, the orders and the differences of the settlement sample: a month in which exactly what it tells is missing.

`settlement.yaml` names the sums; the rows follow from them, the same at every run. Used by `make_samples.py`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import cycle, islice
from typing import Any

Spec = dict[str, Any]
RATE = Decimal("0.006")
PRICES = ("329.00", "459.00", "268.00", "512.00", "388.00", "299.00", "446.00")
COUPONS = ("10.00", "12.00", "10.00", "15.00", "10.00")
BILL = ["商户订单号", "发生时间", "收入金额（+元）", "支出金额（-元）", "账务类型", "备注", "业务描述"]
ORDERS = [
    "商品", "订单号", "订单状态", "商品总价(元)", "平台优惠折扣(元)", "用户实付金额(元)", "商家实收金额(元)",
    "发货时间", "确认收货时间", "售后状态", "订单成交时间",
]  # fmt: skip
LINE = "----------交易记录明细列表{}---------"


@dataclass(frozen=True)
class Order:
    """One order: what the shop is to receive, what of it is the platform's coupon, and what of both was booked."""

    number: str
    made: dt.datetime
    received: Decimal
    coupon: Decimal = Decimal(0)
    settled: bool = True
    coupon_settled: bool = True

    @property
    def shipped(self) -> dt.datetime:
        """When it was sent."""
        return self.made + dt.timedelta(hours=19, minutes=7)

    @property
    def confirmed(self) -> dt.datetime:
        """When the buyer confirmed it."""
        return self.made + dt.timedelta(days=5, hours=4)

    @property
    def fee(self) -> Decimal:
        """Its basic technical service fee in yuan."""
        return fee_of(self.received)


def fee_of(received: Decimal) -> Decimal:
    """The basic technical service fee of an order, in yuan."""
    return (received * RATE).quantize(Decimal("0.01"), ROUND_HALF_UP)


def split(total: Decimal, count: int, prices: tuple[str, ...]) -> list[Decimal]:
    """So many amounts in yuan that add up to a total, the last one being what is left."""
    amounts = [Decimal(price) for price in islice(cycle(prices), count - 1)]
    return [*amounts, total - sum(amounts)]


def gross(net: Decimal) -> Decimal:
    """The amount that is `net` once its fee is taken off; raises `ValueError` when rounding leaves none."""
    near = (net / (1 - RATE)).quantize(Decimal("0.01"))
    for cents in range(-5, 6):
        amount = near + Decimal(cents) / 100
        if amount - fee_of(amount) == net:
            return amount
    raise ValueError(f"no amount is {net} after its fee")


def month(spec: Spec) -> list[Order]:
    """All orders of the sample, oldest first."""
    unsettled = split(Decimal(spec["unsettled"]), spec["unsettled_orders"], ("79.40",))
    lost = split(Decimal(spec["coupons_lost"]), spec["coupons_lost_orders"], COUPONS)
    prices = [Decimal(price) for price in islice(cycle(PRICES), spec["settled_orders"] - 1)]
    booked = sum((price - fee_of(price) for price in prices), -sum(lost))
    prices.append(gross(Decimal(spec["paid"]) - booked))
    made = dt.datetime(2026, 9, 1, 8, 20)
    orders: list[Order] = []
    for received in unsettled:
        orders.append(Order("", made, received, settled=False))
    for place, received in enumerate(prices):
        paid_by_platform = lost[place] if place < len(lost) else Decimal("8.00") if place % 4 == 0 else Decimal(0)
        orders.append(Order("", made, received, paid_by_platform, coupon_settled=place >= len(lost)))
    return list(_dated(orders, spec["order_numbers"]))


def _dated(orders: list[Order], named: list[str]) -> Iterator[Order]:
    """The orders spread over the month; the first unsettled ones bear the numbers that the case names."""
    names = iter(named)
    for place, order in enumerate(orders):
        number = next(names, None) if not order.settled else None
        day = dt.date(2026, 9, int(number[4:6]) if number else 1 + place * 7 % 22)
        made = dt.datetime.combine(day, dt.time(8 + place % 12, place * 13 % 60, place * 29 % 60))
        number = number or f"{day:%y%m%d}-6022140770{place:05d}"
        yield Order(number, made, order.received, order.coupon, order.settled, order.coupon_settled)


def bill_rows(spec: Spec) -> list[list[str]]:
    """The bill as the platform exports it, newest row first."""
    rows = [row for order in month(spec) if order.settled for row in _booked(order)]
    taken = dt.datetime.fromisoformat(spec["withdrawn_at"])
    rows.append((taken, ["", "", "0", f"-{spec['paid']}", "提现", "提现到银行卡", "0080001|提现-提现申请"]))
    rows.sort(key=lambda row: row[0], reverse=True)
    written = [[row[0], f"{at}", *row[2:]] for at, row in rows]
    head = [["拼多多店铺账务明细查询"], [], [f"起始时间：{spec['from']}  终止时间：{spec['to']}"], [LINE.format("")]]
    return [*head, BILL, *written, [LINE.format("结束")]]


def _booked(order: Order) -> Iterator[tuple[dt.datetime, list[str]]]:
    at = order.confirmed + dt.timedelta(minutes=3)
    income = order.received - order.coupon
    yield at, [order.number, "", f"{income}", "0", "交易收入", "-", "0010002|交易收入-订单收入"]
    if order.coupon and order.coupon_settled:
        yield at, [order.number, "", f"{order.coupon}", "0", "优惠券结算", "-", "0010005|交易收入-优惠券结算"]
    fee = ["技术服务费", "基础技术服务费", "0030002|技术服务费-基础技术服务费"]
    yield at + dt.timedelta(seconds=2), [order.number, "", "0", f"-{order.fee}", *fee]


def order_rows(spec: Spec) -> list[list[str]]:
    """The order export."""
    return [
        ORDERS,
        *(
            [
                "收纳架（样本）", order.number, "已收货", f"{order.received}", f"{order.coupon}",
                f"{order.received - order.coupon}", f"{order.received}", f"{order.shipped}", f"{order.confirmed}",
                "无售后或售后取消", f"{order.made}",
            ]
            for order in sorted(month(spec), key=lambda one: one.made)
        ),
    ]  # fmt: skip


def difference_rows(spec: Spec) -> list[list[Any]]:
    """What the shop worked out from both: every order with what is missing, and the sums."""
    orders = month(spec)
    missing = [(order, "确认收货但没有交易收入", order.received) for order in orders if not order.settled]
    missing += [(order, "平台优惠券没有结算", order.coupon) for order in orders if not order.coupon_settled]
    rows = [[order.number, why, float(amount)] for order, why, amount in missing]
    sums = [[f"合计 {len(missing)} 单", "", float(sum(amount for *_, amount in missing))]]
    return [["订单号", "项目", "金额（元）"], *rows, *sums]
