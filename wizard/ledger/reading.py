"""Reads an export exactly as the merchant downloads it: GB18030 or UTF-8, preamble, tab or comma, CSV or Excel.

The header is searched for in the first rows, never assumed; columns are matched by name. Amounts become whole cents
(int64), so that no sum is ever a binary fraction. Rows keep the line number they have in the file.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.ledger.layout import Layout, plain_name

if TYPE_CHECKING:
    import pandas as pd

HEADER_WITHIN = 30
TAIL_BYTES = 4096
AMOUNTS = ("income", "expense", "platform_discount", "instant_discount", "paid", "received", "spend")
FEW_VALUES = ("type", "remark", "business")
_TOTAL = re.compile(r"#?\s*(收入|支出)合计[:\uff1a]?\s*(?:\d+笔[,\uff0c])?\s*(-?[\d,]+\.\d{2})")
_PERIOD = re.compile(r"起始时间[:\uff1a]\s*(\d{4}-\d{2}-\d{2}).*?终止时间[:\uff1a]\s*(\d{4}-\d{2}-\d{2})")


class UnreadableBill(ValueError):
    """A file that is not a known export: the message says what is wrong and how to mend it."""


@dataclass
class Export:
    """One file as a table: `kind` is bill, orders or promotion; `frame` has our column names and `row`."""

    path: Path
    kind: str
    frame: pd.DataFrame
    period: tuple[str, str] | None = None
    stated_totals: dict[str, int] = field(default_factory=dict)
    unknown_columns: list[str] = field(default_factory=list)


def read_export(path: Path, layout: Layout) -> Export:
    """Read one export; raises `UnreadableBill` naming the file and the mend."""
    if not path.is_file():
        raise UnreadableBill(f"{path.name}：找不到这个文件，请检查路径")
    with path.open("rb") as stream:
        head = stream.read(65536)
    if not head:
        raise UnreadableBill(f"{path.name}：文件是空的，请重新下载")
    if head[:4] == b"PK\x03\x04":
        return _from_excel(path, layout)
    if head[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise UnreadableBill(f"{path.name}：这是旧版 .xls 文件，请用 Excel 或 WPS 打开后另存为 .xlsx 或 .csv")
    return _from_text(path, head, layout)


def encoding_of(path: Path, head: bytes) -> str:
    """`utf-8-sig`, `utf-8` or `gb18030`: a byte order mark decides, else whether all bytes are UTF-8."""
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


def _from_text(path: Path, head: bytes, layout: Layout) -> Export:
    import pandas as pd

    encoding = encoding_of(path, head)
    opening = head.decode(encoding, "replace").splitlines()[:HEADER_WITHIN]
    for number, line in enumerate(opening):
        separator = "\t" if line.count("\t") >= line.count(",") and "\t" in line else ","
        names = [name.strip().strip('"') for name in line.split(separator)]
        kind = kind_of(names, layout)
        if kind is None:
            continue
        wanted = _wanted(names, layout.columns[kind])
        try:
            frame = pd.read_csv(
                path, sep=separator, encoding=encoding, encoding_errors="replace", skiprows=number, header=0,
                names=names, index_col=False, usecols=list(wanted), dtype=_types(wanted), keep_default_na=False,
                na_values={name: [""] for name, column in wanted.items() if column in AMOUNTS},
                skip_blank_lines=False, on_bad_lines="warn",
            )  # fmt: skip
        except (pd.errors.ParserError, ValueError) as error:
            raise UnreadableBill(f"{path.name}：表格读不出来（{error}）；请重新下载，不要手工改动后再上传") from error
        frame.insert(0, "row", range(number + 2, number + 2 + len(frame)))
        return _export(
            path, kind, frame.rename(columns=wanted), names, "\n".join(opening), _tail(path, encoding), layout
        )
    raise UnreadableBill(_not_an_export(path))


def _from_excel(path: Path, layout: Layout) -> Export:
    import zipfile

    import pandas as pd

    try:
        whole = pd.read_excel(path, header=None, dtype=str, keep_default_na=False, engine="openpyxl")
    except (ValueError, KeyError, OSError, zipfile.BadZipFile) as error:
        raise UnreadableBill(f"{path.name}:Excel 文件打不开，可能不完整或有密码；请重新下载") from error
    for number in range(min(HEADER_WITHIN, len(whole))):
        names = [str(name).strip() for name in whole.iloc[number]]
        kind = kind_of(names, layout)
        if kind is None:
            continue
        wanted = _wanted(names, layout.columns[kind])
        frame = whole.iloc[number + 1 :].copy()
        frame.columns = pd.Index(names)
        frame = frame.loc[:, ~frame.columns.duplicated()][list(wanted)].rename(columns=wanted)
        frame.insert(0, "row", range(number + 2, number + 2 + len(frame)))
        opening = "\n".join(" ".join(map(str, whole.iloc[line])) for line in range(number))
        return _export(path, kind, frame.reset_index(drop=True), names, opening, "", layout)
    raise UnreadableBill(_not_an_export(path))


def _not_an_export(path: Path) -> str:
    return (
        f"{path.name}：前 {HEADER_WITHIN} 行里没有找到账单、订单或推广报表的表头。"
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


def _tail(path: Path, encoding: str) -> str:
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - TAIL_BYTES))
        return stream.read().decode(encoding.removesuffix("-sig"), "replace")


def _export(
    path: Path, kind: str, frame: pd.DataFrame, names: list[str], opening: str, tail: str, layout: Layout
) -> Export:
    wanted = _wanted(names, layout.columns[kind])
    known = set(wanted)
    period = _PERIOD.search(opening)
    totals = {side: int(round(float(amount.replace(",", "")) * 100)) for side, amount in _TOTAL.findall(tail)}
    return Export(
        path=path,
        kind=kind,
        frame=frame,
        period=(period[1], period[2]) if period else None,
        stated_totals=totals,
        unknown_columns=[name for name in names if name and name not in known and not layout.ignored(name)],
    )


def cents(column: pd.Series[Any]) -> pd.Series[Any]:
    """Amounts in yuan → whole cents; empty, `-` and what is no number are 0. Exact for two decimals."""
    import pandas as pd

    numbers = column if pd.api.types.is_numeric_dtype(column) else _numbers(column)
    return (numbers.fillna(0) * 100).round().astype("int64")


def _numbers(column: pd.Series[Any]) -> pd.Series[Any]:
    import pandas as pd

    cleaned = column.astype("str").str.replace(r"[,\uff0c\u00a5\uffe5元\s]", "", regex=True)
    return pd.to_numeric(cleaned, errors="coerce")
