"""Every condition can hold: for each, values are tried that it mentions itself, until it is true once.

The search is bounded, so what it does not reach is a warning; it finds contradictions such as `a == 1 && a == 2`.
"""

from __future__ import annotations

import datetime as dt
import itertools
import random
import re
from collections.abc import Iterable, Iterator
from typing import Any

from wizard.knowledge.checks.condition_values import Vocabulary, compared_values
from wizard.knowledge.checks.content import Content
from wizard.knowledge.checks.finding import Check, CheckFinding, at
from wizard.knowledge.conditions import ConditionError, compiled, holds
from wizard.knowledge.walk import leaves

TRIES = 500
FILLERS = 9
TODAY = dt.date(2026, 11, 22).toordinal()
NUMBER = re.compile(r"(?<![\w.\"'])\d+(?:\.\d+)?")
NAME = re.compile(r"\b(answers|facts)\.(\w+)")
LISTS = ("secondary", "tried", "exhibit_kinds", "identifier_kinds", "replies")


def run(content: Content) -> Iterable[CheckFinding]:
    """Conditions for which no values were found that make them true."""
    for entry in content.entries:
        for leaf in leaves(entry.record):
            is_rule = leaf.condition and leaf.name not in ("value", "amount")
            if is_rule and not can_hold(leaf.value, content):
                mend = "看看是不是两个条件互相矛盾，或者比较的方向写反了。"
                yield at(CHECK.id, entry, leaf.path, "没有找到能让这个条件成立的情形", mend, "warning")


def can_hold(condition: str, content: Content) -> bool:
    """Whether some view makes it true; a condition that does not parse is left to its own check."""
    try:
        compiled(condition)
    except ConditionError:
        return True
    return any(holds(condition, view) is True for view in itertools.islice(_views(condition, content), TRIES))


def _views(condition: str, content: Content) -> Iterator[dict[str, Any]]:
    choices = _choices(condition, content)
    chance = random.Random(condition)  # the same views every time
    while True:
        yield _nested({name: chance.choice(values) for name, values in choices.items()})


def _choices(condition: str, content: Content) -> dict[str, list[Any]]:
    """Candidate values by name: the literals it is compared with, options, and numbers around those written."""
    literals: dict[str, set[str]] = {}
    for name, value in compared_values(condition):
        literals.setdefault(name, set()).add(value)
    numbers = _numbers(condition)
    choices: dict[str, list[Any]] = {
        "scenario": ["", *sorted(literals.get("scenario", set()) | _scenarios(content))],
        "channel": ["", *sorted(literals.get("channel", set()))],
        "respondent": ["platform", "merchant"],
        "loss_total": [float(number) for number in numbers],
        "today": [TODAY],
        "has_narrative": [True, False],
        "submitted": [True, False],
        "evidence_complete": [True, False, None],
        "attempts": _attempts(literals, numbers),
    }
    vocabulary = Vocabulary(content)
    choices |= {name: _subsets(_names(literals, vocabulary, f"{name}[]")) for name in LISTS}
    for group, name in NAME.findall(condition):
        key = f"{group}.{name}"
        choices[key] = [True, False] if group == "facts" else _answer(content, vocabulary, name, literals, numbers)
    return choices


def _names(literals: dict[str, set[str]], vocabulary: Vocabulary, name: str) -> set[str]:
    """What a list may hold: what the condition names, and a few others so that it can be merely full."""
    return literals.get(name, set()) | set(sorted(vocabulary.of(name) or set())[:FILLERS])


def _answer(
    content: Content, vocabulary: Vocabulary, name: str, literals: dict[str, set[str]], numbers: list[float]
) -> list[Any]:
    question = content.topic("questions").get(name)
    kind = question.kind if question else "text"
    single, several = literals.get(f"answers.{name}", set()), literals.get(f"answers.{name}[]", set())
    known = vocabulary.of(f"answers.{name}") or vocabulary.of(f"answers.{name}[]") or set()
    by_kind: dict[str, list[Any]] = {
        "yes_no": [True, False],
        "choice": sorted((single | known) - {""}),
        "choices": _subsets(several | known - {""}),
        "date": [TODAY + int(number) * sign for number in numbers for sign in (-1, 1)],
        "money": numbers,
        "number": numbers,
    }
    return [None, *by_kind.get(kind, ["某事", *sorted(single)])]


def _numbers(condition: str) -> list[float]:
    written = {float(number) for number in NUMBER.findall(condition)}
    around = {number + step for number in written for step in (-1.0, 0.0, 1.0)}
    return sorted({number for number in around | {0.0, 1.0, 100000.0} if number >= 0})


def _subsets(values: set[str]) -> list[list[str]]:
    names = sorted(value for value in values if value)
    return [[], *([name] for name in names), *(list(pair) for pair in itertools.combinations(names, 2)), names]


def _attempts(literals: dict[str, set[str]], numbers: list[float]) -> list[list[dict[str, Any]]]:
    channels = sorted(literals.get("attempts[].channel", set()) | {"pdd_ticket"})
    outcomes = sorted(literals.get("attempts[].outcome", set()) | {"waiting"})
    ages = [None, *(int(number) for number in numbers if number < 1000)]
    made = [
        {"channel": channel, "outcome": outcome, "days_ago": age}
        for channel, outcome, age in itertools.product(channels, outcomes, ages)
    ]
    return [[], *([attempt] for attempt in made), *(list(pair) for pair in zip(made, made[1:], strict=False))]


def _scenarios(content: Content) -> set[str]:
    return set(content.topic("scenarios"))


def _nested(flat: dict[str, Any]) -> dict[str, Any]:
    view: dict[str, Any] = {"answers": {}, "facts": {}}
    for name, value in flat.items():
        group, _, rest = name.partition(".")
        if rest:
            view[group][rest] = value
        else:
            view[name] = value
    return view


CHECK = Check("reachable", "永远不成立的条件等于没有写。", run)
