"""The table of contents of a RAR, of any age, locked or not."""

from __future__ import annotations

import stat
from pathlib import Path

import rars

from wizard.evidence.inspection.listing import ArchiveTrouble, Entry, check_bounds
from wizard.evidence.inspection.zip_names import guessed

MOST_BYTES = 400 * 1024**2  # rars holds a whole archive in memory, twice while it opens it
TROUBLE = (rars.Error, OSError, ValueError, MemoryError, KeyError, OverflowError)
REPARSE_POINT = 0x400  # Windows' attribute of links
UNIX, UNIX_BEFORE = {"rar50_plus": 1}, 3  # how RAR 5, and RAR before it, say that attributes are Unix's


def opened_rar(path: Path, password: str = "") -> rars.RarFile:
    """The archive; raises `ArchiveTrouble`. The password is only used where the names themselves are locked."""
    if path.stat().st_size > MOST_BYTES:
        raise ArchiveTrouble("large", f"{MOST_BYTES // 1024**2} MB")
    try:
        return rars.RarFile(str(path))
    except rars.PasswordRequired as locked:
        return _unlocked(path, password, locked)
    except TROUBLE as error:
        raise ArchiveTrouble("broken") from error


def _unlocked(path: Path, password: str, locked: Exception) -> rars.RarFile:
    """Names read with a wrong password look like a broken archive."""
    if not password:
        raise ArchiveTrouble("locked") from locked
    try:
        return rars.RarFile(str(path), password=password)
    except TROUBLE as error:
        raise ArchiveTrouble("locked") from error


def rar_entries(path: Path, password: str = "") -> list[Entry]:
    """The files; raises `ArchiveTrouble`."""
    archive = opened_rar(path, password)
    infos = archive.infolist()
    unix = UNIX.get(archive.family, UNIX_BEFORE)
    check_bounds(len(infos), sum(one.file_size or 0 for one in infos), path.stat().st_size)
    return [
        Entry(place, _name(one), one.file_size or 0, bool(one.is_encrypted), _why(one, one.host_os == unix))
        for place, one in enumerate(infos)
        if not one.is_dir()
    ]


def _name(info: rars.RarInfo) -> str:
    """RAR 4 of old programs says nothing of its names' encoding."""
    name = str(info.filename)
    return (guessed(info.orig_filename_bytes) if "\ufffd" in name else name).replace("\\", "/")


def _why(info: rars.RarInfo, unix: bool) -> str:
    if info.is_split_before or info.is_split_after:
        return "archive_member_split"
    attributes = info.file_attr or 0
    is_link = stat.S_ISLNK(attributes) if unix else attributes & REPARSE_POINT
    return "archive_member_link" if is_link else ""
