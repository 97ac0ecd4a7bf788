import datetime as dt

import pytest

from tests.unit.drafting.stories import STORIES, TODAY, least, story
from wizard.case import Scenario
from wizard.drafting import cited_basis
from wizard.knowledge.records.base import Confidence


def laws(case, pack, channel="pdd_ticket", today=TODAY):
    return {cited.law.id: cited for cited in cited_basis(case, pack, today, channel)}


def rule_change(published, effective, **answers):
    case = least(Scenario.UNFAIR_RULES)
    case.answers = {"rule_published_on": published, "rule_effective_on": effective, **answers}
    return case


@pytest.mark.parametrize(
    ("published", "effective", "major", "clause"),
    [
        ("2026-11-01", "2026-11-04", False, "第一款"),  # three days
        ("2026-11-01", "2026-11-07", True, "第一款"),  # six days: the seven-day rule comes first
        ("2026-11-01", "2026-11-08", True, "第二款"),  # seven days, important
        ("2026-11-01", "2026-11-08", False, None),  # seven days, nothing says it is important
        ("2026-11-01", "2026-11-15", True, "第二款"),  # fourteen days
        ("2026-11-01", "2026-11-16", True, None),  # fifteen days
    ],
)
def test_the_days_between_publication_and_effect_decide_the_paragraph(pack, published, effective, major, clause):
    found = laws(rule_change(published, effective, rule_major=major), pack)
    assert (found["PR-12"].clause if "PR-12" in found else None) == clause


def test_the_reason_counts_the_days(pack):
    found = laws(rule_change("2026-11-01", "2026-11-04"), pack)
    assert "相隔3天" in found["PR-12"].reason


def test_an_unanswered_question_cites_nothing(pack):
    assert laws(least(Scenario.UNFAIR_RULES), pack) == {}


def test_one_article_for_two_reasons_stands_once(pack):
    case = rule_change("2026-11-01", "2026-11-04", rule_comment_page="no")
    cited = [one for one in cited_basis(case, pack, TODAY, "pdd_ticket") if one.law.id == "EC-34"]
    assert len(cited) == 1
    assert "不足七日" in cited[0].reason
    assert "未见公开征求意见" in cited[0].reason


@pytest.mark.parametrize(("loss", "cited"), [("11000.00", False), ("9230.77", False), ("9000.00", True), ("0", True)])
def test_the_thirty_percent_test(pack, loss, cited):
    case = least(Scenario.FINE_DISPUTE)
    case.answers = {"penalty_amount": "12000.00", "penalty_actual_loss": loss}
    assert ("CI-65" in laws(case, pack)) is cited


def test_penal_articles_are_for_the_regulator_and_civil_ones_are_not(pack):
    case = story("fine_dispute")
    report, letter = laws(case, pack, "samr_report"), laws(case, pack)
    assert "PR-40" in report
    assert "PR-40" not in letter
    assert "CC-585" in letter
    assert "CC-585" not in report


def test_dominance_needs_evidence_of_dominance(pack):
    case = story("anticompetitive")
    assert "AM-22" in laws(case, pack, "samr_aml")
    case.answers["ac_dominance_evidence"] = False
    assert "AM-22" not in laws(case, pack, "samr_aml")
    assert "EC-35" in laws(case, pack, "samr_aml")


def test_a_dropped_article_is_shown_as_dropped(pack):
    case = story("fine_dispute")
    case.cited = {"PR-29": False}
    found = laws(case, pack)
    assert found["PR-29"].chosen is False
    assert found["PR-19"].chosen is True


def test_guidance_is_a_reference_without_an_article(pack):
    found = laws(story("settlement"), pack, "samr_report")
    assert found["GD-FEE"].citation == "参照《网络交易平台收费行为合规指南》"


def test_nothing_known_from_memory_only_is_ever_cited(pack):
    for scenario in STORIES:
        for channel in pack.channels:
            for cited in cited_basis(story(scenario), pack, TODAY, channel):
                assert cited.confidence is not Confidence.MEMORY_ONLY


def test_an_article_is_not_cited_before_it_is_in_force(pack):
    case = story("fine_dispute")
    before = laws(case, pack, today=dt.date(2026, 1, 31))
    assert "PR-19" not in before
    assert "CC-585" in before


def test_every_citation_can_be_reached_and_names_a_law_of_the_pack(pack):
    assert {rule.law for rule in pack.citations.values()} <= set(pack.laws)
