"""Writing a file so that a killed build leaves nothing: it has no name until it is complete."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

BUFFER = 1 << 20


@contextmanager
def complete_or_nothing(path: Path) -> Iterator[BinaryIO]:
    """A new file for reading and writing that appears at `path` only when the block ends without an error."""
    descriptor = _nameless(path.parent)
    if descriptor is None:
        with _with_scratch_name(path) as file:
            yield file
        return
    with os.fdopen(descriptor, "w+b", BUFFER) as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
        scratch = _scratch(path)
        _give_name(file.fileno(), scratch)
        scratch.replace(path)


def _give_name(descriptor: int, path: Path) -> None:
    folder = os.open("/proc/self/fd", os.O_RDONLY)
    try:  # a directory descriptor makes Python use linkat, which can follow the link in /proc
        os.link(str(descriptor), path, src_dir_fd=folder, follow_symlinks=True)
    finally:
        os.close(folder)


def _scratch(path: Path) -> Path:
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}.partial")


def _nameless(folder: Path) -> int | None:
    flag = getattr(os, "O_TMPFILE", 0)
    if not flag or not Path("/proc/self/fd").exists():
        return None
    try:
        return os.open(folder, flag | os.O_RDWR, 0o600)
    except OSError:  # not every file system can
        return None


@contextmanager
def _with_scratch_name(path: Path) -> Iterator[BinaryIO]:
    scratch = _scratch(path)
    try:
        with scratch.open("w+b", BUFFER) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)
