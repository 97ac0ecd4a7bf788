"""What a reading is: pages of lines, each line with its place. Plain values that are kept as JSON beside the case."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from wizard.evidence.survey import Survey

WHOLE = 10_000  # places are in ten-thousandths of a page's width and height

Unread = Literal["", "no_reader", "no_text", "not_readable", "failed"]
Origin = Literal["picture", "layer", "text"]


class PlacedLine(BaseModel):
    """One line of text and the rectangle it stands in. `score` is the reader's own confidence, 0 to 1."""

    model_config = ConfigDict(frozen=True)

    text: str
    left: int = 0
    top: int = 0
    right: int = WHOLE
    bottom: int = 0
    score: float = 1.0

    @property
    def height(self) -> int:
        """How tall the line is."""
        return max(1, self.bottom - self.top)

    @property
    def middle(self) -> float:
        """The middle from top to bottom."""
        return (self.top + self.bottom) / 2


class PlacedFace(BaseModel):
    """The rectangle of one face."""

    model_config = ConfigDict(frozen=True)

    left: int
    top: int
    right: int
    bottom: int


class Page(BaseModel):
    """One page or picture, upright. Sizes in pixels (points for a text layer); `origin` says how it was read."""

    model_config = ConfigDict(frozen=True)

    number: int
    width: int
    height: int
    lines: tuple[PlacedLine, ...] = ()
    faces: tuple[PlacedFace, ...] = ()
    origin: Origin = "picture"


class Reading(BaseModel):
    """Everything read in one file. `unread` says why nothing was; `more` that the file has pages that were not read.

    A `table` is for the ledger: its cells are searched, but not offered one by one. `survey` is what was found in all
    of a file that can be starred.
    """

    model_config = ConfigDict(frozen=True)

    reader: int
    pages: tuple[Page, ...] = ()
    unread: Unread = ""
    more: bool = False
    table: bool = False
    look: str = ""
    survey: Survey | None = None

    @property
    def text(self) -> str:
        """All lines, page after page."""
        return "\n".join(line.text for page in self.pages for line in page.lines)
