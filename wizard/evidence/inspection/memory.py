"""Memory that a decoder may ask for: an archive's own header says how much it wants."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOM = 2 * 1024**3  # bytes; opening the largest RAR that is taken needs half of it


@contextmanager
def at_most(more: int) -> Iterator[None]:
    """Let this process ask for so many bytes more and no further: beyond is a `MemoryError`, or the worker's end.

    Of no effect where the system knows no such limit (Windows, macOS).
    """
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (ImportError, OSError):
        yield
        return
    before, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = pages * resource.getpagesize() + more
    narrowest = min(limit for limit in (wanted, before, hard) if limit != resource.RLIM_INFINITY)
    resource.setrlimit(resource.RLIMIT_AS, (narrowest, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (before, hard))
