"""The document tree: what a letter says, without how it looks.

Drafting makes one `Document` per case and channel; the PDF, the texts for forms, mail and call card, and the screen
all read the same tree. It knows neither the case's rules nor PDF.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class Node(BaseModel):
    """Base of the tree's nodes: values only, never changed once made."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Run(Node):
    """A stretch of text. `exhibit` links it to exhibit number N; `basis` names the law record it cites."""

    text: str
    bold: bool = False
    exhibit: int | None = None
    basis: str | None = None


class Heading(Node):
    """A heading; `level` 1 is the document's title, 2 a section, 3 a part of a section."""

    block: Literal["heading"] = "heading"
    level: Literal[1, 2, 3] = 2
    text: str


class Paragraph(Node):
    """A paragraph of runs. `part` names what it is (facts, demand …), so that a form can pick it out."""

    block: Literal["paragraph"] = "paragraph"
    runs: tuple[Run, ...]
    style: Literal["normal", "lead", "note", "right"] = "normal"
    part: str = ""


class Items(Node):
    """A list, numbered or not."""

    block: Literal["items"] = "items"
    ordered: bool = False
    items: tuple[tuple[Run, ...], ...]
    part: str = ""


class Table(Node):
    """A table with a header row. `widths` are relative; a numeric column is aligned right."""

    block: Literal["table"] = "table"
    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[tuple[Run, ...], ...], ...]
    widths: tuple[float, ...]
    numeric: tuple[int, ...] = ()
    part: str = ""


class Fields(Node):
    """Label and value pairs, such as the parties."""

    block: Literal["fields"] = "fields"
    caption: str
    pairs: tuple[tuple[str, tuple[Run, ...]], ...]
    part: str = ""


class SignaturePlace(Node):
    """Where the signature is drawn."""

    block: Literal["signature"] = "signature"
    label: str = "投诉人(签名)"


class PageBreak(Node):
    """Start a new page."""

    block: Literal["page_break"] = "page_break"


Block = Annotated[
    Heading | Paragraph | Items | Table | Fields | SignaturePlace | PageBreak, Field(discriminator="block")
]


class Document(Node):
    """A whole document. `kind` is the channel's document kind (appeal, complaint, report …).

    `subject` is the claim in one sentence, `headline` the matter in a few words for the title line of a form or mail.
    """

    kind: str
    title: str
    addressee: str = ""
    subject: str = ""
    headline: str = ""
    language: str = "zh-CN"
    blocks: tuple[Block, ...] = ()


def plain(runs: tuple[Run, ...]) -> str:
    """The text of runs without markup."""
    return "".join(run.text for run in runs)
