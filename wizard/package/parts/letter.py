"""The letter: the document tree as strips, its mentions of exhibits as links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from wizard.document import Document, Fields, Heading, Items, PageBreak, Paragraph, Run, SignaturePlace, Table, plain
from wizard.package.layout.blocks import bullets, gap, heading, pairs, paragraph
from wizard.package.layout.canvas import Canvas
from wizard.package.layout.flow import Strip
from wizard.package.layout.lines import Inline
from wizard.package.layout.structure import Annotation, Element
from wizard.package.layout.styles import (
    BODY,
    CAPTION,
    LABEL,
    LEAD,
    NOTE,
    PART,
    PLAIN,
    RIGHT,
    RULE,
    SECTION,
    TEXT_WIDTH,
    TITLE,
    Style,
)
from wizard.package.layout.tables import table
from wizard.package.words import group

PARAGRAPHS: Mapping[str, Style] = {"normal": BODY, "lead": LEAD, "note": NOTE, "right": RIGHT}
HEADINGS: Mapping[int, Style] = {1: TITLE, 2: SECTION, 3: PART}
SLOT_WIDTH, SLOT_HEIGHT = 200.0, 78.0
SHORT_MENTION = 6
"""Characters of a mention, such as `证据12`, that is never torn."""


@dataclass
class LetterSetter:
    """Turns blocks into strips. `known` are the numbers of exhibits that have pages."""

    parent: Element
    known: frozenset[int] = frozenset()
    outline: list[tuple[int, str, str]] = field(default_factory=list)
    slots: Sequence[str] = ()
    """What each signature slot says of itself, the signer's first; none: a line to sign by hand."""
    cosigners: int = 0
    """How many of the slots after the first are signed at once."""
    digits: Mapping[str, int] = field(default_factory=dict)
    """How many digits the page number of an anchor has."""
    _mentioned: set[int] = field(default_factory=set)
    _signed: bool = False

    def set(self, document: Document) -> list[Strip]:
        """The whole letter, with a place to sign even when the tree names none."""
        strips: list[Strip] = []
        if not any(isinstance(block, Heading) and block.level == 1 for block in document.blocks[:2]):
            strips += heading(document.title, TITLE, self.parent)
        if document.addressee and not _names(document, document.addressee):
            strips += paragraph(group("cover")("to", addressee=document.addressee), LEAD, self.parent)
        for block, following in zip_longest(document.blocks, document.blocks[1:]):
            strips += self._block(block)
            if isinstance(block, SignaturePlace) and isinstance(following, Paragraph) and following.style == "right":
                _stays(strips[-2:])
        if self.slots and not self._signed:
            strips += self._signature(group("signature")("label"))
        return strips

    def _block(self, block: object) -> list[Strip]:
        match block:
            case Heading():
                return self._heading(block)
            case Paragraph():
                return paragraph(self._inlines(block.runs), PARAGRAPHS[block.style], self.parent)
            case Items():
                items = [self._inlines(item) for item in block.items]
                return bullets(items, PLAIN, self.parent, ordered=block.ordered) if items else []
            case Table():
                return self._table(block)
            case Fields():
                return self._fields(block)
            case SignaturePlace():
                return self._signature(block.label)
            case PageBreak():
                return [Strip(0, lambda canvas, x, y: None, break_before=True)]
        raise TypeError(type(block).__name__)

    def _heading(self, block: Heading) -> list[Strip]:
        anchor = f"heading-{len(self.outline)}"
        if block.level > 1:
            self.outline.append((block.level, block.text, anchor))
        return heading(block.text, HEADINGS[block.level], self.parent, anchor)

    def _table(self, block: Table) -> list[Strip]:
        if block.part == "evidence" and self.known:
            return self._index_mention()
        rows = [[self._inlines(cell) for cell in row] for row in block.rows]
        strips = table(block.caption, block.header, rows, block.widths, self.parent, numeric=block.numeric)
        return [*strips, gap(8)]

    def _index_mention(self) -> list[Strip]:
        """The index with pages and digests follows the letter; a second, shorter list would only repeat it."""
        words = group("letter")
        text = [
            Inline(words("evidence", count=len(self.known))),
            Inline(words("evidence_link"), target="index", says=words("evidence_link")),
            Inline(words("page_before"), whole=True),
            Inline("8" * self.digits.get("index", 1), page_of="index", whole=True, joined=True),
            Inline(words("page_after") + words("evidence_end"), whole=True, joined=True),
        ]
        return paragraph(text, BODY, self.parent)

    def _fields(self, block: Fields) -> list[Strip]:
        strips = paragraph(block.caption, replace(CAPTION, role="P"), self.parent) if block.caption else []
        rows = [(label, self._inlines(value)) for label, value in block.pairs]
        return [*strips, *(pairs(rows, self.parent) if rows else []), gap(6)]

    def _inlines(self, runs: Sequence[Run]) -> list[Inline]:
        found: list[Inline] = []
        open_brackets = 0
        for run in runs:
            if run.exhibit in self.known and run.exhibit is not None:
                found += self._mention(run.text, run.exhibit, run.bold, inside=open_brackets > 0)
            else:
                found.append(Inline(run.text, run.bold))
            open_brackets += run.text.count("（") - run.text.count("）")
        return found

    def _mention(self, text: str, number: int, bold: bool, *, inside: bool) -> list[Inline]:
        """The link, the first time with its page; `inside`: within brackets, so that the page gets others."""
        anchor = f"exhibit-{number}"
        words = group("letter")
        says = words("goes_to", number=number, text=text)
        link = Inline(text, bold, target=anchor, says=says, whole=len(text) <= SHORT_MENTION)
        if number in self._mentioned:
            return [link]
        self._mentioned.add(number)
        digits = Inline("8" * self.digits.get(anchor, 2), page_of=anchor, whole=True, joined=True)
        place = "_inside" if inside else ""
        before = Inline(words(f"page_before{place}"), whole=True)
        return [link, before, digits, Inline(words(f"page_after{place}"), whole=True, joined=True)]

    def _signature(self, label: str) -> list[Strip]:
        self._signed = True
        words = group("signature")
        strips = [gap(10, keep=True), *_slot(label, self.slots[0] if self.slots else "", 1, self.parent)]
        for number, says in enumerate(self.slots[1:], start=2):
            empty = number > self.cosigners + 1
            title = words("cosign" if empty else "cosigner")
            strips += _slot(title, says, number, self.parent, framed=empty)
        return strips


def _stays(strips: Sequence[Strip]) -> None:
    """The date below a signature never stands alone on the next page."""
    for strip in strips:
        strip.keep = True


def _names(document: Document, text: str) -> bool:
    """Whether one of the first blocks already says `text`."""
    for block in document.blocks[:5]:
        said = plain(block.runs) if isinstance(block, Paragraph) else ""
        if isinstance(block, Fields):
            said = "".join(plain(value) for _, value in block.pairs)
        if text in said:
            return True
    return False


def _slot(label: str, says: str, number: int, parent: Element, *, framed: bool = False) -> list[Strip]:
    """A labelled box at the right; with `says` it holds an electronic signature field."""
    strips = paragraph(label, replace(LABEL, left=TEXT_WIDTH - SLOT_WIDTH), parent)
    for strip in strips:
        strip.keep = True
    holder = parent.add("Form" if says else "P")

    def draw(canvas: Canvas, x: float, y: float) -> None:
        left, bottom = x + TEXT_WIDTH - SLOT_WIDTH, y - SLOT_HEIGHT
        canvas.artifact()
        if framed or not says:
            canvas.frame(left, bottom, SLOT_WIDTH, SLOT_HEIGHT, RULE)
        if says:
            box = (left, bottom, left + SLOT_WIDTH, y)
            name = f"Signature{number}"
            canvas.annotate(Annotation(canvas.page.number, box, field=name, says=says), holder)

    return [*strips, Strip(SLOT_HEIGHT, draw), gap(8)]
