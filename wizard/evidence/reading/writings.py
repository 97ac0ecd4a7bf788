"""Text of files that are text already: notes, chat exports, tables, mails. Lines have no place but their order."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from email import message_from_bytes, policy
from itertools import islice
from pathlib import Path

from wizard.evidence.inspection.texts import decoded_head
from wizard.evidence.inspection.zips import ZipTrouble, zip_entries
from wizard.evidence.reading.page import WHOLE, Page, PlacedLine

SAMPLE = 512 * 1024  # bytes read of a text
MOST_LINES = 2_000
MOST_ROWS = 2_000  # of each sheet
MOST_SHEETS = 10
WORKBOOK_TROUBLE = (ValueError, KeyError, OSError, IndexError, TypeError, AttributeError, zipfile.BadZipFile)


def read_text(path: Path) -> list[Page]:
    """A text or CSV file as one page; nothing when it is no text."""
    with path.open("rb") as file:
        text = decoded_head(file.read(SAMPLE))
    return [_page(1, text.splitlines())] if text else []


def read_mail(path: Path) -> list[Page]:
    """Head and text of a mail."""
    with path.open("rb") as file:
        message = message_from_bytes(file.read(SAMPLE), policy=policy.default)
    heads = [f"{name}: {message[name]}" for name in ("From", "To", "Subject", "Date") if message[name]]
    body = message.get_body(("plain",))
    try:
        text = str(body.get_content()) if body is not None else ""
    except (LookupError, ValueError):  # an encoding nobody knows
        text = ""
    return [_page(1, [*heads, *text.splitlines()])]


def read_workbook(path: Path) -> list[Page]:
    """The first rows of each sheet of an XLSX file; nothing when it cannot be read."""
    import openpyxl

    try:
        zip_entries(path)
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        try:
            return [_page(number, _rows(sheet)) for number, sheet in enumerate(book.worksheets[:MOST_SHEETS], 1)]
        finally:
            book.close()
    except (ZipTrouble, *WORKBOOK_TROUBLE):
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
