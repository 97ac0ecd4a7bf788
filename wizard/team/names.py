"""Names for signing in, names of people and of teams: what is allowed, in Chinese words."""

from __future__ import annotations

import unicodedata

from wizard.case import SHORT_TEXT_MAX, without_control_characters
from wizard.team.authenticator import validator


def username_problem(username: str) -> tuple[str, str] | None:
    """What is wrong with a name for signing in, and the mend."""
    if validator().validate_username(username):
        return None
    return "登录名只能用字母、数字、- 和 _，最多 20 个字符，或者一个邮箱地址。", "例如 wang-dian。"


UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")  # letters by their kind, but drawn as nothing


def _is_unseen(letter: str) -> bool:
    return letter in UNSEEN or unicodedata.category(letter) == "Cf"


def seen_as(name: str) -> str:
    """A name as the eye takes it: without blanks, widths and small or capital letters."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def name_problem(name: str, what: str = "姓名") -> tuple[str, str] | None:
    """What is wrong with a person's or a team's name, and the mend."""
    if not any(unicodedata.category(letter)[0] in "LNPS" for letter in name):  # blanks and zero-width marks are no name
        return f"{what}还没有填。", "请补上。"
    if len(name) > SHORT_TEXT_MAX:
        return f"{what}太长：最多 {SHORT_TEXT_MAX} 个字。", "请改短一些。"
    if any(map(_is_unseen, name)) or without_control_characters(name) != name or not validator().validate_name(name):
        return f"{what}里有看不见的控制字符。", "请重新输入。"
    return None
