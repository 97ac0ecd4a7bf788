"""The original lines that differences stand on, as the files have them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path

from wizard.ledger.differences import BillRow, Difference
from wizard.ledger.layout import Layout
from wizard.ledger.reading import HEAD_BYTES, encoding_of, header_of, known_places

LONGEST_LINE = 500


def lines_of(differences: Iterable[Difference], files: Mapping[str, Path], layout: Layout) -> dict[BillRow, str]:
    """The cells of every row the differences name, joined by ` | `; `files` says where each file lies.

    Only columns that matter here: an order export may also hold a buyer's name, telephone and address.
    """
    wanted: dict[str, set[int]] = {}
    for difference in differences:
        for place in difference.rows:
            wanted.setdefault(place.file, set()).add(place.row)
    return {
        BillRow(file=name, row=row): shown
        for name, rows in wanted.items()
        if name in files
        for row, shown in _lines(files[name], rows, layout).items()
    }


def _lines(path: Path, rows: set[int], layout: Layout) -> dict[int, str]:
    header = header_of(path, layout)
    places = known_places(header, layout)
    cells = _of_text(path, header.separator, rows) if header.separator else _of_workbook(path, header.sheet, rows)
    return {row: _shown([line[place] for place in places if place < len(line)]) for row, line in cells.items()}


def _of_text(path: Path, separator: str, rows: set[int]) -> dict[int, list[str]]:
    with path.open("rb") as stream:
        encoding = encoding_of(path, stream.read(HEAD_BYTES))
    with path.open(encoding=encoding, errors="replace", newline="") as text:
        lines = islice(csv.reader(text, delimiter=separator), max(rows))
        return {number: cells for number, cells in enumerate(lines, start=1) if number in rows}


def _of_workbook(path: Path, sheet: int, rows: set[int]) -> dict[int, list[str]]:
    from python_calamine import CalamineWorkbook

    lines = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(sheet).to_python(nrows=max(rows))
    return {number: [str(cell) for cell in cells] for number, cells in enumerate(lines, start=1) if number in rows}


def _shown(cells: list[str]) -> str:
    return " | ".join(text for cell in cells if (text := cell.strip()))[:LONGEST_LINE]
