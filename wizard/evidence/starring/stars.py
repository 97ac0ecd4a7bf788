"""What is left of a piece of personal data: enough for the parties to compare, too little to reach anybody.

A mobile number keeps three digits and the last four, an ID or card number the last four, a name the surname, an
address the province and the city. Starring what is starred already changes nothing.
"""

from __future__ import annotations

import re

from wizard.case import HiddenKind

_HAN = r"\u4e00-\u9fff"
_MOBILE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?(1[3-9]\d)[- ]?\d{4}[- ]?(\d{4})(?!\d)")
_KEPT_MOBILE = re.compile(r"(1[3-9]\d)\*{4}(\d{4})")
_KEPT_LAST = re.compile(r"\*{4}[^*]{4}")
_PROVINCE = re.compile(
    r"(?:北京|上海|天津|重庆)市?|(?:河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南"
    r"|四川|贵州|云南|陕西|甘肃|青海|台湾)省?|(?:内蒙古|广西|西藏|宁夏|新疆)(?:壮族|回族|维吾尔)?(?:自治区)?"
    r"|(?:香港|澳门)(?:特别行政区)?"
)
_CITY = re.compile(rf"[ ]?[{_HAN}]{{2,6}}?(?:市|自治州|地区|盟)")
STARS = "****"


def starred(value: str, kind: HiddenKind) -> str:
    """The value with stars; white space around it stays, an empty value stays empty."""
    core = value.strip()
    if not core:
        return value
    start = value.index(core)
    return value[:start] + _LEFT[kind](core) + value[start + len(core) :]


def _phone(value: str) -> str:
    if _KEPT_MOBILE.fullmatch(value):
        return value
    if match := _MOBILE.search(value):
        return f"{match[1]}{STARS}{match[2]}"
    return _last_four(value)


def _last_four(value: str) -> str:
    """The last four of at least eight characters; of fewer nothing."""
    if _KEPT_LAST.fullmatch(value):
        return value
    known = value.replace("*", "").strip()
    return STARS + known[-4:] if len(known) >= 8 else STARS


def _name(value: str) -> str:
    return value[0] + "**" if len(value) > 1 and value[0] != "*" else "**"


def _address(value: str) -> str:
    province = _PROVINCE.match(value)
    if province is None:
        return STARS
    city = _CITY.match(value, province.end())
    return value[: city.end() if city else province.end()] + STARS


def _email(value: str) -> str:
    name, mark, domain = value.rpartition("@")
    return f"{name[:1]}***@{domain}" if mark and name else STARS


def _nothing(_: str) -> str:
    return STARS


_LEFT = {
    "phone": _phone,
    "id_number": _last_four,
    "bank_card": _last_four,
    "wechat": _nothing,
    "email": _email,
    "name": _name,
    "address": _address,
    "other": _nothing,
}
