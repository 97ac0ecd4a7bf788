"""A shop nobody has seen, made from a seed: its orders, its books over some months, and how it saves its files."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

CENT = Decimal("0.01")
Found = tuple[str, str, str]  # kind, order, amount

# What a bill calls a row: its type, its remark and, in newer bills, its business.
INCOME = ("交易收入", "-", "0010002|交易收入-订单收入")
COUPON = ("优惠券结算", "-", "0010005|交易收入-优惠券结算")
REFUND = ("退款", "-", "0020002|交易退款-订单退款")
COUPON_BACK = ("优惠券结算", "-", "0020005|交易退款-优惠券结算")
FEE = ("技术服务费", "基础技术服务费", "0030002|技术服务费-基础技术服务费")
FEE_BACK = ("技术服务费", "基础技术服务费返还", "0030002|技术服务费-基础技术服务费")
SUBSIDY = ("技术服务费", "百亿补贴技术服务费", "0030003|技术服务费-百亿补贴技术服务费")
LATE = ("扣款", "延迟发货扣款", "0040004|售后费用-延迟发货")
FAKE = ("扣款", "虚假发货扣款", "0040005|售后费用-虚假发货")
STOCK = ("扣款", "缺货扣款", "0040009|售后费用-缺货")
FREIGHT = ("扣款", "退货包运费补偿", "0040003|售后费用-运费补偿")
CARE = ("扣款", "售后补偿消费者", "0040002|售后费用-售后补偿消费者")
PRICE = ("扣款", "价格保护补差", "0040002|售后费用-售后补偿消费者")
JINBAO = ("多多进宝", "多多进宝佣金扣除", "0060001|营销费用-多多进宝")
SMALL = ("其他", "小额打款", "0040001|售后费用-小额打款")
WITHDRAW = ("提现", "-", "0080001|提现-提现申请")
FAILED = ("提现", "提现失败", "0080001|提现-提现申请")
RETURNED = ("提现", "提现失败退回", "0080001|提现-提现申请")
TOP_UP = ("转账", "推广账户充值", "0070004|转账-广告账户")
APPEAL = ("其他", "申诉成功返还", "0130001|其他收入-申诉补回")
PLAN = ("其他服务", "消费者体验提升计划", "0050002|服务支出-消费者体验提升计划")


def money(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


@dataclass
class Order:
    number: str
    goods: str
    received: Decimal
    coupon: Decimal
    made: dt.datetime
    promised: dt.datetime
    shipped: dt.datetime | None
    confirmed: dt.datetime | None
    rate: Decimal
    base: str
    status: str = "已收货"
    aftersales: str = "无售后或售后取消"
    tracking: str = ""
    refunded: Decimal = Decimal(0)

    @property
    def paid(self) -> Decimal:
        return self.received - self.coupon

    @property
    def fee(self) -> Decimal:
        return money((self.received if self.base == "received" else self.paid) * self.rate)


@dataclass
class Row:
    order: str
    at: dt.datetime
    amount: Decimal  # what comes in is positive
    type: str
    remark: str
    business: str


@dataclass
class Layout:
    """How the shop saves its files."""

    encoding: str
    separator: str
    preamble: bool
    wide: bool  # full-width brackets in the header
    negative: bool  # expenses carry a minus
    resaved: str  # "" as downloaded, "csv" or "xlsx" saved again by Excel
    summary: bool
    codes: bool  # newer bills have 业务描述
    overlap: bool
    split: bool
    extra_columns: bool
    tab_after_ids: bool


@dataclass
class BillSet:
    """Files, and what must be found in them."""

    seed: int
    layout: Layout
    files: dict[str, bytes] = field(default_factory=dict)
    expected: set[Found] = field(default_factory=set)
    daily_limit: int | None = None

    def write(self, folder: Path) -> list[Path]:
        for name, content in self.files.items():
            (folder / name).write_bytes(content)
        return [folder / name for name in self.files]


class Maker:
    """One shop over one to three months."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.set = BillSet(seed, self._layout())
        self.months = self.chance.randint(1, 3)
        self.first = dt.datetime(self.chance.choice([2024, 2025, 2026]), self.chance.randint(1, 9), 1)
        self.end = month_later(self.first, self.months)
        self.rate = Decimal(self.chance.choice(["0.006", "0.006", "0.01", "0.005", "0.02"]))
        self.base = self.chance.choice(["received", "paid"])
        self.rows: list[Row] = []
        self.last = LATE
        self.orders = [self._order(n) for n in range(self.chance.randint(90, 160) * self.months)]
        for order in self.orders:
            self._settle(order)
        self.free = [one for one in self.orders if one.confirmed and one.confirmed < self.end - dt.timedelta(days=9)]
        self.chance.shuffle(self.free)

    def _layout(self) -> Layout:
        pick, flag = self.chance.choice, lambda share: self.chance.random() < share
        resaved = pick(["", "", "csv", "xlsx"])
        return Layout(
            encoding=pick(["gb18030", "utf-8", "utf-8-sig", "utf-16"]) if pick([0, 1]) else "gb18030",
            separator=pick([",", ",", "\t"]), preamble=flag(0.7), wide=flag(0.5), negative=flag(0.7), resaved=resaved,
            summary=flag(0.4), codes=flag(0.8), overlap=flag(0.5), split=flag(0.5), extra_columns=flag(0.4),
            tab_after_ids=flag(0.5),
        )  # fmt: skip

    def _order(self, n: int) -> Order:
        chance = self.chance
        span = (self.end - self.first).days * 86400
        made = self.first + dt.timedelta(seconds=chance.randrange(span))
        shipped = made + dt.timedelta(hours=chance.randint(2, 40), seconds=chance.randrange(3600))
        confirmed = shipped + dt.timedelta(days=chance.randint(2, 6), seconds=chance.randrange(86400))
        received = Decimal(chance.randint(990, 29900)) / 100
        coupon = Decimal(chance.randint(100, 500)) / 100 if chance.random() < 0.3 else Decimal(0)
        return Order(
            number=f"{made:%y%m%d}-{chance.randint(10**14, 10**15 - 1)}", goods=f"78551234000{n % 5}",
            received=received, coupon=coupon, made=made, promised=made + dt.timedelta(hours=48), shipped=shipped,
            confirmed=confirmed if confirmed < self.end else None, rate=self.rate, base=self.base,
            tracking=f"78{chance.randint(10**12, 10**13 - 1)}",
        )  # fmt: skip

    def book(self, order: Order | None, at: dt.datetime, amount: Decimal, what: tuple[str, str, str]) -> Row:
        row = Row(order.number if order else "", at, amount, *what)
        self.rows.append(row)
        return row

    def _settle(self, order: Order) -> None:
        if not order.confirmed:
            order.status = self.chance.choice(["已发货", "待发货"])
            return
        at = order.confirmed + dt.timedelta(seconds=self.chance.randint(0, 90))
        self.book(order, at, order.paid, INCOME)
        if order.coupon:
            self.book(order, at, order.coupon, COUPON)
        self.book(order, at, -order.fee, FEE)

    def take(self) -> Order:
        return self.free.pop()

    def plain(self) -> Order:
        """An order without coupon."""
        place = next(n for n, one in enumerate(self.free) if not one.coupon)
        return self.free.pop(place)

    def with_coupon(self) -> Order:
        place = next(n for n, one in enumerate(self.free) if one.coupon)
        return self.free.pop(place)

    def of(self, order: Order, what: tuple[str, str, str]) -> Row:
        return next(row for row in self.rows if row.order == order.number and row.business == what[2])

    def drop(self, order: Order, *what: tuple[str, str, str]) -> None:
        texts = {one[2] for one in what}
        self.rows = [row for row in self.rows if not (row.order == order.number and row.business in texts)]

    def expect(self, kind: str, order: Order | None, amount: Decimal) -> None:
        self.set.expected.add((kind, order.number if order else "", f"{amount:.2f}"))

    def refund(self, order: Order, amount: Decimal, *, fee_back: bool, coupon_back: bool = False) -> dt.datetime:
        assert order.confirmed
        at = order.confirmed + dt.timedelta(hours=self.chance.randint(2, 40))
        order.status, order.aftersales, order.refunded = "已收货，退款成功", "退款成功", amount
        self.book(order, at, -amount, REFUND)
        if coupon_back and order.coupon:
            self.book(order, at, -order.coupon, COUPON_BACK)
        if fee_back:
            self.book(order, at, order.fee, FEE_BACK)
        return at


def month_later(day: dt.datetime, months: int) -> dt.datetime:
    return dt.datetime(day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1, 1)


def some_time(m: Maker) -> dt.datetime:
    span = int((m.end - m.first - dt.timedelta(days=8)).total_seconds())
    return m.first + dt.timedelta(seconds=m.chance.randrange(3600, span))


def maybe_in_remark(m: Maker, order: Order, what: tuple[str, str, str]) -> Order | None:
    m.last = what
    if m.chance.random() < 0.4:
        brackets = m.chance.choice(["（订单{}）", "(订单{})", " 订单号:{}"])
        m.last = (what[0], what[1] + brackets.format(order.number), what[2])
        return None
    return order
