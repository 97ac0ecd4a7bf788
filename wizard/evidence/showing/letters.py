"""A mail as people read it: who wrote to whom, when, about what, its text, what came with it."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from wizard.case import CHINA
from wizard.evidence.showing.markup import plain_text
from wizard.evidence.unpacking.mail_members import UNDECODABLE, attachments, file_name, message_of

HEADS = ("From", "To", "Cc", "Date", "Subject")
HEAD_MOST = 500  # characters
NAMES_MOST = 50
TEXT_MOST = 400_000  # characters


@dataclass(frozen=True)
class Letter:
    """A mail. `heads` as `(name, value)`, the date in China's time; the text without markup."""

    heads: tuple[tuple[str, str], ...]
    text: str
    attachments: tuple[str, ...]


def letter_of(path: Path) -> Letter | None:
    """The mail in a `.eml` or `.msg`; `None` when it cannot be read."""
    message = message_of(path)
    if message is None:
        return None
    names = [file_name(part) or part.get_content_type() for _, part in attachments(message)]
    heads = tuple((name, value) for name in HEADS if (value := _head(message, name)))
    return Letter(heads, _text(message)[:TEXT_MOST], tuple(names[:NAMES_MOST]))


def _head(message: EmailMessage, name: str) -> str:
    try:
        value = " ".join(str(message[name] or "").split())[:HEAD_MOST]
    except UNDECODABLE:
        return ""
    return _in_china(value) if name == "Date" else value


def _in_china(value: str) -> str:
    try:
        at = parsedate_to_datetime(value)
        return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}" if at.tzinfo else f"{at:%Y-%m-%d %H:%M}"
    except (ValueError, TypeError, OverflowError, OSError):
        return value


def _text(message: EmailMessage) -> str:
    """The plain text where there is one, else the seen text of the web page."""
    try:
        body = message.get_body(("plain", "html"))
    except UNDECODABLE:
        return ""
    if body is None:
        return ""
    text = _content(body)
    return plain_text(text) if body.get_content_subtype() == "html" else text


def _content(body: object) -> str:
    from wizard.evidence.inspection.texts import decoded_head

    assert isinstance(body, EmailMessage)
    try:
        return str(body.get_content())
    except UNDECODABLE:  # an encoding nobody knows, or the wrong one
        raw = body.get_payload(decode=True)
        return (decoded_head(raw) or "") if isinstance(raw, bytes) else ""
