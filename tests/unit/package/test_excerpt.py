"""Of a large workbook only the beginning is read, and its size is told as if all of it had been."""

from __future__ import annotations

import tracemalloc
import zipfile
from pathlib import Path

import openpyxl
import pytest

from wizard.evidence.starring.workbooks import WorkbookOut
from wizard.package.exhibits import excerpt
from wizard.package.exhibits.writings import workbook_sheets
from wizard.package.request import PackageLimits

LIMITS = PackageLimits(table_rows=3, table_columns=2)


def by_openpyxl(path: Path, rows: int) -> Path:
    """With blank rows, a styled empty cell and more sheets."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "订单"
    sheet.append(["订单号", "金额", "备注"])
    for number in range(rows):
        sheet.append([f"26{number}", number, "好" if number % 7 == 0 else None])
        if number % 5 == 0:
            sheet.append([None, None])
    sheet["F4"].number_format = "0.00"
    book.create_sheet("空")
    book.create_sheet("短")["B2"] = "一"
    book.save(path)
    return path


def by_us(path: Path, rows: int) -> Path:
    """As the starred copy is written: nowhere is told how large the sheet is."""
    book = WorkbookOut(path)
    book.sheet("订单", [["订单号", "金额", "备注"], *([f"26{number}", number, ""] for number in range(rows))])
    book.close()
    return path


def with_prefixes(path: Path, rows: int) -> Path:
    """Every element of the sheet with a prefix, as some programs write it."""
    plain = by_us(path.with_suffix(".plain"), rows)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w") as made:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename.startswith("xl/worksheets/"):
                content = content.replace(b"</", b"</x:").replace(b"<", b"<x:").replace(b"<x:/x:", b"</x:")
                content = content.replace(b"<x:?", b"<?").replace(b"xmlns=", b"xmlns:x=")
            made.writestr(entry.filename, content)
    return path


@pytest.mark.parametrize("made", [by_openpyxl, by_us, with_prefixes])
@pytest.mark.parametrize("rows", [1, 2, 3, 4, 5, 400])
def test_it_shows_and_tells_the_same_as_reading_all(made, rows, tmp_path, monkeypatch) -> None:
    path = made(tmp_path / "a.xlsx", rows)
    monkeypatch.setattr(excerpt, "BLOCK", 97)
    beginning = workbook_sheets(path, LIMITS)
    monkeypatch.setattr("wizard.package.exhibits.writings.excerpt_of", lambda path, _: excerpt.excerpt_of(path, 10**9))
    assert beginning == workbook_sheets(path, LIMITS)
    assert f"共 {rows} 行" in beginning[1][0]


def test_only_the_beginning_is_read(tmp_path) -> None:
    path = by_us(tmp_path / "a.xlsx", 50_000)
    with excerpt.excerpt_of(path, 5) as made, zipfile.ZipFile(made.file) as archive:
        assert len(archive.read("xl/worksheets/sheet1.xml")) < 2_000
        assert list(made.cut.values()) == [excerpt.Extent(50_001, 3)]


def test_a_sheet_without_the_end_of_a_row_is_taken_as_it_is(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(excerpt, "LONGEST_ROW", 1000)
    path = with_prefixes(tmp_path / "a.xlsx", 300)
    with excerpt.excerpt_of(path, 5) as made, zipfile.ZipFile(made.file) as archive, zipfile.ZipFile(path) as whole:
        assert not made.cut
        assert archive.read("xl/worksheets/sheet1.xml") == whole.read("xl/worksheets/sheet1.xml")


def test_what_a_workbook_claims_of_its_parts_is_not_believed(tmp_path) -> None:
    path = by_openpyxl(tmp_path / "a.xlsx", 3)
    content = bytearray(path.read_bytes())
    entry = content.rindex(b"PK\x01\x02", 0, content.rindex(b"docProps/core.xml"))
    content[entry + 20 : entry + 24] = b"\xff\xff\xff\xc0"  # three gigabytes, which openpyxl would ask for at once
    path.write_bytes(content)
    with excerpt.excerpt_of(path, 5) as made, zipfile.ZipFile(made.file) as archive:
        assert max(one.compress_size for one in archive.infolist()) < 100_000
    assert "共 3 行" in workbook_sheets(path, LIMITS)[1][0]


def test_what_stands_behind_the_rows_is_not_kept(tmp_path, monkeypatch) -> None:
    path, tail = tmp_path / "a.xlsx", b"</sheetData>" + b"<!-- -->" * 400_000 + b"</worksheet>"
    plain = by_us(tmp_path / "plain.xlsx", 50)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for entry in source.infolist():
            made.writestr(entry.filename, source.read(entry).replace(b"</sheetData></worksheet>", tail))
    monkeypatch.setattr(excerpt, "LONGEST_ROW", 1 << 17)
    monkeypatch.setattr(excerpt, "BLOCK", 1 << 16)
    tracemalloc.start()
    try:
        with excerpt.excerpt_of(path, 5) as beginning:
            assert list(beginning.cut.values()) == [excerpt.Extent(51, 3)]
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()
