"""The same table as a spreadsheet whose sums are live formulas, and whose texts never are."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from wizard.ledger.differences import Difference
from wizard.ledger.report import Told, by_kind

MONEY, DAY = "#,##0.00", "yyyy-mm-dd"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
FORBIDDEN_IN_CELLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])  # XML 1.0 cannot hold them
LONGEST_CELL = 32_000
WIDTHS = (6, 24, 24, 12, 10, 12, 12, 12, 60, 40, 8)
FIRST = 2  # the first row below the header


def workbook(told: Told) -> bytes:
    """The differences with an amount formula each, sums by kind and month over them, and the original lines."""
    from openpyxl import Workbook

    book = Workbook()
    differences: Any = book.active
    names = told.layout.report.sheets
    differences.title = names[0]
    _differences(differences, told)
    _sums(book.create_sheet(names[1]), told)
    _lines(book.create_sheet(names[2]), told)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _differences(sheet: Any, told: Told) -> None:
    words = told.layout.report
    _header(sheet, words.sheet_header, WIDTHS)
    ordered = [one for group in by_kind(told.chosen).values() for one in group]
    for number, one in enumerate(ordered, start=1):
        row = number + FIRST - 1
        sure = words.certain if one.certain else words.hint_mark
        values = (number, one.name, one.order, _day(one), _month(one, told), Decimal(one.expected), Decimal(one.actual))
        _row(sheet, row, (*values, _amount(one, row), one.explanation, told.places(one.rows), sure))
    last = len(ordered) + FIRST
    _row(sheet, last, ("", words.total, "", "", "", "", "", _Formula(f"=SUM(H{FIRST}:H{max(last - 1, FIRST)})")))


class _Formula(str):
    """Text that is meant to be calculated: only ever made here, of our own letters."""

    __slots__ = ()


def _amount(one: Difference, row: int) -> Any:
    """Expected less actual (or the other way) as a formula; the amount itself where it is more than that."""
    if abs(Decimal(one.expected) - Decimal(one.actual)) == one.money:
        return _Formula(f"=ABS(F{row}-G{row})")
    return one.money


def _day(one: Difference) -> dt.date | str:
    return dt.date.fromisoformat(one.on) if one.on else ""


def _month(one: Difference, told: Told) -> str:
    return one.month or told.layout.report.no_month


def _sums(sheet: Any, told: Told) -> None:
    """A row a kind, a column a month, each a sum over the first sheet (SUMIFS would take a month for a date)."""
    words, months = told.layout.report, sorted({_month(one, told) for one in told.chosen})
    _header(sheet, (words.kinds_header[0], *months, words.total), (30, *(12 for _ in months), 14))
    source, kinds = f"'{words.sheets[0]}'!", [group[0].name for group in by_kind(told.chosen).values()]
    last = len(told.chosen) + FIRST - 1
    amounts, names, of_month = (f"{source}${column}${FIRST}:${column}${last}" for column in "HBE")
    for row, kind in enumerate(kinds, start=FIRST):
        cells = [
            _Formula(f"=SUMPRODUCT(({names}=$A{row})*({of_month}={_letter(column)}$1)*{amounts})")
            for column in range(2, len(months) + 2)
        ]
        total = _Formula(f"=SUM(B{row}:{_letter(len(months) + 1)}{row})")
        _row(sheet, row, (kind, *cells, total))
    end = len(kinds) + FIRST
    letters = [_letter(column) for column in range(2, len(months) + 3)]
    sums = [_Formula(f"=SUM({letter}{FIRST}:{letter}{end - 1})") for letter in letters]
    _row(sheet, end, (words.total, *sums))


def _lines(sheet: Any, told: Told) -> None:
    _header(sheet, told.layout.report.lines_header, (40, 120))
    rows = sorted(told.lines.items(), key=lambda item: (item[0].file, item[0].row))
    for number, (place, text) in enumerate(rows, start=FIRST):
        _row(sheet, number, (told.layout.report.row.format(file=place.file, row=place.row), text))


def _letter(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(column))


def _header(sheet: Any, names: Sequence[str], widths: Sequence[float]) -> None:
    from openpyxl.styles import Font

    _row(sheet, 1, tuple(names))
    for number, width in enumerate(widths, start=1):
        sheet.cell(row=1, column=number).font = Font(bold=True)
        sheet.column_dimensions[_letter(number)].width = width
    sheet.freeze_panes = "A2"


def _row(sheet: Any, row: int, values: Sequence[Any]) -> None:
    from openpyxl.styles import Alignment

    for column, value in enumerate(values, start=1):
        cell = sheet.cell(row=row, column=column)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if isinstance(value, _Formula):
            cell.value, cell.number_format = str(value), MONEY
        elif isinstance(value, Decimal):
            cell.value, cell.number_format = value, MONEY
        elif isinstance(value, dt.date):
            cell.value, cell.number_format = value, DAY
        elif isinstance(value, int):
            cell.value = value
        else:
            _text(cell, value)


def _text(cell: Any, value: str) -> None:
    """Text as text, whatever it begins with."""
    cell.value = value.translate(FORBIDDEN_IN_CELLS)[:LONGEST_CELL]
    cell.data_type = "s"
    cell.number_format = "@"
    if value.startswith(FORMULA_STARTS):
        cell.quotePrefix = True
