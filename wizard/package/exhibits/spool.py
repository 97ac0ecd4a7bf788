"""A scratch file for pictures that had to be converted.

It has no name where the system allows, so nothing is left behind even when the process is killed.
"""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path
from types import TracebackType

from wizard.package.layout.sources import Source


class Spool:
    """Collects byte strings on disk and tells where each one is. Use as a context manager."""

    def __init__(self) -> None:
        """Open the scratch file."""
        self._file = tempfile.NamedTemporaryFile(prefix="wizard-", delete=False)  # noqa: SIM115  # closed by __exit__
        self.path = Path(self._file.name)
        self._size = 0
        open_again = Path(f"/proc/self/fd/{self._file.fileno()}")
        if open_again.exists():
            self.path.unlink()
            self.path = open_again

    def put(self, *parts: bytes) -> Source:
        """Append the parts as one stretch."""
        start = self._size
        for part in parts:
            self._file.write(part)
            self._size += len(part)
        self._file.flush()
        return Source(self.path, start, self._size - start)

    def __enter__(self) -> Spool:
        """The spool itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove the scratch file."""
        self._file.close()
        with contextlib.suppress(FileNotFoundError):
            Path(self._file.name).unlink()
