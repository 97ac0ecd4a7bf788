"""Evidence that is a mail: who wrote to whom, when, about what, its text, and the names of what came with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from html import unescape
from pathlib import Path

from wizard.outlook import BrokenMail, mail_of
from wizard.package.exhibits.pieces import Unreadable
from wizard.package.exhibits.writings import READ_BYTES, decode
from wizard.package.request import PackageLimits
from wizard.package.words import group

HEADS = ("From", "To", "Cc", "Date", "Subject")
PARTS_LIMIT = 200
OLE = b"\xd0\xcf\x11\xe0"
_UNSEEN = re.compile(r"(?is)<(script|style|head)\b.*?</\1\s*>|<[^>]*>")
_BREAKS = re.compile(r"(?i)<(br|/p|/div|/tr|/h\d|/li)\b[^>]*>")
UNDECODABLE = (LookupError, ValueError, TypeError, AttributeError, MessageError, RecursionError)
"""What the standard library's mail parser raises for mails that are not what they seem."""


def mail_text(path: Path, limits: PackageLimits) -> tuple[str, int]:
    """The shown beginning of a mail and its length in characters; raises `Unreadable`."""
    with path.open("rb") as file:
        content = file.read(READ_BYTES)
    try:
        text = _read(mail_of(path) if content.startswith(OLE) else message_from_bytes(content))
    except (BrokenMail, *UNDECODABLE) as error:
        raise Unreadable(str(error)) from error
    return text[: limits.text_characters], len(text)


def page_text(path: Path, limits: PackageLimits) -> tuple[str, int]:
    """The shown beginning of a web page's text, without its markup, and the text's length in characters."""
    with path.open("rb") as file:
        text = _without_markup(decode(file.read(READ_BYTES)))
    return text[: limits.text_characters], len(text)


def _read(message: Message) -> str:
    words = group("mail_shown")
    raw = {name.lower(): value for name, value in reversed(list(message.raw_items()))}  # of equal ones the first counts
    heads = [f"{words(name.lower())}{_decoded(raw[name.lower()])}" for name in HEADS if raw.get(name.lower())]
    texts, names = _contents(message)
    if names:
        heads.append(words("attachments") + "、".join(names))
    return "\n".join([*heads, "", *texts]).strip()


def _contents(message: Message) -> tuple[list[str], list[str]]:
    """The mail's text, plain where there is a plain one, and the names of its other parts."""
    plain, marked, names = [], [], []
    for place, part in enumerate(_parts(message)):
        if place >= PARTS_LIMIT:
            break
        if part.get_filename() or part.get_content_maintype() != "text":
            names.append(_decoded(part.get_filename() or part.get_content_type()))
        elif part.get_content_subtype() == "html":
            marked.append(_without_markup(_text_of(part)))
        else:
            plain.append(_text_of(part))
    return plain or marked, names


def _parts(message: Message) -> Iterator[Message]:
    return (part for part in message.walk() if not part.is_multipart())


def _text_of(part: Message) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    charset = part.get_content_charset() or ""
    try:
        text = data.decode(charset or "utf-8")
    except (LookupError, ValueError):
        text = decode(data)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _without_markup(text: str) -> str:
    lines = unescape(_UNSEEN.sub("", _BREAKS.sub("\n", text))).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())


def _decoded(value: object) -> str:
    """A header as people read it: encoded words decoded, bytes that should have been encoded too, folds joined."""
    pieces = []
    plain = decode(str(value).encode("utf-8", "surrogateescape"))
    for text, charset in decode_header(plain):
        if isinstance(text, str):
            pieces.append(text)
            continue
        try:
            pieces.append(text.decode(charset or "utf-8"))
        except (LookupError, ValueError):
            pieces.append(decode(text))
    return " ".join("".join(pieces).split())
