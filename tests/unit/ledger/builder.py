"""Makes a shop's month of exports in code, so that a test can put one fault into it and know the answer."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

BILL_HEADER = [
    "商户订单号",
    "发生时间",
    "收入金额\uff08+元\uff09",
    "支出金额\uff08-元\uff09",
    "账务类型",
    "备注",
    "业务描述",
]
ORDER_HEADER = [
    "商品", "订单号", "订单状态", "平台优惠折扣(元)", "多多支付立减金额(元)", "用户实付金额(元)", "商家实收金额(元)",
    "支付时间", "承诺发货时间", "发货时间", "确认收货时间", "商品id", "售后状态", "快递单号", "订单成交时间",
]  # fmt: skip


def stamp(at: dt.datetime | None) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S") if at else ""


@dataclass
class Order:
    number: str
    received: Decimal
    made: dt.datetime
    coupon: Decimal = Decimal(0)
    shipped: dt.datetime | None = None
    confirmed: dt.datetime | None = None
    status: str = "已收货"
    aftersales: str = "无售后或售后取消"
    tracking: str = "780000000000001"
    goods: str = "900000000001"

    @property
    def fee(self) -> Decimal:
        return (self.received * Decimal("0.006")).quantize(Decimal("0.01"))

    def row(self) -> list[str]:
        promised = self.made + dt.timedelta(hours=48)
        return [
            "测试商品", self.number, self.status, str(self.coupon), "0.00", str(self.received - self.coupon),
            str(self.received), stamp(self.made), stamp(promised), stamp(self.shipped), stamp(self.confirmed),
            self.goods + "\t", self.aftersales, self.tracking + "\t", stamp(self.made),
        ]  # fmt: skip


@dataclass
class Shop:
    """A month of a shop with clean books; `bill` rows can be added, changed or taken away."""

    year: int = 2025
    month: int = 9
    orders: list[Order] = field(default_factory=list)
    bill: list[list[str]] = field(default_factory=list)

    def sell(self, count: int = 20, price: str = "89.90", coupon: str = "0") -> list[Order]:
        made = [self._order(len(self.orders) + n, Decimal(price), Decimal(coupon)) for n in range(count)]
        for order in made:
            self.orders.append(order)
            self.settle(order)
        return made

    def _order(self, n: int, price: Decimal, coupon: Decimal) -> Order:
        made = dt.datetime(self.year, self.month, 1 + n % 12, 9, n % 60)
        number = f"{made:%y%m%d}-{300000000000000 + n * 7919}"
        return Order(
            number, price, made, coupon, shipped=made + dt.timedelta(hours=20), confirmed=made + dt.timedelta(days=4)
        )

    def settle(self, order: Order) -> None:
        at = order.confirmed or order.made
        self.book(order, at, order.received - order.coupon, "交易收入", "-", "0010002|交易收入-订单收入")
        if order.coupon:
            self.book(order, at, order.coupon, "优惠券结算", "-", "0010005|交易收入-优惠券结算")
        self.book(order, at, -order.fee, "技术服务费", "基础技术服务费", "0030002|技术服务费-基础技术服务费")

    def book(
        self, order: Order | None, at: dt.datetime, amount: Decimal, type_: str, remark: str, business: str
    ) -> None:
        income, expense = (str(amount), "0") if amount > 0 else ("0", str(amount))
        self.bill.append([order.number if order else "", stamp(at), income, expense, type_, remark, business])

    def refund(self, order: Order, amount: Decimal, *, fee_back: bool = True) -> None:
        at = (order.confirmed or order.made) + dt.timedelta(days=1)
        order.status, order.aftersales = "已收货\uff0c退款成功", "退款成功"
        self.book(order, at, -amount, "退款", "-", "0020002|交易退款-订单退款")
        if fee_back:
            self.book(order, at, order.fee, "技术服务费", "基础技术服务费返还", "0030002|技术服务费-基础技术服务费")

    def take(self, order: Order, business: str) -> None:
        """Take an order's rows of one business description out of the bill."""
        self.bill = [row for row in self.bill if not (row[0] == order.number and row[6] == business)]

    def write(
        self, folder: Path, *, encoding: str = "gb18030", separator: str = ",", preamble: bool = True
    ) -> list[Path]:
        bill, orders = folder / "账单.csv", folder / "订单.csv"
        bill.write_bytes(self.bill_text(separator, preamble).encode(encoding))
        orders.write_bytes(_csv([ORDER_HEADER, *(order.row() for order in self.orders)], ",").encode("utf-8-sig"))
        return [bill, orders]

    def bill_text(self, separator: str = ",", preamble: bool = True) -> str:
        last = (dt.date(self.year + self.month // 12, self.month % 12 + 1, 1) - dt.timedelta(days=1)).isoformat()
        period = f"起始时间\uff1a{self.year}-{self.month:02d}-01 00:00:00  终止时间\uff1a{last} 23:59:59"
        opening = f"拼多多店铺账务明细查询\n\n{period}\n----------交易记录明细列表---------\n" if preamble else ""
        ending = "----------交易记录明细列表结束---------\n" if preamble else ""
        return opening + _csv([BILL_HEADER, *self.bill], separator) + ending


def _csv(rows: list[list[str]], separator: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\n").writerows(rows)
    return out.getvalue()
