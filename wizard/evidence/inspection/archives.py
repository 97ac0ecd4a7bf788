"""Archives and office files: what their tables of contents say."""

from __future__ import annotations

import re
from pathlib import Path

from wizard.evidence.inspection.listing import ArchiveTrouble, entries_of
from wizard.evidence.inspection.memory import ROOM, at_most
from wizard.evidence.inspection.naming import clean_name, extension_of
from wizard.evidence.inspection.report import Sheet
from wizard.evidence.inspection.types import BY_EXTENSION, TYPES
from wizard.evidence.inspection.zip_names import is_junk
from wizard.evidence.inspection.zips import zip_entries

NESTED = {".zip", ".rar", ".7z", ".gz", ".tgz", ".tar", ".bz2", ".xz"}
_VOLUME = re.compile(r"\.(7z|zip|rar)\.\d{3}$|\.(z|r)\d\d$|\.part\d+\.rar$", re.IGNORECASE)
MACROS = "vbaProject.bin"


def inspect_archive(path: Path, key: str, sheet: Sheet) -> None:
    """An archive: refused when it is a bomb or holds nothing of use; noted when locked, broken, large or nested."""
    try:
        with at_most(ROOM):
            entries = entries_of(path, TYPES[key].media_type)
    except ArchiveTrouble as trouble:
        _note(trouble, "archive_volume" if is_volume(sheet.file_name) else "archive_broken", sheet)
        return
    files = [entry for entry in entries if not is_junk(entry.name)]
    useful = [entry for entry in files if not is_program(entry.name)]
    if not files:
        raise sheet.refuse("archive_empty")
    if not useful:
        raise sheet.refuse("archive_unsafe", entry=clean_name(files[0].name))
    if all(entry.locked for entry in useful):
        sheet.note("archive_locked")
    nested = sum(1 for entry in useful if extension_of(entry.name) in NESTED)
    if nested:
        sheet.note("archive_nested", count=nested)


def is_volume(name: str) -> bool:
    """Whether a file is called like one of several that one archive was cut into."""
    return _VOLUME.search(name) is not None


def is_program(name: str) -> bool:
    """Whether a file is called like a program."""
    kind = BY_EXTENSION.get(extension_of(name))
    return kind is not None and TYPES[kind].family == "program"


def _note(trouble: ArchiveTrouble, broken: str, sheet: Sheet) -> None:
    if trouble.kind == "bomb":
        raise sheet.refuse("archive_bomb", reason=trouble.reason) from trouble
    if trouble.kind == "large":
        sheet.note("archive_large", most=trouble.reason)
    else:
        sheet.note({"locked": "archive_locked", "unread": "archive_unread"}.get(trouble.kind, broken))


def inspect_office(path: Path, sheet: Sheet) -> None:
    """XLSX, DOCX and OFD, which are ZIPs: refused when a bomb; noted when broken or with macros."""
    try:
        entries = zip_entries(path)
    except ArchiveTrouble as trouble:
        _note(trouble, "spreadsheet_broken", sheet)
        return
    if any(entry.filename.endswith(MACROS) for entry in entries):
        sheet.note("macro_document")
