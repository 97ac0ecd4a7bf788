"""ID cards and driving licences by their printed labels: every line about the person is covered, read well or not.

The labels are those of a 居民身份证 (front) and a 机动车驾驶证 (main page). A business licence is no such card: what it
says is published in the public company register.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from wizard.evidence.personal_data import PersonalKind
from wizard.evidence.reading.page import WHOLE, Page, PlacedFace, PlacedLine
from wizard.evidence.reading.rows import Row

SIGNS, ROWS = 4, 3  # of a card's labels on one page, and on how many rows they stand at least
_ID_CARD = ("姓名", "性别", "民族", "出生", "住址", "身份号码")
_LICENCE = ("证号", "姓名", "性别", "国籍", "住址", "出生日期", "初次领证日期", "准驾车型", "有效期限")
_LABEL = re.compile(
    r"(公民身份号码|身份号码|初次领证日期|出生日期|准驾车型|有效期限|证\s?号|姓\s?名|性\s?[别別]|民\s?族|出\s?生|住\s?址|国\s?籍)"
)
_KINDS: dict[str, PersonalKind] = {
    "姓名": "name", "性别": "card", "民族": "card", "国籍": "card", "出生": "card", "出生日期": "card",
    "住址": "address", "证号": "id_number", "身份号码": "id_number", "公民身份号码": "id_number",
}  # fmt: skip
_STAMP = re.compile(r"仅供|仅用于|仅限|复印|再次复印无效")
PORTRAIT = 1.12  # a card's portrait ends a little right of its number


@dataclass(frozen=True)
class Part:
    """A line of a card from its character `start` on, and what stands there."""

    line: PlacedLine
    start: int
    kind: PersonalKind


@dataclass(frozen=True)
class IdCard:
    """A card on a page: its lines about the person, and where its portrait must be."""

    parts: tuple[Part, ...]
    portrait: tuple[int, int, int, int]


def card_on(page: Page, rows: list[Row]) -> IdCard | None:
    """The card on a page; `None` when there is none. Of two on one page the labels are taken together."""
    labelled = [row for row in rows if _labels(row.text)]
    seen = {label for row in labelled for label in _labels(row.text)}
    if len(labelled) < ROWS:
        return None
    licence = "准驾车型" in seen and len(seen & set(_LICENCE)) >= SIGNS
    if not licence and len({sign for sign in _ID_CARD if any(sign in label for label in seen)}) < SIGNS:
        return None
    lines = _lines_of(rows, labelled)
    parts = tuple(_parts(lines))
    return IdCard(parts, _licence_portrait(lines) if licence else _portrait(lines, parts))


def _labels(text: str) -> list[str]:
    return [re.sub(r"\s", "", found).replace("別", "别") for found in _LABEL.findall(text)]


def _lines_of(rows: list[Row], labelled: list[Row]) -> list[PlacedLine]:
    """The card's lines: from its first label to its last, and no further left than its labels."""
    first, last = rows.index(labelled[0]), rows.index(labelled[-1])
    starts = [line for row in labelled for line in row.lines if _labels(line.text)]
    edge = min((line.left for line in starts), default=0)
    inside = [line for row in rows[first : last + 1] for line in row.lines]
    return [line for line in inside if line.right > edge and not _STAMP.search(line.text)]


def _parts(lines: list[PlacedLine]) -> Iterator[Part]:
    """What stands behind each label; a line without a label goes on with the one before it."""
    label = ""
    for line in lines:
        match = _LABEL.match(line.text)
        start = 0
        if match is not None:
            label, start = _labels(match.group())[0], match.end()
        kind = _KINDS.get(label)
        if kind is not None and line.text[start:].strip(" :："):
            yield Part(line, start, kind)


def _portrait(lines: list[PlacedLine], parts: tuple[Part, ...]) -> tuple[int, int, int, int]:
    """Right of an ID card's lines, from the name down to the number."""
    numbers = [part.line for part in parts if part.kind == "id_number"]
    bottom = min((line.top for line in numbers), default=max(line.bottom for line in lines))
    upper = [line for line in lines if line.bottom < bottom] or lines
    left, edge = min(line.left for line in lines), max(line.right for line in upper)
    right = min((round(left + (line.right - left) * PORTRAIT) for line in numbers), default=WHOLE)
    return min(edge, WHOLE - 800), min(line.top for line in upper), min(WHOLE, max(right, edge + 800)), bottom


def _licence_portrait(lines: list[PlacedLine]) -> tuple[int, int, int, int]:
    """Right of the dates of a driving licence."""
    dates = [line for line in lines if re.search(r"出生日期|领证日期|准驾|期限|\d{4}-\d\d-\d\d", line.text)] or lines
    edge = max(line.right for line in dates)
    return min(edge, WHOLE - 800), min(line.top for line in dates), WHOLE, max(line.bottom for line in dates)


def portrait_seen(card: IdCard, faces: tuple[PlacedFace, ...]) -> bool:
    """Whether a face was found where the card has its portrait."""
    left, top, right, bottom = card.portrait
    middles = [((face.left + face.right) / 2, (face.top + face.bottom) / 2) for face in faces]
    return any(left <= x <= right and top <= y <= bottom for x, y in middles)
