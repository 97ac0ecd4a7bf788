"""Checks of the answers to fact questions: can they be read, are they possible, do they agree with each other."""

from __future__ import annotations

import re
from decimal import Decimal

from wizard.case import Answer
from wizard.facts.asking import questions_for
from wizard.facts.report import Report
from wizard.facts.values import read_decimal, read_value
from wizard.knowledge.answered import answered_day
from wizard.knowledge.records.questions import Question, chosen_ids
from wizard.knowledge.shown import shown_days, shown_money, shown_number

MONEY_PLACES = -2


def check_answers(report: Report) -> None:
    """Every question that the case is asked. Answers to questions it is no longer asked are kept and left alone."""
    asked = questions_for(report.case, report.pack, report.today)
    for question in asked:
        answer = report.case.answers.get(question.id)
        if answer is None or answer == "" or answer == []:
            if question.level == "required":
                report.add("required_missing", path(question), field=name(question))
        else:
            _check_answer(report, question, answer)


def path(question: Question) -> str:
    """The path of a question's answer."""
    return f"answers.{question.id}"


def name(question: Question) -> str:
    """What a question's field is called in a message: the question without its question mark."""
    return question.text.rstrip("？?")


def _check_answer(report: Report, question: Question, answer: Answer) -> None:
    if question.kind == "date":
        _check_day(report, question, answer)
    elif question.kind in ("money", "number"):
        _check_number(report, question, answer)
    elif question.kind in ("choice", "choices"):
        _check_choice(report, question, answer)
    elif question.kind in ("text", "long_text"):
        _check_text(report, question, str(answer))


def _check_day(report: Report, question: Question, answer: Answer) -> None:
    day = answered_day(answer)
    if day is None:
        report.add("date_unreadable", path(question), field=name(question), value=answer)
        return
    if question.not_future and day > report.today:
        report.add("date_in_future", path(question), field=name(question), value=day)
    if (report.today - day).days > 366 * int(report.limit("date_too_old")):
        report.add("date_too_old", path(question), field=name(question), value=day)
    if question.deadline and day < report.today:
        past = shown_days((report.today - day).days)
        report.add("deadline_passed", path(question), field=name(question), value=day, days=past)
    _check_pair(report, question, question.not_before, "dates_reversed")


def _check_number(report: Report, question: Question, answer: Answer) -> None:
    number = read_decimal(answer)
    if number is None:
        report.add("number_unreadable", path(question), field=name(question), value=answer)
        return
    details = {"field": name(question), "value": _shown(question, number)}
    if question.minimum is not None and number < question.minimum:
        report.add("number_too_small", path(question), **details, limit=_shown(question, question.minimum))
    elif question.maximum is not None and number > question.maximum:
        report.add("number_too_large", path(question), **details)
    elif question.kind == "money" and int(number.as_tuple().exponent) < MONEY_PLACES:
        report.add("money_decimals", path(question), field=name(question), value=answer)
    elif question.kind == "money" and number > report.limit("money_unlikely"):
        report.add("money_unlikely", path(question), **details)
    _check_pair(report, question, question.not_more_than, "amounts_reversed")


def _shown(question: Question, number: Decimal) -> str:
    return shown_money(number) if question.kind == "money" else shown_number(number)


def _check_pair(report: Report, question: Question, other_id: str | None, code: str) -> None:
    """Two answers of which one must not be smaller than the other, dates or amounts alike."""
    if other_id is None:
        return
    other = report.pack.questions[other_id]
    mine = read_value(question, report.case.answers.get(question.id))
    theirs = read_value(other, report.case.answers.get(other_id))
    if mine is None or theirs is None:
        return
    wrong = mine < theirs if code == "dates_reversed" else mine > theirs  # type: ignore[operator]
    if wrong:
        report.add(code, path(question), field=name(question), value=mine, other=name(other), other_value=theirs)


def _check_choice(report: Report, question: Question, answer: Answer) -> None:
    known = {option.id for option in question.options}
    chosen = chosen_ids(answer)
    for option in chosen:
        if option not in known:
            report.add("option_unknown", path(question), field=name(question), value=option)
    if "none" in chosen and len(chosen) > 1:
        report.add("none_with_others", path(question), field=name(question), value=question.label_of("none"))


def _check_text(report: Report, question: Question, answer: str) -> None:
    if question.pattern and not re.fullmatch(question.pattern, answer.strip(), re.ASCII):
        words = {"field": name(question), "value": answer, "pattern_words": question.pattern_words}
        report.add("text_pattern", path(question), **words)
    if question.max_chars and len(answer) > question.max_chars:
        details = {"count": len(answer), "limit": question.max_chars}
        report.add("text_too_long", path(question), field=name(question), **details)
