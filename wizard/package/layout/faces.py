"""Fonts: which face shows a character, how wide it is, and the subset that goes into a file.

Noto Sans SC carries the text; what it lacks comes from a chain of fallbacks, and what none has is written
`〔U+XXXX〕`, so that nothing is ever an empty box. Files are read once per process, fallbacks only when needed.
"""

from __future__ import annotations

import threading
import unicodedata
from functools import cached_property
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[3] / "assets" / "fonts"
REGULAR, BOLD = 0, 1
FILES = (
    "NotoSansSC-Regular.ttf",
    "NotoSansSC-Bold.ttf",
    "FallbackKai-Regular.ttf",
    "NotoEmoji-Regular.ttf",
    "FallbackMing-Regular.ttf",
)
FALLBACKS = (2, 3, 4)
UNSEEN = {0xFE0E, 0xFE0F, 0x200D, *range(0x1F3FB, 0x1F400)}  # variation selectors, joiner, skin tones
SPACES = {0xA0: " ", 0x3000: "\u3000", 0x09: "    ", 0x2028: " ", 0x2029: " "}

_reading = threading.Lock()


class Face:
    """One font file: glyphs, widths in thousandths of an em, and subsets of it."""

    def __init__(self, file_name: str) -> None:
        """Remember the name; the file is read when first used."""
        self.file_name = file_name

    @cached_property
    def _file(self) -> Any:
        from reportlab.pdfbase.ttfonts import TTFontFile

        return TTFontFile(str(FOLDER / self.file_name))

    @property
    def name(self) -> str:
        """The PostScript name."""
        name = self._file.name
        return str(name.decode("latin1") if isinstance(name, bytes) else name)

    @property
    def metrics(self) -> dict[str, Any]:
        """Ascent, Descent, CapHeight, ItalicAngle, StemV, Flags and FontBBox for a PDF font descriptor."""
        file = self._file
        return {
            "/Ascent": file.ascent,
            "/Descent": file.descent,
            "/CapHeight": file.capHeight,
            "/ItalicAngle": file.italicAngle,
            "/StemV": file.stemV,
            "/Flags": 4,
            "/FontBBox": list(file.bbox),
        }

    def has(self, code: int) -> bool:
        """Whether there is a glyph for a code point."""
        return code in self._file.charToGlyph

    def width(self, code: int) -> float:
        """Advance width of a code point in thousandths of an em."""
        known = self._file.charWidths if code else {}
        return float(known.get(code, self._file.defaultWidth))

    def subset(self, codes: list[int]) -> tuple[bytes, list[int]]:
        """A TrueType file with the glyphs of `codes` and the glyph number of each; `codes[0]` is the missing glyph."""
        glyphs: dict[int, int] = {0: 0}
        numbers = [0]
        for code in codes[1:]:  # characters that look the same share one glyph
            numbers.append(glyphs.setdefault(self._file.charToGlyph[code], len(glyphs)))
        with _reading:  # the reader keeps one cursor
            return bytes(self._file.makeSubset(codes[1:])), numbers


FACES = tuple(Face(name) for name in FILES)


def face_of(char: str, bold: bool) -> int | None:
    """Number of the face that shows a character, None when no font has it."""
    code = ord(char)
    first = BOLD if bold else REGULAR
    with _reading:
        if FACES[first].has(code):
            return first
        return next((number for number in FALLBACKS if FACES[number].has(code)), None)


def _shown(char: str) -> str:
    code = ord(char)
    if code in UNSEEN or (char != "\t" and unicodedata.category(char) in ("Cc", "Cf")):
        return ""
    if code in SPACES:
        return SPACES[code]
    return char if face_of(char, False) is not None else f"〔U+{code:04X}〕"


class _Showing(dict[int, str]):
    """Translation table for `str.translate`, filled as characters are met."""

    def __missing__(self, code: int) -> str:
        self[code] = shown = _shown(chr(code))
        return shown


_showing = _Showing({0x0A: "\n"})


def showable(text: str) -> str:
    """The text with every character either visible in one of our fonts or written out as `〔U+XXXX〕`."""
    return text.translate(_showing)
