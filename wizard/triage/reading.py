"""Reads a text the way the model wants it: one alphabet, one width, simplified characters, numbers as kinds.

Every symbol remembers which characters of the original it stands for, so that reasons can quote the merchant.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

HEAD, TAIL = 4000, 2000  # a story tells its matter at the start and its wish at the end; the middle adds little
BREAK = "|"
ASKING = "?"
SENTENCE, CLAUSE = 4, 6  # symbols; what is shorter says too little by itself
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
    """The symbols of a text, those it only denies ("I was not fined"), and whether its middle was left unread."""

    symbols: tuple[Symbol, ...]
    denied: tuple[Symbol, ...]
    truncated: bool

    @property
    def words(self) -> list[str]:
        """The texts of the symbols that are asserted, in order."""
        return [symbol.text for symbol in self.symbols]

    def sentences(self) -> list[Reading]:
        """Every sentence of at least `SENTENCE` symbols as a reading of its own."""
        found: list[list[Symbol]] = [[]]
        for symbol in self.symbols:
            if symbol.text == BREAK:
                found.append([])
            else:
                found[-1].append(symbol)
        return [Reading(tuple(one), (), False) for one in found if len(one) >= SENTENCE]

    def clauses(self, text: str) -> list[Reading]:
        """The asserted symbols in clauses as punctuation parts them; one too short to say much joins the next."""
        found: list[list[Symbol]] = [[]]
        for symbol in self.symbols:
            before = found[-1][-1].end if found[-1] else symbol.start
            parted = symbol.text == BREAK or not text[before : symbol.start].isspace() and before < symbol.start
            if parted and len(found[-1]) >= CLAUSE:
                found.append([])
            if symbol.text != BREAK:
                found[-1].append(symbol)
        return [Reading(tuple(one), (), False) for one in found if one]

    def asserted(self, text: str) -> str:
        """The original text without what it denies."""
        gone = {index for symbol in self.denied for index in range(symbol.start, symbol.end)}
        return "".join(character for index, character in enumerate(text) if index not in gone)


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


Denies = Callable[[str], list[tuple[int, int]]]


def read(text: str, denies: Denies = lambda _: []) -> Reading:
    """The reading of a text; of more than HEAD + TAIL characters only the beginning and the end are read.

    `denies` finds the stretches [start, end) of a plain text that say what the matter is not. A text that only denies
    is read as if it asserted everything, so that something is left to judge.
    """
    truncated = len(text) > HEAD + TAIL
    parts = [(text[:HEAD], 0), (text[-TAIL:], len(text) - TAIL)] if truncated else [(text, 0)]
    asserted: list[Symbol] = []
    denied: list[Symbol] = []
    for part, offset in parts:
        plain, origin = _flattened(part, offset)
        gone = {index for start, end in denies(plain) for index in range(start, end)}
        for match in _TOKEN.finditer(plain):
            symbols = denied if match.start() in gone else asserted
            _append(symbols, _symbol(match.group()), origin[match.start()], origin[match.end() - 1] + 1)
            if match.start() in gone:
                _close(asserted)
        _append(asserted, BREAK, offset + len(part), offset + len(part))
    if all(symbol.text == BREAK for symbol in asserted) and denied:
        return Reading((*denied, *asserted), (), truncated)
    return Reading(tuple(asserted), tuple(denied), truncated)


def _append(symbols: list[Symbol], word: str, start: int, end: int) -> None:
    """Add a symbol unless it is the third of a row of the same; a question ends its sentence."""
    if word and not (len(symbols) >= 2 and symbols[-1].text == symbols[-2].text == word):
        symbols.append(Symbol(word, start, end))
    if word == ASKING:
        symbols.append(Symbol(BREAK, end, end))


def _close(symbols: list[Symbol]) -> None:
    """What is denied parts what stands around it."""
    if symbols and symbols[-1].text != BREAK:
        symbols.append(Symbol(BREAK, symbols[-1].end, symbols[-1].end))
