"""Session tokens and one-time codes: random, long enough, stored only as SHA-256."""

from __future__ import annotations

import hashlib
import secrets

_LETTERS = "23456789ABCDEFGHJKMNPRSTUVWXY"
_GROUPS, _GROUP_LENGTH = 5, 4  # 20 letters of 29: 97 bits


def new_token() -> str:
    """A session token or ticket (256 bits)."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """A code to be read and typed by people, such as `7KMP-2XYA-…` (97 bits), without look-alike letters."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS))
    return "-".join(groups)


def digest(secret: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()


def code_digest(code: str) -> str:
    """What is stored of a typed code: case, blanks and hyphens do not matter."""
    return digest("".join(letter for letter in code.upper() if letter.isalnum()))
