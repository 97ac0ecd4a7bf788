"""The table of contents of a 7Z, locked or not."""

from __future__ import annotations

import lzma
import struct
import zlib
from pathlib import Path
from typing import Any

import py7zr
from py7zr.compressor import SupportedMethods
from py7zr.exceptions import ArchiveError, PasswordRequired
from py7zr.properties import COMPRESSION_METHOD

from wizard.evidence.inspection.listing import ArchiveTrouble, Entry, check_bounds

# What py7zr and the decoders below it raise for archives that are not what they seem.
TROUBLE = (
    ArchiveError, PasswordRequired, lzma.LZMAError, zlib.error, struct.error, EOFError, OSError, ValueError, TypeError,
    LookupError, AttributeError, ArithmeticError, AssertionError, MemoryError, RuntimeError,
)  # fmt: skip
AES: bytes = COMPRESSION_METHOD.CRYPT_AES256_SHA256
# Decoders of Python's own lzma, bz2 and zlib, and the cipher. Archives made to hurt let py7zr's other ones (PPMd, BCJ,
# Zstandard, Brotli, Deflate64: extensions in C) write beyond their memory; of these 7-Zip uses only BCJ unasked, on
# programs. The header of an archive may ask for any decoder too, so they are taken out of the table once and for all.
TRUSTED = (
    COMPRESSION_METHOD.COPY, COMPRESSION_METHOD.LZMA, COMPRESSION_METHOD.LZMA2, COMPRESSION_METHOD.DELTA,
    COMPRESSION_METHOD.MISC_DEFLATE, COMPRESSION_METHOD.MISC_BZIP2, AES,
)  # fmt: skip
SupportedMethods.methods = [one for one in SupportedMethods.methods if one["id"] in TRUSTED]


def opened_seven(path: Path, password: str = "") -> py7zr.SevenZipFile:
    """The archive, to be closed; raises `ArchiveTrouble`. Names read with a wrong password look broken."""
    try:
        return py7zr.SevenZipFile(path, password=password or None)
    except PasswordRequired as locked:
        raise ArchiveTrouble("locked") from locked
    except TROUBLE as error:
        raise ArchiveTrouble("locked" if password else "broken") from error


def seven_entries(path: Path, password: str = "") -> list[Entry]:
    """The files; raises `ArchiveTrouble`."""
    with opened_seven(path, password) as archive:
        try:
            entries = [_entry(place, one) for place, one in enumerate(archive.files) if not one.is_directory]
        except TROUBLE as error:
            raise ArchiveTrouble("broken") from error
        check_bounds(len(archive.files), sum(one.size for one in entries), path.stat().st_size)
        return entries


def _entry(place: int, file: Any) -> Entry:
    is_link = file.is_symlink or file.is_junction or file.is_socket
    why = "archive_member_link" if is_link else ""
    return Entry(place, str(file.filename), 0 if file.emptystream else int(file.uncompressed), _is_locked(file), why)


def _is_locked(file: Any) -> bool:
    return not file.emptystream and any(coder["method"] == AES for coder in file.folder.coders)
