"""What a pack knows about the language of its merchants: concepts, ways to deny, and how characters sound."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from wizard.knowledge.pack import read_yaml

_CLAUSE = re.compile(r"[^，。！？,.!?;；：:\n…—“”\"「」]+")
LONGEST_SYLLABLE = 6  # letters: zhuang
ENGLISH_END = "ing"  # the reading takes it off as if the word were English
_ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))  # not told apart in many dialects


class Concepts:
    """Concepts of a pack: names with the expressions that mean them, matched on the reading's plain text."""

    def __init__(self, expressions: Mapping[str, Sequence[str]], absent: Sequence[Sequence[str]] = ()) -> None:
        """Take `{concept: [regular expression]}` and pairs [found, found nowhere in the text] worth a feature."""
        self.patterns = {name: re.compile("|".join(words)) for name, words in expressions.items()}
        self.absent = [(f"<{found}>", f"<{missing}>") for found, missing in absent]

    def matches(self, words: Sequence[str]) -> Iterable[tuple[str, int, int]]:
        """Every concept found: (`<name>`, first symbol, past the last symbol)."""
        text, owner = "", []
        for index, word in enumerate(words):
            text += word
            owner += [index] * len(word)
        for name, pattern in self.patterns.items():
            for match in pattern.finditer(text):
                if match.end() > match.start():
                    yield f"<{name}>", owner[match.start()], owner[match.end() - 1] + 1


class Denials:
    """Ways to say what the matter is not: clauses that open or close so, and stretches within a clause."""

    def __init__(self, content: Mapping[str, Sequence[str]]) -> None:
        """Take lists of regular expressions: `opens`, `closes`, `within`, `unless` (it only asks), `turns` (but)."""
        opens, closes, within, unless = ("|".join(content[name]) for name in ("opens", "closes", "within", "unless"))
        self.whole = re.compile(f"^(?:{opens})|(?:{closes})$")
        self.within, self.unless, self.turns = (
            re.compile(within),
            re.compile(unless),
            re.compile("|".join(content["turns"])),
        )

    def spans(self, plain: str) -> list[tuple[int, int]]:
        """The stretches [start, end) of a plain text that deny."""
        found: list[tuple[int, int]] = []
        for clause in _CLAUSE.finditer(plain):
            text = clause.group().strip()
            if self.unless.search(text):
                continue
            if parts := [match.span() for match in self.within.finditer(clause.group())]:
                found += [(clause.start() + first, clause.start() + last) for first, last in parts]
            elif self.whole.search(text):
                turn = self.turns.search(clause.group(), 1)
                found.append((clause.start(), clause.start() + turn.start() if turn else clause.end()))
        return found


class Sounds:
    """How characters sound, and how people who type without characters spell the same syllables (`huokuan`)."""

    def __init__(self, lines: Iterable[str]) -> None:
        """Take lines of a syllable, a space and its characters."""
        parted = [line.split(" ") for line in lines]
        self.spelled = {character: syllable for syllable, some in parted for character in some}
        self._syllable = re.compile("|".join(sorted((syllable for syllable, _ in parted), key=len, reverse=True)))
        self._whole = re.compile(f"(?:{self._syllable.pattern})+")

    def of(self, word: str) -> list[str]:
        """The syllables of a symbol: one of a character, those that a Latin word spells, else none."""
        if word in self.spelled:
            return [_heard(self.spelled[word])]
        for letters in (word.strip(), f"{word.strip()}{ENGLISH_END}"):
            if self._whole.fullmatch(letters):
                return [_heard(one) for one in self._parted(letters)]
        return []

    def _parted(self, spelled: str) -> list[str]:
        """The syllables, longest first, going back where the rest would not be one."""
        for end in range(min(len(spelled), LONGEST_SYLLABLE), 0, -1):
            rest = spelled[end:]
            if self._syllable.fullmatch(spelled[:end]) and (not rest or self._whole.fullmatch(rest)):
                return [spelled[:end], *(self._parted(rest) if rest else [])]
        return []


@dataclass(frozen=True)
class Lexicon:
    """Concepts, denials, and sounds."""

    concepts: Concepts
    denials: Denials
    sounds: Sounds

    @classmethod
    def of(cls, folder: Path) -> Lexicon:
        """The lexicon in `concepts.yaml`, `denials.yaml` and `sounds.txt` of a pack's triage folder."""
        content = read_yaml(folder / "concepts.yaml")
        lines = (folder / "sounds.txt").read_text("utf-8").splitlines()
        return cls(
            Concepts(content["concepts"], content["absent"]),
            Denials(read_yaml(folder / "denials.yaml")),
            Sounds(line for line in lines if not line.startswith("#")),
        )


def _heard(syllable: str) -> str:
    """A syllable without what dialects do not tell apart."""
    for exact, alike in _ALIKE:
        syllable = syllable.replace(exact, alike)
    return syllable
