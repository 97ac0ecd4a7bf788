"""Text of files that are text already: notes, chat exports, tables, mails. Lines have no place but their order."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from wizard.evidence.inspection.listing import ArchiveTrouble
from wizard.evidence.inspection.texts import decoded_head
from wizard.evidence.inspection.zips import zip_entries
from wizard.evidence.reading.page import WHOLE, Page, PlacedLine

SAMPLE = 512 * 1024  # bytes read of a text
MOST_LINES = 2_000
MOST_ROWS = 2_000  # of each sheet
MOST_SHEETS = 10
# What the ZIP and XML readers below openpyxl and calamine raise for workbooks that are not what they seem.
WORKBOOK_TROUBLE = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, LookupError, ValueError, TypeError, SyntaxError, AttributeError,
    ArithmeticError, NotImplementedError, RuntimeError,
)  # fmt: skip


def read_text(path: Path) -> list[Page]:
    """A text or CSV file as one page; nothing when it is no text."""
    with path.open("rb") as file:
        text = decoded_head(file.read(SAMPLE))
    return [_page(1, text.splitlines())] if text else []


def read_page(path: Path) -> list[Page]:
    """A web page as the text a person sees in it."""
    from wizard.evidence.showing.markup import plain_text

    with path.open("rb") as file:
        text = decoded_head(file.read(SAMPLE))
    return [_page(1, plain_text(text).splitlines())] if text else []


def read_mail(path: Path) -> list[Page]:
    """Head and text of a mail."""
    from wizard.evidence.showing.letters import letter_of

    letter = letter_of(path)
    if letter is None:
        return []
    heads = [f"{label}：{value}" for label, value in letter.heads]
    return [_page(1, [*heads, *letter.text.splitlines()])]


def read_workbook(path: Path) -> list[Page]:
    """The first rows of each sheet of an XLSX file; nothing when it cannot be read."""
    import openpyxl

    try:
        zip_entries(path)
        with path.open("rb") as file:  # by path openpyxl wants an extension, and stored files have none
            book = openpyxl.load_workbook(file, read_only=True, data_only=True)
            return [_page(number, _rows(sheet)) for number, sheet in enumerate(book.worksheets[:MOST_SHEETS], 1)]
    except (ArchiveTrouble, *WORKBOOK_TROUBLE):
        return []


def read_document(path: Path) -> list[Page]:
    """The paragraphs of a Word document; nothing when it cannot be read."""
    from wizard.evidence.covering import CannotCover
    from wizard.evidence.starring.documents import paragraphs_of

    try:
        return [_page(1, paragraphs_of(path))]
    except CannotCover:
        return []


def read_old_workbook(path: Path, media_type: str) -> list[Page]:
    """The first rows of each sheet of an XLS file; nothing when it cannot be read."""
    from wizard.evidence.covering import CannotCover
    from wizard.evidence.starring.tables import as_text, tables_of

    try:
        tables = islice(tables_of(path, media_type), MOST_SHEETS)
        return [
            _page(number, ("  ".join(filter(None, map(as_text, row))) for row in islice(table.rows, MOST_ROWS)))
            for number, table in enumerate(tables, 1)
        ]
    except CannotCover:
        return []


def _rows(sheet: object) -> Iterator[str]:
    for row in islice(sheet.iter_rows(values_only=True), MOST_ROWS):  # type: ignore[attr-defined]
        yield "  ".join(str(cell) for cell in row if cell is not None)


def _page(number: int, texts: Iterator[str] | list[str]) -> Page:
    kept = [text.strip()[:1000] for text in islice(texts, MOST_LINES)]
    shown = [text for text in kept if text]
    step = WHOLE / max(1, len(shown))
    lines = tuple(
        PlacedLine(text=text, top=round(place * step), bottom=round((place + 1) * step))
        for place, text in enumerate(shown)
    )
    return Page(number=number, width=0, height=0, lines=lines, origin="text")
