"""The attachments of a mail (`.eml`, `.msg`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_binary_file, policy
from email.errors import MessageError
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from wizard import outlook
from wizard.evidence.inspection.archives import is_program
from wizard.evidence.inspection.listing import Entry
from wizard.evidence.inspection.zip_names import is_junk
from wizard.evidence.unpacking.members import CannotTake, Wish

OLE = b"\xd0\xcf\x11\xe0"
MOST_PARTS = 1_000
LEAST_PICTURE = 8 * 1024  # bytes; a smaller picture inside the text is a logo or a signature's ornament
# What the standard library's mail parser raises for mails that are not what they seem.
UNDECODABLE = (LookupError, ValueError, TypeError, AttributeError, MessageError, RecursionError, OSError)


def message_of(path: Path) -> EmailMessage | None:
    """The mail, whichever of the two kinds it is; `None` for one that cannot be read or is too large."""
    if path.stat().st_size > outlook.LARGEST:
        return None
    try:
        with path.open("rb") as file:
            if file.read(4) == OLE:
                return outlook.mail_of(path)
            file.seek(0)
            return message_from_binary_file(file, policy=policy.default)
    except (outlook.BrokenMail, *UNDECODABLE):
        return None


def listed(path: Path) -> list[Entry]:
    """The attachments with the finding's code of why one is not taken."""
    message = message_of(path)
    return [] if message is None else [_entry(place, part) for place, part in attachments(message)]


def _entry(place: int, part: EmailMessage) -> Entry:
    name, code = _named(part)
    return Entry(place, name, 0, why=code)


def attachments(message: EmailMessage) -> Iterator[tuple[int, EmailMessage]]:
    """The parts that are files of their own, with their places among all parts; a mail inside a mail is one."""
    place, waiting = 0, [message]
    part: Any
    while waiting and place < MOST_PARTS:
        part = waiting.pop(0)
        if _is_file(part) and part is not message:
            yield place, part
        elif part.is_multipart() and part.get_content_maintype() == "multipart":
            waiting = [*part.iter_parts(), *waiting]
        place += 1


def _is_file(part: EmailMessage) -> bool:
    if part.get_content_maintype() in ("message", "image", "audio", "video"):
        return True
    return part.is_attachment() or file_name(part) != ""


def file_name(part: EmailMessage) -> str:
    """The name the sender gave a part; empty without one."""
    try:
        return " ".join((part.get_filename() or "").split())
    except UNDECODABLE:
        return ""


def _named(part: EmailMessage) -> tuple[str, str]:
    name = file_name(part) or _made_up_name(part)
    if is_junk(name):
        return name, "archive_junk"
    if is_program(name):
        return name, "archive_program"
    return name, "mail_ornament" if _is_ornament(part) else ""


def _made_up_name(part: EmailMessage) -> str:
    if part.get_content_maintype() == "message":
        return "附带的邮件.eml"
    return f"附件.{part.get_content_subtype()[:10]}"


def _is_ornament(part: EmailMessage) -> bool:
    inside_text = bool(part.get("Content-ID")) and not part.is_attachment()
    return inside_text and part.get_content_maintype() == "image" and len(_content(part)) < LEAST_PICTURE


def _content(part: EmailMessage) -> bytes:
    try:
        if part.get_content_maintype() == "message":
            inner = part.get_payload()
            return inner[0].as_bytes() if isinstance(inner, list) and inner else b""  # type: ignore[union-attr]
        content = part.get_payload(decode=True)
    except UNDECODABLE as error:
        raise CannotTake("archive_member_broken") from error
    return content if isinstance(content, bytes) else b""


@contextmanager
def opened(path: Path, _wish: Wish) -> Iterator[Callable[[int], Iterator[bytes]]]:
    """A function that gives the content of an attachment; it raises `CannotTake`."""
    message = message_of(path)
    parts = dict(attachments(message)) if message is not None else {}

    def content(place: int) -> Iterator[bytes]:
        if place not in parts:
            raise CannotTake("archive_member_broken")
        yield _content(parts[place])

    yield content
