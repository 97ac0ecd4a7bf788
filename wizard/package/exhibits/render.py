"""From an original to what is shown of it, by what the file is and never by its name."""

from __future__ import annotations

from pathlib import Path

from wizard.package.exhibits import documents, letters, papers, pictures, slices, writings
from wizard.package.exhibits.media import can_decode, posters
from wizard.package.exhibits.pieces import Rendered, Unreadable
from wizard.package.exhibits.spool import Spool
from wizard.package.request import PackageLimits
from wizard.package.words import group

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAILS = ("message/rfc822", "application/vnd.ms-outlook")


def media_type_of(path: Path) -> str:
    """What a file is by its first bytes; `application/octet-stream` when unknown."""
    import puremagic

    try:
        found = puremagic.magic_file(str(path))
    except (ValueError, OSError, puremagic.PureError):
        found = []
    known = next((match.mime_type for match in found if match.mime_type), "")
    return known or _text_or_unknown(path)


def _text_or_unknown(path: Path) -> str:
    try:
        with path.open("rb") as file:
            writings.decode(file.read(4096))
    except (Unreadable, MemoryError, RecursionError):
        return "application/octet-stream"
    return "text/plain"


def render(path: Path, media_type: str, file_name: str, spool: Spool, limits: PackageLimits) -> Rendered:
    """What to show of an original; a card when it cannot be shown. Never raises for a damaged file."""
    try:
        return _render(path, media_type, file_name.lower(), spool, limits)
    except Unreadable:
        return Rendered("card", notes=[group("exhibit")("unreadable")])


def _render(path: Path, media_type: str, name: str, spool: Spool, limits: PackageLimits) -> Rendered:
    if media_type.startswith("image/"):
        return _image(path, spool, limits)
    if media_type == "application/pdf":
        return _paper(path, spool, limits)
    if media_type == WORKBOOK:
        sheets, notes = writings.workbook_sheets(path, limits)
        return Rendered("sheets", sheets=sheets, notes=notes)
    if media_type in ("text/csv", "application/csv") or (
        media_type.startswith("text/") and name.endswith((".csv", ".tsv"))
    ):
        sheets, notes = writings.csv_sheets(path, limits)
        return _begun(path, Rendered("sheets", sheets=sheets, notes=notes))
    if media_type == DOCUMENT:
        text, total, notes = documents.document_text(path, limits)
        shown = _written(text, total)
        return Rendered(shown.kind, text=shown.text, notes=[*notes, *shown.notes])
    if media_type in MAILS:
        return _begun(path, _written(*letters.mail_text(path, limits)))
    if media_type == "text/html":
        return _begun(path, _written(*letters.page_text(path, limits)))
    if media_type.startswith("text/") or media_type == "application/json":
        return _begun(path, _written(*writings.text_of(path, limits)))
    return _card(path, media_type, spool)


def _image(path: Path, spool: Spool, limits: PackageLimits) -> Rendered:
    words = group("exhibit")
    with pictures.open_image(path) as image:
        if slices.is_long(*pictures.upright_size(image)):
            tiles, total = slices.sliced(image, spool, limits.long_image_slices)
            notes = [words("sliced", count=total)]
            if total > len(tiles):
                notes.append(words("slices_limit", shown=len(tiles)))
            return Rendered("columns", tiles=tiles, notes=notes)
        tiles, total = pictures.frames(path, image, spool)
        notes = [words("frames_limit", total=total, shown=len(tiles))] if total > len(tiles) else []
        if image.format in ("GIF", "WEBP", "PNG") and pictures.frame_count(image) > 1:
            notes.append(words("first_frame"))
    return Rendered("pictures", tiles=tiles, notes=notes)


def _paper(path: Path, spool: Spool, limits: PackageLimits) -> Rendered:
    tiles, total = papers.pages(path, spool, limits.pdf_pages)
    limited = total > len(tiles)
    notes = [group("exhibit")("pages_limit", total=total, shown=len(tiles))] if limited else []
    return Rendered("pictures", tiles=tiles, notes=notes)


def _begun(path: Path, shown: Rendered) -> Rendered:
    """Say of a file too large to be read whole that what is counted of it is its beginning."""
    if path.stat().st_size > writings.READ_BYTES:
        shown.notes.append(group("exhibit")("begun", megabytes=writings.READ_BYTES // 1_000_000))
    return shown


def _written(text: str, total: int) -> Rendered:
    """`text`: the shown beginning of something `total` characters long."""
    words = group("exhibit")
    if not text.strip():
        return Rendered("card", notes=[words("empty")])
    notes = [words("text_limit", total=total, shown=len(text))] if total > len(text) else []
    return Rendered("text", text=text, notes=notes)


def _card(path: Path, media_type: str, spool: Spool) -> Rendered:
    words = group("exhibit")
    if media_type.startswith("audio/"):
        return Rendered("card", notes=[words("audio")])
    if media_type.startswith("video/"):
        tiles = posters(path, spool)
        said = "posters" if tiles else "no_posters" if can_decode() else "posters_missing"
        return Rendered("card", tiles=tiles, notes=[words("video"), words(said)])
    return Rendered("card", notes=[words("other")])
