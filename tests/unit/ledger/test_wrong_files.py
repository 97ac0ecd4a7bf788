"""A file that is no export, or part of one: what it is and what to do, no stack trace and no accusation."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.unit.ledger.builder import BILL_HEADER, Shop
from wizard.ledger import UnreadableBill, reconcile
from wizard.ledger.layout import layout
from wizard.ledger.lines import lines_of

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)
REST = ",".join(BILL_HEADER[:3])


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xef\xbb\xbf\r\n \r\n", "没有内容"),
        (b"%PDF-1.7\n1 0 obj", "这是 PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(90), "这是图片"),
        (b"Rar!\x1a\x07\x01\x00", "这是压缩包"),
        (b"\n<!DOCTYPE html><html>", "这是网页"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "有密码"),
        ("支付宝账务明细\n发生时间,收入金额(+元),支出金额(-元)\n".encode("gb18030"), "淘宝"),
        ("动账时间,动账金额\n".encode(), "抖店"),
        ("售后编号,订单编号,退款金额\n".encode(), "售后导出"),
        (f"{REST}\n".encode(), "像是账务明细，但缺少「支出金额（-元）」、「账务类型」"),
        ("商品ID,库存\n".encode(), "表头"),
    ],
)
def test_it_is_said_what_the_file_is(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "我的文件.csv"
    path.write_bytes(content)
    with pytest.raises(UnreadableBill, match=rf"我的文件\.csv：.*{says}"):
        reconcile([path])


def test_an_archive_is_to_be_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "账单.xlsx", "w") as archive:
        archive.writestr("账单.csv", "x")
    with pytest.raises(UnreadableBill, match="先解压"):
        reconcile([tmp_path / "账单.xlsx"])


def test_a_bill_without_a_row_is_said(tmp_path: Path) -> None:
    shop = Shop()
    shop.sell(6)
    paths = shop.write(tmp_path)
    paths[0].write_text(",".join(BILL_HEADER) + "\n", "gb18030")
    result = reconcile(paths)
    assert not result.differences
    assert any("没有一行数据" in note for note in result.notes)


@pytest.mark.parametrize("share", [0.3, 0.5, 0.7])
@pytest.mark.parametrize("preamble", [True, False])
def test_half_a_download_accuses_nobody_of_what_its_other_half_may_hold(
    tmp_path: Path, share: float, preamble: bool
) -> None:
    shop = Shop()
    shop.sell(40)
    shop.bill.sort(key=lambda row: row[1], reverse=True)
    paths = shop.write(tmp_path, preamble=preamble)
    whole = paths[0].read_bytes()
    middle = whole.index(b"\n", int(len(whole) * share)) + 30
    paths[0].write_bytes(whole[:middle])
    result = reconcile(paths)
    assert any("没有下载完" in note for note in result.notes)
    assert not [one for one in result.differences if one.certain]


def test_rows_missing_from_a_bill_whose_sums_tell_are_only_hints(tmp_path: Path) -> None:
    shop = Shop()
    shop.sell(40)
    paths = shop.write(tmp_path)
    lines = paths[0].read_text("gb18030").splitlines()
    income = sum(float(row[2]) for row in shop.bill)
    paths[0].write_text("\n".join([*lines[:30], *lines[60:], f"#收入合计：40笔，{income:.2f}元", ""]), "gb18030")
    found = {(one.kind, one.certain) for one in reconcile(paths).differences}
    assert ("file_total_differs", False) in found
    assert ("missing_settlement", False) in found
    assert not any(certain for _, certain in found)


def test_the_bill_may_be_on_another_sheet_and_further_ones_are_said(tmp_path: Path) -> None:
    shop = Shop()
    shop.sell(20)
    shop.bill = [row for row in shop.bill if row[0] != shop.orders[2].number]
    shop.book(shop.orders[5], shop.orders[5].confirmed, -shop.orders[5].fee, "技术服务费", "", "")  # type: ignore[arg-type]
    book = Workbook()
    book.active.append(["五月账单在第二页"])  # type: ignore[union-attr]
    for title in ("九月", "十月"):
        sheet = book.create_sheet(title)
        for row in [BILL_HEADER, *shop.bill]:
            sheet.append(row)
    path = tmp_path / "对账.xlsx"
    book.save(path)
    result = reconcile([path, shop.write(tmp_path)[1]])
    assert any("十月" in note for note in result.notes)
    fee = next(one for one in result.differences if one.kind == "duplicate_tech_fee")
    shown = lines_of([fee], {path.name: path}, layout())
    assert all(shop.orders[5].number in line for line in shown.values())
    assert len(shown) == 2
