"""Finds other people's data in text: phone and ID numbers, bank cards, WeChat ids, names after a label, addresses.

Only what is needed may be handed over, and nothing may be made public without separate consent (PIPL art. 6 and 25).
Shapes with a check digit are checked, so that order and tracking numbers are not taken for ID numbers. Names and
addresses are recognised roughly: what is found is a hint for a person to look at, and not finding is no promise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from wizard.case import Case

BASIS = ("PI-6", "PI-25", "CC-1034")
PersonalKind = Literal[
    "phone", "id_number", "bank_card", "wechat", "email", "name", "address", "photograph", "face", "card"
]
WORDS: dict[PersonalKind, str] = {
    "phone": "电话号码",
    "id_number": "身份证号",
    "bank_card": "银行卡号",
    "wechat": "微信号",
    "email": "电子邮箱",
    "name": "姓名",
    "address": "地址",
    "photograph": "证件照片",
    "face": "人脸",
    "card": "证件上的内容",
}
MEND = "请遮住或改写，例如“买家甲”“尾号1234”。原件留好备查。"

_HAN = r"\u4e00-\u9fff"
_PATTERNS: tuple[tuple[PersonalKind, re.Pattern[str]], ...] = (
    ("id_number", re.compile(r"(?<![\dA-Za-z-])\d{17}[\dXx](?![\dA-Za-z])")),
    ("phone", re.compile(r"(?<![\dA-Za-z-])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?![\dA-Za-z])")),
    ("bank_card", re.compile(r"(?<![\dA-Za-z-])62\d{2}[ ]?\d{4}[ ]?\d{4}[ ]?\d{4}(?:[ ]?\d{1,3})?(?![\dA-Za-z])")),
    ("wechat", re.compile(r"(?<=微信)(?:号)?[:：是为 ]{0,2}[A-Za-z][-_A-Za-z0-9]{5,19}")),
    ("email", re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}")),
    ("name", re.compile(rf"(?<=收件人|收货人|寄件人)[:：是为 ]{{1,2}}[{_HAN}·]{{2,4}}(?![{_HAN}])")),
    (
        "address",
        re.compile(
            rf"[{_HAN}]{{3,24}}(?:路|街|大道|巷|弄|村|小区|镇|乡)[{_HAN}0-9A-Za-z-]{{0,12}}?\d{{1,5}}(?:号|栋|幢|座|单元|室)"
            rf"(?:[0-9A-Za-z-]{{1,6}}(?:号|栋|幢|座|单元|楼|室))*"
        ),
    ),
)
_REGION = re.compile(r"省|自治区|市|区|县|旗")


@dataclass(frozen=True)
class Found:
    """One place in a text, characters `start` to `end`; `words` says in Chinese what it is."""

    start: int
    end: int
    kind: PersonalKind
    words: str


@dataclass(frozen=True)
class TextFinding:
    """Personal data in one field of a case, with what to do and the articles it rests on."""

    field: str
    found: tuple[Found, ...]
    message: str
    mend: str
    basis: tuple[str, ...] = BASIS


def find(text: str) -> list[Found]:
    """Personal data in a text, in order, without overlaps."""
    pieces = sorted(_candidates(text), key=lambda piece: (piece.start, -piece.end))
    kept: list[Found] = []
    for piece in pieces:
        if not kept or piece.start >= kept[-1].end:
            kept.append(piece)
    return kept


def _candidates(text: str) -> Iterator[Found]:
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if _VALID.get(kind, _always)(match.group()):
                yield Found(match.start(), match.end(), kind, WORDS[kind])


def _is_id_number(text: str) -> bool:
    from stdnum.cn import ric

    return bool(ric.is_valid(text.upper()))


def _is_card(text: str) -> bool:
    from stdnum import luhn

    return bool(luhn.is_valid(text.replace(" ", "")))


def _names_a_region(text: str) -> bool:
    return _REGION.search(text) is not None


def _always(_: str) -> bool:
    return True


_VALID: dict[PersonalKind, Callable[[str], bool]] = {
    "id_number": _is_id_number,
    "bank_card": _is_card,
    "address": _names_a_region,
}


def masked(text: str) -> str:
    """The text with what was found covered; the last four characters of numbers stay, so that parties can compare."""
    parts, done = [], 0
    for piece in find(text):
        parts += [text[done : piece.start], _cover(text[piece.start : piece.end], piece.kind)]
        done = piece.end
    return "".join([*parts, text[done:]])


def _cover(value: str, kind: PersonalKind) -> str:
    if kind in ("phone", "id_number", "bank_card"):
        return "*" * (len(value) - 4) + value[-4:]
    return f"（{WORDS[kind]}已遮挡）"


def text_findings(case: Case) -> list[TextFinding]:
    """Personal data in the texts of a case that go into the documents. The merchant's own details do not count."""
    own = {value for value in (case.shop.phone, case.shop.email, case.shop.address) if value}
    return [finding for field, text in _texts(case) if (finding := _in_field(field, text, own))]


def _in_field(field: str, text: str, own: set[str]) -> TextFinding | None:
    found = tuple(piece for piece in find(text) if text[piece.start : piece.end] not in own)
    if not found:
        return None
    kinds = "、".join(dict.fromkeys(piece.words for piece in found))
    return TextFinding(field, found, f"这段文字里像是有别人的{kinds}", MEND)


def _texts(case: Case) -> Iterator[tuple[str, str]]:
    yield "narrative", case.narrative
    for event in case.timeline:
        yield f"timeline.{event.id}.what", event.what
        yield f"timeline.{event.id}.result", event.result
    for exhibit in case.exhibits:
        yield f"exhibits.{exhibit.id}.title", exhibit.title
        yield f"exhibits.{exhibit.id}.source", exhibit.source
        yield f"exhibits.{exhibit.id}.proves", exhibit.proves
    for attempt in case.attempts:
        yield f"attempts.{attempt.id}.reply", attempt.reply
    for demand in case.demands:
        yield f"demands.{demand.id}.text", demand.text
    for question_id, answer in case.answers.items():
        if isinstance(answer, str):
            yield f"answers.{question_id}", answer
