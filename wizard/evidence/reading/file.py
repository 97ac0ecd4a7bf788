"""One file from its type to its reading."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wizard.evidence.inspection.images import DECODER_ERRORS, MAX_PIXELS
from wizard.evidence.reading import engine, papers, pictures, writings
from wizard.evidence.reading.difference_hash import look_of
from wizard.evidence.reading.page import Page, Reading, Unread
from wizard.evidence.reading.pictures import Share

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

READER = 2  # raised when files are to be read anew
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OLD_WORKBOOK = "application/vnd.ms-excel"
DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF, CSV = "application/pdf", "text/csv"
MAILS = ("message/rfc822", "application/vnd.ms-outlook")
FRAMES = 5  # pages read of a picture file with several


def readable(media_type: str | None) -> bool:
    """Whether a type of file can hold text that is read here (pictures only with the extra `ocr`)."""
    kind = media_type or ""
    return kind.startswith(("image/", "text/")) or kind in (PDF, WORKBOOK, OLD_WORKBOOK, DOCUMENT, *MAILS)


def surveyed(media_type: str | None) -> bool:
    """Whether all of a file of a type is looked through for other people's data, which can then be starred."""
    from wizard.evidence.starring.copying import can_star

    return can_star(media_type)


def read_file(path: Path, media_type: str, share: Share = lambda _done: None) -> Reading:
    """Read a file of a type that was found by content; never raises for what is inside it."""
    if media_type.startswith("image/"):
        return _picture_file(path, share)
    if media_type == PDF:
        return _paper_file(path, share)
    reading = _writing(path, media_type)
    if not surveyed(media_type):
        return reading
    from wizard.evidence.starring.surveying import survey_of

    return reading.model_copy(update={"survey": survey_of(path, media_type)})


def _writing(path: Path, media_type: str) -> Reading:
    if media_type == WORKBOOK:
        return _written(writings.read_workbook(path), table=True)
    if media_type == OLD_WORKBOOK:
        return _written(writings.read_old_workbook(path, media_type), table=True)
    if media_type == DOCUMENT:
        return _written(writings.read_document(path))
    if media_type in MAILS:
        return _written(writings.read_mail(path))
    if media_type == "text/html":
        return _written(writings.read_page(path))
    if media_type.startswith("text/"):
        return _written(writings.read_text(path), table=media_type == CSV)
    return _nothing("not_readable")


def _nothing(why: Unread, look: str = "") -> Reading:
    return Reading(reader=READER, unread=why, look=look)


def _written(pages: list[Page], *, table: bool = False) -> Reading:
    why: Unread = "" if any(page.lines for page in pages) else "no_text"
    return Reading(reader=READER, pages=tuple(pages), unread=why, table=table)


def _paper_file(path: Path, share: Share) -> Reading:
    import pypdfium2

    try:
        pages, more, lacking = papers.read_paper(path, share)
    except pypdfium2.PdfiumError:
        return _nothing("not_readable")
    read = any(page.lines for page in pages)
    why: Unread = "" if read else "no_reader" if lacking else "no_text"
    return Reading(reader=READER, pages=tuple(pages), unread=why, more=more or lacking)


def _picture_file(path: Path, share: Share) -> Reading:
    import pi_heif
    from PIL import Image

    pi_heif.register_heif_opener()
    try:
        with path.open("rb") as file, Image.open(file) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                return _nothing("not_readable")
            return _frames(opened, share)
    except (*DECODER_ERRORS, Image.DecompressionBombError):
        return _nothing("not_readable")


def _frames(opened: Picture, share: Share) -> Reading:
    from PIL import ImageOps

    pages: list[Page] = []
    look, more = "", False
    count = min(getattr(opened, "n_frames", 1), FRAMES) if opened.format == "TIFF" else 1
    for place in range(count):
        opened.seek(place)
        upright = (ImageOps.exif_transpose(opened) or opened).convert("RGB")
        look = look or look_of(upright)
        if not engine.can_read_pictures():
            return _nothing("no_reader", look)
        pages.append(pictures.read_picture(upright, place + 1, _part(share, place, count)))
        more = more or not pictures.covers(upright.height, upright.width)
    why: Unread = "" if any(page.lines for page in pages) else "no_text"
    return Reading(reader=READER, pages=tuple(pages), unread=why, look=look, more=more)


def _part(share: Share, place: int, count: int) -> Share:
    """Tell the whole's share while the part at `place` of `count` is read."""
    return lambda done: share((place + done) / count)
