"""Outlook mails: can they be opened."""

from __future__ import annotations

from pathlib import Path

from wizard.evidence.inspection.report import Sheet
from wizard.outlook import LARGEST, BrokenMail, mail_of


def inspect_outlook(path: Path, sheet: Sheet) -> None:
    """Note a mail that cannot be opened; one too large to be held in memory is not tried."""
    if path.stat().st_size > LARGEST:
        sheet.note("mail_too_large", limit=LARGEST // 1024**2)
        return
    try:
        mail_of(path)
    except BrokenMail:
        sheet.note("mail_broken")
