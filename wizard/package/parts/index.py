"""The evidence index in the form courts ask for: 序号 · 名称 · 来源 · 证明目的 · 页码 · SHA-256."""

from __future__ import annotations

from wizard.document import Paragraph, plain
from wizard.package.layout.blocks import Text, gap, heading, paragraph
from wizard.package.layout.flow import Strip
from wizard.package.layout.lines import Inline
from wizard.package.layout.styles import BODY, CELL_SMALL, NOTE, SECTION, TITLE
from wizard.package.layout.tables import table
from wizard.package.parts.filing import Filing, ShownExhibit, day
from wizard.package.words import group

WIDTHS = (6, 20, 24, 23, 7, 20)
DIGEST_COLUMNS = 16


def index(filing: Filing) -> list[Strip]:
    """The index on a page of its own."""
    words = group("index")
    part = filing.section(words("caption"), "index")
    strips = heading(words("caption"), TITLE, part, "index")
    strips[0].break_before = True
    if filing.exhibits:
        masked = any(shown.original_sha256 for shown in filing.exhibits)
        strips += paragraph(words("lead") + (words("lead_masked") if masked else ""), NOTE, part)
        rows = [_row(shown) for shown in filing.exhibits]
        strips += table("", words.items("columns"), rows, WIDTHS, part, style=CELL_SMALL)
    else:
        strips += paragraph(words("none"), BODY, part)
    reason = filing.case.missing_evidence_reason.strip()
    if reason and not _said(filing, reason):
        strips += [gap(8), *heading(words("missing"), SECTION, part), *paragraph(reason, BODY, part)]
    return strips


def _row(shown: ShownExhibit) -> list[Text]:
    words, exhibit = group("index"), shown.exhibit
    title = group("exhibit")("masked_name", title=shown.title) if shown.original_sha256 else shown.title
    link = Inline(title, target=shown.anchor, says=group("letter")("goes_to", number=shown.number, text=title))
    page = Inline(
        "888",
        target=shown.anchor,
        says=group("letter")("goes_to", number=shown.number, text=shown.title),
        page_of=shown.anchor,
    )
    taken = day(exhibit.captured_on) if exhibit.captured_on else ""
    source = "\n".join(text for text in (exhibit.source, taken, exhibit.captured_by) if text)
    starts = range(0, len(shown.sha256), DIGEST_COLUMNS)
    digest = "\n".join(shown.sha256[start : start + DIGEST_COLUMNS] for start in starts)
    return [
        str(shown.number),
        [link],
        source or words("not_given"),
        exhibit.proves or words("not_given"),
        [page],
        digest,
    ]


def _said(filing: Filing, reason: str) -> bool:
    """Whether the letter says it already."""
    texts = (plain(block.runs) for block in filing.document.blocks if isinstance(block, Paragraph))
    return any(reason in text for text in texts)
