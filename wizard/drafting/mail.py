"""The document as a mail. No address is filled in: it has to be taken from where the other side publishes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP

from wizard.case import Case
from wizard.document import Document
from wizard.drafting.cutting import clause_cut
from wizard.drafting.plain_text import document_text

SUBJECT_LIMIT = 60


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
    subject = " ".join(document.subject.split())
    whole = f"{document.title}：{subject}" if subject else document.title
    return clause_cut(whole, SUBJECT_LIMIT).rstrip("。")


def _sender(case: Case) -> str:
    """The merchant's own address where it is one; anything else would make the mail unreadable."""
    address = case.shop.email
    return address if address.isascii() and address.count("@") == 1 and " " not in address else ""
