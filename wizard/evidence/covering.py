"""Makes the copy of a picture or PDF in which masked places are gone for good: black in the pixels, nothing beneath.

A PDF becomes pictures of its pages, all of them, so that no text layer, note or attachment goes along. A picture loses
its metadata. The original is never touched. Meant for a worker process.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.case import Mask
from wizard.evidence.inspection.images import DECODER_ERRORS, MAX_PIXELS
from wizard.evidence.reading.page import WHOLE
from wizard.evidence.reading.papers import page_picture

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

PDF = "application/pdf"
MOST_PAGES = 100
QUALITY = 90
RESOLUTION = 150.0
SHOWN_SIDE = 2400  # pixels of a page that is shown for masking


class CannotCover(Exception):
    """A file in which nothing can be covered: damaged, locked, too large, or of another kind."""


def covered_type(media_type: str) -> tuple[str, str]:
    """Media type and suffix of the copy; raises `CannotCover` for kinds that have none."""
    if media_type == PDF:
        return PDF, ".pdf"
    if not media_type.startswith("image/"):
        raise CannotCover(media_type)
    return ("image/jpeg", ".jpg") if media_type in ("image/jpeg", "image/heic") else ("image/png", ".png")


def cover(path: Path, media_type: str, masks: Sequence[Mask], out: Path) -> None:
    """Write the masked copy of `path` to `out`; raises `CannotCover`. The same input gives the same bytes."""
    copy_type, _ = covered_type(media_type)
    if media_type == PDF:
        _cover_paper(path, masks, out)
        return
    picture = picture_of(path, media_type, 1)
    _blacken(picture, [mask for mask in masks if mask.page == 1])
    if copy_type == "image/jpeg":
        picture.save(out, "JPEG", quality=QUALITY)
    else:
        picture.save(out, "PNG", compress_level=6)


def _cover_paper(path: Path, masks: Sequence[Mask], out: Path) -> None:
    pages = _covered_pages(path, masks)
    first = next(pages, None)
    if first is None:
        raise CannotCover("no pages")
    never = time.gmtime(0)  # no date of making: the same input gives the same bytes
    options = {"resolution": RESOLUTION, "quality": QUALITY, "title": "", "creationDate": never, "modDate": never}
    first.save(out, "PDF", save_all=True, append_images=pages, **options)


def _covered_pages(path: Path, masks: Sequence[Mask]) -> Iterator[Picture]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise CannotCover("locked or broken") from error
    try:
        if len(document) > MOST_PAGES:
            raise CannotCover(f"more than {MOST_PAGES} pages")
        for place in range(len(document)):
            picture = page_picture(document[place])
            _blacken(picture, [mask for mask in masks if mask.page == place + 1])
            yield picture
    finally:
        document.close()


def _blacken(picture: Picture, masks: Sequence[Mask]) -> None:
    from PIL import ImageDraw

    draw = ImageDraw.Draw(picture)
    for mask in masks:
        left, right = mask.left * picture.width // WHOLE, -(-mask.right * picture.width // WHOLE)
        top, bottom = mask.top * picture.height // WHOLE, -(-mask.bottom * picture.height // WHOLE)
        draw.rectangle((left, top, max(left, right), max(top, bottom)), fill="black")


def picture_of(path: Path, media_type: str, page: int) -> Picture:
    """One page of a file as an upright RGB picture; raises `CannotCover`."""
    covered_type(media_type)
    return _paper_page(path, page) if media_type == PDF else _upright(path)


def _paper_page(path: Path, page: int) -> Picture:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise CannotCover("locked or broken") from error
    try:
        if not 1 <= page <= len(document):
            raise CannotCover(f"no page {page}")
        return page_picture(document[page - 1])
    finally:
        document.close()


def _upright(path: Path) -> Picture:
    import pi_heif
    from PIL import Image, ImageOps

    pi_heif.register_heif_opener()
    try:
        with path.open("rb") as file, Image.open(file) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise CannotCover("too large")
            upright = ImageOps.exif_transpose(opened) or opened
            return _on_white(upright)
    except (*DECODER_ERRORS, Image.DecompressionBombError) as error:
        raise CannotCover("damaged") from error


def _on_white(picture: Picture) -> Picture:
    """The picture as RGB without transparency and without anything but its pixels."""
    from PIL import Image

    plain = Image.new("RGB", picture.size, "white")
    layered = picture.convert("RGBA")
    plain.paste(layered, mask=layered.getchannel("A"))
    return plain


def page_to_show(path: Path, media_type: str, page: int) -> bytes:
    """A page as a JPEG to draw boxes on; raises `CannotCover`."""
    import io

    picture = picture_of(path, media_type, page)
    picture.thumbnail((SHOWN_SIDE // 2, SHOWN_SIDE * 4))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=82)
    return out.getvalue()
