"""Passwords: checked by length and against common ones, hashed by streamlit-authenticator's `Hasher` (bcrypt)."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path

from wizard.team.authenticator import hasher

SHORTEST = 10
NONE = "!"  # stored for accounts that sign in another way: no password fits
LONGEST_BYTES = 72  # bcrypt looks at no more and refuses longer input
LONGEST_LETTERS = 4 * LONGEST_BYTES  # composing (NFKC) makes at most four letters one


@lru_cache(maxsize=1)
def common_passwords() -> frozenset[str]:
    """Passwords that everybody tries first, in small letters."""
    lines = Path(__file__).with_name("common_passwords.txt").read_text("utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def weakness(password: str, username: str = "") -> tuple[str, str] | None:
    """What is wrong with a new password and the mend, in Chinese; `None` when it is good enough."""
    if len(password) < SHORTEST:
        return f"密码太短：至少 {SHORTEST} 个字符。", "可以用几个词连起来，好记也安全。"
    if _too_long(password):
        return f"密码太长：最多 {LONGEST_BYTES} 个字节（一个汉字占 3 个字节）。", "请改短一些。"
    if _is_common(password.casefold(), username.casefold()):
        return "这个密码太常见，容易被猜到。", "请换一个别人想不到的。"
    return None


def _is_common(password: str, username: str) -> bool:
    repeated = len(set(password)) <= 3
    stem = password.rstrip("0123456789!@#._-")
    return repeated or password in common_passwords() or stem in common_passwords() or password == username


def _too_long(password: str) -> bool:
    """Letters are counted first: one may stand for eighteen, and composing ten million stops everybody's clicks."""
    return len(password) > LONGEST_LETTERS or len(_bytes(password)) > LONGEST_BYTES


def _bytes(password: str) -> bytes:
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace")


def hashed(password: str) -> str:
    """The hash to store (about 0.4 s on purpose). The password must have passed `weakness`."""
    return str(hasher().hash(_bytes(password).decode()))


def matches(password: str, password_hash: str | None) -> bool:
    """Whether a password is right; without an account the same time is spent on a dummy hash."""
    usable = not _too_long(password) and "\x00" not in password
    stored = None if password_hash == NONE else password_hash
    right = hasher().check_pw(_bytes(password).decode() if usable else "", stored or _dummy())
    return bool(right) and usable and stored is not None


@lru_cache(maxsize=1)
def _dummy() -> str:
    return hashed("nobody has this password")
