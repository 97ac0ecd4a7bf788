"""What a survey of a file is: where other people's data stands in it. Plain values, kept beside the case."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Literal

from pydantic import BaseModel, ConfigDict

from wizard.case import Hidden, HiddenKind
from wizard.evidence.personal_data import WORDS

SURVEYOR = 1  # raised when files are to be looked through anew


class _Values(BaseModel):
    model_config = ConfigDict(frozen=True)


class Spot(_Values):
    """One thing to hide: a column, a kind of data in a column or anywhere, or words; `example` as it stands there."""

    scope: Literal["column", "kind", "words"]
    kind: HiddenKind
    sheet: str = ""
    column: int = 0
    below: int = 0
    words: str = ""
    count: int = 1
    example: str = ""

    @property
    def what(self) -> str:
        """The kind in words."""
        return WORDS[self.kind] if self.kind != "other" else "内容"

    def hidden(self) -> Hidden:
        """What the case keeps of it when it is chosen."""
        given = self.model_dump(include={"scope", "kind", "sheet", "column", "below", "words"})
        return Hidden(**given | {"words": self.words[:200], "sheet": self.sheet[:200]})

    def is_in(self, hidden: Collection[Hidden]) -> bool:
        """Whether it is hidden already."""
        return any(self._same(one) for one in hidden)

    def is_one_of(self, own: Collection[str]) -> bool:
        """Whether it is a value of the merchant's own."""
        return self.scope == "words" and _squeezed(self.words) in set(map(_squeezed, own))

    def _same(self, one: Hidden) -> bool:
        if self.scope == "words":
            return one.scope == "words" and one.words == self.words[:200]
        place = (one.sheet, one.column) == (self.sheet[:200], self.column)
        if one.scope == "column":
            return place
        return one.scope == self.scope and one.kind == self.kind and (place or not one.column)


class SheetHead(_Values):
    """A sheet's column names, and in which row they stand (0 when there are none)."""

    name: str
    below: int = 0
    names: tuple[str, ...] = ()


class Survey(_Values):
    """Everything found in a file. `refused` says why no copy can be made of it; `whole` is false when it was cut."""

    surveyor: int = SURVEYOR
    spots: tuple[Spot, ...] = ()
    sheets: tuple[SheetHead, ...] = ()
    refused: str = ""
    whole: bool = True

    def kinds(self, own: Collection[str] = ()) -> list[str]:
        """The kinds of data found, in words; the merchant's `own` values don't count."""
        return list(dict.fromkeys(spot.what for spot in self.spots if not spot.is_one_of(own)))


def _squeezed(text: str) -> str:
    return re.sub(r"[\s-]", "", text)
