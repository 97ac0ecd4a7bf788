"""Reads an export exactly as the merchant downloads it: GB18030 or UTF-8, preamble, tab or comma, CSV or Excel.

The header is searched for in the first rows, never assumed; columns are matched by name. Rows keep the line number
they have in the file.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.compound_files import falls_apart
from wizard.ledger import strangers
from wizard.ledger.layout import Layout, plain_name

if TYPE_CHECKING:
    import pandas as pd

HEADER_WITHIN = 30
HEAD_BYTES = 65536
TAIL_BYTES = 4096
AMOUNTS = ("income", "expense", "platform_discount", "instant_discount", "paid", "received", "refunded_amount", "spend")
FEW_VALUES = ("type", "remark", "business")
_TOTAL = re.compile(r"(收入|支出)合计[:\uff1a]?\s*(?:\d+笔[,\uff0c])?\s*(-?[\d,]+\.\d{2})")
_PERIOD = re.compile(r"起始时间[:\uff1a]\s*(\d{4}-\d{2}-\d{2}).*?终止时间[:\uff1a]\s*(\d{4}-\d{2}-\d{2})")
_ROUNDED = r"\d(?:\.\d+)?[eE]\+?\d{1,2}"
_ENDINGS = ("#", "-", "=")
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class UnreadableBill(ValueError):
    """A file that is not a known export: the message says what is wrong and how to mend it."""


@dataclass
class Export:
    """One file as a table: `kind` is bill, marketing, orders or promotion; `frame` has our column names and `row`."""

    name: str
    kind: str
    frame: pd.DataFrame
    period: tuple[str, str] | None = None
    stated_totals: dict[str, int] = field(default_factory=dict)
    unknown_columns: list[str] = field(default_factory=list)
    cut_off: bool = False
    """Whether the file ends in the middle of a row."""
    more_sheets: list[str] = field(default_factory=list)
    """Further sheets that look like exports and were not read."""


@dataclass(frozen=True)
class Header:
    """Where a table begins and what it is: its line from 0, its column names, their separator (Excel: its sheet)."""

    line: int
    names: list[str]
    kind: str
    separator: str = ""
    sheet: int = 0


def read_export(path: Path, layout: Layout, name: str = "") -> Export:
    """Read one export, called `name` in messages and results; raises `UnreadableBill` naming the file and the mend."""
    name = name or path.name
    head = _head(path, name)
    if is_workbook(head):
        return _from_excel(path, name, layout)
    return _from_text(path, name, head, layout)


def is_workbook(head: bytes) -> bool:
    """Whether a file is an Excel workbook, whatever it is called."""
    return head.startswith((_ZIP, _OLE))


def header_of(path: Path, layout: Layout) -> Header:
    """Where the table of an export begins and what it is; raises `UnreadableBill`."""
    head = _head(path, path.name)
    if is_workbook(head):
        with _workbook(path, path.name, layout) as book:
            return _first_header(book, path.name, layout)
    return _text_header(head, _opening(head, encoding_of(path, head)), path.name, layout)


def known_places(header: Header, layout: Layout) -> list[int]:
    """The places of the columns that the layout knows."""
    wanted = _wanted(header.names, layout.columns[header.kind])
    return [place for place, name in enumerate(header.names) if name in wanted]


def _separator(line: str) -> str:
    return "\t" if line.count("\t") >= line.count(",") and "\t" in line else ","


def _head(path: Path, name: str) -> bytes:
    if not path.is_file():
        raise UnreadableBill(f"{name}：找不到这个文件，请检查路径")
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    if not head:
        raise UnreadableBill(f"{name}：文件是空的，请重新下载")
    return head


def encoding_of(path: Path, head: bytes) -> str:
    """`utf-8-sig`, `utf-8`, `utf-16` or `gb18030`: a byte order mark decides, else whether all bytes are UTF-8."""
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(1 << 20):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def _opening(head: bytes, encoding: str) -> list[str]:
    return head.decode(encoding, "replace").splitlines()[:HEADER_WITHIN]


def _text_header(head: bytes, opening: list[str], name: str, layout: Layout) -> Header:
    rows = [(separator, line.split(separator)) for line in opening for separator in [_separator(line)]]
    cells = [[cell.strip().strip('"').strip() for cell in row] for _, row in rows]
    for number, names in enumerate(cells):
        if kind := kind_of(names, layout):
            return Header(number, names, kind, rows[number][0])
    raise UnreadableBill(f"{name}：{strangers.told(head, cells, layout)}")


def _from_text(path: Path, name: str, head: bytes, layout: Layout) -> Export:
    import pandas as pd

    encoding = encoding_of(path, head)
    opening = _opening(head, encoding)
    header = _text_header(head, opening, name, layout)
    wanted = _wanted(header.names, layout.columns[header.kind])
    try:
        frame = pd.read_csv(
            path, sep=header.separator, encoding=encoding, encoding_errors="replace", skiprows=header.line, header=0,
            names=header.names, index_col=False, usecols=list(wanted), dtype=_types(wanted), keep_default_na=False,
            na_values={column: [""] for column, ours in wanted.items() if ours in AMOUNTS},
            skip_blank_lines=False, on_bad_lines="warn",
        )  # fmt: skip
    except (pd.errors.ParserError, ValueError) as error:
        raise UnreadableBill(f"{name}：表格读不出来（{error}）；请重新下载，不要手工改动后再上传") from error
    return _export(name, header, frame, "\n".join(opening), _tail(path, encoding), layout)


@contextmanager
def _workbook(path: Path, name: str, layout: Layout) -> Iterator[pd.ExcelFile]:
    """An open workbook. Bounds on what a file may unpack to are the caller's: see `inspection`."""
    import pandas as pd
    from python_calamine import CalamineError

    if falls_apart(path):
        raise UnreadableBill(f"{name}：{strangers.unopened(path, layout)}")
    try:
        with pd.ExcelFile(path, engine="calamine") as book:
            yield book
    except UnreadableBill:
        raise
    except (CalamineError, ValueError, KeyError, OSError) as error:
        raise UnreadableBill(f"{name}：{strangers.unopened(path, layout)}") from error


def _sheet(book: pd.ExcelFile, place: int, rows: int | None = None) -> pd.DataFrame:
    """The cells of a sheet, or of its first rows, as text."""
    import pandas as pd

    return pd.read_excel(book, sheet_name=place, header=None, dtype=str, keep_default_na=False, nrows=rows).fillna("")


def _first_header(book: pd.ExcelFile, name: str, layout: Layout) -> Header:
    """The header on the first sheet that has one of ours; raises `UnreadableBill`."""
    seen: list[list[str]] = []
    for place in range(len(book.sheet_names)):
        opening = _names(_sheet(book, place, HEADER_WITHIN))
        if header := _header_in(opening, place, layout):
            return header
        seen += opening
    raise UnreadableBill(f"{name}：{strangers.told(b'', seen, layout)}")


def _names(sheet: pd.DataFrame) -> list[list[str]]:
    return [[str(cell).strip() for cell in sheet.iloc[row]] for row in range(min(HEADER_WITHIN, len(sheet)))]


def _header_in(opening: list[list[str]], place: int, layout: Layout) -> Header | None:
    found = (
        Header(line, names, kind, sheet=place) for line, names in enumerate(opening) if (kind := kind_of(names, layout))
    )
    return next(found, None)


def _from_excel(path: Path, name: str, layout: Layout) -> Export:
    import pandas as pd

    with _workbook(path, name, layout) as book:
        header = _first_header(book, name, layout)
        whole = _sheet(book, header.sheet)
        further = [
            str(title)
            for place, title in enumerate(book.sheet_names)
            if place > header.sheet and _header_in(_names(_sheet(book, place, HEADER_WITHIN)), place, layout)
        ]
    frame = whole.iloc[header.line + 1 :].copy()
    frame.columns = pd.Index(header.names)
    frame = frame.loc[:, ~frame.columns.duplicated()][list(_wanted(header.names, layout.columns[header.kind]))]
    opening = "\n".join(" ".join(map(str, whole.iloc[line])) for line in range(header.line))
    export = _export(name, header, frame.reset_index(drop=True), opening, "", layout)
    return replace(export, more_sheets=further)


def kind_of(names: list[str], layout: Layout) -> str | None:
    """Which export has these column names, or `None`."""
    for kind, needed in layout.recognised_by.items():
        if set(needed) <= set(_wanted(names, layout.columns[kind]).values()):
            return kind
    return None


def _wanted(names: list[str], columns: dict[str, tuple[str, ...]]) -> dict[str, str]:
    by_plain = {plain_name(name): name for name in reversed(names)}
    found: dict[str, str] = {}
    for column, aliases in columns.items():
        match = next((by_plain[plain_name(alias)] for alias in aliases if plain_name(alias) in by_plain), None)
        if match is not None and match not in found:
            found[match] = column
    return found


def _types(wanted: dict[str, str]) -> dict[str, Any]:
    """Text stays text and repeated text is kept once; amounts are left to the parser, which knows numbers fastest."""
    return {
        name: "category" if column in FEW_VALUES else "str" for name, column in wanted.items() if column not in AMOUNTS
    }


def _refuse_rounded(name: str, frame: pd.DataFrame) -> None:
    """Raise `UnreadableBill` for order numbers that Excel has rounded: taking them for none would accuse wrongly."""
    numbers = frame["order"].astype("str").str.strip() if "order" in frame else None
    if numbers is not None and (rounded := numbers[numbers.str.fullmatch(_ROUNDED)]).size:
        raise UnreadableBill(
            f"{name}：{rounded.size} 行的订单号被 Excel 改成了科学计数法（{rounded.iloc[0]}），认不出是哪一单；"
            "请从后台重新下载原文件，不要用 Excel 打开后再保存"
        )


def _joined_by_hand(frame: pd.DataFrame, names: list[str]) -> bool:
    """Whether the header stands once more among the rows: several downloads copied into one file."""
    first = frame["at"] if "at" in frame else frame.iloc[:, 0]
    return bool(first.astype("str").str.strip().isin([name for name in names if name]).any())


def _tail(path: Path, encoding: str) -> str:
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - TAIL_BYTES) & ~1)  # an even place: half of a UTF-16 letter is none
        return stream.read().decode(encoding.removesuffix("-sig"), "replace")


def _cut_off(tail: str, header: Header, period: object) -> bool:
    """Whether a text ends in the middle of a row, or of a list that began with a period: its last line never ended."""
    last = tail.rpartition("\n")[2].strip()
    if not (header.separator and last) or last.startswith(_ENDINGS) or "合计" in last:
        return False
    return period is not None or len(last.split(header.separator)) < len(header.names)


def _export(name: str, header: Header, frame: pd.DataFrame, opening: str, tail: str, layout: Layout) -> Export:
    wanted = _wanted(header.names, layout.columns[header.kind])
    frame = frame.rename(columns=wanted)
    _refuse_rounded(name, frame)
    frame.insert(0, "row", range(header.line + 2, header.line + 2 + len(frame)))
    period = _PERIOD.search(opening)
    cut_off = _cut_off(tail, header, period)
    totals = {side: int(round(float(amount.replace(",", "")) * 100)) for side, amount in _TOTAL.findall(tail)}
    if _joined_by_hand(frame, header.names):
        totals = {}  # the last one is only that of the last part
    return Export(
        name=name,
        kind=header.kind,
        frame=frame,
        period=(period[1], period[2]) if period and not cut_off else None,
        stated_totals=totals,
        cut_off=cut_off,
        unknown_columns=[one for one in header.names if one and one not in wanted and not layout.ignored(one)],
    )
