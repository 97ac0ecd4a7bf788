"""Noise for the fitting texts only: what fingers, voice input and long stories do to a sentence."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from wizard.knowledge.pack import read_yaml
from wizard.triage.labelled import Row
from wizard.triage.lexicon import Lexicon, Sounds
from wizard.triage.model import OUT

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


def as_heard(text: str, alike: Mapping[str, str], rng: random.Random) -> str:
    """As voice input mishears it: about one character in eight is another one that sounds the same."""
    return "".join(rng.choice(alike[c]) if c in alike and rng.random() < MISHEARD else c for c in text)


def in_letters(text: str, sounds: Mapping[str, str], rng: random.Random) -> str:
    """As people write who have no characters at hand: syllables in letters, joined to words of one to three."""
    written = ""
    for character in text:
        written += sounds.get(character, character)
        written += " " if character in sounds and rng.random() < WORD_ENDS else ""
    return written


SLIPS_FROM, ASIDES_FROM = 12, 8  # characters
MISHEARD = 0.12
COMMON = 10  # of the characters with one sound, those that people use come first
OWN_SHARE = 0.2
LETTERS_SHARE, LETTERS_TO, WORD_ENDS = 0.1, 60, 0.5  # nobody writes long stories in letters
SHOP_ONLY = "店|"  # asides that only a shop owner would write


def fitting(asides: Sequence[str], row: Row) -> list[str]:
    """The asides that suit who is speaking: all for a merchant, the general ones for everybody else."""
    merchant = row.scenario != OUT
    return [aside.removeprefix(SHOP_ONLY) for aside in asides if merchant or not aside.startswith(SHOP_ONLY)]


def among_others(text: str, asides: Sequence[str], rng: random.Random) -> str:
    """The text in the middle of a longer story: two to six sentences that say nothing about the matter."""
    chosen = rng.sample(list(asides), rng.randint(2, 6))
    place = rng.randint(0, len(chosen))
    return "".join([*chosen[:place], text if text[-1] in "。！？" else text + "。", *chosen[place:]])


@dataclass(frozen=True)
class Turn:
    """Openings that make a merchant's text somebody else's: they change the label."""

    label: str
    share: float
    before: tuple[str, ...]
    replace: tuple[str, ...]


@dataclass(frozen=True)
class Noise:
    """What the noise is made of: asides, openings of the platform's own merchants, turns, like sounds and sounds."""

    asides: tuple[str, ...]
    own: tuple[str, ...]
    names: tuple[str, ...]
    turns: tuple[Turn, ...]
    alike: Mapping[str, str]
    sounds: Mapping[str, str]

    @classmethod
    def of(cls, folder: Path) -> Noise:
        """The noise in `asides.txt`, `turns.yaml` and `sounds.txt` of a pack's triage folder."""
        asides = tuple(line for line in (folder / "asides.txt").read_text("utf-8").splitlines() if line)
        content = read_yaml(folder / "turns.yaml")
        sounds = Lexicon.of(folder).sounds
        turns = tuple(Turn(t["label"], t["share"], tuple(t["before"]), tuple(t["replace"])) for t in content["turns"])
        return cls(asides, tuple(content["own"]), tuple(content["names"]), turns, _alike(sounds), sounds.spelled)


def _alike(sounds: Sounds) -> dict[str, str]:
    """Every character with the common ones that sound the same."""
    by_sound: dict[str, str] = {}
    for character in sounds.spelled:
        by_sound[sounds.of(character)[0]] = by_sound.get(sounds.of(character)[0], "") + character
    return {character: by_sound[sounds.of(character)[0]][:COMMON] for character in sounds.spelled}


def turned(row: Row, turn: Turn, noise: Noise, rng: random.Random) -> Row:
    """The same matter told by somebody else: another platform's merchant, a buyer, a rider."""
    name = rng.choice(turn.replace) if turn.replace else ""
    text = row.text
    named = [own for own in noise.names if own in text]
    if name and named and rng.random() < 0.5:
        for own in named:
            text = text.replace(own, name)
    else:
        text = rng.choice(turn.before).format(name) + (text.replace(noise.names[0], name) if name else text)
    scenario, way_out = turn.label.split("/")
    return Row(text, scenario, row.author, (), way_out)


def variants(rows: Sequence[Row], noise: Noise, seed: int) -> list[Row]:
    """Noisy copies of the rows, the same for the same seed. Very short texts get no slips."""
    rng = random.Random(seed)
    found: list[Row] = []
    for row in rows:
        texts = []
        if len(row.text) >= SLIPS_FROM:
            spoken = without_punctuation(row.text, rng) if rng.random() < 0.5 else row.text
            texts.append(as_heard(spoken, noise.alike, rng) if rng.random() < 0.5 else with_slips(spoken, rng))
        if row.way_out != "unclear" and len(row.text) >= ASIDES_FROM:
            texts.append(among_others(row.text, fitting(noise.asides, row), rng))
        if row.scenario != OUT and rng.random() < OWN_SHARE:
            texts.append(rng.choice(noise.own) + row.text)
        if len(row.text) <= LETTERS_TO and rng.random() < LETTERS_SHARE:
            texts.append(in_letters(row.text, noise.sounds, rng))
        found += [Row(text, row.scenario, row.author, row.secondary, row.way_out) for text in texts]
        if row.scenario != OUT and not any(name in row.text for turn in noise.turns for name in turn.replace):
            found += [turned(row, turn, noise, rng) for turn in noise.turns if rng.random() < turn.share]
    return found
