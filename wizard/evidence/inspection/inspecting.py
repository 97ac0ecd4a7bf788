"""One file from the door to its findings."""

from __future__ import annotations

from pathlib import Path

from wizard.compound_files import falls_apart
from wizard.evidence.inspection.archives import inspect_archive, inspect_office, is_volume
from wizard.evidence.inspection.images import inspect_image
from wizard.evidence.inspection.mails import inspect_outlook
from wizard.evidence.inspection.media import inspect_media
from wizard.evidence.inspection.naming import clean_name, extension_of
from wizard.evidence.inspection.pdfs import inspect_pdf
from wizard.evidence.inspection.report import Inspection, Sheet, new_sheet
from wizard.evidence.inspection.sniffing import sniff
from wizard.evidence.inspection.texts import inspect_text
from wizard.evidence.inspection.types import BY_EXTENSION, TYPES, alike
from wizard.knowledge.load import Pack
from wizard.knowledge.shown import shown_size


def inspect_file(path: Path, file_name: str, pack: Pack | None = None, max_bytes: int | None = None) -> Inspection:
    """Inspect the file at `path`, which its sender called `file_name`.

    Raises `RefusedFile` (empty, larger than `max_bytes`, a program, content that is not its extension, unknown, a
    bomb). Everything else is taken, with findings of what is wrong with it.
    """
    name = clean_name(file_name)
    sheet = new_sheet(name, pack)
    size = path.stat().st_size
    if size == 0:
        raise sheet.refuse("empty_file")
    if max_bytes is not None and size > max_bytes:
        raise sheet.refuse("too_large", size=shown_size(size), limit=shown_size(max_bytes))
    key = _accepted(path, sheet)
    if name != file_name.strip():
        sheet.note("name_changed", name=name)
    _look_inside(path, key, sheet)
    return sheet.inspection(TYPES[key].media_type)


def _accepted(path: Path, sheet: Sheet) -> str:
    """The type of the file by content, when it is one that is taken and fits its extension."""
    key = sniff(path, sheet.file_name)
    if key is None:
        raise sheet.refuse("archive_volume" if is_volume(sheet.file_name) else "unknown_type")
    actual = TYPES[key]
    if actual.family == "program":
        raise sheet.refuse("executable", actual=actual.name)
    if actual.family == "foreign":
        raise sheet.refuse("foreign_format", actual=actual.name)
    extension = extension_of(sheet.file_name)
    if extension and extension not in actual.extensions:
        _compare(extension, key, sheet)
    return key


def _compare(extension: str, key: str, sheet: Sheet) -> None:
    claimed = BY_EXTENSION.get(extension)
    if claimed and not alike(TYPES[key], TYPES[claimed]):
        raise sheet.refuse("content_mismatch", extension=extension, actual=TYPES[key].name)
    sheet.note("extension_differs", extension=extension, actual=TYPES[key].name)


def _look_inside(path: Path, key: str, sheet: Sheet) -> None:
    family = TYPES[key].family
    if family == "image":
        inspect_image(path, key, sheet)
    elif family == "pdf":
        inspect_pdf(path, sheet)
    elif family in ("video", "audio"):
        inspect_media(path, key, sheet)
    elif key in ("xlsx", "docx", "ofd"):
        inspect_office(path, sheet)
    elif TYPES[key].family == "archive":
        inspect_archive(path, key, sheet)
    elif key in ("txt", "csv", "eml"):
        inspect_text(path, sheet)
    elif key == "html":
        inspect_text(path, sheet)
        sheet.note("web_page")
    elif key == "msg":
        inspect_outlook(path, sheet)
    elif key == "encrypted_office" or (key == "xls" and falls_apart(path)):
        sheet.note("spreadsheet_broken")
    else:
        sheet.note("old_format", actual=TYPES[key].name)
