"""Session tokens and one-time codes: random, long enough, stored only as SHA-256."""

from __future__ import annotations

import base64
import hashlib
import hmac
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


def signed(token: str, key: bytes) -> str:
    """A token with the instance's signature, as the cookie carries it."""
    return f"{token}.{_signature(token, key)}"


def unsigned(value: str, key: bytes) -> str:
    """The token of a signed value; empty when the signature is not ours."""
    token, _, signature = value.partition(".")
    right = hmac.compare_digest(signature.encode(errors="replace"), _signature(token, key).encode())
    return token if right else ""


def _signature(token: str, key: bytes) -> str:
    made = hmac.digest(key, token.encode(errors="surrogatepass"), "sha256")
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()
