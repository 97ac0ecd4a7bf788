"""Whether an old Office file (.xls, .doc) falls apart: it is a compound file, that is a small file system of its own.

The reader of such workbooks follows the chains of sectors wherever they lead: one that bites its own tail fills the
memory of the machine, a length that was made up ends the process. So the chains are walked here first (MS-CFB 2.1-2.6).
olefile, which opens mails here, does not notice either kind of chain that bites its tail.
"""

from __future__ import annotations

import os
import struct
from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFE
_REGULAR = 0xFFFFFFFA  # numbers below are sectors, those above say what a sector is for
_HEADER, _IN_HEADER, _ENTRY = 512, 109, 128
_SHIFTS = (9, 12)
_ROOT = 5


def falls_apart(path: Path) -> bool:
    """Whether a chain of a compound file does not end, or leads out of the file. Other files don't fall apart."""
    with path.open("rb") as file:
        if file.read(len(SIGNATURE)) != SIGNATURE:
            return False
        file.seek(0)
        try:
            return not _Compound(file).is_sound()
        except (_BrokenChain, struct.error, IndexError):
            return True


class _BrokenChain(Exception):
    """A chain that does not end, or leads out of the file."""


class _Compound:
    """A compound file's tables: what follows each sector, and the header's numbers. Raises `_BrokenChain`."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.bytes = os.fstat(file.fileno()).st_size
        header = file.read(_HEADER)
        (shift,) = struct.unpack_from("<H", header, 30)
        if shift not in _SHIFTS:
            raise _BrokenChain
        self.sector = 1 << shift
        self.sectors = -(-max(0, self.bytes - self.sector) // self.sector)
        self.directory, self._small, self._more = (struct.unpack_from("<I", header, at)[0] for at in (48, 60, 68))
        self.after = self._numbers(self._table(struct.unpack_from(f"<{_IN_HEADER}I", header, 76)))

    def is_sound(self) -> bool:
        """Walk every chain; `False` for a stream that says it is longer than the file."""
        _walk(self.after, self.sectors)
        directory = b"".join(map(self._read, self._chain(self.directory)))
        after_small = self._numbers(self._chain(self._small))
        _walk(after_small, len(after_small))
        return all(self._fits(directory[at : at + _ENTRY], after_small) for at in range(0, len(directory), _ENTRY))

    def _fits(self, entry: bytes, after_small: array[int]) -> bool:
        kind, start, size = entry[66], *struct.unpack_from("<II", entry, 116)
        least = 0 if kind == _ROOT else 4096  # shorter streams lie in small sectors
        within = self.sectors if size >= least else len(after_small)
        return not kind or not size or (size <= self.bytes and (start < within or start == _END))

    def _table(self, first: Iterable[int]) -> list[int]:
        """The sectors that hold the table of what follows what."""
        table, more = list(first), self._more
        for _ in range(self.sectors):
            if more >= _REGULAR:
                break
            *numbers, more = self._numbers([more])
            table += numbers
        else:
            raise _BrokenChain
        return [number for number in table if number < _REGULAR]

    def _chain(self, start: int) -> Iterator[int]:
        while start != _END and start < _REGULAR:
            yield start
            start = self.after[start]

    def _numbers(self, sectors: Iterable[int]) -> array[int]:
        return array("I", b"".join(map(self._read, sectors)))

    def _read(self, sector: int) -> bytes:
        if sector >= self.sectors:
            raise _BrokenChain
        self._file.seek((sector + 1) * self.sector)
        return self._file.read(self.sector).ljust(self.sector, b"\xff")


def _walk(after: array[int], sectors: int) -> None:
    """Raise `_BrokenChain` when a chain leads outside, or comes back to where it was."""
    seen = bytearray(len(after))  # by the chain in which a sector was met: 1 this one, 2 one before it
    for start in range(len(after)):
        at, way = start, []
        while at < _REGULAR and not seen[at]:
            seen[at] = 1
            way.append(at)
            at = after[at]
            if _REGULAR > at >= min(sectors, len(after)):
                raise _BrokenChain
        if at < _REGULAR and seen[at] == 1:
            raise _BrokenChain
        for one in way:
            seen[one] = 2
