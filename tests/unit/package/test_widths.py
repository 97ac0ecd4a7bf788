"""The columns of a table that somebody else made: what a row's height costs is shared, nothing sticks out."""

from hypothesis import given
from hypothesis import strategies as st

from wizard.package.exhibits.pieces import Sheet
from wizard.package.layout.blocks import text_lines
from wizard.package.layout.structure import Element
from wizard.package.layout.styles import TEXT_WIDTH, TURNED_WIDTH
from wizard.package.layout.tables import fitting_widths
from wizard.package.parts.exhibit_pages import SHEET, SHEET_PADDING, _sheet

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
