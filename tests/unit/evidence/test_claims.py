"""Claims are drawn from what the case states, with stable ids, and each knows its proof."""

import datetime as dt

import pytest

from wizard.case import Case, Demand, Event, Exhibit, Loss, Scenario
from wizard.evidence import Claim, assess, claims
from wizard.knowledge.load import load

TODAY = dt.date(2026, 11, 22)
PACK = load()


def stated(case: Case) -> dict[str, Claim]:
    return {claim.id: claim for claim in claims(case, PACK, TODAY)}


CASE = Case(
    scenario="fine_dispute",
    timeline=[Event(id="e1", on="2026-03-01", who="平台", what="扣款五百元", result="店铺限流")],
    losses=[Loss(id="l1", what="被扣的钱", amount="500")],
    demands=[Demand(id="d1", text="退还扣款", amount="500"), Demand(id="d2", text="书面说明理由")],
    answers={
        "penalty_kind": "late_shipment",
        "penalty_amount": "500",
        "penalty_deducted": False,
        "penalty_reason_given": "no",
        "penalty_basis_given": "yes",
        "rule_name": "别的场景留下的答案",
    },
)


def test_every_source_of_claims_is_drawn_from():
    found = stated(CASE)
    assert found["event-e1"].text == "2026年3月1日，平台：扣款五百元，结果：店铺限流"
    assert found["loss-l1"].text == "损失：被扣的钱 500.00 元"
    assert found["demand-d1"].text == "诉求金额 500.00 元：退还扣款"
    assert found["fact-penalty_kind"].text == "平台以“延迟发货”为由作出处罚"
    assert found["fact-penalty_amount"].text == "处罚金额为500.00 元"


def test_a_demand_without_an_amount_is_a_wish_and_not_a_claim():
    assert "demand-d2" not in stated(CASE)


def test_only_answers_that_state_something_are_claims():
    found = stated(CASE)
    assert "fact-penalty_reason_given" in found  # not given: that is the claim
    assert "fact-penalty_basis_given" not in found  # given: nothing to claim
    assert "fact-penalty_deducted" not in found
    assert "fact-rule_name" not in found


def test_an_exhibit_proves_by_its_kind_until_a_person_says_which():
    by_kind, linked = Exhibit(kinds=["penalty_detail"]), Exhibit(kinds=["other"], claims=["fact-penalty_amount"])
    found = stated(CASE.model_copy(update={"exhibits": [by_kind]}))
    assert found["fact-penalty_amount"].exhibits == (by_kind.id,)
    assert not found["fact-penalty_amount"].linked
    found = stated(CASE.model_copy(update={"exhibits": [by_kind, linked]}))
    assert found["fact-penalty_amount"].exhibits == (linked.id,)
    assert found["fact-penalty_amount"].linked


def test_a_loss_calculation_proves_losses_and_amounts_but_no_event():
    table = Exhibit(kinds=["loss_calculation"])
    found = stated(CASE.model_copy(update={"exhibits": [table]}))
    assert found["loss-l1"].proven and found["demand-d1"].proven
    assert not found["event-e1"].proven


def test_what_is_not_proven_is_named():
    unproven = {claim.id for claim in assess(CASE, PACK, TODAY).unproven}
    assert {"event-e1", "fact-penalty_kind", "loss-l1"} <= unproven


@pytest.mark.parametrize("scenario", [s for s in Scenario if s is not Scenario.OUT_OF_SCOPE])
def test_in_every_scenario_a_full_set_of_answers_can_be_proven_by_the_packs_kinds(scenario):
    answers = {}
    for question in PACK.questions.values():
        if question.kind == "choices":
            answers[question.id] = [question.options[0].id]
        elif question.kind == "choice":
            answers[question.id] = question.options[0].id
        else:
            answers[question.id] = {"yes_no": True, "date": "2026-03-01", "money": "5", "number": "5"}.get(
                question.kind, "字"
            )
    everything = [Exhibit(kinds=list(PACK.evidence_kinds))]
    case = Case(scenario=scenario, answers=answers, exhibits=everything)
    facts = [claim for claim in claims(case, PACK, TODAY) if claim.origin == "fact"]
    assert len(facts) >= 4
    provable = [claim for claim in facts if PACK.questions[claim.id.removeprefix("fact-")].proved_by]
    assert all(claim.proven for claim in provable)
    assert all("{" not in claim.text for claim in facts)
