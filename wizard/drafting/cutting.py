"""Cuts a document to a form field: whole sentences only, the least important left out first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from wizard.document import Block, Document, Items, Paragraph, Table, plain
from wizard.drafting.plain_text import block_lines, table_lines
from wizard.drafting.sentences import split_sentences

# Part names that a channel's form may ask for, and the parts of the tree that belong to each.
MEMBERS: dict[str, tuple[str, ...]] = {
    "facts": ("facts", "timeline", "narrative"),
    "loss": ("calculation", "loss"),
    "evidence": ("evidence", "missing", "submitted"),
    "grounds": ("request", "grounds", "common", "nature"),
    "closing": ("willingness", "elsewhere", "jurisdiction", "truth", "closing", "date"),
    "identifiers": ("identifiers", "call_numbers"),
}
# What must survive a short field comes first: the claim (who, when, what), what is asked, what happened, why.
IMPORTANCE = (
    "summary",
    "call_opening",
    "demands",
    "timeline",
    "request",
    "grounds",
    "evidence",
    "facts",
    "identifiers",
    "call_numbers",
    "calculation",
    "loss",
    "attempts",
    "basis",
    "respondent",
    "parties",
    "narrative",
    "missing",
)
PART_NAMES = {
    "summary": "概述",
    "demands": "诉求",
    "facts": "事实",
    "timeline": "经过",
    "narrative": "自述",
    "grounds": "理由",
    "request": "请求",
    "identifiers": "编号",
    "calculation": "计算",
    "loss": "损失明细",
    "attempts": "此前的沟通",
    "basis": "依据",
    "evidence": "证据",
    "missing": "证据说明",
    "submitted": "提交人和日期",
}
HEADED = {
    "demands": "诉求",
    "timeline": "经过",
    "grounds": "理由",
    "basis": "依据",
    "evidence": "证据",
    "attempts": "此前沟通",
}
# How many items of a part one round takes in: a short field first gets a little of everything that matters.
ROUND = {"demands": 2, "timeline": 3, "facts": 1, "grounds": 2, "evidence": 2}
EVERYTHING = 100
WHOLE_TEXTS = ("facts", "narrative", "summary")
"""Parts whose sentences each stand by themselves."""
_REQUEST = re.compile(r"，(?:[^，。]{0,6})请求[^。]*。$")
_CLAUSE_END = re.compile(r"[，；、]")
_NOTE = re.compile(r"（这是[^（）]*不是法定期限）")


@dataclass(frozen=True)
class Piece:
    """One sentence with its place in the document."""

    part: str
    text: str
    block: int
    item: int
    place: int

    @property
    def opens(self) -> bool:
        """Whether it is the first sentence of its item: when, where, who, what; the rest is detail."""
        return self.place == 0


@dataclass(frozen=True)
class Fitted:
    """A text within its limit, whether anything was left out, and what."""

    text: str
    cut: bool
    left_out: tuple[str, ...] = ()


def pieces_of(document: Document, parts: Sequence[str]) -> list[Piece]:
    """The sentences of the parts a form field asks for, in the form's order; nothing twice."""
    found: list[Piece] = []
    for wanted in expanded(parts):
        for place, block in enumerate(document.blocks):
            if getattr(block, "part", "") == wanted:
                found += _pieces(block, wanted, place)
    return found


def expanded(parts: Iterable[str]) -> list[str]:
    """The tree's parts for a form's parts; a part named by itself is not taken in by a wider one before it."""
    named = list(parts)
    result: list[str] = []
    for part in named:
        members = [member for member in MEMBERS.get(part, (part,)) if member == part or member not in named]
        result += [member for member in members if member not in result]
    return result


def _pieces(block: Block, part: str, number: int) -> list[Piece]:
    if isinstance(block, Items):
        texts = [plain(item) for item in block.items]
    elif isinstance(block, Paragraph):
        texts = [plain(block.runs)]
    elif isinstance(block, Table):
        texts = table_lines(block)
    else:
        texts = block_lines(block)
    return [
        Piece(part, sentence, number, item, place)
        for item, text in enumerate(texts)
        for place, sentence in enumerate(split_sentences(text))
    ]


def fitted(pieces: Sequence[Piece], limit: int | None) -> Fitted:
    """The pieces as text of at most `limit` characters, in their order.

    Sentences are dropped whole, the least important first; a single sentence longer than the field is shortened at
    a comma as the last resort.
    """
    whole = as_text(pieces)
    if limit is None or len(whole) <= limit:
        return Fitted(whole, cut=False)
    short = [_shorter(piece, pieces) for piece in pieces]
    chosen: set[int] = set()
    for place in sorted(range(len(short)), key=lambda index: _rank(short[index])):
        fits = len(as_text([short[index] for index in sorted(chosen | {place})])) <= limit
        if fits and _stands(place, short, chosen):
            chosen.add(place)
    if not chosen and short:
        return Fitted(clause_cut(short[0].text, limit), cut=True, left_out=("大部分内容",))
    kept = [short[index] for index in sorted(chosen)]
    lost = [short[index] for index in range(len(short)) if index not in chosen]
    return Fitted(as_text(kept), cut=True, left_out=_names(lost))


def _stands(place: int, pieces: Sequence[Piece], chosen: set[int]) -> bool:
    """Whether a piece can be understood: a detail of a listed item needs the sentence that opens the item."""
    piece = pieces[place]
    if piece.opens or piece.part in WHOLE_TEXTS:
        return True
    return any(_same_item(pieces[other], piece) and pieces[other].opens for other in chosen)


def _same_item(one: Piece, other: Piece) -> bool:
    return (one.part, one.block, one.item) == (other.part, other.block, other.item)


def _rank(piece: Piece) -> tuple[int, int, int]:
    """Round by round: the first items of every part before the next ones, a sentence's details a round later."""
    importance = IMPORTANCE.index(piece.part) if piece.part in IMPORTANCE else len(IMPORTANCE)
    size = ROUND.get(piece.part, EVERYTHING if piece.part in ("identifiers", "summary") else 1)
    running = piece.place if piece.part == "facts" else piece.item
    detail = 0 if piece.opens or piece.part == "facts" else 1
    return (running // size + detail, importance, piece.item)


def _shorter(piece: Piece, others: Sequence[Piece]) -> Piece:
    """The piece without what a short field can do without: what is asked again below, and notes in brackets."""
    text = _NOTE.sub("", piece.text)
    if piece.part == "summary" and any(other.part == "demands" for other in others):
        text = _REQUEST.sub("。", text)
    return replace(piece, text=text)


def _names(pieces: Iterable[Piece]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(PART_NAMES.get(piece.part, "其他说明") for piece in pieces))


def as_text(pieces: Sequence[Piece]) -> str:
    """Pieces as text: a line for each part, items numbered, named where the reader would otherwise lose the thread."""
    lines: list[str] = []
    parts = list(dict.fromkeys(piece.part for piece in pieces))
    for part in parts:
        lines.append(_part_text([piece for piece in pieces if piece.part == part], len(parts) > 1))
    return "\n".join(line for line in lines if line)


def _part_text(pieces: Sequence[Piece], named: bool) -> str:
    items: dict[tuple[int, int], str] = {}
    for piece in pieces:
        key = (piece.block, piece.item)
        items[key] = items.get(key, "") + piece.text
    texts = list(items.values())
    head = f"{HEADED[pieces[0].part]}：" if named and pieces[0].part in HEADED else ""
    if len(texts) == 1 or pieces[0].part not in HEADED:
        return head + "\n".join(texts)
    return head + "".join(f"{number}.{text}" for number, text in enumerate(texts, start=1))


def clause_cut(text: str, limit: int) -> str:
    """A single over-long sentence up to the last comma that fits, closed as a sentence."""
    if len(text) <= limit:
        return text
    ends = [place for place in _clause_ends(text) if place < limit]
    return (text[: ends[-1]] if ends else text[: limit - 1]) + "。"


def _clause_ends(text: str) -> list[int]:
    """The pauses of a sentence that stand outside brackets and quotation marks."""
    depth, found = 0, []
    for place, character in enumerate(text):
        depth += (character in "（“《") - (character in "）”》")
        if depth <= 0 and _CLAUSE_END.match(character):
            found.append(place)
    return found
