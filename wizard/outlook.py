"""Outlook's `.msg` read as an ordinary mail, so that everything behind it knows only one kind of mail.

python-oxmsg (MIT) opens them; extract-msg is GPL and heavier. A mail is read whole into memory, so its size is bounded.
"""

from __future__ import annotations

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
    for attachment in message.attachments:
        _attach(mail, attachment)
    return mail


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
