"""Features of a reading: runs of one to four symbols, concepts (words that mean the same thing), and word meaning."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from wizard.knowledge.pack import read_yaml
from wizard.triage.reading import BREAK

LONGEST = 4
OPENING = 6  # symbols; who speaks and of what usually comes first


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

    def __init__(self, expressions: Mapping[str, Sequence[str]], absent: Sequence[Sequence[str]] = ()) -> None:
        """Take `{concept: [regular expression]}` and pairs [found, found nowhere in the text] worth a feature."""
        self.patterns = {name: re.compile("|".join(words)) for name, words in expressions.items()}
        self.absent = [(f"<{found}>", f"<{missing}>") for found, missing in absent]

    @classmethod
    def of(cls, folder: Path) -> Concepts:
        """The concepts in `concepts.yaml` of a pack's triage folder."""
        content = read_yaml(folder / "concepts.yaml")
        return cls(content["concepts"], content["absent"])

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
    """How often each feature occurs: runs, concepts, pairs of concepts in one sentence, and the manner of the text."""
    found: Counter[str] = Counter(run for run, _, _ in grams(words))
    everywhere: set[str] = set()
    for number, sentence in enumerate(_sentences(words)):
        names = sorted({name for name, _, _ in concepts.matches(sentence)})
        everywhere.update(names)
        found.update(names)
        found.update(f"{a}{b}" for i, a in enumerate(names) for b in names[i + 1 :])
        if number == 0:
            found.update({f"^{name}" for name, first, _ in concepts.matches(sentence) if first < OPENING})
    found.update(f"{here}-{gone}" for here, gone in concepts.absent if here in everywhere and gone not in everywhere)
    found[f"{{{_size(words)}}}"] += 1
    return found


def _size(words: Sequence[str]) -> str:
    """How long a text is, in four steps: what is very short is often no story at all."""
    length = sum(word != BREAK for word in words)
    return next((f"up to {limit}" for limit in (3, 8, 40) if length <= limit), "longer")


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
