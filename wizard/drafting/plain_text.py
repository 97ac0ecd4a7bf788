"""A document as plain text: for forms, mail and letters that are pasted."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.document import Block, Document, Fields, Heading, Items, Paragraph, SignaturePlace, Table, plain

PAGE_COLUMN = "页码"
"""Pages exist in the PDF only: pasted text does not point at them."""


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
    """A table's rows as sentences: the first cell, its amount, then the others with their column's name."""
    return [_row_line(table, [plain(cell) for cell in row]) for row in table.rows]


def _row_line(table: Table, cells: list[str]) -> str:
    named = list(zip(table.header, cells, strict=True))
    amounts = [_with_unit(*named[column]) for column in table.numeric if cells[column]]
    rest = [
        f"{head}：{cell}"
        for column, (head, cell) in enumerate(named)
        if column and cell and column not in table.numeric and head != PAGE_COLUMN
    ]
    start = "：".join([cells[0], *amounts])
    return f"{start}（{'；'.join(rest)}）" if rest else start


def _with_unit(head: str, cell: str) -> str:
    """An amount with the unit that stands in its column's name, `金额（元）`."""
    unit = head[head.find("（") + 1 : -1] if head.endswith("）") else ""
    return cell + unit if cell[-1:].isdigit() else cell
