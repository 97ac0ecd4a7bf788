"""The parts put together: pages with running heads, numbers and stamps."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from wizard.document import Document
from wizard.package.layout.canvas import Canvas
from wizard.package.layout.flow import Sheet, Strip, draw_sheet, pages_of_anchors, paginate
from wizard.package.layout.lines import text_width
from wizard.package.layout.metadata import About
from wizard.package.layout.output import Drawn
from wizard.package.layout.running import running_text
from wizard.package.layout.structure import Element
from wizard.package.layout.styles import (
    ACCENT,
    MARGIN_BOTTOM,
    MARGIN_LEFT,
    MARGIN_RIGHT,
    MARGIN_TOP,
    QUIET,
    RULE,
    TEXT_HEIGHT,
    TURNED_HEIGHT,
)
from wizard.package.parts.cover import cover
from wizard.package.parts.exhibit_pages import exhibit_pages
from wizard.package.parts.filing import Filing
from wizard.package.parts.index import index
from wizard.package.parts.integrity import integrity
from wizard.package.parts.letter import LetterSetter
from wizard.package.words import group

TRIES = 4


def assemble(filing: Filing) -> Drawn:
    """Lay out the whole filing and draw it."""
    front = cover(filing)
    filing.outline.append((1, filing.document.title, "letter"))
    letter = filing.root.add("Sect")
    mark = len(filing.outline)
    back = [*index(filing), *exhibit_pages(filing), *integrity(filing)]
    sheets = _with_letter(filing, letter, mark, front, back)
    words, request = group("running"), filing.request
    head = words("header", title=filing.document.title, reference=filing.case.reference)
    right = words("version", version=request.version) if filing.signed else words("preview")
    canvas = draw_pages(sheets, head, right, bare_first=True)
    about = About(
        title=f"{filing.document.title} {filing.case.reference}",
        author=filing.seal.signer,
        subject=filing.document.subject or filing.document.title,
        made_at=request.signed_at,
        language=filing.document.language,
    )
    return Drawn(canvas, filing.root, about, filing.pictures, outline=filing.outline)


def _with_letter(filing: Filing, part: Element, mark: int, front: list[Strip], back: list[Strip]) -> list[Sheet]:
    """Pages with the letter between front and back, set again until the page numbers it mentions fit their places."""
    bookmarks, digits = list(filing.outline), dict[str, int]()
    for _ in range(TRIES):
        part.kids.clear()
        strips, headings = _letter(filing, part, digits)
        sheets = paginate([*front, *strips, *back], TEXT_HEIGHT, TURNED_HEIGHT)
        filing.outline[:] = [*bookmarks[:mark], *headings, *bookmarks[mark:]]
        needed = {anchor: len(str(number)) for anchor, number in pages_of_anchors(sheets).items()}
        if needed == digits:
            break
        digits = needed
    return sheets


def _letter(filing: Filing, part: Element, digits: dict[str, int]) -> tuple[list[Strip], list[tuple[int, str, str]]]:
    words = group("signature")
    slots = [words("field", name=filing.seal.signer)] if filing.signed else []
    if filing.signed:
        slots += [words("cosigned", name=cosigner.name) for cosigner in filing.request.cosigners]
        slots += [words("cosign_field", number=number + 1) for number in range(filing.request.cosign_slots)]
    known = frozenset(shown.number for shown in filing.exhibits)
    setter = LetterSetter(part, known, slots=slots, digits=digits, cosigners=len(filing.request.cosigners))
    strips = setter.set(filing.document)
    first = Strip(0, lambda canvas, x, y: None, keep=True, anchor="letter", break_before=True)
    return [first, *strips], setter.outline


def assemble_plain(document: Document, reference: str, note: str, made_at: dt.datetime) -> Drawn:
    """A single document with running heads, without cover, exhibits or signature."""
    root = Element("Document")
    setter = LetterSetter(root.add("Sect"))
    strips = setter.set(document)
    strips[0].anchor = strips[0].anchor or "letter"
    head = group("running")("header", title=document.title, reference=reference) if reference else document.title
    canvas = draw_pages(paginate(strips, TEXT_HEIGHT), head, note, bare_first=False)
    about = About(document.title, "", document.subject or document.title, made_at, document.language)
    return Drawn(canvas, root, about, outline=[(1, document.title, strips[0].anchor), *setter.outline])


def draw_pages(sheets: list[Sheet], left: str, right: str, *, bare_first: bool) -> Canvas:
    """Draw every page: what belongs to it, its running head (with the stamp on exhibit pages) and its number."""
    canvas = Canvas()
    canvas.page_numbers = pages_of_anchors(sheets)
    totals = Counter(sheet.part for sheet in sheets if sheet.part)
    seen: Counter[str] = Counter()
    for number, sheet in enumerate(sheets, start=1):
        canvas.new_page(turned=sheet.turned)
        stamp = ""
        if sheet.part:
            seen[sheet.part] += 1
            stamp = group("running")("stamp", number=sheet.part, page=seen[sheet.part], pages=totals[sheet.part])
        if number > 1 or not bare_first:
            _head(canvas, left, "" if stamp else right, stamp)
        draw_sheet(sheet, canvas, MARGIN_LEFT, canvas.page.height - MARGIN_TOP)
        _foot(canvas, group("running")("page", page=number, pages=len(sheets)))
        canvas.close()
    return canvas


def _head(canvas: Canvas, left: str, right: str, stamp: str) -> None:
    y, end = canvas.page.height - MARGIN_TOP + 22, canvas.page.width - MARGIN_RIGHT
    canvas.artifact("Header")
    running_text(canvas, MARGIN_LEFT, y, left, 8, QUIET)
    if right:
        running_text(canvas, end - text_width(right, 8), y, right, 8, QUIET)
    canvas.fill(MARGIN_LEFT, y - 7, end - MARGIN_LEFT, 0.5, RULE)
    if stamp:
        width = text_width(stamp, 9.5, bold=True)
        x = end - width - 8
        canvas.frame(x - 8, y - 2, width + 16, 18, ACCENT, 0.9)
        running_text(canvas, x, y + 3.6, stamp, 9.5, ACCENT, bold=True)


def _foot(canvas: Canvas, text: str) -> None:
    canvas.artifact("Footer")
    running_text(canvas, (canvas.page.width - text_width(text, 8)) / 2, MARGIN_BOTTOM - 26, text, 8, QUIET)
