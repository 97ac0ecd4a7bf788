"""The cover: what this is, who against whom, and the table of contents."""

from __future__ import annotations

from dataclasses import replace

from wizard.document import Fields, plain
from wizard.package.layout.blocks import Text, bullets, gap, heading, pairs, paragraph, rule, text_lines
from wizard.package.layout.canvas import Canvas
from wizard.package.layout.flow import Strip
from wizard.package.layout.lines import Inline, text_width
from wizard.package.layout.structure import Annotation, Element
from wizard.package.layout.styles import (
    INK,
    LABEL,
    PLAIN,
    QUIET,
    SECTION,
    TEXT_WIDTH,
    TITLE,
    Style,
)
from wizard.package.parts.filing import Filing, moment, readable_size
from wizard.package.words import group

LINE = Style(size=10.5, leading=21, align="left", colour=INK, role="Reference")
CLOSE_LINE = replace(LINE, leading=17)
"""When there are so many exhibits that the contents would take a page more."""
MANY = 12
NUMBER_WIDTH = 34.0
COVER_TITLE = replace(TITLE, size=26, leading=38, after=4, align="left")
SUBJECT = Style(size=12, leading=20, colour=QUIET, align="left", after=10)


def cover(filing: Filing) -> list[Strip]:
    """The first page (and a second one when there are very many exhibits)."""
    document, words = filing.document, group("cover")
    part = filing.root.add("Sect")
    strips = [Strip(52, lambda canvas, x, y: None), *heading(document.title, COVER_TITLE, part, "cover")]
    if document.subject:
        strips += paragraph(document.subject, SUBJECT, part)
    strips += [rule(4, 14), *pairs(_facts(filing), part), gap(4)]
    if filing.request.changes:
        strips += paragraph(words("changes"), replace(LABEL, before=8, after=2), part)
        strips += bullets(filing.request.changes, replace(PLAIN, size=9.5, leading=16), part, ordered=False)
    strips += [rule(8, 6), *heading(words("contents"), SECTION, part, "contents")]
    return strips + _contents(filing, part.add("TOC"))


def _facts(filing: Filing) -> list[tuple[str, Text]]:
    case, request, words = filing.case, filing.request, group("cover")
    size = readable_size(sum(shown.size for shown in filing.exhibits))
    finished = all(shown.finished for shown in filing.exhibits)
    count = words("exhibit_count" if finished else "exhibit_count_only", count=len(filing.exhibits), size=size)
    version = words("version_first" if request.version == 1 else "version_next", version=request.version)
    shop = case.shop.name
    if case.shop.shop_id:
        shop = words("shop_value", name=case.shop.name, shop_id=case.shop.shop_id)
    facts = [
        (words("reference"), case.reference),
        (words("claimant"), case.shop.legal_name or case.shop.name),
        (words("shop"), shop if case.shop.legal_name or case.shop.shop_id else ""),
        (words("respondent"), case.respondent.name or case.respondent.shop_name or _respondent(filing)),
        (words("addressee"), filing.document.addressee),
        (words("exhibits"), count if filing.exhibits else words("no_exhibits")),
        (words("version"), version),
        (words("signed"), words("signed_value", name=filing.seal.signer, time=moment(request.signed_at))),
    ]
    return [(label, text) for label, text in facts if text]


def _respondent(filing: Filing) -> str:
    """Whom the letter names: the platform's company is not among the case's own answers."""
    blocks = (block for block in filing.document.blocks if isinstance(block, Fields) and block.part == "respondent")
    return next((plain(value) for block in blocks for _, value in block.pairs[:1]), "")


def _contents(filing: Filing, toc: Element) -> list[Strip]:
    words = group("cover")
    lines = [(filing.document.title, "letter", 0), (words("index"), "index", 0)]
    for shown in filing.exhibits:
        lines.append((f"{words('exhibit', number=shown.number)} {shown.title}", shown.anchor, 1))
    lines.append((words("integrity"), "integrity", 0))
    line = CLOSE_LINE if len(lines) > MANY else LINE
    return [_line(text, anchor, depth, toc, line) for text, anchor, depth in lines]


def _line(text: str, anchor: str, depth: int, toc: Element, line: Style) -> Strip:
    """One line of the contents: a link, dots, the page number."""
    reference = toc.add("TOCI").add("Reference")
    style = replace(line, bold=depth == 0, size=10.5 if depth == 0 else 10)
    left = 16.0 * depth
    link = reference.add("Link")
    shown = Inline(_fitting(text, style, TEXT_WIDTH - left - NUMBER_WIDTH - 12), colour=INK)
    title = text_lines([shown], style, TEXT_WIDTH, link)[0]

    def draw(canvas: Canvas, x: float, y: float) -> None:
        title.draw(canvas, x + left, y)
        baseline = y - style.leading / 2 - style.size * 0.36
        number = str(canvas.page_numbers[anchor])
        number_x = x + TEXT_WIDTH - text_width(number, style.size)
        _dots(canvas, x + left + title.line.width + 6, number_x - 5, baseline)
        canvas.mark(link)
        canvas.text(number_x, baseline, number, 0, style.size, INK)
        box = (x + left, baseline - 5, x + TEXT_WIDTH, baseline + 13)
        says = group("cover")("goes_to", text=text, page=number)
        canvas.annotate(Annotation(canvas.page.number, box, anchor, says=says), link)

    return Strip(style.leading, draw)


def _fitting(text: str, style: Style, room: float) -> str:
    if text_width(text, style.size, style.bold) <= room:
        return text
    while text and text_width(text + "…", style.size, style.bold) > room:
        text = text[:-1]
    return text + "…"


def _dots(canvas: Canvas, left: float, right: float, baseline: float) -> None:
    canvas.artifact()
    x = right - 4
    while x > left:
        canvas.fill(x, baseline, 0.8, 0.8, QUIET)
        x -= 5
