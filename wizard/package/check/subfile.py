"""A stretch of a file as a read-only file of its own."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class SubFile(io.RawIOBase):
    """`size` bytes of `file` from `start` on."""

    def __init__(self, file: BinaryIO, start: int, size: int) -> None:
        """The file stays the caller's to close."""
        self._file, self._start, self._size, self._place = file, start, size, 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def tell(self) -> int:
        """The place, from the beginning of the stretch."""
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move within the stretch."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        self._place = max(0, base + offset)
        return self._place

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read at the place, never beyond the end."""
        view = memoryview(buffer).cast("B")
        room = max(0, min(len(view), self._size - self._place))
        self._file.seek(self._start + self._place)
        content = self._file.read(room)
        view[: len(content)] = content
        self._place += len(content)
        return len(content)
