"""PDF files: can they be opened, and how many pages they have. No page is rendered here."""

from __future__ import annotations

from pathlib import Path

from wizard.evidence.inspection.report import Sheet

MANY_PAGES = 60
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
    finally:
        document.close()
    if sheet.pages == 0:
        sheet.note("pdf_no_pages")
    elif sheet.pages > MANY_PAGES:
        sheet.note("many_pages", pages=sheet.pages)
