"""The document tree as plain HTML: what will be in the letter, without how the PDF looks."""

from __future__ import annotations

from wizard.document import Block, Document, Fields, Heading, Items, PageBreak, Paragraph, Run, SignaturePlace, Table
from wizard.ui.steps import markup


def document_html(document: Document) -> str:
    """The whole document as escaped HTML."""
    top = f'<p class="w-h1" role="heading" aria-level="3">{markup.esc(document.title)}</p>'
    to = f"<p>{markup.esc(document.addressee)}：</p>" if document.addressee else ""
    return f'<div class="w-paper">{top}{to}{"".join(block_html(block) for block in document.blocks)}</div>'


def block_html(block: Block) -> str:
    """One block as HTML."""
    match block:
        case Heading():
            role = f'class="w-h{block.level}" role="heading" aria-level="{block.level + 2}"'
            return f"<p {role}>{markup.esc(block.text)}</p>"
        case Paragraph():
            return f'<p class="w-p-{block.style}">{runs_html(block.runs)}</p>'
        case Items():
            return markup.items((runs_html(runs) for runs in block.items), ordered=block.ordered)
        case Table():
            rows = [[runs_html(cell) for cell in row] for row in block.rows]
            return markup.table(block.caption, block.header, rows, block.numeric)
        case Fields():
            caption = markup.heading(block.caption, 3) if block.caption else ""
            return caption + markup.pairs((label, runs_html(runs)) for label, runs in block.pairs)
        case SignaturePlace():
            return f'<p class="w-sign-place">{markup.esc(block.label)}:____________</p>'
        case PageBreak():
            return "<hr>"


def runs_html(runs: tuple[Run, ...]) -> str:
    """Runs of text; bold stays bold, a citation of an exhibit stays recognisable."""
    return "".join(_run_html(run) for run in runs)


def _run_html(run: Run) -> str:
    text = markup.esc(run.text)
    if run.exhibit is not None:
        text = f'<span class="w-ref">{text}</span>'
    return f"<strong>{text}</strong>" if run.bold else text
