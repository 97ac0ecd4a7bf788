"""Noise for the fitting texts only: what fingers, voice input and long stories do to a sentence."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from wizard.triage.labelled import Row

_PUNCTUATION = re.compile(r"[，。！？、；：,.!?;:\s]+")


def without_punctuation(text: str, rng: random.Random) -> str:
    """As voice input writes it: no punctuation, now and then a filler word."""
    filler = ("", "", "嗯", "那个", "然后", "就是")
    return _PUNCTUATION.sub(lambda _: rng.choice(filler), text)


def with_slips(text: str, rng: random.Random) -> str:
    """About one character in twelve is lost, doubled or swapped with its neighbour."""
    letters = list(text)
    for index in range(len(letters) - 1):
        slip = rng.random()
        if slip < 0.03:
            letters[index] = ""
        elif slip < 0.05:
            letters[index] *= 2
        elif slip < 0.08:
            letters[index], letters[index + 1] = letters[index + 1], letters[index]
    return "".join(letters)


def among_others(text: str, asides: Sequence[str], rng: random.Random) -> str:
    """The text in the middle of a longer story: two to six sentences that say nothing about the matter."""
    chosen = rng.sample(list(asides), rng.randint(2, 6))
    place = rng.randint(0, len(chosen))
    return "".join([*chosen[:place], text if text[-1] in "。！？" else text + "。", *chosen[place:]])


def variants(rows: Sequence[Row], asides: Sequence[str], seed: int) -> list[Row]:
    """Noisy copies of the rows, the same for the same seed. Very short texts get no slips."""
    rng = random.Random(seed)  # noqa: S311 - noise, not a secret
    found: list[Row] = []
    for row in rows:
        texts = []
        if len(row.text) >= 12:
            texts.append(with_slips(without_punctuation(row.text, rng) if rng.random() < 0.5 else row.text, rng))
        if not row.scenario.startswith("out") and asides:
            texts.append(among_others(row.text, asides, rng))
        found += [Row(text, row.scenario, row.author, row.secondary, row.way_out) for text in texts]
    return found
