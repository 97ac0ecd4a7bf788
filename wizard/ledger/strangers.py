"""A file that is no export: what it seems to be instead, and what to do about it, in the words of the layout."""

from __future__ import annotations

import codecs
import mmap
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from wizard.compound_files import SIGNATURE
from wizard.ledger.layout import Layout, plain_name

_LOCKED = "EncryptedPackage".encode("utf-16-le")
_WORKBOOK_PART = "[Content_Types].xml"
MOST_MISSING = 2


def told(head: bytes, rows: Iterable[Sequence[str]], layout: Layout) -> str:
    """What a file without a header of ours is: by its first bytes, by words of other exports, by what is missing."""
    shown = [[plain_name(cell) for cell in row] for row in rows]
    text = " ".join(cell for row in shown for cell in row)
    if not text.strip():
        return layout.strangers.blank
    start = head.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    begins = (one.says for one in layout.strangers.files if any(start.startswith(bytes.fromhex(b)) for b in one.begins))
    names = (one.says for one in layout.strangers.files if any(plain_name(word) in text for word in one.words))
    return next(begins, "") or next(names, "") or _missing(shown, layout) or layout.strangers.other


def _missing(rows: list[list[str]], layout: Layout) -> str:
    """The export that a header comes closest to, and the columns it lacks; empty when it comes close to none."""
    lacking = [(_lacks(row, kind, layout), kind) for row in rows for kind in layout.recognised_by]
    close = [
        (len(lack), lack, kind)
        for lack, kind in lacking
        if len(lack) <= min(MOST_MISSING, len(layout.recognised_by[kind]) - 2)
    ]
    if not close:
        return ""
    _, lack, kind = min(close, key=lambda one: one[0])
    columns = "、".join(f"「{layout.columns[kind][column][0]}」" for column in lack)
    return layout.strangers.missing.format(kind=layout.files[kind], columns=columns)


def _lacks(row: list[str], kind: str, layout: Layout) -> list[str]:
    names, columns = set(row), layout.columns[kind]
    return [one for one in layout.recognised_by[kind] if not names & {plain_name(name) for name in columns[one]}]


def unopened(path: Path, layout: Layout) -> str:
    """Why a workbook does not open: a password, an archive that is none, or broken."""
    if _holds(path, SIGNATURE, at_start=True) and _holds(path, _LOCKED):
        return layout.strangers.locked
    try:
        with zipfile.ZipFile(path) as archive:
            is_workbook = _WORKBOOK_PART in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return layout.strangers.broken
    return layout.strangers.broken if is_workbook else layout.strangers.archive


def _holds(path: Path, wanted: bytes, *, at_start: bool = False) -> bool:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return content.find(wanted) == 0 if at_start else content.find(wanted) >= 0
