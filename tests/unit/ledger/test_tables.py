"""The table that becomes an exhibit: nothing a file says is calculated, no buyer's data is carried along."""

import datetime as dt
import io
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.unit.ledger.bill_sets import make
from tests.unit.ledger.builder import Shop
from wizard.document import Paragraph, Table, plain
from wizard.ledger import reconcile
from wizard.ledger.layout import layout
from wizard.ledger.lines import lines_of
from wizard.ledger.report import Told, report
from wizard.ledger.sheet import workbook


def told(folder: Path, seed: int) -> Told:
    paths = make(seed).write(folder)
    result = reconcile(paths)
    lines = lines_of(result.differences, {path.name: path for path in paths}, layout())
    return Told(result, result.differences, lines, layout())


@pytest.mark.parametrize("seed", [3, 9, 11])
def test_the_lines_are_those_of_the_orders_however_the_file_is_saved(tmp_path: Path, seed: int) -> None:
    contents = told(tmp_path, seed)
    for difference in contents.chosen:
        if difference.order:
            assert all(difference.order in contents.lines[row] for row in difference.rows)


def test_a_buyers_columns_stay_out_of_the_table(tmp_path: Path) -> None:
    for path in make(3).write(tmp_path):
        if "orders_export" in path.name:
            first, *rest = path.read_text("utf-8-sig").splitlines()
            lines = [f"{first},收货人,手机"] + [f"{line},张三丰,13912345678" for line in rest]
            path.write_text("\n".join(lines), "utf-8-sig")
    paths = list(tmp_path.iterdir())
    result = reconcile(paths)
    lines = lines_of(result.differences, {path.name: path for path in paths}, layout())
    assert lines
    assert not any("13912345678" in line or "张三丰" in line for line in lines.values())


def test_a_cell_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    contents = told(tmp_path, 3)
    row = next(iter(contents.lines))
    evil = Told(contents.result, contents.chosen, {row: '=HYPERLINK("http://x")'}, contents.layout)
    book = load_workbook(io.BytesIO(workbook(evil)))
    cell = book["原始行"]["B2"]
    assert (cell.data_type, cell.value) == ("s", '=HYPERLINK("http://x")')


def test_the_document_numbers_every_difference_and_sums_them(tmp_path: Path) -> None:
    contents = told(tmp_path, 3)
    document = report(contents)
    tables = [block for block in document.blocks if isinstance(block, Table)]
    numbers = [plain(row[0]) for table in tables if table.header[0] == "序号" for row in table.rows]
    assert numbers == [str(n) for n in range(1, len(contents.chosen) + 1)]
    assert any(f"{contents.total:,.2f}" in plain(cell) for table in tables for row in table.rows for cell in row)


def test_hints_are_told_apart_in_the_lead_and_a_difference_without_a_month_is_summed(tmp_path: Path) -> None:
    shop = Shop()
    shop.sell(20)
    shop.book(None, dt.datetime(2025, 9, 5), Decimal("-73.20"), "其他支出", "-", "0140099|其他支出-其他")
    paths = shop.write(tmp_path)
    paths[0].write_bytes(paths[0].read_bytes() + "#收入合计：20笔，1.00元\n".encode("gb18030"))
    result = reconcile(paths)
    told = Told(result, result.differences, {}, layout())
    lead = next(block for block in report(told).blocks if isinstance(block, Paragraph))
    assert f"其中 {len(told.chosen)} 笔、{told.total:,.2f} 元只凭账单不能确定" in lead.runs[0].text
    sums = load_workbook(io.BytesIO(workbook(told)))["合计"]
    assert [cell.value for cell in sums[1]][1:-1] == ["2025-09", "没有日期"]
