"""Three shops written by hand, each with habits of its own: what was planted is found, decoys are not, rows are named.

The shops share nothing with the generated sets but the clean month they start from (`builder.Shop`).
"""

import datetime as dt
import io
import re
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tests.unit.ledger.builder import BILL_HEADER, ORDER_HEADER, Shop, stamp
from wizard.ledger import UnreadableBill, reconcile

D = Decimal
LATE = "0040004|售后费用-延迟发货"
FULL_WIDTH = str.maketrans("0123456789-", "０１２３４５６７８９－")
INCOME, COUPON = "0010002|交易收入-订单收入", "0010005|交易收入-优惠券结算"
FEE, REFUND = "0030002|技术服务费-基础技术服务费", "0020002|交易退款-订单退款"


def told(result) -> list[tuple[str, str, str]]:
    return sorted((one.kind, one.order, one.amount) for one in result.differences)


def rows_named(result, files: dict[str, Path]) -> None:
    """Each finding names rows, and each named row of a text file really holds its order or its amount."""
    for one in result.differences:
        assert one.rows, one
        assert one.amount in one.explanation or one.actual in one.explanation or one.expected in one.explanation, one
        for row in one.rows:
            path = files[row.file]
            if path.suffix == ".xlsx" or not one.order:
                continue
            line = decoded(path.read_bytes()).splitlines()[row.row - 1]
            assert one.order in line.translate(str.maketrans("０１２３４５６７８９－", "0123456789-")), (one.kind, line)


def decoded(raw: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        try:
            return raw.decode("utf-16" if raw[:2] == b"\xff\xfe" else encoding)
        except UnicodeDecodeError:
            continue
    raise AssertionError("no known encoding")


def set_amount(shop: Shop, order, business: str, amount: str) -> None:
    row = next(row for row in shop.bill if row[0] == order.number and row[6] == business)
    row[2], row[3] = (amount, "0") if D(amount) > 0 else ("0", amount)


def dried_fruit(folder: Path) -> tuple[list[Path], list[tuple[str, str, str]]]:
    """Two months joined by hand into one tabbed file, headers and totals and all, beside the second month again."""
    spring, summer = Shop(2026, 3), Shop(2026, 4)
    a, b = spring.sell(16, "1288.00", "20.00"), summer.sell(16, "56.60")
    wanted = []
    for business in (INCOME, COUPON, FEE):
        spring.take(a[0], business)
    wanted.append(("missing_settlement", a[0].number, "1288.00"))
    set_amount(spring, a[1], INCOME, "1168.00")
    wanted.append(("settled_less_than_merchant_received", a[1].number, "100.00"))
    set_amount(spring, a[2], INCOME, "126.80")
    wanted.append(("decimal_shift", a[2].number, "1141.20"))
    spring.take(a[3], COUPON)
    wanted.append(("platform_coupon_not_settled", a[3].number, "20.00"))
    summer.book(b[0], b[0].confirmed, -b[0].fee, "技术服务费", "基础技术服务费", FEE)
    wanted.append(("duplicate_tech_fee", b[0].number, str(b[0].fee)))
    spring.refund(a[5], a[5].received)  # honest: refunded in full, fee came back
    for _ in range(2):  # honest: two different transfers to one buyer, days apart
        summer.book(
            b[1], b[1].confirmed + dt.timedelta(days=2 * _), D("-5.00"), "扣款", "小额打款", "0040001|售后费用-小额打款"
        )
    last = summer._order(99, D("56.60"), D(0))
    last.confirmed = dt.datetime(2026, 4, 28)  # honest: confirmed too late to be settled in this bill
    summer.orders.append(last)
    parts = [_thousands(one).bill_text("\t") + _totals(one) for one in (spring, summer)]
    joined, again = folder / "账务明细 3-4月 合并.csv", folder / "pdd-mall-bill-detail(9)_2026-04.csv"
    joined.write_bytes("".join(parts).encode("gb18030"))
    again.write_bytes(parts[1].encode("gb18030"))
    orders = folder / "orders_export2026-05-01-10-00-00.csv"
    lines = [
        ORDER_HEADER,
        *(order.row() for order in (*spring.orders, *summer.orders)),
        ["合计", "", "", "0", "0", "9", "9"],
    ]
    orders.write_bytes("\n".join("\t".join(line) for line in lines).encode("utf-16"))
    return [joined, again, orders], wanted


def _thousands(shop: Shop) -> Shop:
    for row in shop.bill:
        row[2:4] = [f"{D(cell):,.2f}" if D(cell) else "" for cell in row[2:4]]
    return shop


def _totals(shop: Shop) -> str:
    sums = [sum(D(row[place].replace(",", "") or 0) for row in shop.bill) for place in (2, 3)]
    return f"#收入合计：{len(shop.bill)}笔，{sums[0]:.2f}\n#支出合计：{len(shop.bill)}笔，{sums[1]:.2f}\n\n"


def shoes(folder: Path) -> tuple[list[Path], list[tuple[str, str, str]]]:
    """An accountant's workbook: a note above the header, brackets for minus, 下午 in the times, columns renamed."""
    shop = Shop(2025, 11)
    sold = shop.sell(24, "239.00")
    wanted = []
    set_amount(shop, sold[0], FEE, "-4.78")
    wanted.append(("tech_fee_rate_above_default", sold[0].number, "3.35"))
    shop.refund(sold[1], sold[1].received, fee_back=False)
    wanted.append(("tech_fee_not_returned_on_refund", sold[1].number, "1.43"))
    shop.refund(sold[2], sold[2].received)
    shop.book(sold[2], sold[2].confirmed + dt.timedelta(days=2), -sold[2].received, "退款", "-", REFUND)
    wanted.append(("duplicate_refund", sold[2].number, "239.00"))
    shop.book(sold[3], sold[3].confirmed, D("-3.00"), "扣款", "延迟发货", LATE)
    wanted.append(("late_shipment_penalty_but_shipped_on_time", sold[3].number, "3.00"))
    sold[4].shipped = sold[4].confirmed = None
    sold[4].status, sold[4].tracking = "未发货，退款成功", ""
    sold[4].aftersales = "退款成功"
    for business in (INCOME, FEE):
        shop.take(sold[4], business)
    early = sold[4].made + dt.timedelta(hours=5)
    shop.book(sold[4], early, D("-5.00"), "扣款", "延迟发货", LATE)
    wanted.append(("late_shipment_penalty_before_promise", sold[4].number, "5.00"))
    shop.book(sold[5], sold[5].confirmed, D("-12.00"), "扣款", "-", "0040002|售后费用-售后补偿消费者")
    wanted.append(("compensation_without_cause", sold[5].number, "12.00"))
    stranger = "251105-999999999999999"
    shop.bill.append([stranger, "2025-11-20 10:00:00", "0", "-40.00", "扣款", "-", "0040005|售后费用-虚假发货"])
    wanted.append(("charge_for_unknown_order", stranger, "40.00"))
    sold[7].shipped = sold[7].made + dt.timedelta(hours=60)  # honest: sent after the promised afternoon
    shop.book(sold[7], sold[7].confirmed, D("-3.00"), "扣款", "延迟发货", LATE)
    shop.refund(sold[8], D("100.00"), fee_back=False)  # honest: part of the price, the fee stays
    book, sheet = openpyxl.Workbook(), None
    sheet = book.active
    sheet.append(["说明：财务整理，勿改"])
    renamed = {"业务描述": "业务说明", "账务类型": "账务分类", "商户订单号": "订单编号"}
    sheet.append([renamed.get(name, name) for name in BILL_HEADER])
    for row in shop.bill:
        sheet.append([row[0], _afternoon(row[1]), *map(_bracketed, row[2:4]), *row[4:]])
    sheet.append(["合计", "", "=SUM(C3:C99)"])
    book.save(folder / "11月账单整理.xlsx")
    orders = folder / "订单.csv"
    renamed = {"订单号": "订单编号", "商家实收金额(元)": "商家实收金额（元）"}
    lines = [[renamed.get(name, name) for name in ORDER_HEADER]]
    lines += [[_afternoon(cell) if re.match(r"20\d\d-", cell) else cell for cell in one.row()] for one in shop.orders]
    orders.write_bytes("\r\n".join(",".join(line) for line in lines).encode("gb18030"))
    return [folder / "11月账单整理.xlsx", orders], wanted


def _afternoon(text: str) -> str:
    """2025/11/5 下午 3:20, as a Chinese Excel shows times."""
    at = dt.datetime.fromisoformat(text.strip())
    half = "上午" if at.hour < 12 else "下午"
    return f"{at.year}/{at.month}/{at.day} {half} {(at.hour - 1) % 12 + 1}:{at.minute:02d}"


def _bracketed(cell: str) -> str:
    return f"({cell.lstrip('-')})" if cell.startswith("-") else cell


def lamps(folder: Path) -> tuple[list[Path], list[tuple[str, str, str]]]:
    """No preamble, UTF-8 without a mark, wide digits, and a promotion report whose goods ids Excel has rounded."""
    shop = Shop(2024, 12)
    sold = shop.sell(18, "19.90")
    wanted = []
    failed = dt.datetime(2024, 12, 10, 9)
    shop.book(None, failed, D("-3000.00"), "提现", "提现失败：银行退票", "0080001|提现-提现申请")
    wanted.append(("withdrawal_failed_not_returned", "", "3000.00"))
    shop.book(None, failed + dt.timedelta(days=1), D("-800.00"), "提现", "提现失败：银行退票", "0080001|提现-提现申请")
    shop.book(None, failed + dt.timedelta(days=2), D("800.00"), "提现", "提现退回", "0080001|提现-提现申请")  # honest
    shop.book(None, failed, D("-66.00"), "扣款", "-", LATE)
    wanted.append(("deduction_without_order_no", "", "66.00"))
    remark = f"延迟发货赔付（订单{sold[9].number}）"
    sold[9].shipped = sold[9].made + dt.timedelta(hours=70)
    shop.book(None, failed, D("-3.00"), "扣款", remark, LATE)  # honest: the order stands in the remark, and it was late
    for _ in range(2):
        shop.book(sold[1], sold[1].confirmed, D("-1.50"), "多多进宝", "-", "0060001|营销费用-多多进宝")
    wanted.append(("duplicate_jinbao_commission", sold[1].number, "1.50"))
    for second in (0, 20):
        at = sold[2].confirmed + dt.timedelta(seconds=second)
        shop.book(sold[2], at, D("-2.00"), "扣款", "-", "0040001|售后费用-小额打款")
    wanted.append(("duplicate_small_transfer", sold[2].number, "2.00"))
    shop.book(sold[3], sold[3].confirmed, D("-10.00"), "扣款", "-", "0040005|售后费用-虚假发货")
    wanted.append(("fake_shipment_penalty_has_tracking", sold[3].number, "10.00"))
    shop.book(sold[4], sold[4].confirmed, D("-10.00"), "扣款", "-", "0040005|售后费用-虚假发货")
    back = sold[4].confirmed + dt.timedelta(days=3)
    shop.book(sold[4], back, D("10.00"), "其他", "-", "0130001|其他收入-申诉补回")  # honest: won on appeal
    for row in shop.bill[::5]:
        row[0], row[2] = row[0].translate(FULL_WIDTH), row[2].translate(FULL_WIDTH)
    bill, orders = folder / "bill.txt", folder / "orders.csv"
    bill.write_text(shop.bill_text(preamble=False), "utf-8")
    orders.write_text(
        "\n".join(",".join(line) for line in [ORDER_HEADER, *(one.row() for one in shop.orders)]), "utf-8"
    )
    promotion = folder / "商品推广_分天.csv"
    lines = ["数据说明：仅供参考", "日期,商品ID,商品名称,总花费(元)"]
    for day in range(1, 11):
        spent = {"吊灯": D("150.00"), "台灯": D("120.00") if day != 6 else D("260.50")}
        lines += [f"2024/12/{day},9.12346E+11,{name},{amount}" for name, amount in spent.items()]
    total = sum(D(line.rsplit(",", 1)[1]) for line in lines[2:])
    promotion.write_bytes("\n".join([*lines, f"总计,,,{total}"]).encode("gb18030"))
    wanted.append(("promotion_above_limit", "", "60.50"))
    return [bill, orders, promotion], wanted


@pytest.mark.parametrize("make", [dried_fruit, shoes, lamps])
def test_all_that_was_planted_is_found_and_nothing_else(make, tmp_path) -> None:
    paths, wanted = make(tmp_path)
    result = reconcile(paths, daily_limit=20000)
    assert told(result) == sorted(wanted)
    assert not result.unknown_entries
    rows_named(result, {path.name: path for path in paths})


def test_order_numbers_that_excel_rounded_are_said_and_not_taken_for_missing(tmp_path) -> None:
    shop = Shop(2025, 10)
    shop.sell(10)
    for row in shop.bill:
        row[0] = "2.51005E+20"
    path = shop.write(tmp_path)[0]
    with pytest.raises(UnreadableBill, match="科学计数"):
        reconcile([path])


def test_rows_whose_time_cannot_be_read_are_said(tmp_path) -> None:
    shop = Shop(2025, 10)
    shop.sell(10)
    shop.bill[3][1] = shop.bill[7][1] = "Oct-05"
    result = reconcile(shop.write(tmp_path))
    assert any("2 行" in note and "时间" in note for note in result.notes)


def test_times_with_a_half_of_the_day() -> None:
    import pandas as pd

    from wizard.ledger.values import times

    given = [
        "2025/11/5 下午 3:20",
        "2025/11/5 上午 12:05",
        "2025-11-05 12:30 PM",
        "2025/11/5 3:20:09 PM",
        "2025/11/5 中午12:01",
    ]
    read = times(pd.Series(given, dtype="str"))
    assert [stamp(one.to_pydatetime())[11:16] for one in read] == ["15:20", "00:05", "12:30", "15:20", "12:01"]


def test_a_workbook_with_its_own_numbers_for_times(tmp_path) -> None:
    shop = Shop(2025, 10)
    order = shop.sell(10)[0]
    shop.book(order, order.confirmed, -order.fee, "技术服务费", "基础技术服务费", FEE)
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(BILL_HEADER)
    for row in shop.bill:
        at = dt.datetime.fromisoformat(row[1])
        book.active.append([row[0], at, float(row[2]), float(row[3]), *row[4:]])
    book.save(out)
    (tmp_path / "账单.xlsx").write_bytes(out.getvalue())
    found = told(reconcile([tmp_path / "账单.xlsx"]))
    assert found == [("duplicate_tech_fee", order.number, str(order.fee))]
