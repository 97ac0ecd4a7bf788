"""The pieces an original is shown as."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from wizard.package.layout.sources import Picture


@dataclass(frozen=True)
class Tile:
    """A picture and how to turn it upright. Sizes are of the upright picture, in pixels."""

    picture: Picture
    width: int
    height: int
    orientation: int = 1
    """EXIF orientation, 1 to 8."""
    caption: str = ""


@dataclass(frozen=True)
class Sheet:
    """A table out of a spreadsheet."""

    caption: str
    rows: tuple[tuple[str, ...], ...]
    """The first row is the header."""


@dataclass
class Rendered:
    """What a page shows of one original."""

    kind: Literal["pictures", "columns", "sheets", "text", "card"]
    """`columns`: slices of a long picture, read top to bottom, then left to right."""
    tiles: list[Tile] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)
    text: str = ""
    notes: list[str] = field(default_factory=list)
    """Sentences to print, such as a limit that was reached."""


class Unreadable(Exception):
    """The original cannot be shown; it becomes a card."""
