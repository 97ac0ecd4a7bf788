"""Embedding the used characters of a face as a composite font (ISO 32000-1 §9.7) with a correct ToUnicode map."""

from __future__ import annotations

import hashlib
import zlib
from typing import TYPE_CHECKING, Any

from wizard.package.layout.faces import FACES

if TYPE_CHECKING:
    import pikepdf

BLOCK = 100
"""Most entries a `beginbfchar` block may have."""


def to_unicode(codes: list[int]) -> bytes:
    """A ToUnicode CMap: glyph number → UTF-16BE, with surrogate pairs above U+FFFF."""
    lines = [
        f"<{glyph:04X}> <{chr(code).encode('utf-16-be').hex().upper()}>"
        for glyph, code in enumerate(codes)
        if glyph and not 0xD800 <= code < 0xE000
    ]
    blocks = [lines[start : start + BLOCK] for start in range(0, len(lines), BLOCK)]
    body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{body}\nendcmap CMapName currentdict /CMap defineresource pop end end\n"
    ).encode("ascii")


def deflated(pdf: pikepdf.Pdf, data: bytes, **entries: Any) -> pikepdf.Object:
    """A compressed stream as an indirect object."""
    from pikepdf import Name

    stream = pdf.make_stream(zlib.compress(data, 6), **entries)
    stream.Filter = Name.FlateDecode
    return stream


def embed(pdf: pikepdf.Pdf, face: int, codes: list[int]) -> pikepdf.Object:
    """The font object of one face with the characters `codes` (glyph i shows `codes[i]`)."""
    from pikepdf import Array, Dictionary, Name, String

    source = FACES[face]
    program, glyphs = source.subset(codes)
    tag = "".join(chr(65 + byte % 26) for byte in hashlib.sha256(repr(codes).encode()).digest()[:6])
    name = Name(f"/{tag}+{source.name}")
    descriptor = Dictionary({"/Type": Name.FontDescriptor, "/FontName": name, **source.metrics})
    descriptor.FontFile2 = deflated(pdf, program, Length1=len(program))
    widths = [round(source.width(code), 2) for code in codes]
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=name,
        CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
        FontDescriptor=pdf.make_indirect(descriptor),
        CIDToGIDMap=_glyph_map(pdf, glyphs),
        DW=1000,
        W=Array([0, Array(widths)]),
    )
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=name,
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(descendant)]),
        ToUnicode=deflated(pdf, to_unicode(codes)),
    )
    return pdf.make_indirect(font)


def _glyph_map(pdf: pikepdf.Pdf, glyphs: list[int]) -> pikepdf.Object:
    from pikepdf import Name

    if glyphs == list(range(len(glyphs))):
        return Name.Identity
    return deflated(pdf, b"".join(glyph.to_bytes(2, "big") for glyph in glyphs))
