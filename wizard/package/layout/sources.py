"""Big streams of a PDF (pictures, attached originals): described here, copied into the file only at the very end."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True)
class Source:
    """Bytes on disk: a whole file or a stretch of one."""

    path: Path
    offset: int = 0
    length: int = 0
    number: int = 0
    """The exhibit these bytes belong to, for the message when they don't match."""
    title: str = ""


@dataclass(frozen=True)
class Picture:
    """An image as PDF wants it; its data is copied unchanged."""

    source: Source
    width: int
    height: int
    filter: Literal["DCTDecode", "FlateDecode"] = "DCTDecode"
    colours: int = 3
    """Components of a pixel: 3 red-green-blue, 1 grey."""
    bits: int = 8
    predictor: bool = False
    """Whether the data has PNG's row filters."""
    palette: bytes = b""
    """Colour table (RGB triples) when pixels are indices."""


@dataclass(frozen=True)
class Attachment:
    """An original carried inside the PDF."""

    name: str
    source: Source
    media_type: str
    description: str
    modified: dt.datetime
    relation: Literal["Source", "Data", "Supplement"] = "Source"


def marker(number: int) -> bytes:
    """The stand-in for stream `number` while the rest of the file is made."""
    return b"@@wizard-stream-%06d@@" % number
