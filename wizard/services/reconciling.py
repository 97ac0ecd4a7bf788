"""The merchant's bills in a worker process: which files are exports, what differs, and the table that becomes proof."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from wizard.ledger import Difference, Reconciliation

if TYPE_CHECKING:
    from wizard.ledger.reading import Export

Told = Callable[[str, float], None]
READING = 0.7  # the share of the time that reading takes


class Checked(BaseModel):
    """What came of a set of files: the result (none without a bill), and why files could not be used."""

    model_config = ConfigDict(frozen=True)
    result: Reconciliation | None
    unreadable: dict[str, str]
    kinds: dict[str, str]
    """File name → its kind's Chinese name."""


@dataclass(frozen=True)
class Table:
    """What the table is made of: the result, the ids of the chosen differences, where the files lie."""

    result: Reconciliation
    chosen: frozenset[str]
    files: Mapping[str, Path]
    reference: str
    platform: str

    @property
    def differences(self) -> tuple[Difference, ...]:
        """The chosen differences."""
        return tuple(one for one in self.result.differences if one.id in self.chosen)


def check(files: Sequence[tuple[Path, str]], daily_limit: int | None, platform: str, told: Told) -> Checked:
    """Reconcile those of the files that are exports; the others are named with the reason."""
    from wizard.ledger import UnreadableBill
    from wizard.ledger.layout import layout
    from wizard.ledger.reconcile import compare

    known = layout(platform)
    exports, unreadable = _read(files, platform, told)
    kinds = {export.name: known.files[export.kind] for export in exports}
    try:
        result = compare(exports, known, daily_limit, told) if exports else None
    except UnreadableBill as error:
        result, unreadable = None, unreadable | {"": str(error)}
    return Checked(result=result, unreadable=unreadable, kinds=kinds)


def _read(files: Sequence[tuple[Path, str]], platform: str, told: Told) -> tuple[list[Export], dict[str, str]]:
    from wizard.ledger import UnreadableBill
    from wizard.ledger.layout import layout
    from wizard.ledger.reading import read_export

    exports, unreadable = [], {}
    for place, (path, name) in enumerate(files):
        told(f"读取「{name}」", READING * place / len(files))
        try:
            exports.append(read_export(path, layout(platform), name))
        except UnreadableBill as error:
            unreadable[name] = str(error)
    return exports, unreadable


def tables(table: Table) -> tuple[bytes, bytes]:
    """The chosen differences as a PDF and as a spreadsheet."""
    from wizard.ledger.layout import layout
    from wizard.ledger.lines import lines_of
    from wizard.ledger.report import Told as Contents
    from wizard.ledger.report import report
    from wizard.ledger.sheet import workbook
    from wizard.package import render_pdf

    known = layout(table.platform)
    lines = lines_of(table.differences, table.files, known)
    contents = Contents(table.result, table.differences, lines, known)
    return render_pdf(report(contents), reference=table.reference), workbook(contents)
