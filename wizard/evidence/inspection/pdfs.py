"""PDF files: can they be opened, and how many pages they have. No page is rendered here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from wizard.evidence.inspection.report import Sheet

MANY_PAGES = 60
EDITORS = (
    "photoshop", "illustrator", "gimp", "inkscape", "coreldraw", "canva", "pdfelement", "phantompdf", "ilovepdf",
    "smallpdf", "pdf-xchange editor", "sejda", "pdfescape", "foxit pdf editor", "foxit editor",
)  # fmt: skip
LOCKED = 4  # FPDF_ERR_PASSWORD


def inspect_pdf(path: Path, sheet: Sheet) -> None:
    """Count the pages; note a PDF that needs a password, is broken, has no page or very many."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        sheet.note("pdf_locked" if getattr(error, "err_code", None) == LOCKED else "pdf_broken")
        return
    try:
        sheet.pages = len(document)
        _note_editor(document, sheet)
    finally:
        document.close()
    if sheet.pages == 0:
        sheet.note("pdf_no_pages")
    elif sheet.pages > MANY_PAGES:
        sheet.note("many_pages", pages=sheet.pages)


def _note_editor(document: Any, sheet: Sheet) -> None:
    """Note a program in the metadata that edits pages or pictures; office programs and printers only make them."""
    about = document.get_metadata_dict(skip_empty=True)
    names = [str(about[key]) for key in ("Creator", "Producer") if key in about]
    edited = next((name for name in names if any(editor in name.lower() for editor in EDITORS)), "")
    if edited:
        sheet.note("edited", software=edited[:60])
