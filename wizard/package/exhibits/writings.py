"""Evidence that is text or a table: what of it is shown, with the limit said."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

from wizard.package.exhibits.excerpt import Extent, excerpt_of
from wizard.package.exhibits.pieces import Sheet, Unreadable
from wizard.package.request import PackageLimits
from wizard.package.words import group

CELL_CHARACTERS = 80
READ_BYTES = 8_000_000
SHEETS_LIMIT = 5
COUNTED_ROWS = 1_000_000
BROKEN_WORKBOOK = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, LookupError, ValueError, TypeError, SyntaxError, AttributeError,
    ArithmeticError, NotImplementedError, RuntimeError,
)  # fmt: skip
"""What the ZIP and XML readers below openpyxl raise for workbooks that are not what they seem."""


def decode(data: bytes) -> str:
    """Text in UTF-8, UTF-16 with a mark, or GB 18030; raises `Unreadable` for binary data."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    if b"\0" in data[:4096]:
        raise Unreadable("binary")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            if error.start > len(data) - 8:  # a character cut by the read limit
                return data[: error.start].decode(encoding, "replace")
    return data.decode("utf-8", "replace")


def text_of(path: Path, limits: PackageLimits) -> tuple[str, int]:
    """The beginning of a text file and its length in characters."""
    with path.open("rb") as file:
        text = decode(file.read(READ_BYTES)).replace("\r\n", "\n").replace("\r", "\n")
    return text[: limits.text_characters], len(text)


MOST_ABOVE = 30
"""Rows among which the header of an export is looked for."""


def _cell(value: Any) -> str:
    text = "" if value is None else " ".join(str(value).split())
    return text if len(text) <= CELL_CHARACTERS else text[: CELL_CHARACTERS - 1] + "…"


def _sheet(
    name: str, rows: Iterable[Iterable[Any]], limits: PackageLimits, extent: Extent | None = None
) -> tuple[Sheet, str]:
    """The shown part of a table and the sentence about its size; `extent` when `rows` are only its beginning."""
    words = group("exhibit")
    shown, count, columns = _upper_left(rows, limits)
    if extent:
        count, columns = extent.rows, max(columns, extent.columns)
    width = max((len(row) for row in shown), default=0)
    level = tuple(row + ("",) * (width - len(row)) for row in shown)
    above, table = _under_preamble(level)
    below = count - len(shown)
    sizes = {
        "rows": max(0, len(table) - 1) + below,
        "columns": columns,
        "shown_rows": max(0, len(table) - 1),
        "shown_columns": width,
    }
    whole = not below and width == columns
    note = words("table_whole" if whole else "table_limit", **sizes)
    caption = words("table_caption_above", sheet=name, above=above) if above else words("table_caption", sheet=name)
    return Sheet(caption, table), note


def _upper_left(rows: Iterable[Iterable[Any]], limits: PackageLimits) -> tuple[list[tuple[str, ...]], int, int]:
    """The cells that are shown, how many rows have anything in them, and how many columns the widest has."""
    shown: list[tuple[str, ...]] = []
    count = columns = 0
    for row in islice(rows, COUNTED_ROWS):
        cells = [_cell(value) for value in islice(row, 500)]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        count, columns = count + 1, max(columns, len(cells))
        if len(shown) <= limits.table_rows:
            shown.append(tuple(cells[: limits.table_columns]))
    return shown, count, columns


def _under_preamble(rows: tuple[tuple[str, ...], ...]) -> tuple[str, tuple[tuple[str, ...], ...]]:
    """What an export says above its header (title, period; lines of dashes are left out), and the table from there.

    A platform's export puts single cells above the columns: set as the header they would stand on every page.
    """
    filled = [[cell for cell in row if cell] for row in rows[:MOST_ABOVE]]
    header = next((place for place, cells in enumerate(filled) if len(cells) > 1), 0)
    above = [cell for cells in filled[:header] for cell in cells if cell.strip("-=＝— ")]
    return "；".join(cell.strip("-=＝—") for cell in above), rows[header:]


def csv_sheets(path: Path, limits: PackageLimits) -> tuple[list[Sheet], list[str]]:
    """A CSV file as one table."""
    with path.open("rb") as file:
        text = decode(file.read(READ_BYTES))
    first = text[:4096]
    delimiter = max(",\t;|", key=first.count)
    try:
        sheet, note = _sheet(
            path.suffix.lstrip(".").upper() or "CSV", csv.reader(io.StringIO(text), delimiter=delimiter), limits
        )
    except csv.Error as error:
        raise Unreadable(str(error)) from error
    if not sheet.rows:
        raise Unreadable("empty")
    return [sheet], [note]


def workbook_sheets(path: Path, limits: PackageLimits) -> tuple[list[Sheet], list[str]]:
    """The first sheets of an .xlsx workbook as tables: values only, never formulas."""
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with excerpt_of(path, limits.table_rows + 2) as excerpt:
            book = openpyxl.load_workbook(excerpt.file, read_only=True, data_only=True)
            found = [
                _sheet(sheet.title, sheet.iter_rows(values_only=True), limits, excerpt.cut.get(sheet._worksheet_path))
                for sheet in _tables(book)
            ]
    except (InvalidFileException, *BROKEN_WORKBOOK) as error:
        raise Unreadable(str(error)) from error
    kept = [(sheet, note) for sheet, note in found if sheet.rows]
    if not kept:
        raise Unreadable("empty")
    named = len(kept) > 1
    return [sheet for sheet, _ in kept], [f"{sheet.caption}：{note}" if named else note for sheet, note in kept]


def _tables(book: Any) -> list[Any]:
    return [sheet for sheet in book.worksheets if hasattr(sheet, "iter_rows")][:SHEETS_LIMIT]
