"""File names that are safe on every system, in a ZIP and on paper."""

from __future__ import annotations

import re
import unicodedata

from wizard.case import without_control_characters

LONGEST = 120  # characters; a ZIP entry keeps a number and a folder in front of it
NAMELESS = "未命名文件"
_FORBIDDEN = re.compile(r'[<>:"|?*\u200b-\u200f\u202a-\u202e\u2060-\u2069]')
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$", re.IGNORECASE)


def clean_name(name: str) -> str:
    """The last part of a path without control, direction-changing and forbidden characters; never empty.

    `../../etc/passwd` becomes `passwd`; an overlong name is cut before its extension.
    """
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", str(without_control_characters(name))))[-1]
    plain = " ".join(_FORBIDDEN.sub("_", last).split()).strip(" .")
    if not plain or _RESERVED.match(plain):
        plain = f"{NAMELESS}{extension_of(plain)}"
    ending = extension_of(plain)
    return plain if len(plain) <= LONGEST else plain[: LONGEST - len(ending)].rstrip(" .") + ending


def extension_of(name: str) -> str:
    """The extension in lower case with its dot, or `""`; something longer than ten characters is not one."""
    match = re.search(r"\.[A-Za-z0-9]{1,10}$", name)
    return match.group().lower() if match else ""
