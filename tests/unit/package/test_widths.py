"""Tables that somebody else made: what a row's height costs is shared, what stands above the columns is no heading."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.package.exhibits.pieces import Sheet
from wizard.package.exhibits.render import render
from wizard.package.exhibits.spool import Spool
from wizard.package.exhibits.writings import READ_BYTES, csv_sheets
from wizard.package.layout.blocks import text_lines
from wizard.package.layout.structure import Element
from wizard.package.layout.styles import TEXT_WIDTH, TURNED_WIDTH
from wizard.package.layout.tables import fitting_widths
from wizard.package.parts.exhibit_pages import SHEET, SHEET_PADDING, _sheet
from wizard.package.request import PackageLimits

ORDERS = (
    ("商品", "订单号", "订单状态", "商品总价(元)", "平台优惠折扣(元)", "用户实付金额(元)", "商家实收金额(元)",
     "发货时间", "确认收货时间", "售后状态"),
    ("儿童实木书桌可升降带书架", "260901-602214077000066", "已收货", "388.00", "0", "388.00", "388.00",
     "2026-09-02 09:25:54", "2026-09-06 18:18:54", "无售后或售后取消"),
)  # fmt: skip


def lines_of(text: str, width: float) -> int:
    return len(text_lines(text, SHEET, width - 2 * SHEET_PADDING, Element("TD")))


def test_a_long_name_under_a_short_heading_is_not_set_letter_by_letter() -> None:
    widths = fitting_widths(ORDERS, SHEET, SHEET_PADDING)
    assert sum(widths) <= TEXT_WIDTH + 0.01
    assert max(lines_of(cell, width) for cell, width in zip(ORDERS[1], widths, strict=True)) <= 5


@given(st.lists(st.tuples(*[st.text("货款订单甲乙丙", max_size=40)] * 5), min_size=2, max_size=8))
def test_columns_fill_no_more_than_the_page_and_no_row_is_higher_than_its_text_needs(
    rows: list[tuple[str, ...]],
) -> None:
    widths = fitting_widths(rows, SHEET, SHEET_PADDING)
    assert sum(widths) <= TEXT_WIDTH + 0.01
    assert all(width > 0 for width in widths)


def test_a_wide_table_lies_on_its_side_and_a_narrow_one_does_not() -> None:
    wide, narrow = ORDERS, tuple(row[:4] for row in ORDERS)
    for rows, turned in ((wide, True), (narrow, False)):
        assert {strip.turned for strip in _sheet(Sheet("表格", rows), Element("Sect"))} == {turned}
    widths = fitting_widths(wide, SHEET, SHEET_PADDING, TURNED_WIDTH)
    assert max(lines_of(cell, width) for cell, width in zip(wide[1], widths, strict=True)) <= 2


def test_what_an_export_says_above_its_columns_stands_in_the_caption(tmp_path: Path) -> None:
    path = tmp_path / "账单.csv"
    path.write_text(
        "拼多多店铺账务明细查询\n\n起始时间：2026-09-01\n------交易记录明细列表-----\n订单号,金额\n260901-1,3.00\n260901-2,4.00\n"
    )
    (sheet,), (note,) = csv_sheets(path, PackageLimits())
    assert sheet.rows == (("订单号", "金额"), ("260901-1", "3.00"), ("260901-2", "4.00"))
    assert sheet.caption == "表格内容（CSV）：拼多多店铺账务明细查询；起始时间：2026-09-01；交易记录明细列表"
    assert note == "共 2 行 2 列，全部显示。"


def test_of_a_long_table_with_something_above_it_the_rows_that_are_left_out_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "账单.csv"
    path.write_text("说明\n" + "订单号,金额\n" + "260901-1,3.00\n" * 30)
    (sheet,), (note,) = csv_sheets(path, replace(PackageLimits(), table_rows=20))
    assert len(sheet.rows) == 20 and note.startswith("共 30 行 2 列，这里显示前 19 行 2 列")


@pytest.mark.parametrize(
    ("media_type", "name", "line"), [("text/csv", "订单.csv", "260901-1,3.00\n"), ("text/plain", "记录.txt", "你好\n")]
)
def test_of_a_file_too_large_to_be_read_whole_the_count_says_how_far_it_goes(tmp_path, media_type, name, line) -> None:
    path = tmp_path / name
    for size, said in ((READ_BYTES // 2, False), (READ_BYTES + 1_000_000, True)):
        path.write_text(line * (size // len(line.encode()) + 1))
        with Spool() as spool:
            shown = render(path, media_type, name, spool, PackageLimits())
        assert any("只读了开头的 8 MB" in note for note in shown.notes) is said, shown.notes


def test_a_single_column_has_no_heading_but_its_first_row(tmp_path: Path) -> None:
    path = tmp_path / "列表.csv"
    path.write_text("名字\n甲\n乙\n")
    (sheet,), _ = csv_sheets(path, PackageLimits())
    assert sheet.rows == (("名字",), ("甲",), ("乙",)) and sheet.caption == "表格内容（CSV）"
