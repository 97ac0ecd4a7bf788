"""The members of a ZIP. Bombs are told by the table of contents, and by counting what really comes out."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from wizard.evidence.inspection.naming import extension_of
from wizard.evidence.inspection.types import BY_EXTENSION, TYPES
from wizard.evidence.inspection.zip_names import is_junk, name_of
from wizard.evidence.inspection.zips import ENCRYPTED_FLAG, ZipTrouble, zip_entries
from wizard.evidence.unpacking.members import CannotTake, pieces_of

BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, IndexError)


def listed(path: Path) -> list[tuple[int, str, str]]:
    """Place, name with folders, and the code of why it is not taken; nothing of a ZIP that cannot be listed."""
    try:
        entries = zip_entries(path)
    except ZipTrouble:
        return []
    return [(place, name_of(one), _why_not(one)) for place, one in enumerate(entries) if not one.is_dir()]


def _why_not(entry: zipfile.ZipInfo) -> str:
    name = name_of(entry)
    if is_junk(name):
        return "archive_junk"
    if entry.flag_bits & ENCRYPTED_FLAG:
        return "archive_member_locked"
    kind = BY_EXTENSION.get(extension_of(name))
    return "archive_program" if kind and TYPES[kind].family == "program" else ""


@contextmanager
def opened(path: Path) -> Iterator[Callable[[int], Iterator[bytes]]]:
    """A function that gives the content of a member, piece by piece; it raises `CannotTake`."""
    with ExitStack() as stack:
        try:
            archive = stack.enter_context(zipfile.ZipFile(path))
            entries = archive.infolist()
        except BROKEN:
            entries = []

        def content(place: int) -> Iterator[bytes]:
            try:
                with archive.open(entries[place]) as source:
                    yield from pieces_of(source)
            except NotImplementedError as error:  # a way of packing that zipfile does not know, such as Deflate64
                raise CannotTake("archive_member_packed") from error
            except BROKEN as error:
                raise CannotTake("archive_member_broken") from error

        yield content
