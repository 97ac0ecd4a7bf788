"""Text files: their encoding and whether there is anything to read."""

from __future__ import annotations

import codecs
from pathlib import Path

from wizard.evidence.inspection.report import Sheet

SAMPLE = 2 * 1024 * 1024  # bytes looked at
ENCODINGS = ("utf-8", "gb18030")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_ODD_SHARE = 0.02  # of characters that no text has; more means it is no text


def encoding_of(sample: bytes) -> str | None:
    """The encoding of a text's beginning (UTF-8, UTF-16 with mark, GB18030), or `None`; it may end in mid-character."""
    for mark, encoding in _BOMS:
        if sample.startswith(mark):
            return encoding
    for encoding in ENCODINGS:
        try:
            codecs.getincrementaldecoder(encoding)("strict").decode(sample)
        except UnicodeDecodeError:
            continue
        return encoding
    return None


def decoded_head(sample: bytes) -> str | None:
    """The text of a file's beginning, or `None` when it is not text."""
    encoding = encoding_of(sample)
    if encoding is None or (b"\x00" in sample and encoding != "utf-16"):
        return None
    text = codecs.getincrementaldecoder(encoding)("replace").decode(sample)
    odd = sum(1 for character in text if character < " " and character not in "\t\n\r\f\x1b" or character == "\ufffd")
    return text if odd <= len(text) * _ODD_SHARE else None


def inspect_text(path: Path, sheet: Sheet) -> None:
    """Note an encoding that cannot be told and a file without a readable character."""
    with path.open("rb") as file:
        sample = file.read(SAMPLE)
    text = decoded_head(sample)
    if text is None:
        sheet.note("text_encoding")
    elif not text.strip("\ufeff \t\r\n\x00"):
        sheet.note("empty_text")
