"""Tables row by row, whatever kind of file they are in: the values a person sees, never formulas or comments."""

from __future__ import annotations

import csv
import datetime as dt
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.compound_files import falls_apart
from wizard.evidence.covering import CannotCover
from wizard.evidence.inspection.listing import ArchiveTrouble
from wizard.evidence.inspection.zips import zip_entries
from wizard.evidence.reading.writings import WORKBOOK_TROUBLE
from wizard.evidence.starring.texts import encoding_of_file

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

OOXML = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OLD_EXCEL = "application/vnd.ms-excel"
CSV = "text/csv"
MOST_CELLS = 20_000_000  # of one sheet: a reader sets aside room for each of them, filled or not
HEAD = 64 * 1024
BROKEN = "这个表格打不开，可能不完整或有密码。请重新下载，或去掉密码另存后再传。"
TOO_WIDE = "这个表格的格子太多了（有的工作表超过两千万格）。请把用不到的空行空列删掉，另存后再传。"
NEVER_CLOSED = "这个表格里有一个引号没有收尾，分不清哪里是一格。请从后台重新下载原文件，不要手工改。"
_CELL = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\br=["']([A-Z]+)([0-9]+)""")


@dataclass(frozen=True)
class Table:
    """One sheet: its name (empty in a CSV file) and its rows."""

    name: str
    rows: Iterable[list[Any]]


@dataclass
class Record:
    """One row of a CSV file with the very text it was written as."""

    cells: list[str]
    raw: str


def tables_of(path: Path, media_type: str) -> Iterator[Table]:
    """The visible sheets of a workbook, or the table of a CSV file; raises `CannotCover` with the words to show."""
    if media_type == CSV:
        yield Table("", (record.cells for record in records_of(path)))
        return
    import python_calamine

    book = _opened(path, media_type)
    for sheet in book.sheets_metadata:
        if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet and is_visible(sheet):
            yield Table(sheet.name, _rows(book, sheet.name))


def is_visible(sheet: Any) -> bool:
    """Whether Excel shows a sheet."""
    import python_calamine

    return bool(sheet.visible == python_calamine.SheetVisibleEnum.Visible)


def _opened(path: Path, media_type: str) -> CalamineWorkbook:
    import python_calamine

    if falls_apart(path):
        raise CannotCover(BROKEN)
    try:
        if media_type == OOXML:
            _within_bounds(path)
        return python_calamine.CalamineWorkbook.from_path(str(path))
    except (python_calamine.CalamineError, ArchiveTrouble, *WORKBOOK_TROUBLE) as error:
        raise CannotCover(BROKEN) from error


def _rows(book: CalamineWorkbook, name: str) -> Iterator[list[Any]]:
    import python_calamine

    try:
        sheet = book.get_sheet_by_name(name)
        left: list[Any] = [""] * (sheet.start[1] if sheet.start else 0)
        yield from (left + row for row in sheet.iter_rows())
    except (python_calamine.CalamineError, *WORKBOOK_TROUBLE) as error:
        raise CannotCover(BROKEN) from error


def _within_bounds(path: Path) -> None:
    """Refuse a sheet whose used rectangle is enormous, before a reader sets aside room for it."""
    zip_entries(path)
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            if entry.filename.startswith("xl/worksheets/") and _area(archive, entry) > MOST_CELLS:
                raise CannotCover(TOO_WIDE)


def _area(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> int:
    columns: set[bytes] = set()
    last, rest = 0, b""
    with archive.open(entry) as file:
        while block := file.read(1 << 20):
            found = _CELL.findall(rest + block)
            columns.update(letters for letters, _ in found)
            last = max(last, max((int(row) for _, row in found[-200:]), default=0))
            rest = block[-200:]
    return last * max(map(_number, columns), default=0)


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


@dataclass
class _Remembering:
    """Lines of a file, one after the other; `taken` are those read since it was last emptied."""

    lines: Iterator[str]
    taken: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[str]:
        for line in self.lines:
            self.taken.append(line)
            yield line.replace("\0", "")


def records_of(path: Path) -> Iterator[Record]:
    """The rows of a CSV or tab-separated file; raises `CannotCover`."""
    with path.open(encoding=encoding_of_file(path), errors="replace", newline="") as file:
        remembering = _Remembering(iter(file))
        try:
            for cells in csv.reader(remembering, delimiter=delimiter_of(path)):
                yield Record(cells, "".join(remembering.taken))
                remembering.taken.clear()
        except csv.Error as error:
            raise CannotCover(NEVER_CLOSED) from error


def delimiter_of(path: Path) -> str:
    """Tab, comma or semicolon, by which stands most often at the beginning."""
    with path.open("rb") as file:
        head = file.read(HEAD).decode(encoding_of_file(path), "replace")
    return max("\t,;", key=head.count)


def as_text(value: Any) -> str:
    """A cell as a person reads it; a whole number without its point."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e17:
        return str(int(value))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return str(value.date())
    return value if isinstance(value, str) else str(value)
