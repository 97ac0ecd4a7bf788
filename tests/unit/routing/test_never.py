"""What routing must never do, and what it must always do, over generated cases."""

import datetime as dt

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.unit.routing.cases import FORMAL, TODAY, cases
from wizard.case import Attempt, Case, Receipt, Reply, Scenario
from wizard.knowledge.load import load
from wizard.routing import RankedChannel, Routing, route

PACK = load("pinduoduo")
OURS = [scenario for scenario in Scenario if scenario is not Scenario.OUT_OF_SCOPE]
REGULATORS = {channel.id for channel in PACK.channels.values() if channel.group == "regulator"}
REPORTS = {"samr_report", "samr_aml", "cac_12377"}
INTERNAL = {channel.id for channel in PACK.channels.values() if channel.group == "platform"}
PUBLIC = {"pdd_social", "media"}
often = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def judge(case: Case, **more: object) -> Routing:
    return route(case, PACK, TODAY, **more)


def of(routing: Routing, channel: str) -> RankedChannel:
    return next(ranked for ranked in routing.ranking if ranked.channel == channel)


def open_channels(routing: Routing) -> set[str]:
    return {ranked.channel for ranked in routing.ranking if not ranked.excluded}


def history(case: Case) -> list[tuple[str, str]]:
    """Channel and outcome of everything that was tried, submissions with their latest reply included."""
    tried = [(attempt.channel, attempt.outcome) for attempt in case.attempts]
    for receipt in case.receipts:
        own = [reply for reply in case.replies if reply.receipt == receipt.id]
        tried.append((receipt.channel, max(own, key=lambda reply: reply.on).kind if own else "waiting"))
    return tried


def formally_tried(case: Case) -> bool:
    counted = case.answers.get("appeal_count") in ("1", "3") or case.answers.get("appeal_done") is True
    return counted or any(channel in [*FORMAL, "pdd_manual_review"] for channel, _ in history(case))


@often
@given(cases(OURS))
def test_never_a_consumer_complaint_for_a_merchants_dispute(case):
    routing = judge(case)
    assert not open_channels(routing) & {"samr_consumer_complaint", "consumer_assoc"}


@often
@given(cases(OURS))
def test_the_consumer_association_is_explained_and_not_hidden(case):
    ranked = of(judge(case), "consumer_assoc")
    assert ranked.excluded
    assert "消费者" in ranked.against_points[0]


@often
@given(cases())
def test_never_media_or_social_media_before_formal_channels(case):
    if not formally_tried(case):
        assert not open_channels(judge(case)) & PUBLIC


@often
@given(cases(OURS))
def test_public_channels_always_say_to_mask_personal_data(case):
    routing = judge(case)
    for channel in PUBLIC:
        assert any("遮挡" in limit and "个人信息" in limit for limit in of(routing, channel).limits)
        assert PACK.channels[channel].masks_personal_data
    if routing.recommended in PUBLIC:
        assert any("遮挡" in warning for warning in routing.warnings)


@often
@given(cases(OURS, legality="operating"))
def test_never_a_regulator_for_a_mere_operating_dispute(case):
    routing = judge(case)
    assert not open_channels(routing) & REGULATORS
    reasons = of(routing, "samr_report").against_points
    assert any("经营上的分歧" in words and "可能违法" in words for words in reasons)


@often
@given(cases(OURS, already_reported=True, new_facts=False))
def test_never_a_second_report_of_the_same_facts(case):
    assert not open_channels(judge(case)) & REPORTS


@often
@given(cases(OURS, new_facts=False))
def test_a_report_made_through_us_counts_as_reported(case):
    case.receipts = [Receipt(channel="samr_report", submitted_on=TODAY - dt.timedelta(days=3))]
    assert not open_channels(judge(case)) & REPORTS


@often
@given(cases())
def test_antitrust_only_with_evidence_of_dominance(case):
    if case.scenario is not Scenario.ANTICOMPETITIVE or case.answers.get("ac_dominance_evidence") is not True:
        assert "samr_aml" not in open_channels(judge(case))


@often
@given(cases([Scenario.ANTICOMPETITIVE], ac_dominance_evidence=False))
def test_without_dominance_the_way_leads_to_the_ordinary_report(case):
    reasons = of(judge(case), "samr_aml").against_points
    assert any("市场监管举报" in words and "支配地位" in words for words in reasons)


@often
@given(cases())
def test_police_only_on_suspected_fraud(case):
    if case.answers.get("suspected_fraud") is not True:
        assert "police" not in open_channels(judge(case))


@often
@given(cases(OURS, urgency="today"))
def test_urgent_and_internal_puts_the_hotline_beside_it(case):
    routing = judge(case)
    if routing.recommended in INTERNAL - {"pdd_hotline", "pdd_social"}:
        assert any("热线" in action for action in routing.today_actions)


@often
@given(cases(OURS), st.sampled_from(FORMAL))
def test_after_a_rejection_without_new_facts_manual_review_comes_before_regulators(case, entry):
    case.answers.pop("new_facts", None)
    case.attempts = [Attempt(channel=entry, outcome="rejected", on=TODAY - dt.timedelta(days=9))]
    case.receipts, case.replies = [], []
    routing = judge(case)
    order = [ranked.channel for ranked in routing.ranking if not ranked.excluded]
    for report in REPORTS & set(order):
        assert order.index("pdd_manual_review") < order.index(report)


@often
@given(cases([Scenario.FINE_DISPUTE], appeal_deadline_on="2026-11-21"))
def test_a_passed_deadline_is_said(case):
    routing = judge(case)
    assert any("2026年11月21日" in warning and "已过" in warning for warning in routing.warnings)
    assert of(routing, "pdd_violation_appeal").excluded


@often
@given(cases(OURS))
@example(Case(scenario=Scenario.SYSTEM_BUG))
def test_there_is_always_something_to_do_today(case):
    routing = judge(case)
    assert routing.today_actions
    assert all(action.endswith("。") and "{" not in action for action in routing.today_actions)


@often
@given(cases(OURS))
def test_an_unsolved_case_always_has_a_channel(case):
    if not any(outcome == "solved" for _, outcome in history(case)):
        assert judge(case).recommended


@often
@given(cases())
def test_every_channel_is_ranked_once_with_reasons(case):
    routing = judge(case)
    assert sorted(ranked.channel for ranked in routing.ranking) == sorted(PACK.channels)
    for ranked in routing.ranking:
        assert ranked.for_points or ranked.against_points
        assert ranked.needs
        assert ranked.limits
    scores = [ranked.score for ranked in routing.ranking if not ranked.excluded]
    assert scores == sorted(scores, reverse=True)


@often
@given(cases())
def test_the_recommended_channel_is_open_and_the_ladder_starts_there(case):
    routing = judge(case)
    channels = [rung.channel for rung in routing.ladder]
    if routing.recommended:
        assert routing.recommended in open_channels(routing)
        assert routing.recommended not in channels or channels[0] == routing.recommended
    for channel in channels:
        ranked = of(routing, channel)
        assert not ranked.excluded or ranked.not_yet


@often
@given(cases(), st.sampled_from([None, True, False]))
def test_routing_is_a_function_of_its_arguments(case, complete):
    before = case.model_dump_json()
    assert judge(case, evidence_complete=complete) == judge(case, evidence_complete=complete)
    assert case.model_dump_json() == before


def test_every_reply_kind_is_understood():
    for kind in Reply.model_fields["kind"].annotation.__args__:
        receipt = Receipt(id="a", channel="pdd_ticket", submitted_on=TODAY)
        case = Case(scenario=Scenario.SYSTEM_BUG, receipts=[receipt], replies=[Reply(receipt="a", on=TODAY, kind=kind)])
        assert judge(case).ranking
