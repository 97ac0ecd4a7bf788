"""What a ZIP holds beside the files its directory names: a place to hide things from those who read the directory.

Some programs read a ZIP from its beginning, file after file, and never look at the directory; both must see the same.
"""

from __future__ import annotations

import zipfile
import zlib

from wizard.package.check.subfile import ReadAt

END_SEARCHED = (1 << 16) + 22
"""The end record and the longest comment after it."""
HEAD = 30
UTF8_NAMES, UNICODE_PATH = 0x800, 0x7075
SIZE_BEHIND, DESCRIPTORS = 8, (12, 16, 20, 24)
"""Bytes that may follow a file whose size was not known when it was begun (APPNOTE 6.3.9 §4.3.9)."""


def name_of(info: zipfile.ZipInfo) -> str:
    """A file's name as it was meant: programs that do not mark UTF-8 write it behind, or in the system's own encoding.

    Chinese Windows packs in GBK, `zip` on Linux in unmarked UTF-8 (APPNOTE 6.3.9 §4.6.9, extra field 0x7075).
    """
    if info.flag_bits & UTF8_NAMES or info.orig_filename.isascii() and UNICODE_PATH not in _extras(info.extra):
        return info.filename
    raw = info.orig_filename.encode("cp437", "replace")
    meant = _extras(info.extra).get(UNICODE_PATH, b"")
    if meant[1:5] == zlib.crc32(raw).to_bytes(4, "little"):
        raw = meant[5:]
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding).partition("\0")[0]
        except UnicodeDecodeError:
            continue
    return info.filename


def _extras(content: bytes) -> dict[int, bytes]:
    """The extra fields of a file by their ids."""
    found: dict[int, bytes] = {}
    place = 0
    while place + 4 <= len(content):
        kind, length = (int.from_bytes(content[start : start + 2], "little") for start in (place, place + 2))
        found.setdefault(kind, content[place + 4 : place + 4 + length])
        place += 4 + length
    return found


def outside(read_at: ReadAt, size: int, archive: zipfile.ZipFile) -> tuple[dict[str, int], list[str]]:
    """How many bytes stand in no file, by place; and the files whose own head has another name than the directory.

    Raises `BadZipFile` when a file is not where the directory says.
    """
    entries = sorted(archive.infolist(), key=lambda info: info.header_offset)
    starts = [*(info.header_offset for info in entries), archive.start_dir]
    between, renamed = 0, list[str]()
    for info, following in zip(entries, starts[1:], strict=True):
        name, begins = _head(read_at, info)
        if name != info.orig_filename:
            renamed.append(info.filename)
        between += _gap(info, following - begins - info.compress_size)
    return {
        "start": starts[0] if entries else 0,
        "between": between,
        "comment": len(archive.comment),
        "end": _after(read_at, size),
    }, renamed


def _gap(info: zipfile.ZipInfo, left: int) -> int:
    """Bytes between a file and what follows; a descriptor of its size is none. Overlapping counts as well."""
    described = bool(info.flag_bits & SIZE_BEHIND) and left in DESCRIPTORS
    return 0 if described else abs(left)


def _head(read_at: ReadAt, info: zipfile.ZipInfo) -> tuple[str, int]:
    """The name in a file's own head, and where its content begins."""
    head = read_at(HEAD, info.header_offset)
    if len(head) < HEAD or head[:4] != b"PK\x03\x04":
        raise zipfile.BadZipFile
    flags, length, extra = (int.from_bytes(head[start : start + 2], "little") for start in (6, 26, 28))
    name = read_at(length, info.header_offset + HEAD).decode("utf-8" if flags & UTF8_NAMES else "cp437", "replace")
    return name, info.header_offset + HEAD + length + extra


def _after(read_at: ReadAt, size: int) -> int:
    """Bytes after the last record."""
    start = max(0, size - END_SEARCHED)
    tail = read_at(END_SEARCHED, start)
    place = tail.rfind(b"PK\x05\x06")
    comment = int.from_bytes(tail[place + 20 : place + 22], "little")
    return max(0, len(tail) - place - 22 - comment)
