"""File names that every system can hold: no reserved characters or names, no trailing dots, not too long."""

from __future__ import annotations

import re
import unicodedata

_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?$", re.IGNORECASE)
LONGEST = 80
"""Characters; 80 Chinese characters are 240 bytes, and most file systems take 255."""
LONGEST_SUFFIX = 12


def safe_name(text: str, fallback: str = "未命名") -> str:
    """One path component out of any text."""
    cleaned = unicodedata.normalize("NFC", _UNSAFE.sub(" ", text))
    cleaned = " ".join(cleaned.split()).strip(" .")
    if _RESERVED.match(cleaned):
        cleaned = f"_{cleaned}"
    return _shortened(cleaned, LONGEST) or fallback


def _shortened(text: str, longest: int) -> str:
    while len(text) > longest or len(text.encode("utf-8")) > longest * 3:
        text = text[:-1]
    return text.rstrip(" .")


def suffix_of(file_name: str) -> str:
    """The suffix with its dot, in lower case; empty when there is none worth keeping."""
    stem, dot, suffix = file_name.rstrip(" .").rpartition(".")
    kept = dot and stem and suffix.isascii() and suffix.isalnum() and len(suffix) <= LONGEST_SUFFIX
    return f".{suffix.lower()}" if kept else ""


def exhibit_name(number: int, title: str, file_name: str, digits: int = 2) -> str:
    """The name of an original in the package: `证据01-处罚通知.png`."""
    suffix = suffix_of(file_name)
    stem = title or file_name
    if suffix and stem.lower().endswith(suffix):
        stem = stem[: -len(suffix)]
    return f"证据{number:0{digits}d}-{_shortened(safe_name(stem), 60)}{suffix}"


def package_name(reference: str, version: int) -> str:
    """The name of the ZIP."""
    return f"投诉材料包-{safe_name(reference)}-v{version}.zip"
