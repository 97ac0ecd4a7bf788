"""Pages being drawn: PDF operators, marked content, links and the characters each font must carry."""

from __future__ import annotations

from dataclasses import dataclass, field

from wizard.package.layout.structure import Annotation, Element, Mark
from wizard.package.layout.styles import PAGE_HEIGHT, PAGE_WIDTH, Colour

LOOSE = 0.08
"""Letter spacing, in ems, from which readers take the gaps for spaces."""


class Glyphs(dict[str, str]):
    """Character → four hex digits of its glyph number in one font's subset, filled as characters are used."""

    def __init__(self) -> None:
        """Glyph 0 is the missing glyph."""
        self.codes = [0]

    def __missing__(self, char: str) -> str:
        self.codes.append(ord(char))
        self[char] = code = f"{len(self.codes) - 1:04X}"
        return code


@dataclass
class Page:
    """One page: its operators and what they use."""

    number: int
    width: float = PAGE_WIDTH
    height: float = PAGE_HEIGHT
    operators: list[str] = field(default_factory=list)
    owners: list[Element] = field(default_factory=list)
    """Element of each marked-content id, in order."""
    faces: set[int] = field(default_factory=set)
    images: dict[str, int] = field(default_factory=dict)
    """Resource name → number of the picture."""
    annotations: list[tuple[Annotation, Element]] = field(default_factory=list)


class Canvas:
    """Draws on one page after the other. Coordinates are points from the lower left corner."""

    def __init__(self) -> None:
        """Nothing drawn yet."""
        self.pages: list[Page] = []
        self.glyphs: dict[int, Glyphs] = {}
        self.anchors: dict[str, tuple[int, float]] = {}
        self.page_numbers: dict[str, int] = {}
        """Anchor → page number from 1, known before anything is drawn."""
        self._open: Element | str | None = None
        self._state: dict[str, object] = {}

    @property
    def page(self) -> Page:
        """The page being drawn."""
        return self.pages[-1]

    def new_page(self, *, turned: bool = False) -> None:
        """Finish the page and begin the next; `turned`: it lies on its side."""
        self.close()
        size = (PAGE_HEIGHT, PAGE_WIDTH) if turned else (PAGE_WIDTH, PAGE_HEIGHT)
        self.pages.append(Page(len(self.pages), *size))
        self._state = {}

    def close(self) -> None:
        """End the open stretch of marked content, if any."""
        if self._open is not None:
            self.page.operators.append("EMC")
            self._open = None

    def mark(self, owner: Element) -> None:
        """What is drawn from here on is content of `owner`."""
        if self._open is owner:
            return
        self.close()
        mcid = len(self.page.owners)
        self.page.owners.append(owner)
        owner.kids.append(Mark(self.page.number, mcid))
        self.page.operators.append(f"/{owner.role} <</MCID {mcid}>> BDC")
        self._open = owner

    def artifact(self, kind: str = "") -> None:
        """What is drawn from here on is decoration; `kind` is `Header` or `Footer` for running text."""
        name = f"artifact {kind}"
        if self._open == name:
            return
        self.close()
        properties = f"/Artifact <</Type /Pagination /Subtype /{kind}>> BDC" if kind else "/Artifact BMC"
        self.page.operators.append(properties)
        self._open = name

    def anchor(self, name: str, y: float) -> None:
        """Remember where a link or bookmark called `name` goes."""
        self.anchors.setdefault(name, (self.page.number, min(y, PAGE_HEIGHT)))

    def text(self, x: float, y: float, text: str, face: int, size: float, colour: Colour, spread: float = 0.0) -> None:
        """Write a text in one face, its baseline starting at (x, y)."""
        glyphs = self.glyphs.setdefault(face, Glyphs())
        self.page.faces.add(face)
        code = "".join(map(glyphs.__getitem__, text))
        state = self._change("rg", colour, "{:.3g} {:.3g} {:.3g} rg ") + self._change("Tc", (spread,), "{:.4g} Tc ")
        font = self._change("Tf", (face, size), "/F{} {:.4g} Tf ")
        shown = f"BT {state}{font}{x:.2f} {y:.2f} Td <{code}> Tj ET"
        if spread > LOOSE * size and len(text) > 1:  # or programs that copy text would see a space after each letter
            shown = f"/Span <</ActualText <FEFF{text.encode('utf-16-be').hex()}>>> BDC {shown} EMC"
        self.page.operators.append(shown)

    def _change(self, operator: str, values: tuple[float, ...], written: str) -> str:
        if self._state.get(operator) == values:
            return ""
        self._state[operator] = values
        return written.format(*values)

    def fill(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        """Fill a rectangle whose lower left corner is (x, y)."""
        state = self._change("rg", colour, "{:.3g} {:.3g} {:.3g} rg ")
        self.page.operators.append(f"{state}{x:.2f} {y:.2f} {width:.2f} {height:.2f} re f")

    def frame(self, x: float, y: float, width: float, height: float, colour: Colour, line: float = 0.6) -> None:
        """Draw the outline of a rectangle."""
        state = self._change("RG", colour, "{:.3g} {:.3g} {:.3g} RG ") + self._change("w", (line,), "{:.3g} w ")
        self.page.operators.append(f"{state}{x:.2f} {y:.2f} {width:.2f} {height:.2f} re S")

    def image(self, picture: int, matrix: tuple[float, float, float, float, float, float]) -> None:
        """Draw picture number `picture` with the unit square mapped by `matrix`."""
        name = f"Im{picture}"
        self.page.images[name] = picture
        numbers = " ".join(f"{number:.4f}" for number in matrix)
        self.page.operators.append(f"q {numbers} cm /{name} Do Q")

    def annotate(self, annotation: Annotation, owner: Element) -> None:
        """Put a link or form field on the page as content of `owner`."""
        self.page.annotations.append((annotation, owner))
        owner.kids.append(annotation)
