"""Questions about the facts, and the arithmetic that is done with the answers."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Literal

from pydantic import Field

from wizard.case import Answer
from wizard.knowledge.records.base import Condition, Id, Piece, Record, Words
from wizard.knowledge.shown import listed, shown_day, shown_money, shown_number

QuestionKind = Literal["yes_no", "choice", "choices", "text", "long_text", "date", "money", "number"]
QuestionLevel = Literal["required", "recommended", "optional"]


class Option(Piece):
    """One answer that can be chosen."""

    id: Id
    label: Words
    help: str = ""


class Question(Record):
    """One question about one fact (事实提问). Its answer is kept under its id in `Case.answers`."""

    kind: QuestionKind
    text: Words = Field(description="the question, one thing only")
    help: Words = Field(description="why it is asked and where the answer is found")
    section: Words = Field(description="heading it stands under on the page")
    example: str = Field("", description="an example of a good answer")
    unit: str = ""
    options: tuple[Option, ...] = ()
    scenarios: tuple[Id, ...] = Field((), description="empty: every scenario")
    applies_when: Condition | None = None
    level: QuestionLevel = "recommended"
    order: int
    not_future: bool = False
    not_before: Id | None = Field(None, description="id of a date question that must not be later than this one")
    not_more_than: Id | None = Field(None, description="id of a money question that must not be smaller than this one")
    deadline: bool = Field(False, description="a last day: say so when it has passed")
    starts_harm: bool = Field(False, description="a day on which harm may have begun (limitation period)")
    others_loss: bool = Field(False, description="money that others lost: amounts of the story are not offered")
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    max_chars: int | None = Field(None, gt=0)
    pattern: str | None = Field(None, description="regular expression for the whole answer")
    pattern_words: str = Field("", description="what the pattern means, for a person")
    claim: str = Field("", description="the claim an answer makes, with {answer}; empty: none")
    claim_when: Condition | None = Field(None, description="only then is it a claim")
    proved_by: tuple[Id, ...] = Field((), description="kinds of evidence that prove the claim")

    def shown(self, answer: Answer | None) -> str:
        """The answer in words (option labels, 是/否, days, money); what cannot be read is shown as it was typed."""
        if answer is None or answer == "" or answer == []:
            return ""
        if self.kind == "yes_no":
            return {"true": "是", "false": "否"}.get(str(answer).lower(), str(answer))
        if self.kind in ("choice", "choices"):
            return listed([self.label_of(chosen) for chosen in chosen_ids(answer)])
        return self._shown_value(str(answer))

    def label_of(self, option_id: str) -> str:
        """The label of an option; an unknown id is shown as it is."""
        return next((option.label for option in self.options if option.id == option_id), option_id)

    def _shown_value(self, text: str) -> str:
        try:
            if self.kind == "date":
                return shown_day(dt.date.fromisoformat(text))
            if self.kind == "money":
                return shown_money(Decimal(text))
            if self.kind == "number":
                return f"{shown_number(Decimal(text))}{self.unit and ' ' + self.unit}"
        except (ValueError, InvalidOperation):
            return text
        return text


def chosen_ids(answer: Answer) -> list[str]:
    """The option ids an answer to a choice or choices question holds."""
    return list(answer) if isinstance(answer, list) else [str(answer)]


Unit = Literal["days", "money", "percent", "date", "number"]
Operation = Literal["days_between", "subtract", "percent_of", "percent_over", "interest", "add_years", "sum_losses"]


class Verdict(Piece):
    """Words for a result. Of a calculation's verdicts the first whose bounds and condition hold is taken."""

    below: Decimal | None = Field(None, description="holds when the result is smaller")
    above: Decimal | None = Field(None, description="holds when the result is greater")
    when: Condition | None = None
    words: Words
    supports: Literal["yes", "no", "neutral"] = Field(
        "neutral", description="whether the result speaks for the merchant"
    )
    basis: tuple[Id, ...] = ()


class Calculation(Record):
    """Arithmetic over the facts of a case (算术), shown with its numbers and the articles it rests on.

    Operands are names: `answers.<question id>`, `loss_total`, `demand_total`, `today`, `first_harm` (the earliest day
    of harm that the case names) or `calculations.<id>` (the result of a calculation further up).
    """

    label: Words
    scenarios: tuple[Id, ...] = Field((), description="empty: every scenario")
    applies_when: Condition | None = None
    operation: Operation
    first: Words
    second: str = ""
    third: str = ""
    operand_unit: str = Field("", description="the text answer that names the unit of the operands")
    constant: Decimal | None = Field(None, description="years, or the rate a day of interest")
    unit: Unit
    arithmetic: Words = Field(
        description="with {first}, {second}, {constant}, {result}, {difference} and {scaled} (second times constant)"
    )
    verdicts: tuple[Verdict, ...] = Field(min_length=1)
    note: str = ""
    basis: tuple[Id, ...] = ()


class FactProblem(Record):
    """Words for something wrong in the facts: what it is and how to mend it. `{…}` are filled in by the check."""

    severity: Literal["error", "warning", "hint"]
    message: Words = Field(description="names the field: {field}")
    mend: Words
    pattern: str | None = Field(None, description="regular expression that a well-formed value matches as a whole")
    identifier: str | None = Field(None, description="the kind of identifier the pattern is for")
    limit: Decimal | None = Field(None, description="the number the check compares with")
