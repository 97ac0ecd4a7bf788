"""No text that somebody may type or upload keeps a pattern busy: a search holds everybody else's clicks up meanwhile.

A narrative may have 20,000 letters. Patterns that try again from every letter take a quarter of a second for 8,000 and
seconds for all of them; sound ones a few milliseconds. A busy machine slows everything alike, so a pattern counts as
slow only if it is also out of proportion: eight times the text costs a sound one eight times as much.
"""

import importlib
import itertools
import pkgutil
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest

import wizard
from wizard.ui import values

BEGINNINGS = ("", "2026年11月3日", "11月3日", "扣了", "¥1", "2026-1-1", "a@", "http://a", "1")
RUNS = (
    "a",
    "1",
    " ",
    "\n",
    "\u3000",
    "\t",
    "年",
    "一",
    "(",
    "-",
    ".",
    "1,",
    "1.",
    "a.",
    "a@",
    "86",
    "1 ",
    "了",
    "一百",
)
LETTERS, FEW, AT_ONCE = 4_000, 500, 22
SUSPECT = 0.015  # seconds for LETTERS or for AT_ONCE: several times what nearly all sound patterns take
GROWTH = 20  # times, from FEW to LETTERS: between 8 of a sound pattern and 64 of one that tries again
TRIES = 3  # the quickest counts
ELSEWHERE = {  # patterns that never see so much, each with why
    "wizard.evidence.showing.talks._SHAPES": "a line has at most LONGEST = 1000 letters",
    "wizard.facts.told._CLOCK": "is matched at one place, right behind a day",
}


def patterns() -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Every pattern of ours by its name; those that read only the knowledge pack see nobody's text."""
    for module in pkgutil.walk_packages(wizard.__path__, "wizard."):
        if module.name.endswith("__main__") or ".migrations" in module.name or ".knowledge.checks" in module.name:
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            for one in _within(value):
                yield f"{module.name}.{name}", one


def _within(value: object) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict | list | tuple | set | frozenset):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _within(one)


def seconds(pattern: re.Pattern[Any], text: Any, tries: int = 1) -> float:
    """What a search takes of this thread's processor time, at best."""
    taken = []
    for _ in range(tries):
        began = time.thread_time()
        for _ in pattern.finditer(text):
            pass
        taken.append(time.thread_time() - began)
    return min(taken)


def typed(pattern: re.Pattern[Any], beginning: str, run: str, letters: int) -> Any:
    text = (beginning + run * letters)[:letters]
    return text.encode() if isinstance(pattern.pattern, bytes) else text


def slow(pattern: re.Pattern[Any]) -> str:
    """What the pattern is slow on; empty when it is not."""
    for beginning, run in itertools.product(BEGINNINGS, RUNS):
        at_once, few, whole = (typed(pattern, beginning, run, letters) for letters in (AT_ONCE, FEW, LETTERS))
        if seconds(pattern, at_once) > SUSPECT and seconds(pattern, at_once, TRIES) > SUSPECT:
            return f"{at_once}, which is all"
        if seconds(pattern, whole) > SUSPECT:
            taken = seconds(pattern, whole, TRIES)
            if taken > SUSPECT and taken > GROWTH * seconds(pattern, few, TRIES):
                return f"{beginning}{run}{run}…"
    return ""


def test_no_pattern_is_slow_on_what_people_type() -> None:
    found = {pattern.pattern: (name, pattern) for name, pattern in patterns() if name not in ELSEWHERE}
    assert len(found) > 80, "the patterns were not found"
    wrong = [f"{name}: {pattern.pattern!r} on {text}" for name, pattern in found.values() if (text := slow(pattern))]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("bad", [r"\s*(\d)x", r"[a-z.]+@", r"(a+)+b"])
def test_a_slow_one_would_be_found(bad: str) -> None:
    assert slow(re.compile(bad))


def test_a_slow_machine_makes_no_pattern_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thirty times slower, it still is not out of proportion."""
    clock = time.thread_time
    monkeypatch.setattr(time, "thread_time", lambda: clock() * 30)
    assert not slow(re.compile(r"年|月|[0-9]{2}"))


@pytest.mark.parametrize("letters", ["\ufdfa", "9", "3月", "１"])
def test_millions_of_letters_are_no_value_and_quickly_so(letters):
    """A letter that stands for eighteen: composing ten million stops everybody's clicks for twenty seconds."""
    typed = letters * (3_000_000 // len(letters))
    for read in (values.read_day, values.read_clock, values.read_money, values.read_number):
        start = time.thread_time()
        assert read(typed).problem
        assert time.thread_time() - start < 0.2
