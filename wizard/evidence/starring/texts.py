"""Texts line by line: notes, chat exports, web pages, mails, Word documents."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from wizard.evidence.covering import CannotCover
from wizard.evidence.inspection.texts import SAMPLE, decoded_head, encoding_of

LONGEST_LINE = 5_000_000  # characters
LARGEST_PAGE = 30 * 1024 * 1024  # bytes of a web page, which is read whole
TOO_LONG = "这份文字太长，或有一行长得不像文字，不能在这里遮。请分成几份另存再传。"
NO_TEXT = "这份里没有能看的文字，不能在这里遮。请另存为 PDF 或截图再传。"
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


def encoding_of_file(path: Path) -> str:
    """The encoding of a whole file: that of its mark, UTF-8 when all of it is, else GB18030."""
    with path.open("rb") as file:
        found = encoding_of(file.read(SAMPLE))
        if found != "utf-8":
            return found or "gb18030"
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while block := file.read(1 << 20):
                decoder.decode(block)
        except UnicodeDecodeError:
            return "gb18030"
    return "utf-8"


def lines_of_text(path: Path) -> Iterator[str]:
    """The lines of a text with their ends; letters written as JSON escapes are plain. Raises `CannotCover`."""
    with path.open(encoding=encoding_of_file(path), errors="replace", newline="") as file:
        while line := file.readline(LONGEST_LINE):
            if len(line) >= LONGEST_LINE:
                raise CannotCover(TOO_LONG)
            yield _ESCAPED.sub(_letter, line) if "\\u" in line else line


def _letter(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return chr(code) if 0xA0 <= code < 0xD800 or 0xF900 <= code < 0xFFFE or chr(code).isalnum() else match[0]


def page_text(path: Path) -> str:
    """The text a person sees in a web page; raises `CannotCover`."""
    from wizard.evidence.showing.markup import plain_text

    with path.open("rb") as file:
        content = file.read(LARGEST_PAGE + 1)
    text = plain_text(decoded_head(content) or "") if len(content) <= LARGEST_PAGE else ""
    if not text.strip():
        raise CannotCover(TOO_LONG if len(content) > LARGEST_PAGE else NO_TEXT)
    return text
