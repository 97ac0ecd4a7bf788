"""A shop's books as the files a merchant downloads: bills, orders and promotion, saved in the shop's habits."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal

from tests.unit.ledger.shop import Layout, Maker, Order, Row, month_later


def bill_files(m: Maker) -> None:
    """One file a month or one for all, and sometimes one more over the middle."""
    layout = m.set.layout
    bounds = [month_later(m.first, n) for n in range(m.months + 1)] if layout.split else [m.first, m.end]
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


def orders_file(m: Maker) -> bytes:
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


def promotion(m: Maker) -> None:
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
