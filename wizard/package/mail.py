"""The mail of a package: the message that was given, with the signed PDF streamed in as its attachment.

The attachment's head is written by hand: the standard library would cut a long Chinese file name into numbered pieces
(RFC 2231 §3), which fewer mail programs put together again than read one long `filename*` (RFC 2231 §4).
"""

from __future__ import annotations

from base64 import encodebytes
from collections.abc import Iterable, Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import quote

BLOCK = 57 * 16_384
"""Bytes of a file encoded at a time: whole lines of base64, 57 bytes each."""


def with_file(message: bytes, file_name: str, blocks: Iterable[bytes], boundary: str) -> Iterator[bytes]:
    """The message with a PDF attached, in pieces. `blocks`: the PDF in pieces of `BLOCK` bytes, the last one shorter.

    `boundary` must not occur in the message. Raises `TypeError` for a message that has parts already.
    """
    yield _opened(message, boundary) + f"--{boundary}\r\n{_head(file_name)}\r\n".encode("ascii")
    for block in blocks:
        yield encodebytes(block).replace(b"\n", b"\r\n")
    yield f"--{boundary}--\r\n".encode("ascii")


def with_note(message: bytes, note: str) -> bytes:
    """The message with `note` as a paragraph before its text."""
    parsed = _parsed(message)
    parsed.set_content(f"{note}\n\n{parsed.get_content()}", subtype="plain", charset="utf-8", cte="base64")
    return parsed.as_bytes()


def without_file(message: bytes) -> bytes | None:
    """The message as it was before `with_file`; None when it carries no file."""
    parsed = message_from_bytes(message, policy=SMTP)
    if not parsed.is_multipart():
        return None
    text = parsed.get_body(("plain",))
    words = text.get_content() if text is not None else ""
    parsed.clear_content()
    parsed.set_content(words.replace("\r\n", "\n"), subtype="plain", charset="utf-8", cte="base64")
    return parsed.as_bytes()


def _parsed(message: bytes) -> EmailMessage:
    parsed = message_from_bytes(message, policy=SMTP)
    if parsed.is_multipart():
        raise TypeError("a mail with parts of its own")
    return parsed


def _opened(message: bytes, boundary: str) -> bytes:
    """The message as the first part of several, up to where the next one begins."""
    parsed = _parsed(message)
    parsed.make_mixed(boundary)
    whole, _, _ = parsed.as_bytes().rpartition(f"--{boundary}--".encode("ascii"))
    return whole


def _head(file_name: str) -> str:
    name = quote(file_name, safe="")
    return (
        f"Content-Type: application/pdf;\r\n name*=UTF-8''{name}\r\n"
        "Content-Transfer-Encoding: base64\r\n"
        f"Content-Disposition: attachment;\r\n filename*=UTF-8''{name}\r\n"
    )
