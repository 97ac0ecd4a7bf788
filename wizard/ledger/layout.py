"""What the exports look like: column names, entries and settings, read from the knowledge pack."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from wizard.knowledge.pack import folder_of, read_yaml

_BLANKS = str.maketrans("", "", " \t\ufeff")


class _Values(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Entry(_Values):
    """One kind of bill entry and how it is recognised."""

    id: str
    name: str
    words: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    """Words of 备注 that decide before everything else."""


class KindWords(_Values):
    """A kind of difference: its name and the sentence that explains one."""

    name: str
    words: str


class DemandWords(_Values):
    """What is asked for on account of some kinds of difference; no kinds: of all others."""

    id: str
    records: tuple[str, ...]
    words: str
    kinds: tuple[str, ...] = ()


class Stranger(_Values):
    """Files that are no exports: how they begin (bytes in hexadecimal, letters small), or words of their headers."""

    says: str
    begins: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


class Strangers(_Values):
    """What is said of a file that cannot be used."""

    blank: str
    missing: str
    other: str
    locked: str
    archive: str
    broken: str
    files: tuple[Stranger, ...]


class ReportWords(_Values):
    """The words of the table that becomes an exhibit."""

    title: str
    lead: str
    lead_hints: str
    files: str
    files_header: tuple[str, str, str]
    period: str
    kinds: str
    kinds_header: tuple[str, str, str]
    differences: str
    differences_header: tuple[str, str, str, str, str, str]
    rows: str
    row: str
    certain: str
    hint: str
    hint_mark: str
    lines: str
    lines_header: tuple[str, str]
    how: str
    how_items: tuple[str, ...]
    sheets: tuple[str, str, str]
    sheet_header: tuple[str, ...]
    total: str
    month: str
    no_month: str


class Layout(_Values):
    """Everything that `ledger.yaml` says."""

    columns: dict[str, dict[str, tuple[str, ...]]]
    not_needed: tuple[tuple[str, ...], ...] = ()
    recognised_by: dict[str, tuple[str, ...]]
    entries: tuple[Entry, ...]
    coupon_types: tuple[str, ...] = Field(default=())
    by_absence: tuple[str, ...] = ()
    """Kinds that only say that a row is missing."""
    settings: dict[str, int]
    kinds: dict[str, KindWords]
    files: dict[str, str]
    """What a recognised file is called."""
    shown_in: tuple[str, ...] = ()
    """Scenarios in which the check is offered by itself; elsewhere it is opened by hand, or by files like exports."""
    file_words: tuple[str, ...] = ()
    """What stands in the names of files like exports."""
    strangers: Strangers
    demands: tuple[DemandWords, ...]
    report: ReportWords
    notes: dict[str, str]
    """What could not be checked, and why."""

    def demand_of(self, kind: str) -> DemandWords:
        """What is asked for on account of a kind of difference."""
        return next((one for one in self.demands if kind in one.kinds), self.demands[-1])

    def ignored(self, column: str) -> bool:
        """Whether a column is known and not needed."""
        return any(plain_name(column) == plain_name(name) for names in self.not_needed for name in names)

    def named_like_export(self, file_name: str) -> bool:
        """Whether a file is called as exports are."""
        return any(word in file_name.lower() for word in self.file_words)

    def entry_name(self, entry_id: str) -> str:
        """The Chinese name of an entry, or the id itself for an unknown one."""
        return next((entry.name for entry in self.entries if entry.id == entry_id), entry_id)


@lru_cache(maxsize=8)
def layout(platform: str = "pinduoduo") -> Layout:
    """The layout of a platform's exports; raises `KnowledgeError` when the pack has none."""
    content: Any = read_yaml(folder_of(platform) / "ledger.yaml")
    return Layout.model_validate(content)


def plain_name(column: object) -> str:
    """A column name without brackets' width, spaces and case, for comparing."""
    return unicodedata.normalize("NFKC", str(column)).translate(_BLANKS).lower()
