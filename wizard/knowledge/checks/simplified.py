"""Words are in simplified Chinese. A guide we read was in traditional characters; none may have slipped in."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from wizard.knowledge.checks.content import Content
from wizard.knowledge.checks.finding import Check, CheckFinding, at
from wizard.knowledge.walk import leaves

BOTH_WAYS = set("著乾藉瞭覆于後里只干后系台发复么")
"""Characters that are right in simplified text too, in some words."""


def run(content: Content) -> Iterable[CheckFinding]:
    """Words with traditional characters."""
    for entry in content.entries:
        for leaf in leaves(entry.record):
            wrong = traditional(leaf.words)
            if wrong:
                mend = f"改成简体：{_converter().convert(wrong)}。"
                yield at(CHECK.id, entry, leaf.path, f"有繁体字“{wrong}”", mend)


def traditional(text: str) -> str:
    """The traditional characters of a text, each once, in order."""
    found = (letter for letter in dict.fromkeys(text) if "\u4e00" <= letter <= "\u9fff" and letter not in BOTH_WAYS)
    return "".join(letter for letter in found if _simple(letter) != letter)


@lru_cache(maxsize=8192)
def _simple(letter: str) -> str:
    return str(_converter().convert(letter))


@lru_cache(maxsize=1)
def _converter() -> Any:
    from opencc import OpenCC  # loading its tables takes a moment; only this check needs them

    return OpenCC("t2s")


CHECK = Check("simplified", "全部用简体中文。", run)
