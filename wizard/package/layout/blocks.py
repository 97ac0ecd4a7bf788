"""Blocks as strips: paragraphs, headings, lists, label and value pairs, space."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from wizard.package.layout.canvas import Canvas
from wizard.package.layout.flow import Draw, Strip
from wizard.package.layout.lines import Inline, Line, break_lines, text_width
from wizard.package.layout.structure import Annotation, Element
from wizard.package.layout.styles import ACCENT, LABEL, LINK, RULE, TEXT_WIDTH, VALUE, Style

Text = str | Sequence[Inline]


def inlines_of(text: Text) -> Sequence[Inline]:
    """A plain string as a single run; runs stay as they are."""
    return (Inline(text),) if isinstance(text, str) else text


@dataclass(eq=False)
class TextLine:
    """A line ready to be drawn as content of an element; links become elements of their own below it."""

    line: Line
    inlines: Sequence[Inline]
    style: Style
    owner: Element
    links: dict[int, Element]

    def draw(self, canvas: Canvas, x: float, top: float) -> None:
        """Draw with the line's upper left corner at (x, top)."""
        baseline = top - self.style.leading / 2 - self.style.size * 0.36
        for span in self.line.spans:
            inline = self.inlines[span.source]
            colour = inline.colour or (LINK if inline.target else self.style.colour)
            canvas.mark(self._owner(span.source, inline))
            text = str(canvas.page_numbers[inline.page_of]) if inline.page_of else span.text
            canvas.text(x + span.x, baseline, text, span.face, self.style.size, colour, span.spread)
            if inline.target:
                width = text_width(text, self.style.size) if inline.page_of else span.width - span.spread
                self._link(canvas, x + span.x, baseline, width, span.source)

    def _owner(self, source: int, inline: Inline) -> Element:
        if not inline.target:
            return self.owner
        if source not in self.links:
            self.links[source] = self.owner.add("Link")
        return self.links[source]

    def _link(self, canvas: Canvas, x: float, baseline: float, width: float, source: int) -> None:
        inline, size = self.inlines[source], self.style.size
        if inline.colour is None:  # a link with a colour of its own is recognised by its place, as in the contents
            canvas.fill(x, baseline - size * 0.17, width, 0.5, LINK)
        box = (x, baseline - size * 0.25, x + width, baseline + size * 0.9)
        says = inline.says or inline.text
        canvas.annotate(Annotation(canvas.page.number, box, inline.target, says=says), self._owner(source, inline))


def text_lines(text: Text, style: Style, width: float, owner: Element) -> list[TextLine]:
    """The lines of a text; all of them are content of `owner`."""
    inlines, links = inlines_of(text), dict[int, Element]()
    return [TextLine(line, inlines, style, owner, links) for line in break_lines(inlines, style, width)]


def paragraph(
    text: Text, style: Style, parent: Element, *, width: float = TEXT_WIDTH, owner: Element | None = None
) -> list[Strip]:
    """A paragraph; at least two of its lines stay together at either end of a page."""
    element = owner or parent.add(style.role)
    lines = text_lines(text, style, width - style.left, element)
    strips = [Strip(style.leading, _shifted(line, style.left)) for line in lines]
    strips[0].before = style.before
    last = len(strips) - 1
    for place, strip in enumerate(strips):
        strip.keep = place < last and (place == 0 or place == last - 1)
    if style.keep_with_next:
        for strip in strips:
            strip.keep = True
    if style.after:
        strips.append(gap(style.after, keep=style.keep_with_next))
        strips[last].keep = True
    return strips


def _shifted(line: TextLine, left: float) -> Draw:
    return lambda canvas, x, y: line.draw(canvas, x + left, y)


def gap(height: float, *, keep: bool = False) -> Strip:
    """Empty space."""
    return Strip(height, lambda canvas, x, y: None, keep=keep, blank=True)


def heading(text: str, style: Style, parent: Element, anchor: str = "") -> list[Strip]:
    """A heading that stays with what follows it."""
    strips = paragraph(text, style, parent)
    strips[0].anchor = anchor
    return strips


def rule(before: float = 0, after: float = 0, width: float = TEXT_WIDTH, keep: bool = False) -> Strip:
    """A thin line across the page."""

    def draw(canvas: Canvas, x: float, y: float) -> None:
        canvas.artifact()
        canvas.fill(x, y - before - 0.6, width, 0.6, RULE)

    return Strip(before + 0.6 + after, draw, keep=keep)


def bullets(items: Sequence[Text], style: Style, parent: Element, *, ordered: bool) -> list[Strip]:
    """A list with numbers or dots."""
    listing = parent.add("L", numbering="Decimal" if ordered else "Disc")
    indent = style.size * (2.1 if ordered else 1.5)
    strips: list[Strip] = []
    for number, item in enumerate(items, start=1):
        strips += _item(item, f"{number}." if ordered else "•", indent, style, listing)
    strips.append(gap(style.after))
    return strips


def _item(item: Text, label: str, indent: float, style: Style, listing: Element) -> list[Strip]:
    element = listing.add("LI")
    label_lines = text_lines(label, replace(style, align="left", colour=ACCENT), indent, element.add("Lbl"))
    body = replace(style, left=indent, before=0, after=2.5, first_indent=0)
    strips = paragraph(item, body, element, owner=element.add("LBody"))
    draw_body = strips[0].draw

    def draw(canvas: Canvas, x: float, y: float) -> None:
        label_lines[0].draw(canvas, x, y)
        draw_body(canvas, x, y)

    strips[0].draw = draw
    return strips


def pairs(
    rows: Sequence[tuple[str, Text]], parent: Element, *, label_width: float = 86, width: float = TEXT_WIDTH
) -> list[Strip]:
    """Label and value pairs; a reader hears them as a table whose row headers are the labels."""
    table = parent.add("Table")
    strips: list[Strip] = []
    for label, value in rows:
        row = table.add("TR")
        left = text_lines(label, LABEL, label_width - 8, row.add("TH", scope="Row"))
        right = text_lines(value, VALUE, width - label_width, row.add("TD"))
        strips += _pair(left, right, label_width)
    return strips


def _pair(left: list[TextLine], right: list[TextLine], label_width: float) -> list[Strip]:
    strips = []
    for place in range(max(len(left), len(right))):

        def draw(canvas: Canvas, x: float, y: float, place: int = place) -> None:
            for lines, offset in ((left, 0.0), (right, label_width)):
                if place < len(lines):
                    lines[place].draw(canvas, x + offset, y)

        strips.append(Strip(LABEL.leading, draw, keep=place == 0 and len(right) > 1))
    strips.append(gap(1.5))
    return strips
