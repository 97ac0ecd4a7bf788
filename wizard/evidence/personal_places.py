"""Where other people's data stands in pictures and pages: rectangles that are proposed for masking.

What is proposed is a hint for a person to look at, and nothing proposed is no promise that there is nothing. Faces
are proposed wherever they are: whose they are, a buyer's or a model's on a product's picture, is for the person to say.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from wizard.evidence.id_cards import IdCard, card_on, portrait_seen
from wizard.evidence.personal_data import WORDS, Found, PersonalKind, find
from wizard.evidence.reading.page import WHOLE, Page, PlacedFace, PlacedLine, Reading
from wizard.evidence.reading.rows import Row, rows_of

PADDING = 0.12  # of a line's height, around what is covered
_HAN = r"\u4e00-\u9fff"
_NAME_LABEL = re.compile(
    r"^(姓\s*名|收件人|收货人|寄件人|发件人|联系人|买家姓名|买家|持卡人|开户人|开户名|户名|收款人|付款人|实名)[:： ]*"
)
_NAME = re.compile(rf"^[{_HAN}·*]{{2,5}}(?![{_HAN}])")
_ADDRESS_LABEL = re.compile(r"^(收货地址|收件地址|详细地址|联系地址|住\s*址|地\s*址)[:： ]*")
_ADDRESS = re.compile(rf"^.*[{_HAN}]{{2,}}.*$")
FACE_BESIDE, FACE_ABOVE = 0.25, 0.4  # of a face's width and height, around it
NOT_NAMES = frozenset(
    {"先生", "女士", "客服", "卖家", "买家", "商家", "本人", "平台客服", "匿名", "电话", "地址", "信息"}
)


@dataclass(frozen=True)
class Place:
    """One rectangle of a page (ten-thousandths of its size), what is there, and in which words."""

    page: int
    left: int
    top: int
    right: int
    bottom: int
    kind: PersonalKind
    words: str

    @property
    def what(self) -> str:
        """The kind in words, without the data itself."""
        return WORDS[self.kind]


def places_of(reading: Reading, own: Collection[str] = ()) -> list[Place]:
    """Everything in a reading that looks like somebody's personal data, page by page; `own` values don't count."""
    mine = set(map(_squeezed, own))
    kept: list[Place] = []
    for place in (place for page in reading.pages for place in _on_page(page)):
        if _squeezed(place.words) not in mine and not any(_same_spot(place, other) for other in kept):
            kept.append(place)
    return kept


def _same_spot(one: Place, other: Place) -> bool:
    """Whether two findings are the same piece of data, found in two ways."""
    middle = (one.left + one.right) / 2
    level = other.top <= (one.top + one.bottom) / 2 <= other.bottom
    return one.page == other.page and one.kind == other.kind and level and other.left <= middle <= other.right


def _squeezed(text: str) -> str:
    return re.sub(r"[\s-]", "", text)


def _on_page(page: Page) -> Iterator[Place]:
    rows = rows_of(page)
    card = card_on(page, rows)
    if card is not None:
        yield from _on_card(card, page)
    for row in rows:
        for line in row.lines:
            yield from _in_line(line, page.number)
        yield from _after_label(row, _NAME_LABEL, _NAME, "name")
        yield from _after_label(row, _ADDRESS_LABEL, _ADDRESS, "address")
    for face in page.faces:
        yield _whole_face(face, page)


def _in_line(line: PlacedLine, page: int) -> Iterator[Place]:
    text = unicodedata.normalize("NFKC", line.text)
    exact = text if len(text) == len(line.text) else line.text
    for found in find(exact):
        yield _covering(line, found, page)


def _covering(line: PlacedLine, found: Found, page: int) -> Place:
    """The part of a line that a finding takes up, by the width of its characters."""
    before, length = _width(line.text[: found.start]), _width(line.text[found.start : found.end])
    scale = (line.right - line.left) / max(1, _width(line.text))
    left = line.left + before * scale
    return _padded(line, left, left + length * scale, found.kind, line.text[found.start : found.end], page)


def _width(text: str) -> float:
    return sum(1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.55 for letter in text)


def _padded(line: PlacedLine, left: float, right: float, kind: PersonalKind, words: str, page: int) -> Place:
    tall, wide = line.height * PADDING, (line.right - line.left) * 0.02 + 20
    return Place(
        page=page,
        left=max(0, round(left - wide)),
        top=max(0, round(line.top - tall)),
        right=min(WHOLE, round(right + wide)),
        bottom=min(WHOLE, round(line.bottom + tall)),
        kind=kind,
        words=words,
    )


def _after_label(row: Row, label: re.Pattern[str], value: re.Pattern[str], kind: PersonalKind) -> Iterator[Place]:
    """A name or an address behind its label, in the same line or in the next one of the row."""
    for number, line in enumerate(row.lines):
        match = label.match(line.text)
        if match is None:
            continue
        rest = line.text[match.end() :]
        if rest and (found := value.match(rest)) and found.group() not in NOT_NAMES:
            start = match.end()
            yield _covering(line, Found(start, start + len(found.group()), kind, WORDS[kind]), row.page)
        elif not rest and number + 1 < len(row.lines):
            following = row.lines[number + 1]
            if (found := value.match(following.text)) and found.group() not in NOT_NAMES:
                yield _covering(following, Found(0, len(found.group()), kind, WORDS[kind]), row.page)


def _on_card(card: IdCard, page: Page) -> Iterator[Place]:
    """Every line about the person, and the portrait's place when no face was found in it."""
    for part in card.parts:
        length = len(part.line.text)
        yield _covering(part.line, Found(part.start, length, part.kind, WORDS[part.kind]), page.number)
    if not portrait_seen(card, page.faces):
        yield Place(page.number, *card.portrait, "photograph", WORDS["photograph"])


def _whole_face(face: PlacedFace, page: Page) -> Place:
    """A face with hair, ears and chin: the detector's box is only eyes to mouth and a little more."""
    wide, high = (face.right - face.left) * FACE_BESIDE, (face.bottom - face.top) * FACE_ABOVE
    return Place(
        page=page.number,
        left=max(0, round(face.left - wide)),
        top=max(0, round(face.top - high)),
        right=min(WHOLE, round(face.right + wide)),
        bottom=min(WHOLE, round(face.bottom + high / 2)),
        kind="face",
        words=WORDS["face"],
    )
