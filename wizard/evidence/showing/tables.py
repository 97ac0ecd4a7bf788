"""The upper left part of tables: enough to see what a file is, never all of it."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from wizard.compound_files import falls_apart
from wizard.evidence.inspection.listing import ArchiveTrouble
from wizard.evidence.inspection.texts import decoded_head
from wizard.evidence.inspection.zips import zip_entries
from wizard.evidence.reading.writings import WORKBOOK_TROUBLE
from wizard.evidence.showing.shown import OLD_EXCEL, OOXML, SheetShown

ROWS, COLUMNS, SHEETS, CELL = 30, 14, 6, 60
SAMPLE = 512 * 1024


def sheets_of(path: Path, media_type: str) -> tuple[tuple[SheetShown, ...], int]:
    """The first sheets, and how many more there are; nothing of a file that cannot be read."""
    if media_type == OOXML:
        return _workbook(path)
    return _old_workbook(path) if media_type == OLD_EXCEL else _text_table(path)


def _workbook(path: Path) -> tuple[tuple[SheetShown, ...], int]:
    import openpyxl

    try:
        zip_entries(path)
        with path.open("rb") as file:  # by path openpyxl wants an extension, and stored files have none
            tables = openpyxl.load_workbook(file, read_only=True, data_only=True).worksheets
            shown = tuple(_sheet(one.title, one.iter_rows(values_only=True)) for one in tables[:SHEETS])
            return shown, max(0, len(tables) - SHEETS)
    except (ArchiveTrouble, *WORKBOOK_TROUBLE):
        return (), 0


def _old_workbook(path: Path) -> tuple[tuple[SheetShown, ...], int]:
    import python_calamine

    if falls_apart(path):
        return (), 0
    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
        names = book.sheet_names
        rows = {name: book.get_sheet_by_name(name).to_python(nrows=ROWS + 1) for name in names[:SHEETS]}
    except (python_calamine.CalamineError, *WORKBOOK_TROUBLE):
        return (), 0
    return tuple(_sheet(name, found) for name, found in rows.items()), max(0, len(names) - SHEETS)


def _text_table(path: Path) -> tuple[tuple[SheetShown, ...], int]:
    with path.open("rb") as file:
        sample = file.read(SAMPLE)
    text = (decoded_head(sample) or "").lstrip("\ufeff")
    head = text[:4000]
    mark = max("\t,;", key=head.count)
    return ((_sheet("", _lines(text, mark)),), 0) if text.strip() else ((), 0)


def _lines(text: str, mark: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(text), delimiter=mark)
    except csv.Error:  # a quote that is never closed: what came before it is shown
        return


def _sheet(name: str, rows: Iterable[Iterable[Any]]) -> SheetShown:
    taken = [[_cell(value) for value in islice(row, COLUMNS + 1)] for row in islice(rows, ROWS + 1)]
    wide = any(len(row) > COLUMNS and row[COLUMNS] for row in taken)
    shown = [row[:COLUMNS] for row in taken[:ROWS]]
    used = max((place + 1 for row in shown for place, cell in enumerate(row) if cell), default=0)
    padded = tuple(tuple((row + [""] * used)[:used]) for row in shown)
    return SheetShown(name=name, rows=padded, more_rows=len(taken) > ROWS, more_columns=wide)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return str(value.date())
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = " ".join(str(value).split())
    return text if len(text) <= CELL else f"{text[: CELL - 1]}…"
