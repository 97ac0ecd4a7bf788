"""Text and faces in pictures. Long screenshots are read in overlapping tiles, so that small text stays large enough."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from wizard.evidence.reading import engine
from wizard.evidence.reading.faces import Box, faces_in
from wizard.evidence.reading.page import WHOLE, Page, PlacedFace, PlacedLine

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

TILE, OVERLAP = 2400, 240  # pixels; a phone's screen is one tile
SCALED_WIDTH = 1440  # wider pictures are made smaller: a screen photographed at 4000 pixels says no more
MOST_TILES = 40
Share = Callable[[float], None]


def read_picture(picture: Picture, number: int, share: Share = lambda _done: None) -> Page:
    """The lines and faces of one upright picture; `share` is told how much of it is done (0 to 1)."""
    width, height = picture.size
    lines: list[PlacedLine] = []
    faces: list[PlacedFace] = []
    tiles = list(_tiles(height, max(1.0, width / SCALED_WIDTH)))
    for place, (top, bottom, keep_from, keep_to) in enumerate(tiles):
        tile = _tile(picture, top, bottom)
        for text, score, corners in engine.lines_in(tile):
            line = _placed(text, score, corners, picture, top)
            if keep_from <= line.middle * height / WHOLE < keep_to:
                lines.append(line)
        for face in (_face(box, picture, top) for box in faces_in(tile)):
            if keep_from <= (face.top + face.bottom) / 2 * height / WHOLE < keep_to:
                faces.append(face)
        share((place + 1) / len(tiles))
    return Page(number=number, width=width, height=height, lines=tuple(in_order(lines)), faces=tuple(faces))


def faces_on(picture: Picture) -> tuple[PlacedFace, ...]:
    """The faces of one picture of a page, `SCALED_WIDTH` pixels wide at most."""
    return tuple(_face(box, picture, 0) for box in faces_in(picture))


def covers(height: int, width: int) -> bool:
    """Whether the whole of a picture is read, not only its first tiles."""
    return len(list(_tiles(height, max(1.0, width / SCALED_WIDTH), most=MOST_TILES + 1))) <= MOST_TILES


def _tiles(height: int, scale: float, most: int = MOST_TILES) -> Iterator[tuple[int, int, float, float]]:
    """Top and bottom of each tile, and between which heights its lines count; neighbours share a strip."""
    tall, strip = round(TILE * scale), round(OVERLAP * scale)
    if height <= tall + strip:
        yield 0, height, 0.0, height + 1.0
        return
    top = 0
    for place in range(most):
        bottom = min(top + tall, height)
        last = bottom == height
        yield top, bottom, top + strip / 2 if place else 0.0, height + 1.0 if last else bottom - strip / 2
        if last:
            return
        top = bottom - strip


def _tile(picture: Picture, top: int, bottom: int) -> Picture:
    from PIL import Image

    tile = picture.crop((0, top, picture.width, bottom))
    if tile.width > SCALED_WIDTH * 1.2:
        size = (SCALED_WIDTH, max(1, round(tile.height * SCALED_WIDTH / tile.width)))
        return tile.resize(size, Image.Resampling.BILINEAR)
    return tile


def _scale(picture: Picture) -> float:
    """Pixels of the picture for one of its tiles."""
    return picture.width / SCALED_WIDTH if picture.width > SCALED_WIDTH * 1.2 else 1.0


def _face(box: Box, picture: Picture, top: int) -> PlacedFace:
    left, upper, right, lower = (edge * _scale(picture) for edge in box)
    return PlacedFace(
        left=_share(left, picture.width),
        right=_share(right, picture.width),
        top=_share(upper + top, picture.height),
        bottom=_share(lower + top, picture.height),
    )


def _placed(text: str, score: float, corners: list[engine.Corner], picture: Picture, top: int) -> PlacedLine:
    scale = _scale(picture)
    xs = [x * scale for x, _ in corners]
    ys = [y * scale + top for _, y in corners]
    return PlacedLine(
        text=text,
        score=round(score, 3),
        left=_share(min(xs), picture.width),
        right=_share(max(xs), picture.width),
        top=_share(min(ys), picture.height),
        bottom=_share(max(ys), picture.height),
    )


def _share(pixels: float, whole: int) -> int:
    return max(0, min(WHOLE, round(pixels * WHOLE / whole)))


def in_order(lines: list[PlacedLine]) -> list[PlacedLine]:
    """Lines as one reads them: from top to bottom, those beside each other from left to right."""
    rows: list[list[PlacedLine]] = []
    for line in sorted(lines, key=lambda one: one.middle):
        if rows and line.middle - rows[-1][0].middle < min(line.height, rows[-1][0].height) * 0.6:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda one: one.left)]
