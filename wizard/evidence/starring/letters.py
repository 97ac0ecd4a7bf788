"""A mail and its masked copy: who wrote to whom, when, about what, and the text; what came with it stays out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from email.header import Header
from email.message import Message
from pathlib import Path

from wizard.evidence.covering import CannotCover
from wizard.evidence.showing.letters import TEXT_MOST, Letter, letter_of
from wizard.evidence.starring.texts import TOO_LONG

MAILS = ("message/rfc822", "application/vnd.ms-outlook")
BROKEN = "这封邮件打不开，不能在这里遮。请在邮箱里另存为 PDF 再传。"
ENCLOSED = "附件（没有放进遮挡稿，另作证据）："


def _letter(path: Path) -> Letter:
    letter = letter_of(path)
    if letter is None or not letter.heads:
        raise CannotCover(BROKEN)
    if len(letter.text) >= TEXT_MOST:
        raise CannotCover(TOO_LONG)
    return letter


def lines_of(path: Path) -> Iterator[str]:
    """Heads, text and names of attachments, line by line; raises `CannotCover`."""
    letter = _letter(path)
    yield from (value for _, value in letter.heads)
    yield from letter.text.splitlines()
    yield from letter.attachments


def star(path: Path, hide: Callable[[str], str], out: Path) -> None:
    """Write the copy as a mail of plain text, without anything else that travels in a mail's head."""
    letter, mail = _letter(path), Message()
    for name, value in letter.heads:
        mail.add_header(name, Header(hide(value), "utf-8", header_name=name).encode())
    text = "\n".join(hide(line) for line in letter.text.splitlines())
    names = ENCLOSED + "、".join(hide(name) for name in letter.attachments) if letter.attachments else ""
    mail.set_payload("\n\n".join(filter(None, (text, names))) + "\n", "utf-8")
    out.write_bytes(mail.as_bytes())
