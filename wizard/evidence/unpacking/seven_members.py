"""The members of a 7Z: one stream, read once for all that are wanted, each into a file of its own."""

from __future__ import annotations

import shutil
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import py7zr
from py7zr.exceptions import UnsupportedCompressionMethodError

from wizard.evidence.inspection.listing import ArchiveTrouble
from wizard.evidence.inspection.seven_listing import TROUBLE, opened_seven
from wizard.evidence.unpacking.members import CannotTake, Wish, pieces_of


@contextmanager
def opened(path: Path, wish: Wish) -> Iterator[Callable[[int], Iterator[bytes]]]:
    """A function that gives the content of a member, piece by piece; it raises `CannotTake`."""
    folder = wish.folder / "7z"
    folder.mkdir()
    try:
        whole = _unpacked(path, wish.places, folder, wish)

        def content(place: int) -> Iterator[bytes]:
            if place not in whole:  # what comes behind a damaged member may be sound all the same
                _one(path, place, folder, wish)
            with (folder / str(place)).open("rb") as source:
                yield from pieces_of(source)

        yield content
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unpacked(path: Path, places: Sequence[int], folder: Path, wish: Wish) -> set[int]:
    """The places of the members that came out whole."""
    writing = _Writing(folder)
    try:
        _extract(path, places, writing, wish)
    except (ArchiveTrouble, *TROUBLE):
        return writing.whole
    return writing.whole


def _one(path: Path, place: int, folder: Path, wish: Wish) -> None:
    try:
        _extract(path, [place], _Writing(folder), wish)
    except UnsupportedCompressionMethodError as error:
        raise CannotTake("archive_member_packed") from error
    except MemoryError as error:
        raise CannotTake("archive_member_failed") from error
    except (ArchiveTrouble, *TROUBLE) as error:
        # 7Z checks no password: a wrong one gives nonsense, which the decoder or the checksum tells.
        raise CannotTake("archive_member_locked" if wish.password else "archive_member_broken") from error


def _extract(path: Path, places: Sequence[int], writing: _Writing, wish: Wish) -> None:
    with opened_seven(path, wish.password) as archive:
        writing.expected = {str(place): archive.files[place].crc32 for place in places}
        for place, file in enumerate(archive.files.files_list):
            file["filename"] = str(place)  # the archive's own names may lead out, or be there twice
        archive.extract(targets=[str(place) for place in places], factory=writing)


class _Writing(py7zr.WriterFactory):
    """Writes members into a folder under their places, and knows which are whole."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.whole = folder, set[int]()
        self.expected: dict[str, int | None] = {}

    def create(self, filename: str) -> _Written:
        name = Path(filename).name
        return _Written((self.folder / name).open("wb"), lambda crc: self._ended(name, crc))

    def _ended(self, name: str, crc: int) -> None:
        """py7zr closes a file also after an error, so the checksum tells whether it is whole."""
        if self.expected.get(name) in (None, crc):
            self.whole.add(int(name))


class _Written(py7zr.Py7zIO):
    """One member being written; `ended` is told its checksum."""

    def __init__(self, file: IO[bytes], ended: Callable[[int], None]) -> None:
        self._file, self._ended, self._size, self._crc = file, ended, 0, 0

    def write(self, s: bytes | bytearray) -> int:
        self._size += len(s)
        self._crc = zlib.crc32(s, self._crc)
        return self._file.write(s)

    def read(self, size: int | None = None) -> bytes:
        return b""

    def seek(self, offset: int, whence: int = 0) -> int:
        return 0

    def flush(self) -> None:
        self._file.flush()

    def size(self) -> int:
        return self._size

    def close(self) -> None:
        self._file.close()
        self._ended(self._crc)
