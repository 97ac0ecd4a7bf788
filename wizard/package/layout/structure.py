"""The logical structure of a document: what a screen reader follows (ISO 32000-1 §14.7, PDF/UA-1)."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Mark:
    """A stretch of a page's content: page number from 0 and its marked-content id."""

    page: int
    mcid: int


@dataclass(eq=False)
class Annotation:
    """A link or a form field on a page. `target` is an anchor; `field` names a signature field."""

    page: int
    box: tuple[float, float, float, float]
    target: str = ""
    field: str = ""
    says: str = ""


@dataclass(eq=False)
class Element:
    """One node of the structure tree; its kids are elements, marks and annotations in reading order."""

    role: str
    kids: list[Element | Mark | Annotation] = field(default_factory=list)
    alt: str = ""
    box: tuple[float, float, float, float] | None = None
    """Bounding box of a figure."""
    scope: str = ""
    """`Column` or `Row` of a table header."""
    numbering: str = ""
    """`Decimal` or `Disc` of a list."""

    def add(self, role: str, alt: str = "", scope: str = "", numbering: str = "") -> Element:
        """A new element at the end of this one's kids."""
        kid = Element(role, alt=alt, scope=scope, numbering=numbering)
        self.kids.append(kid)
        return kid

    def empty(self) -> bool:
        """Whether nothing visible hangs below this element."""
        return not any(not isinstance(kid, Element) or not kid.empty() for kid in self.kids)
