"""A document as plain text: for forms, mail and letters that are pasted."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.document import Block, Document, Fields, Heading, Items, Paragraph, SignaturePlace, Table, plain


def document_text(document: Document) -> str:
    """The whole document: title, addressee, sections, signature line."""
    lines = [document.title, ""]
    lines += [f"致：{document.addressee}", ""] if document.addressee else []
    for block in document.blocks:
        lines += ["", *block_lines(block)] if isinstance(block, Heading) else block_lines(block)
    return "\n".join(lines).strip() + "\n"


def block_lines(block: Block) -> list[str]:
    """One block as lines of text."""
    return list(_lines(block))


def _lines(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        yield block.text
    elif isinstance(block, Paragraph):
        yield plain(block.runs)
    elif isinstance(block, Items):
        yield from _item_lines(block)
    elif isinstance(block, Fields):
        yield from ([f"{block.caption}："] if block.caption else [])
        yield from (f"{label}：{plain(value)}" for label, value in block.pairs)
    elif isinstance(block, Table):
        yield from table_lines(block)
    elif isinstance(block, SignaturePlace):
        yield f"{block.label}："


def _item_lines(block: Items) -> Iterator[str]:
    for number, item in enumerate(block.items, start=1):
        yield f"{number}. {plain(item)}" if block.ordered else f"· {plain(item)}"


def table_lines(table: Table) -> list[str]:
    """A table's rows as sentences: the first cell, then the others with their column's name."""
    lines = []
    for row in table.rows:
        cells = [plain(cell) for cell in row]
        rest = [f"{head}：{cell}" for head, cell in zip(table.header[1:], cells[1:], strict=True) if cell]
        lines.append(f"{cells[0]}（{'；'.join(rest)}）" if rest else cells[0])
    return lines
