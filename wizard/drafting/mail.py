"""The document as a mail. No address is filled in: it has to be taken from where the other side publishes it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP

from wizard.case import Case
from wizard.document import Document
from wizard.drafting.cutting import clause_cut
from wizard.drafting.plain_text import document_text

SUBJECT_LIMIT = 60
_BRACKETS = re.compile(r"（[^（）]*）")


@dataclass(frozen=True)
class Attachment:
    """A file to attach: its name, its content, and its media type such as `application/pdf`."""

    file_name: str
    content: bytes
    media_type: str = "application/octet-stream"


def mail_message(
    document: Document, case: Case, attachments: Iterable[Attachment] = (), *, to: str = "", sender: str = ""
) -> EmailMessage:
    """A mail that a mail program opens as a draft (`X-Unsent`). Raises `ValueError` for a line break in an address."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = mail_subject(document)
    message["X-Unsent"] = "1"
    if to:
        message["To"] = to
    if sender or case.shop.email:
        message["From"] = sender or _sender(case)
    message.set_content(document_text(document), subtype="plain", charset="utf-8", cte="base64")
    for attachment in attachments:
        kind, _, subtype = attachment.media_type.partition("/")
        message.add_attachment(
            attachment.content, maintype=kind, subtype=subtype or "octet-stream", filename=attachment.file_name
        )
    return message


def mail_subject(document: Document) -> str:
    """The title and the matter in at most sixty characters, one line."""
    return title_line(document, SUBJECT_LIMIT)


def title_line(document: Document, limit: int) -> str:
    """The title and the matter on one line of at most `limit` characters; what stands in brackets goes first."""
    matter = " ".join((document.headline or document.subject).split())
    whole = f"{document.title}：{matter}" if matter else document.title
    if len(whole) > limit:
        whole = _BRACKETS.sub("", whole)
    return clause_cut(whole, limit).rstrip("。")


def _sender(case: Case) -> str:
    """The merchant's own address where it is one; anything else would make the mail unreadable."""
    address = case.shop.email
    return address if address.isascii() and address.count("@") == 1 and " " not in address else ""
