"""Archives and office files: what their tables of contents say."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipInfo

from wizard.evidence.inspection.naming import clean_name, extension_of
from wizard.evidence.inspection.report import Sheet
from wizard.evidence.inspection.types import BY_EXTENSION, TYPES
from wizard.evidence.inspection.zips import ZipTrouble, zip_entries

NESTED = {".zip", ".rar", ".7z", ".gz", ".tgz", ".tar", ".bz2", ".xz"}
ENCRYPTED_FLAG = 0x1
MACROS = "vbaProject.bin"


def inspect_archive(path: Path, sheet: Sheet) -> None:
    """A plain ZIP: refused when it is a bomb or carries programs; noted when locked, broken or nested."""
    entries = _entries(path, sheet, "archive_broken")
    for entry in entries:
        kind = BY_EXTENSION.get(extension_of(entry.filename))
        if kind and TYPES[kind].family == "program":
            raise sheet.refuse("archive_unsafe", entry=clean_name(entry.filename))
    if any(entry.flag_bits & ENCRYPTED_FLAG for entry in entries):
        sheet.note("archive_locked")
    nested = sum(1 for entry in entries if extension_of(entry.filename) in NESTED)
    if nested:
        sheet.note("archive_nested", count=nested)


def inspect_office(path: Path, sheet: Sheet) -> None:
    """XLSX, DOCX and OFD, which are ZIPs: refused when a bomb; noted when broken or with macros."""
    entries = _entries(path, sheet, "spreadsheet_broken")
    if any(entry.filename.endswith(MACROS) for entry in entries):
        sheet.note("macro_document")


def _entries(path: Path, sheet: Sheet, broken: str) -> list[ZipInfo]:
    try:
        return zip_entries(path)
    except ZipTrouble as trouble:
        if trouble.kind == "bomb":
            raise sheet.refuse("archive_bomb", reason=trouble.reason) from trouble
        sheet.note(broken)
        return []
