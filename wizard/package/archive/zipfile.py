"""A ZIP written in one pass: stored, not compressed, names in UTF-8, every file hashed on its way (APPNOTE 6.3.9).

One file, the PDF, is written in place through a `Window`, because it is signed after it was written; the standard
library's writer can only append.
"""

from __future__ import annotations

import datetime as dt
import io
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from wizard.package.archive.hashing import Follower, Hasher, reading_beside
from wizard.package.archive.window import Window

LIMIT = 0xFFFFFFFF
UTF8_NAMES = 0x800
ZIP64, PADDING = 0x0001, 0xD935
"""Extra fields: sizes above 4 GB, or the same room left empty (the id Android's zipalign uses for padding)."""


@dataclass(frozen=True)
class Written:
    """One file of the archive."""

    name: str
    size: int
    sha256: str
    crc: int
    offset: int


class StoredZip:
    """Writes files one after the other; `close` writes the directory."""

    def __init__(self, file: BinaryIO, at: dt.datetime, hasher: Hasher, follower: Follower) -> None:
        """`at` becomes the date of every entry; `follower` is told what of the file is final."""
        self._file, self._at, self._hasher, self._follower = file, at, hasher, follower
        self.written: list[Written] = []

    def add(self, name: str, blocks: Iterable[bytes]) -> Written:
        """Add a file from blocks of bytes."""
        window = self.begin(name)
        for block in blocks:
            window.write(block)
        return self.end(name, window)

    def begin(self, name: str) -> Window:
        """Begin a file that is written and changed through a window; finish it with `end`."""
        self._file.seek(0, io.SEEK_END)
        self._file.write(self._local(name, 0, 0))
        return Window(self._file, self._hasher)

    def end(self, name: str, window: Window) -> Written:
        """Finish the file: its header now gets size and checksum."""
        size, sha256, crc = window.finish()
        head = self._local(name, size, crc)
        offset = window.start - len(head)
        self._file.seek(offset)
        self._file.write(head)
        self._follower.reach(self._file.seek(0, io.SEEK_END))
        self.written.append(Written(name, size, sha256, crc, offset))
        return self.written[-1]

    def read(self, entry: Written, block: int) -> Iterator[bytes]:
        """The bytes of a finished file, in pieces of `block` bytes; others may be written meanwhile."""
        start = entry.offset + len(self._local(entry.name, entry.size, entry.crc))
        self._file.flush()
        with reading_beside(self._file) as read_at:
            for done in range(0, entry.size, block):
                yield read_at(min(block, entry.size - done), start + done)

    def _stamp(self) -> tuple[int, int]:
        at = self._at
        return at.hour << 11 | at.minute << 5 | at.second // 2, (at.year - 1980) << 9 | at.month << 5 | at.day

    def _local(self, name: str, size: int, crc: int) -> bytes:
        raw = name.encode("utf-8")
        large = size >= LIMIT
        extra = struct.pack("<HHQQ", ZIP64, 16, size, size) if large else struct.pack("<HH16x", PADDING, 16)
        short = LIMIT if large else size
        need = 45 if large else 20
        fixed = struct.pack(
            "<IHHHHHIIIHH", 0x04034B50, need, UTF8_NAMES, 0, *self._stamp(), crc, short, short, len(raw), len(extra)
        )
        return fixed + raw + extra

    def _central(self, entry: Written) -> bytes:
        raw = entry.name.encode("utf-8")
        large, far = entry.size >= LIMIT, entry.offset >= LIMIT
        values = [entry.size, entry.size] * large + [entry.offset] * far
        extra = struct.pack(f"<HH{len(values)}Q", ZIP64, 8 * len(values), *values) if values else b""
        size, offset = LIMIT if large else entry.size, LIMIT if far else entry.offset
        made_by, need = 3 << 8 | 45, 45 if values else 20  # 3: attributes are those of Unix
        fixed = struct.pack("<IHHHHHHIIIHH", 0x02014B50, made_by, need, UTF8_NAMES, 0, *self._stamp(), entry.crc,
                            size, size, len(raw), len(extra))  # fmt: skip
        return fixed + struct.pack("<HHHII", 0, 0, 0, 0o100644 << 16, offset) + raw + extra

    def close(self) -> int:
        """Write the central directory; returns the size of the archive."""
        start = self._file.seek(0, io.SEEK_END)
        directory = b"".join(map(self._central, self.written))
        self._file.write(directory)
        count, size = len(self.written), len(directory)
        if start + size >= LIMIT or count >= 0xFFFF:
            record = struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 3 << 8 | 45, 45, 0, 0, count, count, size, start)
            locator = struct.pack("<IIQI", 0x07064B50, 0, start + size, 1)
            self._file.write(record + locator)
        few = min(count, 0xFFFF)
        end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, few, few, min(size, LIMIT), min(start, LIMIT), 0)
        self._file.write(end)
        size = self._file.tell()
        self._follower.reach(size)
        return size
