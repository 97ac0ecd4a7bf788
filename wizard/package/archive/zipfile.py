"""A ZIP written in one pass: stored, not compressed, names in UTF-8, every file hashed on its way (APPNOTE 6.3.9).

One file, the PDF, is written in place through a `Window`, because it is signed after it was written; the standard
library's writer can only append.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

CHUNK = 1 << 20
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


class Window(io.RawIOBase):
    """The end of a file as a file of its own. What is written in order is hashed while it passes."""

    def __init__(self, file: BinaryIO) -> None:
        """Everything from the present end of `file` on."""
        self._file = file
        self.start = file.seek(0, io.SEEK_END)
        self._digest, self._crc, self.hashed = hashlib.sha256(), 0, 0
        self._place = 0
        self._frozen = False

    def readable(self) -> bool:
        """Yes."""
        return True

    def writable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move; the beginning is the window's."""
        if whence == io.SEEK_SET:
            self._place = self._file.seek(self.start + offset) - self.start
        elif whence == io.SEEK_CUR:
            self._place = self._file.seek(self.start + self._place + offset) - self.start
        else:
            self._place = self._file.seek(offset, io.SEEK_END) - self.start
        return self._place

    def tell(self) -> int:
        """The place, from the window's beginning."""
        return self._place

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read at the place."""
        self._file.seek(self.start + self._place)
        count = self._file.readinto(buffer)  # type: ignore[attr-defined]
        self._place += count
        return int(count)

    def write(self, content: ReadableBuffer) -> int:
        """Write at the place."""
        data = memoryview(content)
        if self._place == self.hashed and not self._frozen:
            self._digest.update(data)
            self._crc = zlib.crc32(data, self._crc)
            self.hashed += len(data)
        else:
            self._file.seek(self.start + self._place)
        self._file.write(data)
        self._place += len(data)
        return len(data)

    def freeze(self) -> None:
        """What is written so far will not be changed any more; the rest is hashed at the end."""
        self._frozen = True

    def finish(self) -> tuple[int, str, int]:
        """Size, SHA-256 and CRC-32 of the whole window."""
        end = self.seek(0, io.SEEK_END)
        self.seek(self.hashed)
        left = end - self.hashed
        while left and (block := self.read(min(CHUNK, left))):
            self._digest.update(block)
            self._crc = zlib.crc32(block, self._crc)
            left -= len(block)
        return end, self._digest.hexdigest(), self._crc


class StoredZip:
    """Writes files one after the other; `close` writes the directory."""

    def __init__(self, file: BinaryIO, at: dt.datetime) -> None:
        """`at` becomes the date of every entry, so that the same content gives the same archive."""
        self._file, self._at = file, at
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
        return Window(self._file)

    def end(self, name: str, window: Window) -> Written:
        """Finish the file: its header now gets size and checksum."""
        size, sha256, crc = window.finish()
        head = self._local(name, size, crc)
        offset = window.start - len(head)
        self._file.seek(offset)
        self._file.write(head)
        self._file.seek(0, io.SEEK_END)
        self.written.append(Written(name, size, sha256, crc, offset))
        return self.written[-1]

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

    def close(self) -> None:
        """Write the central directory."""
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
