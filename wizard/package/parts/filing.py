"""Everything the parts of one filing draw from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from wizard.case import CHINA, Case, Exhibit
from wizard.document import Document
from wizard.package.exhibits.pieces import Rendered
from wizard.package.layout.flow import Strip
from wizard.package.layout.sources import Picture
from wizard.package.layout.structure import Element
from wizard.package.request import PackageRequest


@dataclass(frozen=True)
class ShownExhibit:
    """One exhibit with the file that is submitted (the original, or a masked copy) and what is shown of it."""

    number: int
    exhibit: Exhibit
    path: Path
    size: int
    sha256: str
    media_type: str
    stored_name: str
    """Its name in the ZIP and as an attachment, such as `证据01-处罚通知.png`."""
    rendered: Rendered
    original_sha256: str = ""
    """The fingerprint of the original that a masked copy stands for; empty when the original itself is submitted."""
    finished: bool = True
    """Whether the file is whole; in a preview a masked copy may be only a beginning."""

    @property
    def anchor(self) -> str:
        """Where links to it go."""
        return f"exhibit-{self.number}"

    @property
    def title(self) -> str:
        """Its name as printed."""
        return self.exhibit.title or self.exhibit.file_name


@dataclass(frozen=True)
class SealFacts:
    """What the integrity page says about the signature to come."""

    signer: str
    issuer: str
    fingerprint: str
    """SHA-256 of the issuing (instance) or own certificate, hexadecimal."""
    own: bool
    tsa_url: str = ""
    archived: bool = False
    """Whether revocation data and a document timestamp follow the signatures."""

    @property
    def level(self) -> str:
        """The signature level that will be reached (ETSI EN 319 142-1)."""
        return "PAdES B-LTA" if self.archived else "PAdES B-T" if self.stamped else "PAdES B-B"

    @property
    def stamped(self) -> bool:
        """Whether a timestamp authority takes part."""
        return bool(self.tsa_url)


@dataclass
class Filing:
    """The case, its exhibits and the seal, and what has been collected on the way."""

    request: PackageRequest
    exhibits: list[ShownExhibit]
    seal: SealFacts
    attached: bool
    signed: bool = True
    """Whether there will be a signature; without, it is a preview."""
    pictures: list[Picture] = field(default_factory=list)
    root: Element = field(default_factory=lambda: Element("Document"))
    outline: list[tuple[int, str, str]] = field(default_factory=list)
    strips: list[Strip] = field(default_factory=list)

    @property
    def case(self) -> Case:
        """The case."""
        return self.request.case

    @property
    def document(self) -> Document:
        """The letter."""
        return self.request.document

    def picture(self, picture: Picture) -> int:
        """Number under which a picture is drawn."""
        self.pictures.append(picture)
        return len(self.pictures) - 1

    def section(self, name: str, anchor: str, level: int = 1) -> Element:
        """A new part of the structure with its bookmark."""
        self.outline.append((level, name, anchor))
        return self.root.add("Sect")


def readable_size(size: int) -> str:
    """A number of bytes for people: `1.2 MB`."""
    for unit, scale in (("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1_000)):
        if size >= scale:
            return f"{size / scale:.1f} {unit}"
    return f"{size} 字节"


def moment(value: dt.datetime) -> str:
    """An instant in China's time: `2026年11月22日 10:21`."""
    local = value.astimezone(CHINA)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def day(value: dt.date) -> str:
    """A day: `2026年11月22日`."""
    return f"{value.year}年{value.month}月{value.day}日"
