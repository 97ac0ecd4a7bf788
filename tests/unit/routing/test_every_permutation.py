"""Never and always, over every permutation of the dimensions of the golden table, not only the rows it prints."""

from collections.abc import Callable
from itertools import product

import pytest

from tests.unit.routing.routing_rows import (
    COMPLETE,
    LEGALITY,
    MONEY,
    SCALE,
    SCENARIOS,
    STAGES,
    TODAY,
    URGENCY,
    Row,
    rows,
)
from wizard.case import Case, Scenario
from wizard.knowledge.load import load
from wizard.routing import Routing, route

PACK = load("pinduoduo")
REGULATORS = {channel.id for channel in PACK.channels.values() if channel.group == "regulator"}
CONSUMERS_ONLY = {"samr_consumer_complaint", "consumer_assoc"}
PUBLIC = {"pdd_social", "media"}
REPORTS = {"samr_report", "samr_aml", "cac_12377"}
NOTHING_TRIED = "还没提过"
REPORTED_WITHOUT_NEW_FACTS = ("已举报十天", "举报两个月没回音")

Rule = Callable[[Row, Routing, set[str]], bool]


def no_consumer_complaint(row: Row, _judged: Routing, opened: set[str]) -> bool:
    return row.scenario is Scenario.OUT_OF_SCOPE or not opened & CONSUMERS_ONLY


def no_publicity_first(row: Row, _judged: Routing, opened: set[str]) -> bool:
    counted = row.answers.get("appeal_count") or row.answers.get("appeal_done")
    return row.stage != NOTHING_TRIED or bool(counted) or not opened & PUBLIC


def no_press_while_formal_ways_are_open(row: Row, _judged: Routing, opened: set[str]) -> bool:
    return row.stage in REPORTED_WITHOUT_NEW_FACTS or row.stage == "举报后有新事实" or "media" not in opened


def no_regulator_for_an_operating_dispute(row: Row, _judged: Routing, opened: set[str]) -> bool:
    legality = row.answers.get("legality", row.legality)
    return legality != "operating" or not opened & REGULATORS


def no_second_report(row: Row, _judged: Routing, opened: set[str]) -> bool:
    return row.stage not in REPORTED_WITHOUT_NEW_FACTS or not opened & REPORTS


def no_antitrust_without_dominance(row: Row, _judged: Routing, opened: set[str]) -> bool:
    return row.answers.get("ac_dominance_evidence") is True or "samr_aml" not in opened


def no_police_without_suspicion(row: Row, _judged: Routing, opened: set[str]) -> bool:
    return row.answers.get("suspected_fraud") is True or "police" not in opened


def something_to_do_today(_row: Row, judged: Routing, _opened: set[str]) -> bool:
    return bool(judged.today_actions) and all(
        action.endswith("。") and "{" not in action for action in judged.today_actions
    )


def something_recommended_and_open(row: Row, judged: Routing, opened: set[str]) -> bool:
    return row.scenario is Scenario.OUT_OF_SCOPE or judged.recommended in opened


def reasons_everywhere(_row: Row, judged: Routing, _opened: set[str]) -> bool:
    return all(ranked.for_points or ranked.against_points for ranked in judged.ranking)


def publicity_warns_of_personal_data(_row: Row, judged: Routing, _opened: set[str]) -> bool:
    said = {ranked.channel: "".join(ranked.limits) for ranked in judged.ranking}
    return all("个人信息" in said[channel] for channel in PUBLIC)


RULES: tuple[Rule, ...] = (
    no_consumer_complaint,
    no_publicity_first,
    no_press_while_formal_ways_are_open,
    no_regulator_for_an_operating_dispute,
    no_second_report,
    no_antitrust_without_dominance,
    no_police_without_suspicion,
    something_to_do_today,
    something_recommended_and_open,
    reasons_everywhere,
    publicity_warns_of_personal_data,
)


def permutations(scenario: Scenario) -> list[Row]:
    """Every permutation; what evidence is missing is not crossed with money and scale, which it does not meet."""
    whole = [
        Row(scenario, stage, legality, urgency, True, money, scale)
        for stage, legality, urgency, money, scale in product(STAGES, LEGALITY, URGENCY, MONEY, SCALE)
    ]
    return whole + [
        Row(scenario, stage, legality, urgency, complete)
        for stage, legality, urgency, complete in product(STAGES, LEGALITY, URGENCY, COMPLETE)
        if not complete
    ]


def broken(row: Row) -> list[str]:
    judged = route(row.case(), PACK, TODAY, evidence_complete=row.complete)
    opened = {ranked.channel for ranked in judged.ranking if not ranked.excluded}
    return [rule.__name__ for rule in RULES if not rule(row, judged, opened)]


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_never_and_always_over_every_permutation(scenario):
    assert {str(row): found for row in permutations(scenario) if (found := broken(row))} == {}


def test_never_and_always_in_every_special_situation():
    assert {str(row): found for row in rows() if row.special and (found := broken(row))} == {}


def test_every_rule_can_be_broken():
    """A rule that holds of everything would prove nothing: each is broken by a routing that opens every way."""
    judged = route(Case(scenario=Scenario.FINE_DISPUTE), PACK, TODAY)
    empty = Routing(None, [], [], [], [])
    everything = set(PACK.channels)
    first = Row(Scenario.FINE_DISPUTE, NOTHING_TRIED, "operating")
    again = Row(Scenario.FINE_DISPUTE, REPORTED_WITHOUT_NEW_FACTS[0])
    for rule in RULES[:7]:
        assert not rule(first, judged, everything) or not rule(again, judged, everything), rule.__name__
    assert not something_to_do_today(first, empty, set())
    assert not something_recommended_and_open(first, judged, set())


def test_outside_our_matters_there_is_something_to_do_too():
    for case in (Case(), Case(scenario=Scenario.OUT_OF_SCOPE)):
        judged = route(case, PACK, TODAY)
        assert judged.recommended is None
        assert judged.today_actions
