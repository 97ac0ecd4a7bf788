"""Names for signing in, names of people and of teams: what is allowed, in Chinese words."""

from __future__ import annotations

import re
import unicodedata

from wizard.case import SHORT_TEXT_MAX

# The same rule as streamlit-authenticator's Validator.validate_username; its validate_name is not used because it
# refuses one-character names and rare characters such as 𠮷.
_USERNAME = re.compile(r"^([a-zA-Z0-9_-]{1,20}|[a-zA-Z0-9._%+-]{1,64}@[a-zA-Z0-9.-]{1,180}\.[a-zA-Z]{2,63})$", re.ASCII)


def username_problem(username: str) -> tuple[str, str] | None:
    """What is wrong with a name for signing in, and the mend."""
    if _USERNAME.match(username):
        return None
    return "登录名只能用字母、数字、- 和 _,最多 20 个字符,或者一个邮箱地址。", "例如 wang-dian。"


def name_problem(name: str, what: str = "姓名") -> tuple[str, str] | None:
    """What is wrong with a person's or a team's name, and the mend."""
    if not name.strip():
        return f"{what}还没有填。", "请补上。"
    if len(name) > SHORT_TEXT_MAX:
        return f"{what}太长:最多 {SHORT_TEXT_MAX} 个字。", "请改短一些。"
    if any(unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") for letter in name):
        return f"{what}里有看不见的控制字符。", "请重新输入。"
    return None
