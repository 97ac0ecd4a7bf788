"""What a file is, by its content alone. The extension is only asked where contents look alike (plain text)."""

from __future__ import annotations

import os
import re
from pathlib import Path

from wizard.evidence.inspection.listing import ArchiveTrouble
from wizard.evidence.inspection.naming import extension_of
from wizard.evidence.inspection.texts import decoded_head
from wizard.evidence.inspection.types import BY_EXTENSION, TYPES
from wizard.evidence.inspection.zips import zip_entries

HEAD = 64 * 1024  # bytes read to tell a file's type
ZIP_BASED = ("xlsx", "docx", "ofd", "zip")
OLE_SEARCH = 4 * 1024 * 1024  # bytes at either end searched for the names of OLE streams

_PREFIXES: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"#!AMR", "amr"),
    (b"OggS", "ogg"),
    (b"ID3", "mp3"),
    (b"MZ", "exe"),
    (b"\x7fELF", "elf"),
    (b"\xcf\xfa\xed\xfe", "macho"),
    (b"\xce\xfa\xed\xfe", "macho"),
    (b"\xfe\xed\xfa", "macho"),
    (b"\xca\xfe\xba\xbe", "macho"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "shortcut"),
    (b"#!", "script"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
)
_RIFF = {b"WEBP": "webp", b"AVI ": "avi", b"WAVE": "wav"}
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_QUICKTIME_ATOMS = {b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}
_HTML = re.compile(r"^\s*(<!--.*?-->\s*)*<(!doctype html|html|head|body|meta)\b", re.IGNORECASE | re.DOTALL)
_SVG = re.compile(r"^\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*|<!doctype[^>]*>\s*)*<svg\b", re.IGNORECASE | re.DOTALL)
_PROGRAM = re.compile(r"^\s*<(\?(php|=)|(script|iframe)\b)", re.IGNORECASE)
_MAIL = re.compile(r"^(received|return-path|mime-version|message-id|delivered-to|from|to|subject|date|x-[\w-]+):", re.I)


def sniff(path: Path, file_name: str) -> str | None:
    """The key of the file's type in `types.TYPES`, or `None` when its content is not known."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    return _binary(path, head, extension_of(file_name)) or _text(head, file_name)


def _binary(path: Path, head: bytes, extension: str) -> str | None:
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _from_brand(head[8:12], head[16:64])
    if head[4:8] in _QUICKTIME_ATOMS and head[:4] != b"\x00\x00\x00\x00":
        return "mov"
    if head[:4] == b"\x1aE\xdf\xa3":
        return "webm" if b"webm" in head[:256] else "mkv"
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _zip_kind(path, extension)
    if head[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return _ole_kind(path)
    return _by_prefix(head)


def _by_prefix(head: bytes) -> str | None:
    for prefix, key in _PREFIXES:
        if head.startswith(prefix):
            return key
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head[:2] == b"BM" and head[6:10] == b"\x00\x00\x00\x00":
        return "bmp"
    return _bare_audio(head)


def _bare_audio(head: bytes) -> str | None:
    """MPEG audio without a tag: a sync word of layer II or III whose fields are all possible, or ADTS (AAC)."""
    if len(head) < 4 or head[0] != 0xFF:
        return None
    if head[1] in (0xF0, 0xF1, 0xF8, 0xF9):
        return "aac"
    layer, bitrate, rate = head[1] >> 1 & 3, head[2] >> 4, head[2] >> 2 & 3
    is_frame = head[1] & 0xE0 == 0xE0 and head[1] >> 3 & 3 != 1 and layer in (1, 2)
    return "mp3" if is_frame and bitrate not in (0, 15) and rate != 3 else None


def _from_brand(brand: bytes, others: bytes) -> str | None:
    if brand in _HEIF_BRANDS:
        return "heic"
    if brand[:3] in (b"M4A", b"M4B"):
        return "m4a"
    if brand == b"qt  ":
        return "mov"
    if brand[:3] in (b"3gp", b"3g2"):
        return "3gp"
    return None if brand in (b"avif", b"avis") or b"avif" in others else "mp4"


def _zip_kind(path: Path, extension: str) -> str:
    """A ZIP's own kind. One that cannot be listed safely is taken for what it is called and judged there."""
    try:
        names = {entry.filename for entry in zip_entries(path)}
    except ArchiveTrouble:
        claimed = BY_EXTENSION.get(extension, "zip")
        return claimed if claimed in ZIP_BASED else "zip"
    if not names.isdisjoint({"AndroidManifest.xml", "classes.dex", "META-INF/MANIFEST.MF"}):
        return "app"
    if "OFD.xml" in names:
        return "ofd"
    return _ooxml_kind(names) if "[Content_Types].xml" in names else "zip"


def _ooxml_kind(names: set[str]) -> str:
    for folder, key in (("xl/", "xlsx"), ("word/", "docx"), ("ppt/", "pptx")):
        if any(name.startswith(folder) for name in names):
            return key
    return "zip"


def _ole_kind(path: Path) -> str:
    with path.open("rb") as file:
        content = file.read(OLE_SEARCH)
        file.seek(max(file.tell(), file.seek(0, os.SEEK_END) - OLE_SEARCH))
        content += file.read(OLE_SEARCH)
    streams = (
        ("EncryptedPackage", "encrypted_office"),
        ("__properties_version1.0", "msg"),
        ("Workbook", "xls"),
        ("WordDocument", "doc"),
        ("\u4840\u3b3f\u43f2\u4438\u45b1", "msi"),
        ("Book", "xls"),
    )
    for name, key in streams:
        if name.encode("utf-16-le") in content:
            return key
    return "ole"


def _text(head: bytes, file_name: str) -> str | None:
    text = decoded_head(head)
    if text is None:
        return None
    if _HTML.match(text) or _SVG.match(text):
        return "svg" if _SVG.match(text) else "html"
    if _PROGRAM.match(text):
        return "script"
    return _text_kind(text, extension_of(file_name))


def _text_kind(text: str, extension: str) -> str:
    claimed = BY_EXTENSION.get(extension, "txt")
    if TYPES[claimed].family == "program":
        return claimed if claimed in ("script", "svg", "mht") else "script"
    lines = text.lstrip().splitlines()[:3]
    if lines and all(_MAIL.match(line) or line[:1] in " \t" for line in lines):
        return "eml"
    return "csv" if claimed in ("csv", "xls", "xlsx") else "txt"
