"""The table of contents of an archive, whatever kind it is, read within bounds. Nothing is unpacked.

Every kind gives the same `Entry`s, and the same `ArchiveTrouble` when it cannot be listed.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from wizard.evidence.inspection.types import TYPES

MAX_ENTRIES = 5_000
MAX_UNPACKED = 4 * 1024**3  # bytes
MAX_RATIO = 200  # unpacked to packed; text reaches about 20, an empty sheet about 100
RATIO_MATTERS_FROM = 50 * 1024**2  # bytes unpacked; small files may compress as well as they like
ZIP, RAR, SEVEN = (TYPES[key].media_type for key in ("zip", "rar", "7z"))
ARCHIVES = (ZIP, RAR, SEVEN)
SOLID = (RAR, SEVEN)
"""Kinds whose files may be packed as one stream: whoever takes out the last one reads all before it."""


@dataclass(frozen=True)
class Entry:
    """One file of an archive: its place, its name with folders, its size in bytes as the archive tells it.

    `locked` when it needs a password; `why` is the finding's code for one that is no file or not whole.
    """

    place: int
    name: str
    size: int
    locked: bool = False
    why: str = ""


class ArchiveTrouble(Exception):
    """An archive that is not listed: `broken`, a `bomb` with the reason in words, `large`, or `locked` with its names.

    `locked` also when the password given is wrong; `unread` where the machine has no library for it.
    """

    def __init__(self, kind: Literal["broken", "bomb", "large", "locked", "unread"], reason: str = "") -> None:
        """Keep the kind and the reason."""
        super().__init__(kind, reason)
        self.kind, self.reason = kind, reason


def entries_of(path: Path, media_type: str, password: str = "") -> list[Entry]:
    """The files inside, in the archive's order; raises `ArchiveTrouble`."""
    if media_type == ZIP:
        from wizard.evidence.inspection.zips import zip_files

        return zip_files(path)
    try:
        if media_type == RAR:
            from wizard.evidence.inspection.rar_listing import rar_entries as entries
        else:
            from wizard.evidence.inspection.seven_listing import seven_entries as entries
    except ImportError as error:  # a kind of machine that the library has no build for
        raise ArchiveTrouble("unread") from error
    return entries(path, password)


def check_bounds(count: int, unpacked: int, packed: int) -> None:
    """Raise `ArchiveTrouble` for what unpacks to too many files, too much, or far more than was packed (bytes)."""
    if count > MAX_ENTRIES:
        raise ArchiveTrouble("bomb", f"里面有 {count} 个文件")
    if unpacked > MAX_UNPACKED:
        raise ArchiveTrouble("bomb", f"解开后超过 {MAX_UNPACKED // 1024**3} GB")
    if unpacked > RATIO_MATTERS_FROM and unpacked > MAX_RATIO * max(packed, 1):
        raise ArchiveTrouble("bomb", f"解开后是原来的 {unpacked // max(packed, 1)} 倍")
