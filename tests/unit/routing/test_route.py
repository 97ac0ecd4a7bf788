import datetime as dt
import time

import pytest

from tests.unit.routing.cases import TODAY
from wizard.case import Attempt, Case, Exhibit, Identifier, Loss, Receipt, Reply, Scenario
from wizard.knowledge.load import load
from wizard.routing import RankedChannel, Routing, route
from wizard.routing.view import routing_view

PACK = load("pinduoduo")


def judge(case: Case, **more: object) -> Routing:
    return route(case, PACK, TODAY, **more)


def of(routing: Routing, channel: str) -> RankedChannel:
    return next(ranked for ranked in routing.ranking if ranked.channel == channel)


def attempt(channel: str, outcome: str, days: int) -> Attempt:
    return Attempt(channel=channel, outcome=outcome, on=TODAY - dt.timedelta(days=days))


@pytest.mark.parametrize(
    ("scenario", "first"),
    [(scenario, PACK.scenarios[scenario].first_channel) for scenario in PACK.scenarios],
)
def test_the_first_step_is_the_scenarios_own_channel(scenario, first):
    assert judge(Case(scenario=scenario)).recommended == first


@pytest.mark.parametrize("scenario", list(PACK.scenarios))
def test_the_ladder_tells_when_and_why(scenario):
    ladder = judge(Case(scenario=scenario, answers={"legality": "suspected_illegal"})).ladder
    assert [rung.channel for rung in ladder][-1] == "lawyer_litigation"
    assert all(rung.when and rung.why for rung in ladder)


def test_an_own_appeal_comes_before_manual_review_of_a_mere_ticket():
    routing = judge(Case(scenario=Scenario.FINE_DISPUTE, attempts=[attempt("pdd_ticket", "rejected", 9)]))
    assert routing.recommended == "pdd_violation_appeal"


@pytest.mark.parametrize(
    ("kind", "recommended"),
    [("rejected", "pdd_manual_review"), ("no_reply", "pdd_manual_review"), ("accepted", "pdd_violation_appeal")],
)
def test_a_submission_with_its_reply_counts_as_an_attempt(kind, recommended):
    receipt = Receipt(channel="pdd_violation_appeal", submitted_on=TODAY - dt.timedelta(days=3))
    reply = Reply(receipt=receipt.id, on=TODAY, kind=kind)
    case = Case(scenario=Scenario.FINE_DISPUTE, receipts=[receipt], replies=[reply])
    assert judge(case).recommended == recommended


def test_the_latest_reply_decides():
    receipt = Receipt(channel="pdd_violation_appeal", submitted_on=TODAY - dt.timedelta(days=9))
    replies = [
        Reply(receipt=receipt.id, on=TODAY, kind="rejected"),
        Reply(receipt=receipt.id, on=TODAY - dt.timedelta(days=5), kind="more_evidence"),
    ]
    case = Case(scenario=Scenario.FINE_DISPUTE, receipts=[receipt], replies=replies)
    assert routing_view(case, PACK, TODAY, None)["attempts"][0]["outcome"] == "rejected"


def test_a_report_past_its_time_leads_to_the_hotline_of_the_city():
    attempts = [
        attempt("pdd_ticket", "rejected", 90),
        attempt("pdd_manual_review", "rejected", 80),
        attempt("samr_report", "waiting", 50),
    ]
    case = Case(scenario=Scenario.UNFAIR_RULES, attempts=attempts, answers={"legality": "suspected_illegal"})
    assert judge(case).recommended == "gov_12345"


def test_large_sums_go_to_a_lawyer_before_mediation_and_small_ones_after():
    def second_thoughts(amount: str) -> list[str]:
        attempts = [attempt("pdd_ticket", "rejected", 30), attempt("pdd_manual_review", "rejected", 20)]
        case = Case(
            scenario=Scenario.SETTLEMENT,
            attempts=attempts,
            answers={"legality": "operating"},
            losses=[Loss(what="少结", amount=amount)],
        )
        order = [ranked.channel for ranked in judge(case).ranking if not ranked.excluded]
        return [channel for channel in order if channel in ("mediation", "lawyer_litigation")]

    assert second_thoughts("80000") == ["lawyer_litigation", "mediation"]
    assert second_thoughts("800") == ["mediation", "lawyer_litigation"]


def test_what_is_already_there_is_marked_among_the_needs():
    bare = of(judge(Case(scenario=Scenario.FINE_DISPUTE)), "pdd_violation_appeal").needs
    case = Case(
        scenario=Scenario.FINE_DISPUTE,
        identifiers=[Identifier(kind="violation", value="1")],
        exhibits=[Exhibit(kinds=["penalty_notice"])],
    )
    given = of(judge(case), "pdd_violation_appeal").needs
    assert not any("已具备" in need for need in bare)
    assert given[0].endswith("（已具备）")


def test_incomplete_evidence_is_said_today_and_speaks_against_a_report():
    case = Case(scenario=Scenario.UNFAIR_RULES, answers={"legality": "suspected_illegal"})
    asked, unasked = judge(case, evidence_complete=False), judge(case)
    assert any("必备证据还不齐" in action for action in asked.today_actions)
    assert not any("必备证据还不齐" in action for action in unasked.today_actions)
    assert of(asked, "samr_report").score < of(unasked, "samr_report").score


@pytest.mark.parametrize(
    ("deadline", "said"),
    [("2026-11-22", "今天（2026年11月22日）就是"), ("2026-11-24", "还有2天"), ("2026-12-22", "还有30天")],
)
def test_the_deadline_of_the_page_is_counted(deadline, said):
    case = Case(scenario=Scenario.FINE_DISPUTE, answers={"appeal_deadline_on": deadline})
    assert said in judge(case).today_actions[0]


def test_without_a_deadline_the_page_has_to_be_opened():
    assert any("剩余时间" in action for action in judge(Case(scenario=Scenario.AFTERSALES_DISPUTE)).today_actions)


def test_an_answer_of_another_scenario_does_not_open_the_police():
    case = Case(scenario=Scenario.FINE_DISPUTE, answers={"suspected_fraud": True, "legality": "suspected_illegal"})
    assert of(judge(case), "police").excluded


def test_a_procurement_debt_has_its_own_way_only_when_it_is_one():
    answers = {"procurement": True, "legality": "suspected_illegal"}
    asked = [attempt("pdd_ticket", "no_reply", 20)]
    assert judge(Case(scenario=Scenario.SETTLEMENT, answers=answers, attempts=asked)).recommended == "miit_mofcom"
    assert of(judge(Case(scenario=Scenario.SETTLEMENT)), "miit_mofcom").excluded


@pytest.mark.parametrize("scenario", [None, Scenario.OUT_OF_SCOPE])
def test_without_a_scenario_of_ours_nothing_is_recommended_and_it_is_said(scenario):
    routing = judge(Case(scenario=scenario))
    assert routing.recommended is None or scenario is None
    assert "第一步" in routing.warnings[0]


def test_a_judgement_takes_little_time():
    case = Case(scenario=Scenario.FINE_DISPUTE, answers={"legality": "suspected_illegal"})
    judge(case)
    taken = []
    for _ in range(10):
        start = time.thread_time()
        judge(case)
        taken.append(time.thread_time() - start)
    assert min(taken) < 0.1  # the quickest: a busy machine slows some
