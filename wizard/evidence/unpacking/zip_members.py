"""The members of a ZIP. Bombs are told by the table of contents, and by counting what really comes out."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any

from wizard.evidence.unpacking.members import CannotTake, Wish, pieces_of

BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, IndexError)


@contextmanager
def opened(path: Path, wish: Wish) -> Iterator[Callable[[int], Iterator[bytes]]]:
    """A function that gives the content of a member, piece by piece; it raises `CannotTake`."""
    with ExitStack() as stack:
        try:
            archive: Any = stack.enter_context(_archive(path, wish))
            entries = archive.infolist()
        except _trouble(wish):
            entries = []

        def content(place: int) -> Iterator[bytes]:
            try:
                with _member(archive, entries[place], wish) as source:
                    yield from pieces_of(source)
            except NotImplementedError as error:  # a way of packing that zipfile does not know, such as Deflate64
                raise CannotTake("archive_member_packed") from error
            except _trouble(wish) as error:
                raise CannotTake("archive_member_broken") from error

        yield content


def _trouble(wish: Wish) -> tuple[type[Exception], ...]:
    """What the reader raises for a ZIP that is cut off or made up; the one for passwords has an error of its own."""
    if not wish.password:
        return BROKEN
    import pyzipper

    return (*BROKEN, pyzipper.BadZipFile)


def _archive(path: Path, wish: Wish) -> Any:
    if not wish.password:
        return zipfile.ZipFile(path)
    import pyzipper

    return pyzipper.AESZipFile(path)


def _member(archive: Any, entry: Any, wish: Wish) -> IO[bytes]:
    """A member opened, with the password as any program may have written it; a wrong one is told by its check."""
    if not wish.password or not entry.flag_bits & 1:
        source: IO[bytes] = archive.open(entry)
        return source
    for encoding in ("utf-8", "gb18030"):
        try:
            source = archive.open(entry, pwd=wish.password.encode(encoding))
        except NotImplementedError:
            raise
        except RuntimeError:
            continue
        return source
    raise CannotTake("archive_member_locked")
