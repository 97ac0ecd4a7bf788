"""A stretch of a file as a read-only file of its own."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

ReadAt = Callable[[int, int], bytes]
"""Reads (count, place) without a position of its own, so that several threads can."""


def in_turn(file: IO[bytes]) -> ReadAt:
    """Reads from a file that nobody else uses, one thread after the other."""
    lock = threading.Lock()

    def read_at(count: int, place: int) -> bytes:
        with lock:
            file.seek(place)
            return file.read(count)

    return read_at


class SubFile(io.RawIOBase):
    """`size` bytes from `start` on of what `read_at` reads."""

    def __init__(self, read_at: ReadAt, start: int, size: int) -> None:
        """What is read from stays the caller's to close."""
        self._read_at, self._start, self._size, self._place = read_at, start, size, 0

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

    def read_at(self, count: int, place: int) -> bytes:
        """Up to `count` bytes from a place of the stretch, never beyond its end."""
        room = max(0, min(count, self._size - place))
        return self._read_at(room, self._start + place) if room else b""

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read at the place."""
        view = memoryview(buffer).cast("B")
        content = self.read_at(len(view), self._place)
        view[: len(content)] = content
        self._place += len(content)
        return len(content)
