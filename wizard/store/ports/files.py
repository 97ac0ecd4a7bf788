"""Where evidence files lie."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

Held = Callable[[Collection[str]], set[str]]
"""Tells which of some files (by SHA-256) any case holds."""


class Files(Protocol):
    """Evidence files by content: the name of a file is its SHA-256, so equal files are stored once."""

    async def receive(self, chunks: AsyncIterator[bytes], limit: int) -> tuple[str, int]:
        """Stream a file in, hashing on the way; `(sha256, size)`. Nothing remains of a broken or too large one.

        Raises `TooLarge` as soon as `limit` bytes are passed, `StoreUnavailable` for a full disk or a lost store.
        """

    def add(self, path: Path) -> tuple[str, int]:
        """Take a copy of a local file; `(sha256, size)`. Raises `StoreUnavailable`."""

    def take(self, path: Path) -> tuple[str, int]:
        """Move a local file in; `(sha256, size)`. Raises `StoreUnavailable`."""

    def size(self, sha256: str) -> int:
        """Bytes of a stored file; raises `MissingFile`, `StoreUnavailable`."""

    def local(self, sha256: str) -> AbstractContextManager[Path]:
        """The file as a local path for reading; raises `MissingFile`, `StoreUnavailable`."""

    def sweep(self, held: Held, older_than: dt.datetime) -> int:
        """Delete files that nobody holds and that are older than an instant; how many."""
