"""The table that becomes an exhibit: nothing a file says is calculated, no buyer's data is carried along."""

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.unit.ledger.bill_sets import make
from wizard.document import Table, plain
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
