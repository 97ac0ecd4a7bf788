"""Hides personal data in a document: other people's everywhere, the merchant's own too where the public reads it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from wizard.case import Case
from wizard.document import Document, Fields, Items, Paragraph, Run, Table

_MOBILE = re.compile(r"(?<!\d)(1[3-9]\d)[\s-]?(\d{4})[\s-]?(\d{4})(?!\d)")
_ID_CARD = re.compile(r"(?<![\dA-Za-z])(\d{6})\d{8}(\d{3}[\dXx])(?![\dA-Za-z])")
_EMAIL = re.compile(r"([A-Za-z0-9])[A-Za-z0-9._%+-]{0,63}@([A-Za-z0-9.-]{1,253}\.[A-Za-z]{2,})")
_LONG_NUMBER = re.compile(
    r"(?<![\dA-Za-z])([A-Za-z0-9]{4})(?=[A-Za-z0-9-]*\d)[A-Za-z0-9-]{5,}([A-Za-z0-9]{3})(?![\dA-Za-z])"
)
_STREET_NUMBER = re.compile(r"(?<=[路街道巷弄里村段园区苑])\s?\d+(?:-\d+)?\s?号(?!线|店|仓)")
_DOOR = re.compile(r"(?<!\d)\d+\s?(号楼|栋|幢|单元|室|弄)(?:\s?\d{2,4}(?!\d))?")
# A name is known by the words before it, or by the phone number right after it.
_SURNAME_FIRST = r"([是为叫：: ]{0,2})([\u4e00-\u9fff])[\u4e00-\u9fff]{1,2}"
_NAMED = re.compile(rf"((?:收货|收件|签收)人|姓名){_SURNAME_FIRST}(?![\u4e00-\u9fff])")
_NAME_AND_PHONE = re.compile(rf"(买家|顾客|客户|用户){_SURNAME_FIRST}(?=[\s，,（(]{{0,2}}1[3-9]\d)")
# Where a person lives: said to be an address, and with a street, an estate or a building in it.
_LIVES = re.compile(
    r"(收货地址|住址|家住|住在|(?<![记停留])住)([:：是为 ]{0,2})"
    r"[^，。；\n]{0,20}(?:路|街|道|巷|小区|村|苑|栋|号楼)[^，。；\n ]{0,20}"
)
STAFF = "客服"
# What is left when a name is taken out: "平台客服客服", "与客服 的通话", "（编号：12，客服：客服）".
_STAFF_AGAIN = re.compile(r"客服(?:\s?客服)+\s?|客服 (?=[\u4e00-\u9fff])")
_STAFF_ONLY = re.compile(r"（客服：客服）|，客服：客服(?=）)")
PARTS_NOT_PUBLIC = ("parties", "identifiers")


@dataclass(frozen=True)
class Mask:
    """What is hidden. `own` stays: the merchant's phone and mail in a letter, in public only their ticket numbers."""

    others: bool
    public: bool
    own: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


def mask_for(case: Case, *, public: bool, others: bool) -> Mask:
    """The mask of a document: `others` hides other people's data, `public` hides the merchant's and staff's too."""
    agents = tuple(attempt.agent for attempt in case.attempts if len(attempt.agent) > 1)
    own = _tickets(case) if public else tuple(filter(None, (case.shop.phone, case.shop.email)))
    return Mask(others=others or public, public=public, own=own, names=agents if public else ())


def _tickets(case: Case) -> tuple[str, ...]:
    """Ticket numbers, by which the platform finds a public post's matter; one that holds a phone or an id is hidden."""
    numbers = {identifier.value for identifier in case.identifiers if identifier.kind == "ticket" and identifier.value}
    return tuple(sorted((number for number in numbers if _others(number) == number), key=len, reverse=True))


def masked(document: Document, mask: Mask) -> Document:
    """The document with personal data hidden; parts that name people are left out where the public reads it."""
    if not mask.others:
        return document
    hide = hider(mask)
    kept = (block for block in document.blocks if not (mask.public and getattr(block, "part", "") in PARTS_NOT_PUBLIC))
    blocks = tuple(_block(block, hide) for block in kept)
    hidden = {"subject": hide(document.subject), "headline": hide(document.headline)}
    return document.model_copy(update={"blocks": blocks, **hidden})


def hider(mask: Mask) -> Callable[[str], str]:
    """A function that hides what the mask says in a text."""

    def hide(text: str) -> str:
        for place, value in enumerate(mask.own):
            text = text.replace(value, f"\ue000{place}\ue001")
        text = _public(text, mask.names) if mask.public else _others(text)
        for place, value in enumerate(mask.own):
            text = text.replace(f"\ue000{place}\ue001", value)
        return text

    return hide


def _others(text: str) -> str:
    for name in (_NAMED, _NAME_AND_PHONE):
        text = name.sub(r"\1\2\3**", text)
    text = _LIVES.sub(r"\1\2（地址已遮挡）", text)
    text = _ID_CARD.sub(r"\1********\2", text)
    return _MOBILE.sub(r"\1****\3", text)


def _public(text: str, names: tuple[str, ...]) -> str:
    for name in names:
        text = text.replace(name, STAFF)
    text = _STAFF_AGAIN.sub(STAFF, _STAFF_ONLY.sub("", text)) if names else text
    text = _EMAIL.sub(r"\1***@\2", _others(text))
    text = _DOOR.sub(r"**\1", _STREET_NUMBER.sub("**号", text))
    return _LONG_NUMBER.sub(r"\1****\2", text)


def _block(block: object, hide: Callable[[str], str]) -> object:
    if isinstance(block, Paragraph):
        return block.model_copy(update={"runs": _runs(block.runs, hide)})
    if isinstance(block, Items):
        return block.model_copy(update={"items": tuple(_runs(item, hide) for item in block.items)})
    if isinstance(block, Table):
        rows = tuple(tuple(_runs(cell, hide) for cell in row) for row in block.rows)
        return block.model_copy(update={"rows": rows})
    if isinstance(block, Fields):
        pairs = tuple((label, _runs(value, hide)) for label, value in block.pairs)
        return block.model_copy(update={"pairs": pairs})
    return block


def _runs(runs: tuple[Run, ...], hide: Callable[[str], str]) -> tuple[Run, ...]:
    return tuple(run.model_copy(update={"text": hide(run.text)}) for run in runs)
