"""Hashing beside copying: a thread takes the blocks as they are written, so that a second core does the arithmetic."""

from __future__ import annotations

import hashlib
import os
import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, BinaryIO

WAITING_BLOCKS = 8
"""Blocks (of at most 1 MB) that may wait to be hashed; it bounds the memory."""
SMALL = 1 << 17
CHUNK = 1 << 20


@contextmanager
def reading_beside(file: IO[bytes]) -> Iterator[Callable[[int, int], bytes]]:
    """Reads (count, place) from an open file that leave its own position alone, for another thread."""
    if hasattr(os, "pread"):
        descriptor = file.fileno()
        yield lambda count, place: os.pread(descriptor, count, place)
        return
    lock = threading.Lock()
    with Path(file.name).open("rb", buffering=0) as again:  # Windows has no such call: the file is opened once more

        def read_at(count: int, place: int) -> bytes:
            with lock:
                again.seek(place)
                return again.read(count)

        yield read_at


class Hasher:
    """A thread that updates digests in the order of the calls. Use as a context manager."""

    def __init__(self) -> None:
        """Start the thread."""
        self._waiting: queue.Queue[tuple[hashlib._Hash, bytes] | None] = queue.Queue(WAITING_BLOCKS)
        self._thread = threading.Thread(target=self._work, name="package-hashing", daemon=True)
        self._thread.start()

    def _work(self) -> None:
        while (item := self._waiting.get()) is not None:
            digest, block = item
            digest.update(block)
            self._waiting.task_done()
        self._waiting.task_done()

    def feed(self, digest: hashlib._Hash, block: bytes) -> None:
        """Feed a block some time soon; waits when too many are waiting already."""
        self._waiting.put((digest, block))

    def settle(self) -> None:
        """Wait until everything given has been fed."""
        self._waiting.join()

    def __enter__(self) -> Hasher:
        """The hasher itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the thread."""
        self._waiting.put(None)
        self._thread.join()


class Follower:
    """Hashes a file from its beginning as far as it is told, in a thread of its own, while its end is still written."""

    def __init__(self, file: BinaryIO) -> None:
        """Start at the beginning of `file`."""
        self._file, self._digest, self._done = file, hashlib.sha256(), 0
        self._reach: queue.Queue[int | None] = queue.Queue()
        self._thread = threading.Thread(target=self._work, name="package-digest", daemon=True)
        self._thread.start()

    def _work(self) -> None:
        with reading_beside(self._file) as read_at:
            while (reach := self._reach.get()) is not None:
                while self._done < reach and (block := read_at(min(CHUNK, reach - self._done), self._done)):
                    self._digest.update(block)
                    self._done += len(block)

    def reach(self, size: int) -> None:
        """Everything below `size` is final now."""
        self._file.flush()
        self._reach.put(size)

    def stop(self) -> None:
        """Finish what was told and end the thread."""
        self._reach.put(None)
        self._thread.join()

    def result(self) -> str:
        """SHA-256 as far as the follower has come."""
        return self._digest.hexdigest()
