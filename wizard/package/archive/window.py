"""The end of a file as a file of its own, hashed while it is written."""

from __future__ import annotations

import hashlib
import io
import zlib
from typing import TYPE_CHECKING, BinaryIO

from wizard.package.archive.hashing import CHUNK, SMALL, Hasher

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer


class Window(io.RawIOBase):
    """Everything from the present end of `file` on. What is written in order, until `freeze`, is hashed in passing."""

    def __init__(self, file: BinaryIO, hasher: Hasher) -> None:
        """Begin at the end of `file`."""
        self._file, self._hasher, self._digest, self._crc = file, hasher, hashlib.sha256(), 0
        self.start = file.seek(0, io.SEEK_END)
        self.hashed = self._place = 0
        self._pending = bytearray()
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
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._place}.get(whence)
        if base is None:
            self._place = self._file.seek(offset, io.SEEK_END) - self.start
        else:
            self._place = self._file.seek(self.start + base + offset) - self.start
        return self._place

    def tell(self) -> int:
        """The place, from the window's beginning."""
        return self._place

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read at the place."""
        self._file.seek(self.start + self._place)
        count = self._file.readinto(buffer)  # type: ignore[attr-defined]  # typeshed leaves it out of BinaryIO
        self._place += count
        return int(count)

    def write(self, content: ReadableBuffer) -> int:
        """Write at the place."""
        data = content if isinstance(content, bytes) else bytes(content)
        if self._place == self.hashed and not self._frozen:
            self._feed(data)
        else:
            self._file.seek(self.start + self._place)
        self._file.write(data)
        self._place += len(data)
        return len(data)

    def _feed(self, data: bytes) -> None:
        self.hashed += len(data)
        self._crc = zlib.crc32(
            data, self._crc
        )  # here, so that the hashing thread has no more to do than the writing one
        if len(data) < SMALL:
            self._pending += data
        if len(data) >= SMALL or len(self._pending) >= SMALL:
            self._flush_pending()
        if len(data) >= SMALL:
            self._hasher.feed(self._digest, data)

    def _flush_pending(self) -> None:
        if self._pending:
            self._hasher.feed(self._digest, bytes(self._pending))
            self._pending.clear()

    def freeze(self) -> None:
        """What is written so far will not be changed any more; the rest is hashed at the end."""
        self._frozen = True

    def prefix(self) -> tuple[hashlib._Hash, int]:
        """A copy of the SHA-256 of everything before `freeze`, and how many bytes that is."""
        self._flush_pending()
        self._hasher.settle()
        return self._digest.copy(), self.hashed

    def finish(self) -> tuple[int, str, int]:
        """Size, SHA-256 and CRC-32 of the whole window."""
        end = self.seek(0, io.SEEK_END)
        self.prefix()
        self.seek(self.hashed)
        left = end - self.hashed
        while left and (block := self.read(min(CHUNK, left))):
            self._digest.update(block)
            self._crc = zlib.crc32(block, self._crc)
            left -= len(block)
        return end, self._digest.hexdigest(), self._crc
