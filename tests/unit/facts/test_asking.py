"""Only what a scenario needs is asked, in order, and early answers bring up later questions."""

import datetime as dt

import pytest

from wizard.case import Attempt, Case, Scenario
from wizard.facts import questions_for
from wizard.knowledge.load import load

TODAY = dt.date(2026, 11, 22)
PACK = load()
SCENARIOS = [scenario for scenario in Scenario if scenario is not Scenario.OUT_OF_SCOPE]


def asked(**case) -> dict[str, str]:
    return {question.id: question.level for question in questions_for(Case(**case), PACK, TODAY)}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_each_scenario_asks_its_own_questions_and_nobody_elses(scenario):
    ids = asked(scenario=scenario)
    assert {PACK.questions[i].scenarios for i in ids if PACK.questions[i].scenarios} != set()
    for question_id in ids:
        scenarios = PACK.questions[question_id].scenarios
        assert not scenarios or scenario in scenarios


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_first_page_is_not_an_interrogation(scenario):
    assert 5 <= len(asked(scenario=scenario)) <= 24


def test_questions_come_in_the_order_of_the_pack():
    orders = [question.order for question in questions_for(Case(scenario="fine_dispute"), PACK, TODAY)]
    assert orders == sorted(orders)


def test_what_the_promise_was_is_asked_only_when_a_promise_was_broken():
    assert "support_promise" not in asked(scenario="support_misconduct")
    answers = {"support_conduct": ["rude"]}
    assert "support_promise" not in asked(scenario="support_misconduct", answers=answers)
    answers = {"support_conduct": ["rude", "broken_promise"]}
    assert asked(scenario="support_misconduct", answers=answers)["support_promise"] == "required"


def test_new_facts_matter_only_after_a_rejection_or_a_report():
    assert "new_facts" not in asked(scenario="fine_dispute")
    assert "new_facts" in asked(scenario="fine_dispute", attempts=[Attempt(outcome="rejected")])
    assert "new_facts" in asked(scenario="fine_dispute", answers={"already_reported": True})


def test_a_secondary_scenario_adds_its_questions_last_and_demands_none():
    mixed = questions_for(Case(scenario="fine_dispute", secondary=["unfair_rules"]), PACK, TODAY)
    own = len(questions_for(Case(scenario="fine_dispute"), PACK, TODAY))
    added = mixed[own:]
    assert {question.scenarios for question in added} == {("unfair_rules",)}
    assert all(question.level != "required" for question in added)


def test_without_a_scenario_only_the_common_questions_are_asked():
    assert {PACK.questions[question_id].scenarios for question_id in asked()} == {()}
