"""A Word document and its masked copy: paragraphs, tables and simple looks are kept, everything else stays out.

The copy is a new package with two parts, so that comments, tracked changes, properties, pictures and whatever else a
word processor keeps cannot go along (ECMA-376-1 §17). A paragraph in which something is starred loses its looks.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from xml.etree import ElementTree as ET

from wizard.evidence.covering import CannotCover
from wizard.evidence.inspection.listing import ArchiveTrouble
from wizard.evidence.inspection.zips import zip_entries
from wizard.evidence.starring.packing import HEADER, add_part, xml_text
from wizard.evidence.starring.texts import NO_TEXT

DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT_PART = "word/document.xml"
LARGEST_PART = 60_000_000  # bytes of XML
CHUNK = 1 << 16
MOST_MARK = 40  # characters of a mark of looks
BROKEN = "这个 Word 文件打不开，可能不完整或有密码。请去掉密码，或另存为 PDF 再传。"
TOO_LARGE = "这个 Word 文件太大，不能在这里遮。请另存为 PDF 再传。"
BESIDE = (("word/header", "页眉"), ("word/footer", "页脚"), ("word/footnotes", "脚注"), ("word/endnotes", "尾注"))
TROUBLE = (
    zipfile.BadZipFile, zlib.error, ET.ParseError, EOFError, OSError, LookupError, ValueError, NotImplementedError,
    RuntimeError,
)  # fmt: skip
NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_W = f"{{{NAMESPACE}}}"
P, R, T, TBL, TR, TC = (f"{_W}{name}" for name in ("p", "r", "t", "tbl", "tr", "tc"))
P_LOOKS, R_LOOKS, HIDDEN = f"{_W}pPr", f"{_W}rPr", f"{_W}vanish"
WRITTEN = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
SEEN_THROUGH = {
    f"{_W}{name}"
    for name in ("hyperlink", "ins", "moveTo", "sdt", "sdtContent", "smartTag", "customXml", "fldSimple", "bdo", "dir")
}
KEPT = {f"{_W}{name}" for name in ("document", "body", "p", "r", "t", "tbl", "tr", "tc")} | WRITTEN.keys()
LOOKS = {f"{_W}{name}" for name in ("pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr")}
IN_LOOKS = {
    f"{_W}{name}"
    for name in (
        "jc", "ind", "spacing", "keepNext", "keepLines", "pageBreakBefore", "b", "i", "u", "strike", "sz", "szCs",
        "color", "vertAlign", "tblW", "tblBorders", "tblLayout", "top", "left", "bottom", "right", "insideH", "insideV",
        "gridCol", "tcW", "gridSpan", "vMerge", "vAlign", "tcBorders", "shd", "trHeight", "tblHeader", "pgSz", "pgMar",
    )
}  # fmt: skip
ET.register_namespace("w", NAMESPACE)


class CellUnder(str):
    """The text of a cell of a table, with what stands at the head of its column."""

    header: str

    def __new__(cls, text: str, header: str) -> CellUnder:
        """A text that knows its header."""
        made = super().__new__(cls, text)
        made.header = header
        return made


def paragraphs_of(path: Path) -> list[str]:
    """The paragraphs in the order they are read, those of header, footer and notes first; raises `CannotCover`."""
    body, beside = _read(path)
    return [*(text for _, text in beside), *map(_text, body.iter(P))]


def lines_of(path: Path) -> Iterator[str]:
    """Every paragraph, each row of a table once more as one line, and cells with their header; `CannotCover`."""
    body, beside = _read(path)
    yield from (text for _, text in beside)
    yield from map(_text, body.iter(P))
    for table in body.iter(TBL):
        yield from _cells(table)


def _cells(table: ET.Element) -> Iterator[str]:
    rows = [[" ".join(map(_text, cell.iter(P))).strip() for cell in row.iter(TC)] for row in table.iter(TR)]
    for number, row in enumerate(rows):
        yield "\t".join(row)
        if number:
            yield from (CellUnder(cell, header) for header, cell in zip(rows[0], row, strict=False) if cell)


def star(path: Path, hide: Callable[[str], str], out: Path) -> None:
    """Write the copy; header, footer and notes stand at its end, named. Raises `CannotCover`."""
    body, beside = _read(path)
    for paragraph in list(body.iter(P)):
        before = _text(paragraph)
        if (after := hide(before)) != before:
            _rewrite(paragraph, after)
    holder = body.find(f"{_W}body")
    if holder is None:
        raise CannotCover(NO_TEXT)
    place = len(holder) - (len(holder) > 0 and holder[-1].tag == f"{_W}sectPr")
    for offset, (name, text) in enumerate(beside):
        holder.insert(place + offset, _paragraph(hide(f"{name}：{text}")))
    _write(ET.tostring(body, encoding="unicode"), out)


def _read(path: Path) -> tuple[ET.Element, list[tuple[str, str]]]:
    """The cleaned text part, and the lines of header, footer and notes."""
    try:
        zip_entries(path)
        with zipfile.ZipFile(path) as archive:
            body = _cleaned(_part(archive, TEXT_PART))
            beside = list(_beside(archive))
    except (ArchiveTrouble, *TROUBLE) as error:
        raise CannotCover(BROKEN) from error
    if not any(_text(paragraph).strip() for paragraph in body.iter(P)):
        raise CannotCover(NO_TEXT)
    return body, beside


def _beside(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    for start, said in BESIDE:
        for name in sorted(archive.namelist()):
            if name.startswith(start) and name.endswith(".xml"):
                part = _part(archive, name)
                _only_kept(part)
                yield from ((said, text) for text in map(_text, part.iter(P)) if text.strip())


def _part(archive: zipfile.ZipFile, name: str) -> ET.Element:
    """One XML part, read piece by piece; a document type definition, which no word processor writes, is refused."""
    parser, left = ET.XMLParser(), LARGEST_PART
    with archive.open(name) as file:
        while block := file.read(CHUNK):
            left -= len(block)
            if left < 0:
                raise CannotCover(TOO_LARGE)
            if b"<!DOCTYPE" in block or b"<!ENTITY" in block:
                raise ValueError("a document type definition")
            parser.feed(block)
    root: ET.Element = parser.close()
    return root


def _cleaned(root: ET.Element) -> ET.Element:
    root.attrib.clear()
    _only_kept(root)
    return root


def _only_kept(element: ET.Element) -> None:
    """Keep what is known to be harmless, in place; what only wraps text is taken away and its content stays."""
    kept = list(chain.from_iterable(map(_kept_of, element)))
    element[:] = kept
    if element.tag != T:
        element.text = None
    for child in kept:
        child.tail = None
        child.attrib = {} if child.tag not in IN_LOOKS | {T} else _plain_marks(child)
        _only_kept(child)


def _kept_of(child: ET.Element) -> Iterable[ET.Element]:
    if child.tag in SEEN_THROUGH:
        return chain.from_iterable(map(_kept_of, child))
    if child.tag == R and child.find(f"{R_LOOKS}/{HIDDEN}") is not None:
        return ()
    return (child,) if child.tag in KEPT | LOOKS | IN_LOOKS else ()


def _plain_marks(element: ET.Element) -> dict[str, str]:
    """The attributes of a mark of looks: numbers and short English words only, so that nothing is said in them."""
    if element.tag == T:
        return {"{http://www.w3.org/XML/1998/namespace}space": "preserve"}
    return {name: value for name, value in element.attrib.items() if value.isascii() and value.isalnum() and
            len(value) <= MOST_MARK and sum(map(str.isdigit, value)) < 7}  # fmt: skip


def _text(element: ET.Element) -> str:
    """The text of a paragraph."""
    if element.tag == T:
        return element.text or ""
    return WRITTEN.get(element.tag, "") + "".join(map(_text, element))


def _rewrite(paragraph: ET.Element, text: str) -> None:
    looks = [child for child in paragraph if child.tag == P_LOOKS]
    paragraph[:] = [*looks, _run(text)]


def _paragraph(text: str) -> ET.Element:
    made = ET.Element(P)
    made.append(_run(text))
    return made


def _run(text: str) -> ET.Element:
    run = ET.Element(R)
    for number, line in enumerate(text.split("\n")):
        if number:
            ET.SubElement(run, f"{_W}br")
        for place, piece in enumerate(line.split("\t")):
            if place:
                ET.SubElement(run, f"{_W}tab")
            written = ET.SubElement(run, T, {"{http://www.w3.org/XML/1998/namespace}space": "preserve"})
            written.text = xml_text(piece)
    return run


_TYPES = (
    f'{HEADER}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/{TEXT_PART}" ContentType="{DOCUMENT}.main+xml"/></Types>'
)
_RELATIONS = (
    f'{HEADER}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    f'Target="{TEXT_PART}"/></Relationships>'
)


def _write(text: str, out: Path) -> None:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        add_part(archive, "[Content_Types].xml", _TYPES)
        add_part(archive, "_rels/.rels", _RELATIONS)
        add_part(archive, TEXT_PART, HEADER + text)
