"""The checklist as a spreadsheet, without a live formula in it."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable
from typing import Any

from wizard.case import Case
from wizard.followup.tasks import Task

HEADER = ("日期", "待办", "怎么做", "日期怎么算出来的", "性质", "依据", "完成日期")
WIDTHS = (14, 28, 56, 56, 14, 22, 14)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
NATURES = {"legal": "法定期限", "advice": "建议", "page": "页面期限", "today": "当天", "none": "没有固定日期"}
FORBIDDEN_IN_CELLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])  # XML 1.0 cannot hold them


def workbook(tasks: Iterable[Task], case: Case) -> bytes:
    """The tasks as .xlsx bytes. Text that a spreadsheet would calculate is marked as text."""
    from openpyxl import Workbook

    book = Workbook()
    sheet: Any = book.active
    sheet.title = "跟进清单"
    _row(sheet, (f"投诉跟进清单 {case.reference}",))
    _row(sheet, ("只给您自己看，不要和材料一起提交。标为“建议”的天数不是法定期限。",))
    _row(sheet, HEADER)
    for task in tasks:
        _row(sheet, _cells(task))
    _dress(sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def nature(task: Task) -> str:
    """What the day is, in words."""
    return NATURES[task.nature]


def safe(value: str) -> str:
    """Text without characters that a spreadsheet file cannot hold, at most as long as a cell takes."""
    return value.translate(FORBIDDEN_IN_CELLS)[:32_000]


def _cells(task: Task) -> tuple[str | dt.date, ...]:
    done = task.done_on or ""
    due = task.due or ""
    return due, task.title, task.how, task.arithmetic, nature(task), "、".join(task.basis), done


def _row(sheet: Any, values: tuple[str | dt.date, ...]) -> None:
    row = sheet.max_row + (1 if sheet.max_row > 1 or sheet["A1"].value is not None else 0)
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(row=row, column=column)
        if isinstance(value, dt.date):
            cell.value, cell.number_format = value, "yyyy-mm-dd"
        else:
            _write_text(cell, safe(value))


def _write_text(cell: Any, value: str) -> None:
    cell.value = value
    cell.data_type = "s"
    cell.number_format = "@"
    if value.startswith(FORMULA_STARTS):
        cell.quotePrefix = True


def _dress(sheet: Any) -> None:
    from openpyxl.styles import Alignment, Font

    for cell in (sheet["A1"], *sheet[3]):
        cell.font = Font(bold=True)
    for letter, width in zip("ABCDEFG", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    for row in sheet.iter_rows(min_row=3):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A4"
