"""Questions: the tables are honest, answers move the belief, and asking stops."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.knowledge.load import load
from wizard.knowledge.records.scenarios import OUTCOMES, TriageQuestion
from wizard.triage.questions import LEAST_GAIN, MAX_QUESTIONS, SURE, chosen, entropy, gain, next_question, updated

QUESTIONS = load().triage_questions
EVEN = dict.fromkeys(OUTCOMES, 1 / len(OUTCOMES))
beliefs = st.lists(st.floats(0.01, 1), min_size=len(OUTCOMES), max_size=len(OUTCOMES)).map(
    lambda shares: {name: share / math.fsum(shares) for name, share in zip(OUTCOMES, shares, strict=True)}
)


def test_every_question_can_be_left_undecided():
    assert 8 <= len(QUESTIONS) <= 15
    assert all(question.options[-1].label == "都不是 / 说不清" for question in QUESTIONS.values())


@pytest.mark.parametrize("scenario", OUTCOMES)
def test_the_likeliest_answers_lead_to_the_scenario_from_nothing(scenario):
    belief, answers = EVEN, {}
    while (question := next_question(belief, answers, QUESTIONS)) is not None:
        option = max(question.options, key=lambda one: one.likelihood[scenario])
        answers[question.id] = option.id
        belief = updated(belief, option)
    assert max(belief, key=belief.get) == scenario
    assert len(answers) <= MAX_QUESTIONS


@given(beliefs)
def test_no_question_is_expected_to_make_matters_less_clear(belief):
    for question in QUESTIONS.values():
        assert -1e-9 <= gain(belief, question) <= entropy(belief) + 1e-9


@given(beliefs)
def test_an_answer_keeps_the_shares_summing_to_one(belief):
    for option in QUESTIONS["wanted"].options:
        assert math.fsum(updated(belief, option).values()) == pytest.approx(1)


def test_asking_stops_when_the_matter_is_clear_or_three_were_asked():
    clear = {name: (SURE if name == "settlement" else (1 - SURE) / 9) for name in OUTCOMES}
    assert next_question(clear, {}, QUESTIONS) is None
    assert next_question(EVEN, dict.fromkeys(list(QUESTIONS)[:MAX_QUESTIONS], "none"), QUESTIONS) is None


def test_the_question_asked_tells_most_and_is_new():
    first = next_question(EVEN, {}, QUESTIONS)
    assert gain(EVEN, first) == max(gain(EVEN, question) for question in QUESTIONS.values()) >= LEAST_GAIN
    assert next_question(EVEN, {first.id: "none"}, QUESTIONS).id != first.id


def test_unknown_questions_and_options_are_left_out():
    assert chosen({"no_such": "yes", "wanted": "no_such"}, QUESTIONS) == []
    assert next_question(EVEN, {f"no_such_{n}": "x" for n in range(5)}, QUESTIONS) is not None


def test_a_table_that_does_not_sum_to_one_is_refused_by_name():
    raw = QUESTIONS["wanted"].model_dump()
    raw["options"][0]["likelihood"]["settlement"] = 0.9
    with pytest.raises(ValueError, match="settlement"):
        TriageQuestion.model_validate(raw)
