"""Makes the copy of a table, document, text or mail in which chosen data is starred. The original is never touched.

Meant for a worker process; rows and lines pass one by one. The same input gives the same bytes.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any

from wizard.case import Hidden
from wizard.evidence.covering import CannotCover
from wizard.evidence.starring import documents, letters
from wizard.evidence.starring.hiding import Hider
from wizard.evidence.starring.tables import (
    CSV,
    OLD_EXCEL,
    OOXML,
    Record,
    Table,
    as_text,
    delimiter_of,
    records_of,
    tables_of,
)
from wizard.evidence.starring.texts import encoding_of_file, lines_of_text, page_text
from wizard.evidence.starring.workbooks import WorkbookOut
from wizard.evidence.survey import Spot

TEXT, PAGE = "text/plain", "text/html"
MORE = "…"
"""Stands for a row that a beginning leaves out."""
_COPIES = {
    CSV: (CSV, ".csv"),
    OOXML: (OOXML, ".xlsx"),
    OLD_EXCEL: (OOXML, ".xlsx"),
    documents.DOCUMENT: (documents.DOCUMENT, ".docx"),
    PAGE: (TEXT, ".txt"),
    TEXT: (TEXT, ".txt"),
} | dict.fromkeys(letters.MAILS, ("message/rfc822", ".eml"))


def can_star(media_type: str | None) -> bool:
    """Whether a copy with stars can be made of files of a type."""
    return media_type in _COPIES


def starred_type(media_type: str) -> tuple[str, str]:
    """Media type and suffix of the copy; raises `CannotCover` for kinds that have none."""
    if media_type not in _COPIES:
        raise CannotCover(media_type)
    return _COPIES[media_type]


def star(path: Path, media_type: str, hidden: Sequence[Hidden], out: Path, rows: int | None = None) -> bool:
    """Write the masked copy of `path` to `out`, and tell whether it is whole; raises `CannotCover` with words to show.

    With `rows`, sheets of a workbook are written up to there, and of each further row only that it is there: enough to
    see how the copy will look.
    """
    starred_type(media_type)
    hider = Hider(hidden)
    if media_type == CSV:
        _csv(path, hider, out)
    elif media_type in (OOXML, OLD_EXCEL):
        return _workbook(path, media_type, hider, out, rows)
    elif media_type == documents.DOCUMENT:
        documents.star(path, _knowing(hidden, documents.lines_of(path)).text, out)
    elif media_type in letters.MAILS:
        letters.star(path, hider.text, out)
    elif media_type == PAGE:
        out.write_text("".join(f"{hider.text(line)}\n" for line in page_text(path).splitlines()), "utf-8")
    else:
        _text(path, hider, out)
    return True


def _knowing(hidden: Sequence[Hidden], lines: Iterator[str]) -> Hider:
    """A hider that knows each value of a kind by itself: in Word a name may stand in another cell than its label."""
    from wizard.evidence.starring.surveying import Tally, add_line

    kinds, tally = {one.kind for one in hidden if one.scope == "kind"}, Tally()
    for line in lines if kinds else ():
        add_line(tally, line)
    values = [Spot(scope="words", kind=kind, words=words) for kind, words in tally.counts if kind in kinds]
    return Hider([*hidden, *(value.hidden() for value in values)])


def _text(path: Path, hider: Hider, out: Path) -> None:
    with out.open("w", encoding=encoding_of_file(path), errors="replace", newline="") as file:
        for line in lines_of_text(path):
            file.write(hider.text(line))


def _csv(path: Path, hider: Hider, out: Path) -> None:
    mark = delimiter_of(path)
    with out.open("w", encoding=encoding_of_file(path), errors="replace", newline="") as file:
        for number, record in enumerate(records_of(path), start=1):
            cells = hider.row("", number, record.cells)
            file.write(record.raw if cells == record.cells else _line(cells, record, mark))


def _line(cells: list[str], record: Record, mark: str) -> str:
    """A changed row, written as the row was: with all cells in quotes or only those that need it."""
    line, quoted = io.StringIO(), record.raw.startswith('"')
    ending = record.raw[len(record.raw.rstrip("\r\n")) :]
    written = csv.writer(
        line, delimiter=mark, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL, lineterminator=ending
    )
    written.writerow(cells)
    return line.getvalue()


def _workbook(path: Path, media_type: str, hider: Hider, out: Path, most: int | None) -> bool:
    book, written, whole = WorkbookOut(out), 0, True
    try:
        for table in tables_of(path, media_type):
            rows = iter(table.rows)
            first = Table(table.name, islice(rows, most))
            further = ([MORE] for row in rows if any(as_text(value).strip() for value in row))
            seen = book.sheet(hider.text(table.name), chain(_rows(first, hider), further))
            whole, written = whole and (most is None or seen <= most), written + 1
    finally:
        book.close()
    if not written:
        raise CannotCover("这个表格里没有看得见的工作表，不能在这里遮。请取消隐藏，另存后再传。")
    return whole


def _rows(table: Table, hider: Hider) -> Iterator[list[Any]]:
    """Rows of values; numbers and dates stay what they are unless they are starred."""
    for number, row in enumerate(table.rows, start=1):
        texts = [as_text(value) for value in row]
        hidden = hider.row(table.name, number, texts)
        yield [value if text == after else after for value, text, after in zip(row, texts, hidden, strict=True)]
