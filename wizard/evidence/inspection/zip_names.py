"""Names inside a ZIP as they were written, and names that no person gave.

ZIP says only of UTF-8 that it is UTF-8, and only when the program that made it cares: Windows' own and older Chinese
programs write GBK without a word, macOS writes UTF-8 without a word.
"""

from __future__ import annotations

import re
import struct
from zipfile import ZipInfo

UTF8_FLAG = 0x800
UNICODE_PATH = 0x7075  # Info-ZIP's extra field with the name in UTF-8
_JUNK = re.compile(
    r"(^|[\\/])(__MACOSX[\\/].*|\.DS_Store|\._[^\\/]*|(eh)?thumbs\.db|desktop\.ini|~\$[^\\/]*|\.localized)$",
    re.IGNORECASE,
)


def name_of(entry: ZipInfo) -> str:
    """The entry's name with its folders."""
    if entry.flag_bits & UTF8_FLAG:
        return entry.filename
    raw = entry.orig_filename.encode("cp437", "replace")  # what zipfile decoded it from
    return _unicode_path(entry.extra) or guessed(raw)


def is_junk(name: str) -> bool:
    """Whether a system or a program left the file there: nothing a person put in."""
    return _JUNK.search(name) is not None


def guessed(raw: bytes) -> str:
    """UTF-8 when it holds Chinese in three bytes each, else GB18030: two-byte UTF-8 is nearly always GBK by chance."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")
    if text.isascii() or any(letter >= "\u0800" for letter in text):
        return text
    return raw.decode("gb18030", "replace")


def _unicode_path(extra: bytes) -> str:
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        content, extra = extra[4 : 4 + length], extra[4 + length :]
        if kind == UNICODE_PATH and content[:1] == b"\x01":
            return content[5:].decode("utf-8", "replace")
    return ""
