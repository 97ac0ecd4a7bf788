"""The table of contents of a ZIP, read within bounds. Nothing is unpacked."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

from wizard.evidence.inspection.listing import MAX_ENTRIES, ArchiveTrouble, Entry, check_bounds
from wizard.evidence.inspection.zip_names import name_of

ENCRYPTED_FLAG = 0x1
END_SEARCH = 22 + 65_535
_END = struct.Struct("<4s4H2LH")


def zip_entries(path: Path) -> list[zipfile.ZipInfo]:
    """The entries; raises `ArchiveTrouble` when there are too many, they lie about their size, or it cannot be read."""
    size = path.stat().st_size
    _check_count(path, size)
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, struct.error, NotImplementedError, UnicodeError) as error:
        raise ArchiveTrouble("broken") from error
    _check_sizes(entries, size)
    return entries


def _check_count(path: Path, size: int) -> None:
    """The number of entries by the end record, before the table is read into memory."""
    with path.open("rb") as file:
        file.seek(max(0, size - END_SEARCH))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or at + _END.size > len(tail):
        raise ArchiveTrouble("broken")
    count, table = _END.unpack_from(tail, at)[4], _END.unpack_from(tail, at)[5]
    if count > MAX_ENTRIES or table > MAX_ENTRIES * 1024:
        raise ArchiveTrouble("bomb", f"里面有 {count} 个以上的文件")


def _check_sizes(entries: list[zipfile.ZipInfo], size: int) -> None:
    packed = sum(entry.compress_size for entry in entries)
    if packed > size:
        raise ArchiveTrouble("bomb", "里面的文件互相重叠")
    check_bounds(len(entries), sum(entry.file_size for entry in entries), packed)


def zip_files(path: Path) -> list[Entry]:
    """The files; raises `ArchiveTrouble`."""
    return [
        Entry(place, name_of(one), one.file_size, bool(one.flag_bits & ENCRYPTED_FLAG))
        for place, one in enumerate(zip_entries(path))
        if not one.is_dir()
    ]
