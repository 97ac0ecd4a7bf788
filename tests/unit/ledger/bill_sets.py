"""Sets of exports of shops nobody has seen, made from a seed: faults whose answer is known, and decoys around them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

CENT = Decimal("0.01")
Found = tuple[str, str, str]  # kind, order, amount


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
        self.end = _month_later(self.first, self.months)
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


def _month_later(day: dt.datetime, months: int) -> dt.datetime:
    return dt.datetime(day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1, 1)


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


# ---- faults: each seeds itself and says what must be found
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
    m.book(_maybe_in_remark(m, order, LATE), order.promised + dt.timedelta(hours=3), Decimal("-3.00"), m.last)
    m.expect("late_shipment_penalty_but_shipped_on_time", order, Decimal("3.00"))


def _maybe_in_remark(m: Maker, order: Order, what: tuple[str, str, str]) -> Order | None:
    m.last = what
    if m.chance.random() < 0.4:
        brackets = m.chance.choice(["（订单{}）", "(订单{})", " 订单号:{}"])
        m.last = (what[0], what[1] + brackets.format(order.number), what[2])
        return None
    return order


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
    m.book(None, _some_time(m), -amount, m.chance.choice([CARE, ("扣款", "其他扣款", ""), LATE]))
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
    m.book(None, _some_time(m), -amount, FAILED)
    m.expect("withdrawal_failed_not_returned", None, amount)


def _some_time(m: Maker) -> dt.datetime:
    span = int((m.end - m.first - dt.timedelta(days=8)).total_seconds())
    return m.first + dt.timedelta(seconds=m.chance.randrange(3600, span))


FAULTS: tuple[Callable[[Maker], None], ...] = (
    missing_settlement, settled_short, decimal_shift, coupon_not_paid, fee_twice, fee_too_high, fee_kept, refund_twice,
    not_late, never_late, not_fake, in_stock, freight, care, no_order, commission, transfers, lost_withdrawal,
)  # fmt: skip


# ---- decoys: legitimate, however odd they look
def really_late(m: Maker) -> None:
    order = m.take()
    order.shipped = order.promised + dt.timedelta(hours=3)
    m.book(_maybe_in_remark(m, order, LATE), order.confirmed, Decimal("-3.00"), m.last)


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
    at = _some_time(m)
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


# ---- files
def make(seed: int) -> BillSet:
    """A set: some faults of some kinds, every decoy, saved in the seed's habits."""
    m = Maker(seed)
    for decoy in DECOYS:
        decoy(m)
    for fault in m.chance.sample(FAULTS, m.chance.randint(5, len(FAULTS))):
        for _ in range(m.chance.choice([1, 1, 2])):
            if fault is never_late and not any(
                not one.confirmed and one.promised < m.end - dt.timedelta(days=1) for one in m.orders
            ):
                continue
            fault(m)
    m.rows.sort(key=lambda row: row.at)
    _bill_files(m)
    m.set.files[f"{seed:032x}orders_export{m.end:%Y-%m-%d}-10-05-00.csv"] = _orders_file(m)
    _promotion(m)
    names = list(m.set.files)
    m.chance.shuffle(names)
    m.set.files = {name: m.set.files[name] for name in names}
    return m.set


def _bill_files(m: Maker) -> None:
    """One file a month or one for all, and sometimes one more over the middle."""
    layout = m.set.layout
    bounds = [_month_later(m.first, n) for n in range(m.months + 1)] if layout.split else [m.first, m.end]
    spans = list(zip(bounds, bounds[1:], strict=False))
    for start, end in spans:
        _bill_file(m, start, end, layout)
    if layout.overlap:
        again = Layout(**{**vars(layout), "resaved": m.chance.choice(["", "csv", layout.resaved])})
        _bill_file(m, m.first + dt.timedelta(days=5), m.first + dt.timedelta(days=20), again)


def _bill_file(m: Maker, start: dt.datetime, end: dt.datetime, layout: Layout) -> None:
    rows = [row for row in m.rows if start <= row.at < end]
    ext = "xlsx" if layout.resaved == "xlsx" else "csv"
    name = f"pdd-mall-bill-detail(8{m.set.seed:09d})_{end:%Y-%m-%d}-10-00-00_{len(m.set.files)}.{ext}"
    cells = [_header(layout), *(_bill_row(m, row, layout) for row in rows)]
    if layout.summary:
        total = sum((row.amount for row in rows if row.amount > 0), Decimal(0))
        cells.append(["合计", "", f"{total:.2f}", "", "", "", ""])
    m.set.files[name] = _saved(cells, layout, start, end)


def _header(layout: Layout) -> list[str]:
    left, right = ("\uff08", "\uff09") if layout.wide else ("(", ")")
    names = [
        "商户订单号",
        "发生时间",
        f"收入金额{left}+元{right}",
        f"支出金额{left}-元{right}",
        "账务类型",
        "备注",
        "业务描述",
    ]
    names = names if layout.codes else names[:-1]
    return names + (["费项", "金额"] if layout.extra_columns and layout.resaved else [])


def _bill_row(m: Maker, row: Row, layout: Layout) -> list[str]:
    out = f"{row.amount if layout.negative else -row.amount:.2f}"
    income, expense = (f"{row.amount:.2f}", "0") if row.amount > 0 else ("0", out)
    if layout.resaved == "csv" and layout.separator == ",":
        at = f"{row.at.year}/{row.at.month}/{row.at.day} {row.at.hour}:{row.at.minute:02d}"
    else:
        at = f"{row.at:%Y-%m-%d %H:%M:%S}"
    number = row.order + ("\t" if layout.tab_after_ids and row.order and layout.separator == "," else "")
    cells = [number, at, income, expense, row.type, row.remark, row.business]
    cells = cells if layout.codes else cells[:-1]
    return cells + (["其他", f"{row.amount:.2f}"] if layout.extra_columns and layout.resaved else [])


def _saved(cells: list[list[str]], layout: Layout, start: dt.datetime, end: dt.datetime) -> bytes:
    if layout.resaved == "xlsx":
        return _xlsx([["以下为本店账单，财务已核"], *cells])
    opening = ""
    if layout.preamble and not layout.resaved:
        last = end - dt.timedelta(days=1)
        opening = (
            f"拼多多店铺账务明细查询\r\n\r\n起始时间：{start:%Y-%m-%d} 00:00:00  终止时间：{last:%Y-%m-%d} 23:59:59\r\n"
            "----------交易记录明细列表---------\r\n"
        )
    return (opening + _csv(cells, layout.separator)).encode(layout.encoding)


def _csv(cells: list[list[str]], separator: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows(cells)
    return out.getvalue()


def _xlsx(cells: list[list[object]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in cells:
        sheet.append([_typed(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _typed(cell: object) -> object:
    """As Excel keeps it: amounts and long ids are numbers, times are times."""
    if not isinstance(cell, str):
        return cell
    try:
        return dt.datetime.strptime(cell, "%Y-%m-%d %H:%M:%S")
    except ValueError:
        pass
    return float(cell) if cell.lstrip("-").replace(".", "", 1).isdigit() else cell.strip("\t")


def _orders_file(m: Maker) -> bytes:
    names = {
        "商品": lambda o: "测试商品", "订单号": lambda o: o.number + "\t", "订单状态": lambda o: o.status,
        "商品总价(元)": lambda o: f"{o.received + 2:.2f}", "平台优惠折扣(元)": lambda o: f"{o.coupon:.2f}",
        "多多支付立减金额(元)": lambda o: "0.00", "用户实付金额(元)": lambda o: f"{o.paid:.2f}",
        "商家实收金额(元)": lambda o: f"{o.received:.2f}", "承诺发货时间": lambda o: f"{o.promised:%Y-%m-%d %H:%M:%S}",
        "发货时间": lambda o: f"{o.shipped:%Y-%m-%d %H:%M:%S}" if o.shipped else "",
        "确认收货时间": lambda o: f"{o.confirmed:%Y-%m-%d %H:%M:%S}" if _confirmed(o) else "",
        "商品id": lambda o: o.goods + "\t", "售后状态": lambda o: o.aftersales, "快递单号": lambda o: o.tracking,
        "订单成交时间": lambda o: "" if o.number[-1] == "3" else f"{o.made:%Y-%m-%d %H:%M:%S}",
    }  # fmt: skip
    if m.chance.random() < 0.5:
        names["退款金额（元）"] = lambda o: f"{o.refunded:.2f}" if o.refunded else ""
    order = list(names)
    m.chance.shuffle(order)
    rows = [order, *([names[name](one) for name in order] for one in m.orders)]
    return _csv(rows).encode("utf-8-sig")


def _confirmed(order: Order) -> bool:
    return order.confirmed is not None and order.confirmed.year < 9000


def _promotion(m: Maker) -> None:
    if m.chance.random() < 0.3:
        return
    days = [m.first + dt.timedelta(days=n) for n in range((m.end - m.first).days)]
    rows: list[list[object]] = [
        ["说明：数据每日更新"],
        ["日期", "商品ID", "商品名称", "出价方式", "总花费（元）", "曝光量"],
    ]
    limit = m.chance.choice([None, 15000])
    total = Decimal(0)
    hot = m.chance.sample(days, m.chance.choice([0, 1, 2]))
    for goods in ("785512340000", "785512340001"):
        spends = {day: Decimal(m.chance.randint(4000, 12000)) / 100 for day in days}
        usual = max(spends[day] for day in days if day not in hot)
        for day in hot if goods.endswith("1") else []:
            spends[day] = Decimal(m.chance.randint(90000, 190000)) / 100
            over = spends[day] - (Decimal(limit) / 100 if limit else usual)
            m.expect("promotion_above_limit" if limit else "promotion_daily_spike", None, over)
        for day in days:
            rows.append([f"{day:%Y-%m-%d}", float(goods), f"商品{goods[-1]}", "自动", float(spends[day]), 1000])
            total += spends[day]
    if m.chance.random() < 0.4:
        m.expect("promotion_total_exceeds_rows", None, Decimal("88.40"))
        total += Decimal("88.40")
    rows.append(["总计", "", "", "", float(total), 99999])
    m.set.daily_limit = limit
    m.set.files[f"商品推广_账户_分天数据_{m.first:%Y%m%d}至{m.end:%Y%m%d}.xlsx"] = _xlsx(rows)
