"""Evidence that is a Word document (.docx): its text as it reads, tables row by row, and what is left out named.

The file is a ZIP with one XML part that holds the text (ECMA-376-1 §17). It is a stranger's: nothing in it is run or
fetched, reading is bounded, and a document type definition, which no word processor writes, is refused.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, XMLParser

from wizard.package.exhibits.pieces import Unreadable
from wizard.package.request import PackageLimits
from wizard.package.words import group

TEXT_PART = "word/document.xml"
XML_BYTES = 30_000_000
"""Of the text part, unpacked; two million characters with their markup."""
CHUNK = 1 << 16
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PARAGRAPH, ROW, CELL = f"{_W}p", f"{_W}tr", f"{_W}tc"
WRITTEN = {f"{_W}tab": "    ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
LEFT_OUT = {
    f"{_W}drawing": "pictures",
    f"{_W}pict": "pictures",
    f"{_W}object": "objects",
    f"{_W}del": "deleted",
    f"{_W}vanish": "hidden",
    f"{_W}commentReference": "comments",
    f"{_W}footnoteReference": "footnotes",
    f"{_W}endnoteReference": "footnotes",
}
PAGE_PARTS = ("word/header", "word/footer")
BROKEN = (
    zipfile.BadZipFile, zlib.error, ParseError, EOFError, OSError, LookupError, ValueError, NotImplementedError,
    RuntimeError,
)  # fmt: skip
"""What the ZIP and XML readers raise for files that are not what they seem."""


def document_text(path: Path, limits: PackageLimits) -> tuple[str, int, list[str]]:
    """The shown beginning of the text, its length in characters, and a sentence on what is not shown.

    Raises `Unreadable`.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            body, names = _body(archive), archive.namelist()
        text = "\n".join(_blocks(body)).strip()
    except BROKEN as error:
        raise Unreadable(str(error)) from error
    return text[: limits.text_characters], len(text), _left_out(body, names)


def _body(archive: zipfile.ZipFile) -> Element:
    """The text part, read piece by piece up to its limit."""
    parser, left = XMLParser(), XML_BYTES
    with archive.open(TEXT_PART) as file:
        while block := file.read(CHUNK):
            left -= len(block)
            if left < 0 or b"<!DOCTYPE" in block or b"<!ENTITY" in block:
                raise Unreadable("too large, or with a document type definition")
            parser.feed(block)
    root: Element = parser.close()
    return root


def _blocks(parent: Element) -> Iterator[str]:
    """Paragraphs and rows of tables in the order they are read, however deep they stand."""
    for child in parent:
        if child.tag == PARAGRAPH:
            yield _written(child)
        elif child.tag == ROW:
            yield " | ".join(_cells(child))
        else:
            yield from _blocks(child)


def _cells(row: Element) -> Iterator[str]:
    for cell in row:
        if cell.tag == CELL:
            yield " ".join(filter(None, _blocks(cell)))


def _written(element: Element) -> str:
    """The text of a paragraph: what was inserted is in it, what was deleted or hidden is not."""
    if element.tag == f"{_W}t":
        return element.text or ""
    if element.tag in WRITTEN:
        return WRITTEN[element.tag]
    if element.tag in LEFT_OUT or (element.tag == f"{_W}r" and element.find(f"{_W}rPr/{_W}vanish") is not None):
        return ""
    return "".join(map(_written, element))


def _left_out(body: Element, names: list[str]) -> list[str]:
    """One sentence that names the kinds of things a page does not show; none when there are none."""
    words = group("document_shown")
    kinds = {LEFT_OUT[element.tag] for element in body.iter() if element.tag in LEFT_OUT}
    if any(name.startswith(PAGE_PARTS) for name in names):
        kinds.add("running")
    shown = [words(kind) for kind in (*dict.fromkeys(LEFT_OUT.values()), "running") if kind in kinds]
    return [words("left_out", kinds="、".join(shown)) if shown else words("plain")]
