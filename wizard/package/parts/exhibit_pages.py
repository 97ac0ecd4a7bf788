"""Exhibit pages: a head that says what it is and what it proves, then the thing itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from wizard.package.exhibits.pieces import Sheet, Tile
from wizard.package.layout.blocks import Text, gap, heading, pairs, paragraph, rule, text_lines
from wizard.package.layout.canvas import Canvas
from wizard.package.layout.flow import Draw, Strip
from wizard.package.layout.structure import Element
from wizard.package.layout.styles import (
    CELL_SMALL,
    NOTE,
    RULE,
    SECTION,
    TEXT_HEIGHT,
    TEXT_WIDTH,
    TURNED_HEIGHT,
    TURNED_WIDTH,
    Style,
)
from wizard.package.layout.tables import fitting_widths, table, usual_lines
from wizard.package.parts.filing import Filing, ShownExhibit, day, readable_size
from wizard.package.words import group

NATURAL = 0.62
"""Points for a pixel: pictures are never blown up beyond it (116 dots an inch)."""
COLUMN_GAP = 14.0
COLUMN_WIDTH = (TEXT_WIDTH - COLUMN_GAP) / 2
LEAST = 0.72
"""On the first page a picture may shrink to this share of its size; else it gets a page of its own."""
LEGIBLE = 0.30
"""Points for a pixel below which small letters (13 pixels) cannot be read in print."""
WORTH_TURNING, WORTH_SHARING = 1.35, 1.2
"""How much larger a page on its side must show a picture: alone, and with the head of the exhibit above it."""
USUAL_HEAD = 130.0
"""Points that the head of an exhibit usually takes."""
EXHIBIT_TITLE = replace(SECTION, size=14, before=0, after=4)
TRANSCRIPT_TITLE = replace(SECTION, size=11, before=0, after=2)
TEXT_SHOWN = Style(size=9, leading=14, align="left", after=0)
SHEET = replace(CELL_SMALL, size=7.5, leading=11)
SHEET_PADDING = 3.0
CROWDED = 2
"""Lines a row of a table on an upright page, beyond which it lies on its side."""
CARD = Style(size=11, leading=19, after=3)
HEAD_LABEL = 62.0
_AMOUNT = re.compile(r"[-+−]?[￥¥]?(\d{1,8}|[\d,]{1,12}\.\d+)%?")


def exhibit_pages(filing: Filing) -> list[Strip]:
    """All exhibits, each beginning on a page of its own."""
    strips: list[Strip] = []
    for shown in filing.exhibits:
        strips += _exhibit(filing, shown)
    return strips


def _exhibit(filing: Filing, shown: ShownExhibit) -> list[Strip]:
    name = f"{group('cover')('exhibit', number=shown.number)} {shown.title}"
    part = filing.section(name, shown.anchor, level=2)
    head = _head(filing, shown, name, part)
    head[0].break_before, head[0].part = True, str(shown.number)
    used = sum(strip.before + strip.height for strip in head)
    body = _body(filing, shown, part, used)
    if body and body[0].turned and not body[0].break_before:
        for strip in head:
            strip.turned = True
    return head + body + _transcript(filing, shown, part)


def _head(filing: Filing, shown: ShownExhibit, name: str, part: Element) -> list[Strip]:
    words = group("exhibit")
    strips = heading(name, EXHIBIT_TITLE, part, shown.anchor)
    strips += pairs(_facts(shown), part, label_width=HEAD_LABEL)
    notes = [*shown.rendered.notes]
    if shown.original_sha256:
        notes.append(words("copy_attached" if filing.attached else "copy_kept"))
    elif shown.rendered.kind in ("card", "columns") or notes:
        notes.append(words("attached" if filing.attached else "kept"))
    tiles = shown.rendered.tiles
    if shown.rendered.kind == "pictures" and _gains_by_turning(tiles[0]) and not _beside_head(tiles[0], USUAL_HEAD):
        notes.append(words("turned"))
    strips.append(gap(3))
    if shown.rendered.kind == "card":
        return [*strips, rule(3, 14), *_card_words(notes, part)]
    for note in notes:
        strips += paragraph(note, replace(NOTE, after=1, align="left"), part)
    return [*strips, rule(3, 10)]


def _card_words(notes: Sequence[str], part: Element) -> list[Strip]:
    """What stands in the place of something a page cannot show."""
    return [strip for note in notes for strip in paragraph(note, CARD, part)]


def _facts(shown: ShownExhibit) -> list[tuple[str, Text]]:
    words, exhibit = group("exhibit"), shown.exhibit
    on = day(exhibit.captured_on) if exhibit.captured_on else ""
    taken = " ".join(text for text in (on, exhibit.captured_by, exhibit.device) if text)
    size = readable_size(shown.size) if shown.finished else words("later")
    masked = bool(shown.original_sha256)
    file = words("file_value", name=shown.stored_name if masked else exhibit.file_name, size=size)
    if exhibit.seconds is not None:
        file = words("file_value_long", name=exhibit.file_name, size=size, time=_clock(exhibit.seconds))
    facts = [
        (words("source"), exhibit.source),
        (words("captured"), taken),
        (words("custody"), exhibit.custody),
        (words("proves"), exhibit.proves),
        (words("personal"), _personal(shown)),
        (words("file_copy" if masked else "file"), file),
        (words("digest"), shown.sha256),
        (words("original_digest"), shown.original_sha256),
    ]
    return [(label, text) for label, text in facts if text]


def _personal(shown: ShownExhibit) -> str:
    words, exhibit = group("exhibit"), shown.exhibit
    if shown.original_sha256:
        reason = exhibit.personal_data_reason if exhibit.personal_data == "needed" else ""
        kept = words("personal_needed", reason=reason) if reason else ""
        return "；".join(text for text in (_copied(shown), kept) if text)
    if exhibit.personal_data == "masked":
        return words("personal_masked")
    if exhibit.personal_data == "needed" and exhibit.personal_data_reason:
        return words("personal_needed", reason=exhibit.personal_data_reason)
    return ""


def _copied(shown: ShownExhibit) -> str:
    """What was done to the copy: boxes on pictures and pages, stars in tables and texts, and what was left out."""
    words, hidden = group("exhibit"), shown.exhibit.hidden
    if not hidden:
        return words("personal_copy", count=len(shown.exhibit.masks))
    columns = sum(one.scope == "column" for one in hidden)
    counts = {"starred_columns": columns, "starred_others": len(hidden) - columns}
    what = "、".join(words(name, count=count) for name, count in counts.items() if count)
    without = group("starred_without").get(shown.media_type)
    return words("personal_starred", what=what, without=without)


def _clock(seconds: float) -> str:
    whole = round(seconds)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "小时"), (minutes, "分"), (rest, "秒"))
    return "".join(f"{count}{unit}" for count, unit in parts if count) or "不到1秒"


def _body(filing: Filing, shown: ShownExhibit, part: Element, used: float) -> list[Strip]:
    """`used` is how high the head is that stands above."""
    match shown.rendered.kind:
        case "pictures" | "card":
            return _pictures(filing, shown, part, used)
        case "columns":
            return _columns(filing, shown, part, TEXT_HEIGHT - used)
        case "sheets":
            return _sheets(shown, part)
    return _text(shown, part)


def _pictures(filing: Filing, shown: ShownExhibit, part: Element, used: float) -> list[Strip]:
    if shown.rendered.kind == "card":
        return _posters(filing, shown, part)
    strips: list[Strip] = []
    for place, tile in enumerate(shown.rendered.tiles):
        figure = _figure(filing, shown, place, part)
        put = _turned if _gains_by_turning(tile) else _upright
        strips.append(put(filing, tile, figure, 0.0 if place else used))
        strips[-1].part = str(shown.number)
    return strips


def _upright(filing: Filing, tile: Tile, figure: Element, used: float) -> Strip:
    """A picture on an upright page; it shares it with the head above, unless it would become too small there."""
    width, height = _fit(tile, TEXT_WIDTH, TEXT_HEIGHT)
    room = TEXT_HEIGHT - used
    own_page = not used or room / height < LEAST
    if not own_page and height > room:
        width, height = width * room / height, room
    drawing = _drawing(filing, tile, width, height, (TEXT_WIDTH - width) / 2, figure)
    return Strip(height, drawing, break_before=own_page)


def _turned(filing: Filing, tile: Tile, figure: Element, used: float) -> Strip:
    """A wide picture on a page that lies on its side, with the head above where that costs little."""
    shared = bool(used) and _beside_head(tile, used)
    width, height = _fit(tile, TURNED_WIDTH, TURNED_HEIGHT - used * shared)
    drawing = _drawing(filing, tile, width, height, (TURNED_WIDTH - width) / 2, figure)
    return Strip(height, drawing, break_before=not shared, turned=True)


def _gains_by_turning(tile: Tile) -> bool:
    """Whether what is wide becomes legible, or at least much larger, on a page that lies on its side."""
    return _scale(tile, TEXT_WIDTH, TEXT_HEIGHT) < LEGIBLE and _gain(tile, TURNED_HEIGHT) >= WORTH_TURNING


def _beside_head(tile: Tile, used: float) -> bool:
    """Whether a turned page still shows it larger when a head takes `used` points of it."""
    return used < TURNED_HEIGHT / 2 and _gain(tile, TURNED_HEIGHT - used) >= WORTH_SHARING


def _gain(tile: Tile, height: float) -> float:
    return _scale(tile, TURNED_WIDTH, height) / _scale(tile, TEXT_WIDTH, TEXT_HEIGHT)


def _scale(tile: Tile, width: float, height: float) -> float:
    """Points for a pixel in such a room."""
    return _fit(tile, width, height)[0] / tile.width


def _posters(filing: Filing, shown: ShownExhibit, part: Element) -> list[Strip]:
    """Frames of a video: upright ones side by side, wide ones below each other, all on the first page."""
    tiles = shown.rendered.tiles
    if tiles and all(tile.height > tile.width for tile in tiles):
        return _poster_row(filing, shown, part)
    strips: list[Strip] = []
    for place, tile in enumerate(tiles):
        width, height = _fit(tile, TEXT_WIDTH * 0.6, TEXT_HEIGHT * 0.2)
        figure = _figure(filing, shown, place, part)
        strips.append(Strip(height, _drawing(filing, tile, width, height, 0, figure), before=4, keep=True))
        strips += paragraph(tile.caption, replace(NOTE, after=4), part)
    return strips


def _poster_row(filing: Filing, shown: ShownExhibit, part: Element) -> list[Strip]:
    tiles = shown.rendered.tiles
    column = (TEXT_WIDTH - COLUMN_GAP * (len(tiles) - 1)) / len(tiles)
    draws, captions, tallest = [], [], 0.0
    for place, tile in enumerate(tiles):
        width, height = _fit(tile, column, TEXT_HEIGHT * 0.45)
        left = place * (column + COLUMN_GAP)
        draws.append(_drawing(filing, tile, width, height, left, _figure(filing, shown, place, part)))
        captions.append((left, text_lines(tile.caption, NOTE, column, part.add("P"))[0]))
        tallest = max(tallest, height)

    def draw(canvas: Canvas, x: float, y: float) -> None:
        for picture, (left, caption) in zip(draws, captions, strict=True):
            picture(canvas, x, y)
            caption.draw(canvas, x + left, y - tallest - 3)

    return [Strip(tallest + NOTE.leading + 3, draw, before=4)]


def _fit(tile: Tile, width: float, height: float) -> tuple[float, float]:
    scale = min(width / tile.width, height / tile.height, max(NATURAL, 0.5 * width / tile.width))
    return tile.width * scale, tile.height * scale


def _figure(filing: Filing, shown: ShownExhibit, place: int, part: Element) -> Element:
    words, total = group("exhibit"), len(shown.rendered.tiles)
    alt = words("alt_image", number=shown.number, title=shown.title, page=place + 1, pages=total)
    return part.add("Figure", alt=alt)


def _drawing(filing: Filing, tile: Tile, width: float, height: float, left: float, figure: Element) -> Draw:
    number = filing.picture(tile.picture)

    def draw(canvas: Canvas, x: float, y: float) -> None:
        bottom = y - height
        canvas.mark(figure)
        canvas.image(number, upright_matrix(tile.orientation, x + left, bottom, width, height))
        figure.box = (x + left, bottom, x + left + width, y)
        canvas.artifact()
        canvas.frame(x + left, bottom, width, height, RULE, 0.5)

    return draw


def upright_matrix(
    orientation: int, x: float, y: float, w: float, h: float
) -> tuple[float, float, float, float, float, float]:
    """The matrix that draws a stored picture upright in a box, by its EXIF orientation (EXIF 2.3, tag 0x0112)."""
    return {
        2: (-w, 0, 0, h, x + w, y),
        3: (-w, 0, 0, -h, x + w, y + h),
        4: (w, 0, 0, -h, x, y + h),
        5: (0, -h, -w, 0, x + w, y + h),
        6: (0, -h, w, 0, x, y + h),
        7: (0, h, w, 0, x, y),
        8: (0, h, -w, 0, x + w, y),
    }.get(orientation, (w, 0, 0, h, x, y))


def _columns(filing: Filing, shown: ShownExhibit, part: Element, room: float) -> list[Strip]:
    """Slices of a long picture, two columns a page."""
    tiles = shown.rendered.tiles
    strips: list[Strip] = []
    for place in range(0, len(tiles), 2):
        pair = tiles[place : place + 2]
        scale = min(COLUMN_WIDTH / pair[0].width, 1.0)
        height = max(tile.height for tile in pair) * scale
        own_page = place > 0
        if not place and height > room:
            own_page = room / height < LEAST
            scale, height = (scale, height) if own_page else (scale * room / height, room)
        figures = [_figure(filing, shown, place + offset, part) for offset in range(len(pair))]
        strip = Strip(height, _column_drawing(filing, pair, scale, figures))
        strip.break_before, strip.part = own_page, str(shown.number)
        strips.append(strip)
    return strips


def _column_drawing(filing: Filing, pair: Sequence[Tile], scale: float, figures: Sequence[Element]) -> Draw:
    draws = []
    for place, (tile, figure) in enumerate(zip(pair, figures, strict=True)):
        left = place * (pair[0].width * scale + COLUMN_GAP)
        draws.append(_drawing(filing, tile, tile.width * scale, tile.height * scale, left, figure))

    def draw(canvas: Canvas, x: float, y: float) -> None:
        for column in draws:
            column(canvas, x, y)

    return draw


def _sheets(shown: ShownExhibit, part: Element) -> list[Strip]:
    return [strip for sheet in shown.rendered.sheets for strip in _sheet(sheet, part)]


def _sheet(sheet: Sheet, part: Element) -> list[Strip]:
    """A table as it fits; one that would be many lines a row lies on its side."""
    header, rows, bold = sheet.rows[0], sheet.rows[1:], replace(SHEET, bold=True)
    room = TEXT_WIDTH
    widths = fitting_widths(sheet.rows, bold, SHEET_PADDING, room)
    if turned := usual_lines(sheet.rows, widths, SHEET, SHEET_PADDING) > CROWDED or sum(widths) > room:
        room = TURNED_WIDTH
        widths = fitting_widths(sheet.rows, bold, SHEET_PADDING, room)
    numeric = [place for place in range(len(header)) if _amounts([row[place] for row in rows])]
    strips = table(
        sheet.caption, header, rows, widths, part, numeric=numeric, style=SHEET, padding=SHEET_PADDING, room=room
    )
    strips.append(gap(10))
    for strip in strips:
        strip.turned = turned
    return strips


def _amounts(cells: Sequence[str]) -> bool:
    """Whether a column holds amounts, which are set to the right; numbers of orders and the like are not amounts."""
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(_AMOUNT.fullmatch(cell) for cell in filled)


def _transcript(filing: Filing, shown: ShownExhibit, part: Element) -> list[Strip]:
    """The merchant's own text of a picture or recording, behind it."""
    text = filing.request.transcripts.get(shown.exhibit.id, "").strip()
    if not text:
        return []
    words = group("exhibit")
    strips = [
        gap(12),
        *heading(words("transcript"), TRANSCRIPT_TITLE, part),
        *paragraph(words("transcript_note"), NOTE, part),
    ]
    return [*strips, *_lines(text, part)]


def _text(shown: ShownExhibit, part: Element) -> list[Strip]:
    return _lines(shown.rendered.text, part)


def _lines(text: str, part: Element) -> list[Strip]:
    strips: list[Strip] = []
    for line in text.split("\n"):
        strips += paragraph(line, TEXT_SHOWN, part) if line.strip() else [gap(TEXT_SHOWN.leading / 2)]
    return strips
