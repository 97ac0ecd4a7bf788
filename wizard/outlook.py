"""Outlook's `.msg` read as an ordinary mail, so that everything behind it knows only one kind of mail.

python-oxmsg (MIT) opens them; extract-msg is GPL and heavier. A mail is read whole into memory, so its size is bounded.
Outlook may keep the text as compressed rich text only (MS-OXRTFCP): compressed-rtf and striprtf make it plain.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from oxmsg import Message
    from oxmsg.attachment import Attachment
    from oxmsg.recipient import Recipient

LARGEST = 150 * 1024 * 1024  # bytes
RICH_LARGEST = 2 * 1024 * 1024  # bytes of compressed rich text; a second's work
FONTS_LARGEST = 10_000  # characters of a font table; a longer one is made up
_HEAD = struct.Struct("<II4sI")  # packed size, size, kind, checksum
# What python-oxmsg and olefile raise on files that are cut off or made up.
TROUBLE = (
    OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, AssertionError, LookupError, OverflowError,
    NotImplementedError, RecursionError, struct.error,
)  # fmt: skip


class BrokenMail(Exception):
    """A mail that cannot be read."""


def mail_of(path: Path) -> EmailMessage:
    """The mail with its text and attachments; raises `BrokenMail`, also for one larger than `LARGEST`."""
    from oxmsg import Message

    if path.stat().st_size > LARGEST:
        raise BrokenMail("too large")
    try:
        return _as_mail(Message.load(str(path)))
    except TROUBLE as error:
        raise BrokenMail(type(error).__name__) from error


def _as_mail(message: Message) -> EmailMessage:
    mail = EmailMessage()
    for name, value in _heads(message):
        if value:
            mail[name] = " ".join(value.split())
    text = message.body
    if text:
        mail.set_content(text)
    elif html := message.html_body:
        mail.set_content(html, subtype="html")
    elif rich := _rich_text(message):
        mail.set_content(rich)
    for attachment in message.attachments:
        _attach(mail, attachment)
    return mail


def _rich_text(message: Message) -> str:
    """The text of a mail that has only rich text; empty when there is none that can be read."""
    from oxmsg.domain import constants

    packed = message.properties.binary_prop_value(constants.PID_RTF_COMPRESSED)
    return plain_of(bytes(packed)) if packed and len(packed) <= RICH_LARGEST else ""


def plain_of(packed: bytes) -> str:
    """Compressed rich text as plain text; empty for what is damaged."""
    from compressed_rtf import decompress
    from striprtf.striprtf import rtf_to_text

    if not _whole(packed):
        return ""
    rich = _harmless(decompress(packed).decode("latin-1"))
    lines = [line.strip() for line in str(rtf_to_text(rich, errors="replace")).splitlines()]
    return "\n".join(line for place, line in enumerate(lines) if line or (place and lines[place - 1]))


def _whole(packed: bytes) -> bool:
    """Whether head and checksum are right: the library raises a bare `Exception` for those that are not."""
    from compressed_rtf.crc32 import crc32

    if len(packed) < _HEAD.size:
        return False
    size, _, kind, checksum = _HEAD.unpack_from(packed)
    body = packed[_HEAD.size : size + 4]
    return kind in (b"LZFu", b"MELA") and checksum == (crc32(body) if kind == b"LZFu" else 0)


def _harmless(rich: str) -> str:
    """Rich text in which the library's patterns for links and fonts find no line or table to go astray in.

    Line ends mean nothing in rich text. The addresses of links are lost, their words stay.
    """
    from striprtf.striprtf import font_table_group

    rich = re.sub(r"\{\\field|hyperlink", r"\n\g<0>", rich, flags=re.IGNORECASE)
    fonts = font_table_group(rich)
    last = fonts[fonts.rfind("\\fcharset") :] if "\\fcharset" in fonts else ";"
    return rich.replace(fonts, "", 1) if len(fonts) > FONTS_LARGEST or ";" not in last else rich


def _heads(message: Message) -> Iterator[tuple[str, str]]:
    yield "From", message.sender or ""
    for name, kind in (("To", 1), ("Cc", 2)):
        yield name, "、".join(_person(one) for one in message.recipients if _kind(one) == kind)
    yield "Subject", message.subject
    if message.sent_date:
        yield "Date", format_datetime(message.sent_date)
    elif date := message.message_headers.get("Date"):
        yield "Date", date


def _kind(recipient: Recipient) -> int:
    """1 for somebody written to, 2 for a copy, as the format counts; unknown counts as written to."""
    from oxmsg.domain import constants

    found = recipient.properties.int_prop_value(constants.PID_RECIPIENT_TYPE)
    return 1 if found is None else int(found) & 0xF


def _person(recipient: Recipient) -> str:
    name, address = recipient.name, recipient.email_address
    return f"{name} <{address}>" if name and address and name != address else (address or name or "")


def _attach(mail: EmailMessage, attachment: Attachment) -> None:
    """Add an attachment; one that is only a link or another mail is named without content."""
    content = attachment.file_bytes if isinstance(attachment.file_bytes, bytes) else b""
    mail.add_attachment(
        content, maintype="application", subtype="octet-stream", filename=attachment.file_name or "附件"
    )
