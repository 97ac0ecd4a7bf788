"""Looks through a whole file for other people's data; meant for a worker process. Rows and lines pass one by one."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any

from wizard.case import HiddenKind
from wizard.evidence.covering import CannotCover
from wizard.evidence.starring import documents, letters
from wizard.evidence.starring.spotting import clean, folded, spotted
from wizard.evidence.starring.tables import CSV, OLD_EXCEL, OOXML, Table, as_text, tables_of
from wizard.evidence.starring.texts import lines_of_text, page_text
from wizard.evidence.survey import SheetHead, Spot, Survey

TABLES = (CSV, OOXML, OLD_EXCEL)
HEADER_WITHIN = 30  # rows
MOST_COLUMNS = 500
EACH = 25  # values of one kind that are shown one by one in a text; more are one proposal together
MOST_VALUES = 5_000  # different ones that are counted
MOST_SHEETS, MOST_SPOTS = 30, 250
EXAMPLE = 60  # characters
WHOLE = 0.6  # of a column's filled cells that are somebody's data: then the column is
_FILLED_LEAST = 0.6  # of the widest of the first rows: a header has that many names
_NO_HEADER = re.compile(r"\d{5,}|\*\*|^-?[\d.,]+$")
_KIND_OF_HEADER: tuple[tuple[HiddenKind, re.Pattern[str]], ...] = (
    ("phone", re.compile(r"手机|电话|联系方式|联系号码|固话")),
    ("id_number", re.compile(r"身份证|证件号")),
    ("bank_card", re.compile(r"银行卡|银行账号|银行帐号|卡号|(?:收|付)款账(?:号|户)|对方账(?:号|户)")),
    ("email", re.compile(r"邮箱|e-?mail", re.IGNORECASE)),
    ("wechat", re.compile(r"微信号|微信昵称|^微信$")),
    ("address", re.compile(r"(?<!IP)(?<!ip)(?<!图片)(?<!链接)地址|住址|街道|门牌")),
    (
        "name",
        re.compile(
            r"收货人|收件人|签收人|寄件人|发件人|联系人|姓名|户名|持卡人|昵称|会员名|用户名|旺旺"
            r"|^(?:买家|顾客|客户|用户|会员|收货|对方名称|对方户名)$"
        ),
    ),
)


def survey_of(path: Path, media_type: str) -> Survey:
    """What is found in a file of a type that can be starred; never raises for what is inside it."""
    try:
        if media_type in TABLES:
            return _of_tables(tables_of(path, media_type))
        return _of_lines(_lines(path, media_type))
    except CannotCover as error:
        return Survey(refused=str(error))


def _lines(path: Path, media_type: str) -> Iterable[str]:
    if media_type == documents.DOCUMENT:
        return documents.lines_of(path)
    if media_type in letters.MAILS:
        return letters.lines_of(path)
    return page_text(path).splitlines() if media_type == "text/html" else lines_of_text(path)


@dataclass
class Tally:
    """Different values found, by kind, with how often and where first."""

    counts: Counter[tuple[HiddenKind, str]] = field(default_factory=Counter)
    lines: dict[tuple[HiddenKind, str], str] = field(default_factory=dict)
    whole: bool = True

    def add(self, text: str) -> None:
        """Count what is found in a line."""
        text = clean(text)
        for found in spotted(text):
            self.note(found.kind, text[found.start : found.end].strip(), _around(text, found.start, found.end))  # type: ignore[arg-type]

    def note(self, kind: HiddenKind, words: str, line: str) -> None:
        """Count one value."""
        key = (kind, words)
        if len(words) < 2 or (key not in self.counts and len(self.counts) >= MOST_VALUES):
            self.whole = self.whole and len(words) < 2
            return
        self.counts[key] += 1
        self.lines.setdefault(key, line)

    def spots(self) -> Iterator[Spot]:
        """One for each value; one for all of a kind of which there are many."""
        kinds: defaultdict[HiddenKind, list[str]] = defaultdict(list)
        for kind, words in self.counts:
            kinds[kind].append(words)
        for kind, values in kinds.items():
            if len(values) > EACH or any(len(words) > 200 for words in values):
                total = sum(self.counts[kind, words] for words in values)
                yield Spot(scope="kind", kind=kind, count=total, example=values[0][:EXAMPLE])
                continue
            for words in values:
                line = self.lines[kind, words]
                yield Spot(scope="words", kind=kind, words=words, count=self.counts[kind, words], example=line)


def _around(text: str, start: int, end: int) -> str:
    left = max(0, start - 16)
    return " ".join(text[left : max(end, left + EXAMPLE)].split())


def _of_lines(lines: Iterable[str]) -> Survey:
    tally = Tally()
    for line in lines:
        add_line(tally, line)
    return Survey(spots=tuple(tally.spots()), whole=tally.whole)


def add_line(tally: Tally, line: str) -> None:
    """Count what is found in a line; a cell of a Word table is somebody's data when its header says so."""
    if not isinstance(line, documents.CellUnder):
        tally.add(line)
    elif (kind := kind_of_header(line.header)) and "*" not in line:
        tally.note(kind, str(line), f"{line.header}：{line}")


def _of_tables(tables: Iterator[Table]) -> Survey:
    heads: list[SheetHead] = []
    spots: list[Spot] = []
    tally = Tally()
    for table in tables:
        tally.add(table.name)
        head, columns = _looked_through(table, tally)
        heads.append(head)
        spots += [spot for place, column in enumerate(columns, 1) for spot in column.spots(head, place)]
    found = (*spots, *tally.spots())
    whole = tally.whole and len(found) <= MOST_SPOTS
    return Survey(spots=found[:MOST_SPOTS], sheets=tuple(heads[:MOST_SHEETS]), whole=whole)


def _looked_through(table: Table, tally: Tally) -> tuple[SheetHead, list[_Column]]:
    rows = iter(table.rows)
    first = [[as_text(value) for value in row[:MOST_COLUMNS]] for row in islice(rows, HEADER_WITHIN)]
    below = header_row(first)
    for cell in chain.from_iterable(first[:below]):
        tally.add(cell)
    names = first[below - 1] if below else []
    columns = [_Column(kind_of_header(name)) for name in names]
    for row in chain(first[below:], rows):
        for place, value in enumerate(row[:MOST_COLUMNS]):
            if place == len(columns):
                columns.append(_Column(None))
            columns[place].add(value)
    padded = [*names, *[""] * (len(columns) - len(names))]
    return SheetHead(name=table.name, below=below, names=tuple(name.strip()[:EXAMPLE] for name in padded)), columns


def header_row(rows: Sequence[Sequence[str]]) -> int:
    """The number (from 1) of the row with the columns' names; 0 when none looks like it."""
    filled = [[cell for cell in row if cell.strip()] for row in rows]
    widest = max(map(len, filled), default=0)
    for number, cells in enumerate(filled, start=1):
        if len(cells) >= max(1, widest * _FILLED_LEAST) and not any(_NO_HEADER.search(cell.strip()) for cell in cells):
            return number
    return 0


def kind_of_header(name: str) -> HiddenKind | None:
    """What a column of this name holds, when it is somebody's data."""
    plain = re.sub(r"\s|[（(].*?[)）]", "", folded(clean(name)))
    return next((kind for kind, pattern in _KIND_OF_HEADER if pattern.search(plain)), None)


@dataclass
class _Column:
    """What was found in one column so far."""

    by_header: HiddenKind | None
    filled: int = 0
    open_cells: int = 0  # filled, and not starred already
    example: str = ""
    wholly: Counter[HiddenKind] = field(default_factory=Counter)
    within: Counter[HiddenKind] = field(default_factory=Counter)
    within_example: dict[HiddenKind, str] = field(default_factory=dict)

    def add(self, value: Any) -> None:
        """Look at one cell."""
        text = as_text(value).strip()
        if not text:
            return
        self.filled += 1
        if "*" not in text and text not in ("-", "无", "/"):
            self.open_cells += 1
            self.example = self.example or text[:EXAMPLE]
        if len(text) >= 4:
            self._look(clean(text))

    def _look(self, text: str) -> None:
        for found in spotted(text):
            kind: HiddenKind = found.kind  # type: ignore[assignment]
            part = text[found.start : found.end]
            if len(part) >= len(text) * 0.8:
                self.wholly[kind] += 1
            self.within[kind] += 1
            self.within_example.setdefault(kind, _around(text, found.start, found.end))

    def spots(self, head: SheetHead, place: int) -> Iterator[Spot]:
        """The column as a whole when it holds somebody's data, else what is scattered in it, kind by kind."""
        where: dict[str, Any] = {"sheet": head.name, "column": place, "below": head.below, "words": _named(head, place)}
        kind = self.by_header if self.open_cells else None
        if kind is None and self.wholly:
            most, times = self.wholly.most_common(1)[0]
            kind = most if times >= self.filled * WHOLE else None
        if kind is not None:
            yield Spot(scope="column", kind=kind, count=self.open_cells, example=self.example, **where)
            return
        for one, times in self.within.items():
            yield Spot(scope="kind", kind=one, count=times, example=self.within_example[one], **where)


def _named(head: SheetHead, place: int) -> str:
    return head.names[place - 1] or f"第 {place} 列"
