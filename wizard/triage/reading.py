"""Reads a text the way the model wants it: one alphabet, one width, simplified characters, numbers as kinds.

Every symbol remembers which characters of the original it stands for, so that reasons can quote the merchant.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

HEAD, TAIL = 4000, 2000  # a story tells its matter at the start and its wish at the end; the middle adds little
BREAK = "|"
ASKING = "?"
LONG_NUMBER = 8  # order, tracking and phone numbers; shorter ones are amounts, dates, counts

_TOKEN = re.compile(r"https?://\S+|[a-z]+(?:'[a-z]+)?|\d+(?:[.,]\d+)*|[\u3400-\u9fff]|[。！？!?;；\n…]+|[,，、:：]|\S")
_STRONG = set("。！？!?;；\n…")
_WEAK = set(",，、:：")


@dataclass(frozen=True)
class Symbol:
    """One Han character, Latin word, kind of number or break, with its place [start, end) in the original text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Reading:
    """The symbols of a text, and whether its middle was left unread because it is very long."""

    symbols: tuple[Symbol, ...]
    truncated: bool

    @property
    def words(self) -> list[str]:
        """The symbols' texts, in order."""
        return [symbol.text for symbol in self.symbols]


@lru_cache(maxsize=1)
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


@lru_cache(maxsize=20_000)
def _plain(character: str) -> str:
    """NFKC, lower case, simplified; what cannot be seen becomes nothing."""
    if unicodedata.category(character) in ("Cf", "Cs", "Mn"):
        return ""
    text = unicodedata.normalize("NFKC", character).lower()
    return str(_converter().convert(text)) if "\u3400" <= text <= "\u9fff" else text


def _flattened(text: str, offset: int) -> tuple[str, list[int]]:
    """The plain text and, for each of its characters, the index in the original."""
    plain: list[str] = []
    origin: list[int] = []
    for index, character in enumerate(text, start=offset):
        for letter in _plain(character):
            plain.append(letter)
            origin.append(index)
    return "".join(plain), origin


def _stem(word: str) -> str:
    """A crude English stem: `deducted`, `deducting` and `deducts` become one word."""
    word = word.split("'")[0]
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def _symbol(token: str) -> str:
    if token.startswith("http"):
        return ""
    if token[0].isdigit():
        return "№" if len(re.sub(r"\D", "", token)) >= LONG_NUMBER else "0"
    if token[0].isascii() and token[0].isalpha():
        return f" {_stem(token)} "
    if token[0] in _STRONG:
        return ASKING if ASKING in token.replace("？", ASKING) else BREAK
    return "" if token[0] in _WEAK or not token[0].isalnum() else token


def read(text: str) -> Reading:
    """The reading of a text; of more than HEAD + TAIL characters only the beginning and the end are read."""
    truncated = len(text) > HEAD + TAIL
    parts = [(text[:HEAD], 0), (text[-TAIL:], len(text) - TAIL)] if truncated else [(text, 0)]
    symbols: list[Symbol] = []
    for part, offset in parts:
        plain, origin = _flattened(part, offset)
        for match in _TOKEN.finditer(plain):
            symbol = _symbol(match.group())
            repeated = len(symbols) >= 2 and symbols[-1].text == symbols[-2].text == symbol
            if symbol and not repeated:
                symbols.append(Symbol(symbol, origin[match.start()], origin[match.end() - 1] + 1))
            if symbol == ASKING:
                symbols.append(Symbol(BREAK, symbols[-1].end, symbols[-1].end))
        symbols.append(Symbol(BREAK, offset + len(part), offset + len(part)))
    return Reading(tuple(symbols), truncated)
