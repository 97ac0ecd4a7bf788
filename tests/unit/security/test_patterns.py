"""No text that somebody may type or upload keeps a pattern busy: a search holds everybody else's clicks up meanwhile.

A narrative may have 20,000 letters. Patterns that try again from every letter take a quarter of a second for 8,000 and
seconds for all of them; sound ones a few milliseconds.
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
LETTERS, SLOW = 8_000, 0.12  # seconds of processor time
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


def seconds(pattern: re.Pattern[Any], text: Any) -> float:
    began = time.process_time()
    for _ in pattern.finditer(text):
        pass
    return time.process_time() - began


def slow(pattern: re.Pattern[Any]) -> str:
    """What the pattern is slow on; empty when it is not."""
    for beginning, run in itertools.product(BEGINNINGS, RUNS):
        text: Any = (beginning + run * LETTERS)[:LETTERS]
        text = text.encode() if isinstance(pattern.pattern, bytes) else text
        if seconds(pattern, text) > SLOW and seconds(pattern, text) > SLOW:  # once may be a collection of garbage
            return f"{beginning}{run}{run}…"
    return ""


def test_no_pattern_is_slow_on_what_people_type() -> None:
    found = {pattern.pattern: (name, pattern) for name, pattern in patterns() if name not in ELSEWHERE}
    assert len(found) > 80, "the patterns were not found"
    wrong = [f"{name}: {pattern.pattern!r} on {text}" for name, pattern in found.values() if (text := slow(pattern))]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("bad", [r"\s*(\d)x", r"[a-z.]+@", r"(a+)+b"])
def test_a_slow_one_would_be_found(bad: str) -> None:
    text = {"(a+)+b": "a" * 22}.get(bad)
    assert seconds(re.compile(bad), text) > 0.05 if text else slow(re.compile(bad))
