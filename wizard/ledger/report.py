"""The differences that a merchant stands by, as a document: what it rests on, the sums, each one with its rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from wizard.document import Block, Document, Heading, Items, Paragraph, Run, Table
from wizard.ledger.differences import BillRow, Difference
from wizard.ledger.layout import Layout
from wizard.ledger.reconcile import Reconciliation

MOST_ROWS_NAMED = 12
FIRST_LETTER = ord("A")


@dataclass(frozen=True)
class Told:
    """What goes into the table: the chosen differences, and the original lines they stand on."""

    result: Reconciliation
    chosen: tuple[Difference, ...]
    lines: Mapping[BillRow, str]
    layout: Layout

    @property
    def letters(self) -> dict[str, str]:
        """File name → the short name by which the table refers to it."""
        return {name: short_name(place) for place, name in enumerate(self.result.files)}

    @property
    def total(self) -> Decimal:
        """The sum in yuan."""
        return sum_of(self.chosen)

    def places(self, rows: Iterable[BillRow]) -> str:
        """Where rows stand, by the short names of their files."""
        shown, row = list(rows), self.layout.report.row
        named = [row.format(file=self.letters.get(one.file, one.file), row=one.row) for one in shown[:MOST_ROWS_NAMED]]
        return "、".join(named) + (f" 等 {len(shown)} 行" if len(shown) > MOST_ROWS_NAMED else "")


def short_name(place: int) -> str:
    """`文件A`, `文件B` … `文件A2` for the 27th."""
    round_, letter = divmod(place, 26)
    return f"文件{chr(FIRST_LETTER + letter)}{round_ + 1 if round_ else ''}"


def sum_of(differences: Iterable[Difference]) -> Decimal:
    """The sum in yuan, two decimals."""
    return sum((one.money for one in differences), Decimal("0.00"))


def by_kind(differences: Iterable[Difference]) -> dict[str, list[Difference]]:
    """Differences by kind, the largest sum first."""
    groups: dict[str, list[Difference]] = {}
    for one in differences:
        groups.setdefault(one.kind, []).append(one)
    return dict(sorted(groups.items(), key=lambda group: -sum_of(group[1])))


def report(told: Told) -> Document:
    """The document that becomes an exhibit."""
    words = told.layout.report
    certain = [one for one in told.chosen if one.certain]
    hints = [one for one in told.chosen if not one.certain]
    lead = words.lead.format(count=len(told.chosen), amount=f"{told.total:,.2f}")
    if hints:
        lead += words.lead_hints.format(count=len(hints), amount=f"{sum_of(hints):,.2f}")
    blocks: list[Block] = [Heading(level=1, text=words.title), _paragraph(lead), _files(told)]
    if told.result.periods:
        periods = "、".join(f"{start} 至 {end}" for start, end in told.result.periods)
        blocks.append(_paragraph(words.period.format(periods=periods)))
    blocks += [Heading(text=words.kinds), _kinds(told), Heading(text=words.differences)]
    blocks += _tables(told, certain, 1)
    if hints:
        blocks += [Heading(text=words.hint), *_tables(told, hints, len(certain) + 1)]
    items = tuple(_runs(item.format(**told.layout.settings | _days(told))) for item in words.how_items)
    blocks += [Heading(text=words.how), Items(ordered=True, items=items)]
    if told.lines:
        blocks += [Heading(text=words.lines), _lines(told)]
    return Document(kind="ledger", title=words.title, blocks=tuple(blocks))


def _days(told: Told) -> dict[str, int]:
    return {"days": told.layout.settings["days_to_settle"]}


def _runs(text: str) -> tuple[Run, ...]:
    return (Run(text=text),)


def _paragraph(text: str) -> Paragraph:
    return Paragraph(runs=_runs(text))


def _table(
    caption: str, header: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[float], numeric: Sequence[int]
) -> Table:
    cells = tuple(tuple(_runs(cell) for cell in row) for row in rows)
    return Table(caption=caption, header=tuple(header), rows=cells, widths=tuple(widths), numeric=tuple(numeric))


def _files(told: Told) -> Table:
    words, files = told.layout.report, told.layout.files
    rows = [(told.letters[name], name, files.get(kind, kind)) for name, kind in told.result.files.items()]
    return _table(words.files, words.files_header, rows, (1, 5, 1.6), ())


def _kinds(told: Told) -> Table:
    words = told.layout.report
    rows = [(group[0].name, str(len(group)), f"{sum_of(group):,.2f}") for group in by_kind(told.chosen).values()]
    rows.append((words.total, str(len(told.chosen)), f"{told.total:,.2f}"))
    return _table("", words.kinds_header, rows, (5, 1, 1.6), (1, 2))


def _tables(told: Told, differences: list[Difference], number: int) -> list[Block]:
    """A table for each kind, numbered on from `number`."""
    made: list[Block] = []
    for group in by_kind(differences).values():
        rows = [_row(told, one, place) for place, one in enumerate(group, start=number)]
        number += len(group)
        caption = f"{group[0].name}（{len(group)} 笔，{sum_of(group):,.2f} 元）"
        header = told.layout.report.differences_header
        made.append(_table(caption, header, rows, (0.85, 3.3, 1.15, 1.15, 1.15, 4.4), (0, 2, 3, 4)))
    return made


def _row(told: Told, one: Difference, number: int) -> tuple[str, ...]:
    where = told.layout.report.rows.format(rows=told.places(one.rows)) if one.rows else ""
    return str(number), one.order or one.on, one.expected, one.actual, one.amount, f"{one.explanation}{where}"


def _lines(told: Told) -> Table:
    words = told.layout.report
    rows = [
        (words.row.format(file=told.letters.get(place.file, place.file), row=place.row), text)
        for place, text in sorted(told.lines.items(), key=lambda item: (item[0].file, item[0].row))
    ]
    return _table("", words.lines_header, rows, (1.6, 7), ())
