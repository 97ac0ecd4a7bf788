"""Personal data in one line or cell: by its shape, and names and addresses by what stands beside them.

A hint for a person to look at, no promise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from wizard.evidence.personal_data import WORDS, Found, PersonalKind, find
from wizard.evidence.personal_places import NOT_NAMES

_HAN = r"\u4e00-\u9fff"
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田"
    "任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季"
    "俞章鲁葛伍韦申尤毕聂丛焦向柳邢骆岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍覃霍"
)
# What cannot be seen between two digits, and digits, letters and signs in full width: the same for a reader.
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")
_FOLDED = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20}
_WORTH_A_LOOK = re.compile(r"\d[\d -]{6}|[@号栋幢座室信人名址户]")
_LABEL = r"(?:姓名|收件人|收货人|寄件人|发件人|签收人|联系人|持卡人|开户人|开户名|户名|收款人|付款人|买家姓名|真实姓名)"
_NEXT = r"(?=电话|手机|地址|联系|身份|先生|女士|$|[^\u4e00-\u9fff])"
_BETWEEN = r"[ ,，、;；:：|/\t]{1,3}"
_NAMES = (
    re.compile(rf"{_LABEL}\s*[:：是为|\t ]{{1,3}}\s*([{_HAN}·]{{2,4}}?){_NEXT}"),
    re.compile(rf"(?<![{_HAN}])([{SURNAMES}][{_HAN}]{{1,2}})(?:先生|女士)?{_BETWEEN}(?=(?:\+?86[- ]?)?1[3-9]\d)"),
    re.compile(rf"(?<!\d)1[3-9]\d{{9}}{_BETWEEN}([{SURNAMES}][{_HAN}]{{1,2}})(?![{_HAN}])"),
)
_LABELS = re.compile(r"手机|电话|地址|号码|订单|编号|昵称|备注|姓名|日期|时间|客服|金额|单号")
_ADDRESSES = (re.compile(r"(?:收货地址|收件地址|详细地址|联系地址|住址|地址)\s*[:：|\t]\s*([^\s，。；,;|]{4,80})"),)


_LEFT_OUT = (*b" \t\n\r-", 0xA0, 0xAD, 0x2060, 0x3000, 0xFEFF, 0xFF0D, *range(0x200B, 0x2010))
_COMPACT: dict[int, int | None] = {**_FOLDED, **dict.fromkeys(_LEFT_OUT)}


def compact(words: str) -> str:
    """Words as they are compared: spaces, dashes, width of letters and capitals aside."""
    return words.translate(_COMPACT).casefold()


def clean(text: str) -> str:
    """The text without what nobody sees in it."""
    return text if text.isascii() else _UNSEEN.sub("", text)


def folded(text: str) -> str:
    """Full-width digits and letters as plain ones, character by character, so that places stay the same."""
    return text if text.isascii() else text.translate(_FOLDED)


@lru_cache(maxsize=4096)
def spotted(text: str) -> tuple[Found, ...]:
    """Personal data in a line, in order, without overlaps."""
    plain = folded(text)
    if not _WORTH_A_LOOK.search(plain):
        return ()
    pieces = sorted(
        [*(_bare(found, plain) for found in find(plain)), *_beside(plain)], key=lambda piece: (piece.start, -piece.end)
    )
    kept: list[Found] = []
    for piece in pieces:
        if not kept or piece.start >= kept[-1].end:
            kept.append(piece)
    return tuple(kept)


def _bare(found: Found, text: str) -> Found:
    """A name or an account without the colon that stands before it."""
    if found.kind not in ("name", "wechat"):
        return found
    value = text[found.start : found.end]
    return replace(found, start=found.end - len(value.lstrip("号:是为 ")))


def _beside(text: str) -> Iterator[Found]:
    for pattern in _NAMES:
        for match in pattern.finditer(text):
            if match[1] not in NOT_NAMES and not _LABELS.search(match[1]):
                yield _found(match, "name")
    for pattern in _ADDRESSES:
        for match in pattern.finditer(text):
            if "*" not in match[1] and re.search(rf"[{_HAN}]", match[1]):
                yield _found(match, "address")


def _found(match: re.Match[str], kind: PersonalKind) -> Found:
    return Found(match.start(1), match.end(1), kind, WORDS[kind])
