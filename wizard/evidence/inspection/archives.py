"""Archives and office files: what their tables of contents say."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipInfo

from wizard.evidence.inspection.naming import clean_name, extension_of
from wizard.evidence.inspection.report import Sheet
from wizard.evidence.inspection.types import BY_EXTENSION, TYPES
from wizard.evidence.inspection.zip_names import is_junk, name_of
from wizard.evidence.inspection.zips import ENCRYPTED_FLAG, ZipTrouble, zip_entries

NESTED = {".zip", ".rar", ".7z", ".gz", ".tgz", ".tar", ".bz2", ".xz"}
MACROS = "vbaProject.bin"


def inspect_archive(path: Path, sheet: Sheet) -> None:
    """A plain ZIP: refused when it is a bomb or holds nothing of use; noted when locked, broken or nested."""
    entries = _entries(path, sheet, "archive_broken")
    if any(finding.code == "archive_broken" for finding in sheet.findings):
        return
    files = [entry for entry in entries if not entry.is_dir() and not is_junk(name_of(entry))]
    useful = [entry for entry in files if not _is_program(entry)]
    if not files:
        raise sheet.refuse("archive_empty")
    if not useful:
        raise sheet.refuse("archive_unsafe", entry=clean_name(name_of(files[0])))
    if all(entry.flag_bits & ENCRYPTED_FLAG for entry in useful):
        sheet.note("archive_locked")
    nested = sum(1 for entry in useful if extension_of(name_of(entry)) in NESTED)
    if nested:
        sheet.note("archive_nested", count=nested)


def _is_program(entry: ZipInfo) -> bool:
    kind = BY_EXTENSION.get(extension_of(name_of(entry)))
    return kind is not None and TYPES[kind].family == "program"


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
