"""The table of contents of a ZIP, read within bounds. Nothing is unpacked."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path
from typing import Literal

MAX_ENTRIES = 5_000
ENCRYPTED_FLAG = 0x1
MAX_UNPACKED = 4 * 1024**3  # bytes
MAX_RATIO = 200  # unpacked to packed; text reaches about 20, an empty sheet about 100
RATIO_MATTERS_FROM = 50 * 1024**2  # bytes unpacked; small files may compress as well as they like
END_SEARCH = 22 + 65_535
_END = struct.Struct("<4s4H2LH")


class ZipTrouble(Exception):
    """A ZIP that is not opened: `broken`, or a `bomb` with the reason in words."""

    def __init__(self, kind: Literal["broken", "bomb"], reason: str = "") -> None:
        """Keep the kind and the reason."""
        super().__init__(kind, reason)
        self.kind, self.reason = kind, reason


def zip_entries(path: Path) -> list[zipfile.ZipInfo]:
    """The entries; raises `ZipTrouble` when there are too many, they lie about their size, or it cannot be read."""
    size = path.stat().st_size
    _check_count(path, size)
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, struct.error, NotImplementedError, UnicodeError) as error:
        raise ZipTrouble("broken") from error
    _check_sizes(entries, size)
    return entries


def _check_count(path: Path, size: int) -> None:
    """The number of entries by the end record, before the table is read into memory."""
    with path.open("rb") as file:
        file.seek(max(0, size - END_SEARCH))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or at + _END.size > len(tail):
        raise ZipTrouble("broken")
    count, table = _END.unpack_from(tail, at)[4], _END.unpack_from(tail, at)[5]
    if count > MAX_ENTRIES or table > MAX_ENTRIES * 1024:
        raise ZipTrouble("bomb", f"里面有 {count} 个以上的文件")


def _check_sizes(entries: list[zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if len(entries) > MAX_ENTRIES:
        raise ZipTrouble("bomb", f"里面有 {len(entries)} 个文件")
    if packed > size:
        raise ZipTrouble("bomb", "里面的文件互相重叠")
    if unpacked > MAX_UNPACKED:
        raise ZipTrouble("bomb", f"解开后超过 {MAX_UNPACKED // 1024**3} GB")
    if unpacked > RATIO_MATTERS_FROM and unpacked > MAX_RATIO * max(packed, 1):
        raise ZipTrouble("bomb", f"解开后是原来的 {unpacked // max(packed, 1)} 倍")
