"""Answers to fact questions, checked by the kind of the question: a date is a date, money is money, before it is saved.

The case itself holds answers as plain text and cannot know that `penalty_amount` is money; the knowledge pack does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any

from wizard.changes import Change
from wizard.input_problems import Problem
from wizard.knowledge.load import Pack

_PREFIX = "answers."


def split_answers(pack: Pack, changes: Sequence[Change]) -> tuple[list[Change], list[Problem]]:
    """The changes that may be tried, and a problem for each answer that does not fit its question."""
    good: list[Change] = []
    problems: list[Problem] = []
    for change in changes:
        problem = _answer_problem(pack, change)
        if problem is None:
            good.append(change)
        else:
            problems.append(problem)
    return good, problems


def answer_problems(pack: Pack, answers: Mapping[str, Any]) -> list[Problem]:
    """A problem for each answer of a case that does not fit its question, or that answers no question of the pack."""
    unknown = [_unknown(pack, key) for key in answers if key not in pack.questions]
    return unknown + split_answers(pack, [Change(f"{_PREFIX}{key}", None, value) for key, value in answers.items()])[1]


def _unknown(pack: Pack, key: str) -> Problem:
    """An answer that nothing would ever read, with the question whose id looks most like it."""
    near = get_close_matches(key, list(pack.questions), n=1)
    mend = (
        f"您要写的可能是 {near[0]}（{pack.questions[near[0]].text}）。" if near else "请改成知识包里的编号，或删去它。"
    )
    return Problem(f"{_PREFIX}{key}", f"「事实」没有编号为 {key} 的提问。", mend)


def _answer_problem(pack: Pack, change: Change) -> Problem | None:
    if not change.path.startswith(_PREFIX) or change.value in (None, "", []):
        return None
    question: Any = pack.questions.get(change.path.removeprefix(_PREFIX))
    if question is None:
        return None
    check = _CHECKS.get(str(question.kind))
    words = check(change.value) if check else _choice_words(question, change.value)
    return Problem(change.path, f"「{question.text}」{words[0]}", words[1]) if words else None


def _money_words(value: Any) -> tuple[str, str] | None:
    if words := _number_words(value):
        return words
    exponent = Decimal(str(value)).as_tuple().exponent
    if isinstance(exponent, int) and exponent < -2:
        return "小数最多两位。", "请四舍五入到分，例如 12.30。"
    return None


def _number_words(value: Any) -> tuple[str, str] | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return "不是数字。", "请只填数字，例如 1234.50。"
    if not number.is_finite() or isinstance(value, bool):
        return "不是数字。", "请只填数字，例如 1234.50。"
    if number < 0:
        return "不能是负数。", "请填 0 或更大的数。"
    return ("数额太大。", "请核对后重新填写。") if number >= Decimal(10) ** 12 else None


def _date_words(value: Any) -> tuple[str, str] | None:
    try:
        day = dt.date.fromisoformat(str(value))
    except ValueError:
        day = None
    # 20261122 and 2026-W47-7 are days to Python, and unreadable to everybody who reads the answer later.
    return None if day and str(day) == value else ("不是有效的日期。", "请按 2026-11-22 的样子填写。")


def _yes_no_words(value: Any) -> tuple[str, str] | None:
    return None if isinstance(value, bool) else ("应当是「是」或「否」。", "请选一个。")


_CHECKS: dict[str, Callable[[Any], tuple[str, str] | None]] = {
    "money": _money_words,
    "number": _number_words,
    "date": _date_words,
    "yes_no": _yes_no_words,
}


def _choice_words(question: Any, value: Any) -> tuple[str, str] | None:
    if str(question.kind) not in ("choice", "choices"):
        return None
    known = {option.id for option in question.options}
    chosen = value if isinstance(value, list) else [value]
    return None if set(map(str, chosen)) <= known else ("不在可选范围内。", "请从列出的选项里选。")
