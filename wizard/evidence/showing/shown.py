"""What a showing is, and making one from a file whose type was found by content."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

SHOWER = 1  # raised when files are to be shown anew
TEXT_MOST = 4_000  # characters
SAMPLE = 512 * 1024  # bytes read of a text
OOXML = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OLD_EXCEL = "application/vnd.ms-excel"
MAILS = ("message/rfc822", "application/vnd.ms-outlook")
TABLES = ("text/csv", OOXML, OLD_EXCEL)


class _Values(BaseModel):
    model_config = ConfigDict(frozen=True)


class SheetShown(_Values):
    """The upper left part of one table; `more_rows` and `more_columns` say what is cut."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    more_rows: bool = False
    more_columns: bool = False


class Message(_Values):
    """One message of a talk; `when` and `who` as they stand in the file."""

    when: str
    who: str
    text: str


class Shown(_Values):
    """What is shown. `heads` are a mail's From, To, Cc, Date, Subject; `more` says that the text or talk goes on."""

    shower: int = SHOWER
    kind: Literal["nothing", "table", "mail", "talk", "text"] = "nothing"
    sheets: tuple[SheetShown, ...] = ()
    more_sheets: int = 0
    heads: tuple[tuple[str, str], ...] = ()
    attachments: tuple[str, ...] = ()
    messages: tuple[Message, ...] = ()
    text: str = ""
    more: bool = False


def can_be_shown(media_type: str | None) -> bool:
    """Whether something is shown of files of a type beside, or instead of, a picture."""
    kind = media_type or ""
    return kind in TABLES or kind in MAILS or kind.startswith("text/")


def shown_of(path: Path, media_type: str) -> Shown:
    """What to show of a file; `nothing` of one that cannot be read. Never raises for what is inside."""
    from wizard.evidence.showing import letters, tables

    if media_type in TABLES:
        sheets, more = tables.sheets_of(path, media_type)
        return Shown(kind="table", sheets=sheets, more_sheets=more) if sheets else Shown()
    if media_type in MAILS:
        letter = letters.letter_of(path)
        return _mail(letter) if letter else Shown()
    return _written(path, media_type)


def _mail(letter: object) -> Shown:
    from wizard.evidence.showing.letters import Letter

    assert isinstance(letter, Letter)
    more = len(letter.text) > TEXT_MOST
    return Shown(
        kind="mail", heads=letter.heads, attachments=letter.attachments, text=letter.text[:TEXT_MOST], more=more
    )


def _written(path: Path, media_type: str) -> Shown:
    from wizard.evidence.inspection.texts import decoded_head
    from wizard.evidence.showing.markup import plain_text
    from wizard.evidence.showing.talks import messages_of

    with path.open("rb") as file:
        sample = file.read(SAMPLE)
        cut = bool(file.read(1))
    text = decoded_head(sample) or ""
    if media_type == "text/html":
        text = plain_text(text)
    messages, more = messages_of(text)
    if messages:
        return Shown(kind="talk", messages=messages, more=more or cut)
    shown = text.strip("\ufeff\r\n ")
    return Shown(kind="text", text=shown[:TEXT_MOST], more=cut or len(shown) > TEXT_MOST) if shown else Shown()
