"""streamlit-authenticator's hashing and field checks, without its cookie, files or services.

Imported on first use: the package draws in Streamlit, which the command line does without.
"""

from __future__ import annotations

import logging
import unicodedata
from functools import lru_cache
from typing import Any

from wizard.case import SHORT_TEXT_MAX


@lru_cache(maxsize=1)
def hasher() -> Any:
    """Its `Hasher` (bcrypt, cost 12)."""
    return _module("hasher").Hasher


@lru_cache(maxsize=1)
def validator() -> Any:
    """Its `Validator`, but for the names it wrongly refuses: one character such as 「五」, rare ones such as 「𠮷」."""
    base: Any = _module("validator").Validator

    class ChineseValidator(base):  # type: ignore[misc]
        def validate_name(self, name: str) -> bool:
            visible = all(unicodedata.category(letter) not in ("Cc", "Cs", "Zl", "Zp") for letter in name)
            return visible and len(name.strip()) > 0 and len(name) <= SHORT_TEXT_MAX

        def validate_username(self, username: str) -> bool:
            return username.isascii() and not username.endswith("\n") and bool(super().validate_username(username))

    return ChineseValidator()


def _module(name: str) -> Any:
    """A module of the package; what it would say on the console about running outside a page is not for people."""
    import importlib

    before = logging.root.manager.disable
    logging.disable(logging.ERROR)
    try:
        return importlib.import_module(f"streamlit_authenticator.utilities.{name}")
    finally:
        logging.disable(before)
