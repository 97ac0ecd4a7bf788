"""Features of a reading: runs of one to four symbols, concepts (words that mean the same thing), and word meaning."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from wizard.knowledge.pack import read_yaml
from wizard.triage.reading import BREAK

LONGEST = 4


def grams(words: Sequence[str], longest: int = LONGEST) -> Iterable[tuple[str, int, int]]:
    """Every run of one to `longest` symbols that crosses no sentence end: (run, first, past the last)."""
    for start in range(len(words)):
        run = ""
        for end in range(start, min(start + longest, len(words))):
            if words[end] == BREAK:
                break
            run += words[end]
            yield run, start, end + 1


class Concepts:
    """Concepts of a pack: names with the expressions that mean them, matched on the reading's plain text."""

    def __init__(self, expressions: Mapping[str, Sequence[str]]) -> None:
        """Take `{concept: [regular expression over simplified lower-case text]}`."""
        self.patterns = {name: re.compile("|".join(words)) for name, words in expressions.items()}

    @classmethod
    def of(cls, folder: Path) -> Concepts:
        """The concepts in `concepts.yaml` of a pack's triage folder."""
        return cls(read_yaml(folder / "concepts.yaml")["concepts"])

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


def counts(words: Sequence[str], concepts: Concepts) -> Counter[str]:
    """How often each feature occurs, including pairs of concepts in one sentence."""
    found: Counter[str] = Counter(run for run, _, _ in grams(words))
    for sentence in _sentences(words):
        names = sorted({name for name, _, _ in concepts.matches(sentence)})
        found.update(names)
        found.update(f"{a}{b}" for i, a in enumerate(names) for b in names[i + 1 :])
    return found


def _sentences(words: Sequence[str]) -> Iterable[list[str]]:
    current: list[str] = []
    for word in words:
        if word == BREAK and current:
            yield current
            current = []
        elif word != BREAK:
            current.append(word)
    if current:
        yield current
