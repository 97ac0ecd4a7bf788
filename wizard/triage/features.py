"""Features of a reading: runs of symbols, how they sound, and concepts (words that mean the same thing)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from wizard.triage.lexicon import Lexicon, Sounds
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


def heard(words: Sequence[str], sounds: Sounds) -> Iterable[tuple[str, int, int]]:
    """Runs of two and three syllables as they sound (`~huokuan`): a wrong character seldom changes the sound.

    Each with its place like `grams`; a word spelled in letters counts as its syllables.
    """
    syllables = [(sound, index) for index, word in enumerate(words) for sound in sounds.of(word) or [""]]
    for length in (2, 3):
        for start in range(len(syllables) - length + 1):
            run = syllables[start : start + length]
            if all(sound for sound, _ in run):
                yield "~" + "".join(sound for sound, _ in run), run[0][1], run[-1][1] + 1


def counts(words: Sequence[str], denied: Sequence[str], lexicon: Lexicon) -> Counter[str]:
    """How often each feature occurs: runs, sounds, concepts, their pairs in one sentence, and the manner of the text.

    Concepts that are only denied count as `¬<concept>`.
    """
    concepts = lexicon.concepts
    found: Counter[str] = Counter(run for run, _, _ in grams(words))
    found.update(run for run, _, _ in heard(words, lexicon.sounds))
    found.update({f"¬{name}" for name, _, _ in concepts.matches(denied)})
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
