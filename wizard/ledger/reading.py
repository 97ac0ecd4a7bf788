"""Reads an export exactly as the merchant downloads it: GB18030 or UTF-8, preamble, tab or comma, CSV or Excel.

The header is searched for in the first rows, never assumed; columns are matched by name. Rows keep the line number
they have in the file.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.compound import falls_apart
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


@dataclass(frozen=True)
class Header:
    """Where a table begins and what it is: its line from 0, its column names, their separator (none in Excel)."""

    line: int
    names: list[str]
    kind: str
    separator: str = ""


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
        return _excel_header(_cells(path, path.name), path.name, layout)
    return _text_header(_opening(head, encoding_of(path, head)), path.name, layout)


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


def _text_header(opening: list[str], name: str, layout: Layout) -> Header:
    for number, line in enumerate(opening):
        separator = _separator(line)
        names = [cell.strip().strip('"').strip() for cell in line.split(separator)]
        if kind := kind_of(names, layout):
            return Header(number, names, kind, separator)
    raise UnreadableBill(_not_an_export(name))


def _from_text(path: Path, name: str, head: bytes, layout: Layout) -> Export:
    import pandas as pd

    encoding = encoding_of(path, head)
    opening = _opening(head, encoding)
    header = _text_header(opening, name, layout)
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


def _cells(path: Path, name: str) -> pd.DataFrame:
    """The cells of the first sheet as text. Bounds on what a file may unpack to are the caller's: see `inspection`."""
    import pandas as pd
    from python_calamine import CalamineError

    trouble = UnreadableBill(f"{name}：Excel 文件打不开，可能不完整或有密码；请重新下载")
    if falls_apart(path):
        raise trouble
    try:
        whole = pd.read_excel(path, header=None, dtype=str, keep_default_na=False, engine="calamine")
    except (CalamineError, ValueError, KeyError, OSError) as error:
        raise trouble from error
    return whole.fillna("")


def _excel_header(whole: pd.DataFrame, name: str, layout: Layout) -> Header:
    for number in range(min(HEADER_WITHIN, len(whole))):
        names = [str(cell).strip() for cell in whole.iloc[number]]
        if kind := kind_of(names, layout):
            return Header(number, names, kind)
    raise UnreadableBill(_not_an_export(name))


def _from_excel(path: Path, name: str, layout: Layout) -> Export:
    import pandas as pd

    whole = _cells(path, name)
    header = _excel_header(whole, name, layout)
    frame = whole.iloc[header.line + 1 :].copy()
    frame.columns = pd.Index(header.names)
    frame = frame.loc[:, ~frame.columns.duplicated()][list(_wanted(header.names, layout.columns[header.kind]))]
    opening = "\n".join(" ".join(map(str, whole.iloc[line])) for line in range(header.line))
    return _export(name, header, frame.reset_index(drop=True), opening, "", layout)


def _not_an_export(name: str) -> str:
    return (
        f"{name}：前 {HEADER_WITHIN} 行里没有找到账单、订单或推广报表的表头。"
        "请从商家后台重新下载原始文件，不要改列名；如果是截图或 PDF，请改为下载表格"
    )


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


def _export(name: str, header: Header, frame: pd.DataFrame, opening: str, tail: str, layout: Layout) -> Export:
    wanted = _wanted(header.names, layout.columns[header.kind])
    frame = frame.rename(columns=wanted)
    _refuse_rounded(name, frame)
    frame.insert(0, "row", range(header.line + 2, header.line + 2 + len(frame)))
    period = _PERIOD.search(opening)
    totals = {side: int(round(float(amount.replace(",", "")) * 100)) for side, amount in _TOTAL.findall(tail)}
    if _joined_by_hand(frame, header.names):
        totals = {}  # the last one is only that of the last part
    return Export(
        name=name,
        kind=header.kind,
        frame=frame,
        period=(period[1], period[2]) if period else None,
        stated_totals=totals,
        unknown_columns=[one for one in header.names if one and one not in wanted and not layout.ignored(one)],
    )
