"""Parts of the office files that are written here: the same content always gives the same bytes."""

from __future__ import annotations

import re
import zipfile

HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
FIXED_TIME = (1980, 1, 1, 0, 0, 0)  # no time of making
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def xml_text(text: str) -> str:
    """The text without characters that XML 1.0 cannot hold."""
    return _NOT_IN_XML.sub("", text)


def part_of(name: str) -> zipfile.ZipInfo:
    """An entry without a time and without the maker's system."""
    entry = zipfile.ZipInfo(name, FIXED_TIME)
    entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
    return entry


def add_part(archive: zipfile.ZipFile, name: str, text: str) -> None:
    """Put one part into an office file."""
    archive.writestr(part_of(name), text.encode("utf-8"))
