"""The beginning of a workbook as a workbook of its own, and how large its sheets are.

openpyxl reads sheets cell by cell, and the whole sheet before the first row when its size is not told: two minutes and
more for an order export of 200,000 rows, of which 200 are shown.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Self

BLOCK = 1 << 20
IN_MEMORY = 32 << 20
LONGEST_ROW = 8 << 20
"""Bytes without the end of a row: the sheet is written in a way that is not known here, and taken as it is."""
SHEETS, LEFT_OUT = "xl/worksheets/", "xl/media/"
_ROW_END, _SHEET_END = b"</row>", b"</sheetData></worksheet>"
_COLUMN = re.compile(rb"""\br=["']([A-Z]{1,3})""")


@dataclass(frozen=True)
class Extent:
    """Rows of a sheet that hold something, and the last column that does."""

    rows: int
    columns: int


@dataclass
class Excerpt:
    """The workbook's file, to be closed, and by part the extent of the sheets that were cut."""

    file: SpooledTemporaryFile[bytes] = field(default_factory=lambda: SpooledTemporaryFile(IN_MEMORY))  # noqa: SIM115
    cut: dict[str, Extent] = field(default_factory=dict)

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.file.close()


def excerpt_of(path: Path, rows: int) -> Excerpt:
    """Each sheet up to its first `rows` rows that hold something. Raises what reading a ZIP raises."""
    made = Excerpt()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(made.file, "w") as target:
        for entry in source.infolist():
            if entry.filename.startswith(LEFT_OUT):
                continue
            with source.open(entry) as part, target.open(entry.filename, "w", force_zip64=True) as out:
                extent = _beginning(part, out, rows) if entry.filename.startswith(SHEETS) else None
                if extent is not None:
                    made.cut[entry.filename] = extent
                shutil.copyfileobj(part, out)
    made.file.seek(0)
    return made


def _beginning(part: IO[bytes], out: IO[bytes], most: int) -> Extent | None:
    """Write the beginning of a sheet; its extent when that is not all, else the rest is left to be read."""
    rows = columns = 0
    rest = b""
    while block := part.read(BLOCK):
        *whole, rest = (rest + block).split(_ROW_END)
        for row in whole:
            if rows < most:
                out.write(row + _ROW_END)
            if place := _last_filled(row):
                rows, columns = rows + 1, max(columns, place)
        if len(rest) > LONGEST_ROW:
            if rows < most:
                break
            rest = rest[-len(_ROW_END) :]  # what stands behind the rows, or is no row
    if rows < most:
        out.write(rest)
        return None
    out.write(_SHEET_END)
    return Extent(rows, columns)


def _last_filled(row: bytes) -> int:
    """The number of the last column of a row that has a value; 0 when none has."""
    value = max(row.rfind(b"<v>"), row.rfind(b"<is>"))
    cell = row.rfind(b"<c ", 0, value) if value > 0 else -1
    found = _COLUMN.search(row, cell, row.find(b">", cell)) if cell >= 0 else None
    return _number(found[1]) if found else 0


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
