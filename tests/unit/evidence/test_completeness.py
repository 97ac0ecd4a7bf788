"""The score: never lowered by evidence, the same in any order, and recomputable from its sentence."""

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.case import Case, Event, Exhibit, Finding, Identifier, Loss, Scenario
from wizard.evidence import Assessment, assess
from wizard.knowledge.load import load

TODAY = dt.date(2026, 11, 22)
PACK = load()
SCENARIOS = [scenario.value for scenario in Scenario if scenario is not Scenario.OUT_OF_SCOPE]
KINDS = list(PACK.evidence_kinds)
CHANNELS = ["", *PACK.channels]
LOCKED = Finding(code="pdf_locked", severity="blocking")


def exhibit(*kinds: str, **more) -> Exhibit:
    return Exhibit(kinds=list(kinds), **{"personal_data": "none", **more})


def fine(*exhibits: Exhibit, channel: str = "", **more) -> Assessment:
    answers = {
        "penalty_kind": "late_shipment",
        "penalty_amount": "500",
        "penalty_deducted": True,
        "appeal_count": "0",
        "funds_frozen": False,
    }
    case = Case(scenario="fine_dispute", answers=answers | more.pop("answers", {}), exhibits=list(exhibits), **more)
    return assess(case, PACK, TODAY, channel)


def status(assessment: Assessment, requirement: str) -> str | None:
    return next((item.status for item in assessment.items if item.requirement == requirement), None)


def test_the_statuses_of_an_item():
    assert status(fine(), "fine_notice") == "missing"
    assert status(fine(exhibit("penalty_notice")), "fine_notice") == "met"
    assert status(fine(exhibit("penalty_notice", findings=[LOCKED])), "fine_notice") == "weak"
    both = fine(exhibit("penalty_notice", findings=[LOCKED]), exhibit("penalty_detail"))
    assert status(both, "fine_notice") == "met"


def test_what_does_not_apply_is_not_asked_for():
    assert status(fine(), "fake_shipped") is None
    assert status(fine(answers={"penalty_kind": "fake_shipment"}), "fake_shipped") == "missing"


def test_what_hangs_on_an_open_question_is_shown_but_not_scored():
    open_question = fine(answers={"penalty_deducted": ""})
    assert status(open_question, "fine_deduction") == "not_applicable_unknown"
    assert fine(answers={"penalty_deducted": True}).score == 0
    with_notice = fine(exhibit("penalty_notice"), answers={"penalty_deducted": ""})
    assert with_notice.score > fine(exhibit("penalty_notice")).score


def test_facts_can_meet_an_item_without_a_file():
    assert status(fine(), "findable_numbers") == "missing"
    number = Identifier(kind="violation", value="A1234")
    assert status(fine(identifiers=[number]), "findable_numbers") == "met"
    loss = fine(channel="lawyer_litigation", losses=[Loss(what="扣款", amount="500")])
    [item] = [item for item in loss.items if item.requirement == "loss_statement"]
    assert item.status == "met" and item.met_by_facts


def test_every_missing_item_says_how_to_get_it_and_what_to_write_without_it():
    for scenario in SCENARIOS:
        for channel in CHANNELS:
            for item in assess(Case(scenario=scenario), PACK, TODAY, channel).items:
                assert item.how_to_get and all(item.how_to_get), item.requirement
                assert item.why and item.when_unavailable


def test_the_score_is_the_one_in_the_brief():
    """Required 2 of 3 there, recommended 1 of 4: (2×3+1×1)÷(3×3+4×1) = 7÷13 = 54 %."""
    assessment = fine(exhibit("penalty_notice"), exhibit("bill_screenshot"), exhibit("rule_text"))
    assert assessment.score == 54
    assert assessment.arithmetic == "必备 3 项已有 2 项；建议 4 项已有 1 项：（2×3 + 1×1）÷（3×3 + 4×1）= 7÷13 = 54%"


def test_a_weak_item_counts_half_and_is_said():
    assessment = fine(exhibit("penalty_notice", findings=[LOCKED]))
    assert "待补强 1 项（按一半算）" in assessment.arithmetic
    assert "（0.5×3 + 0×1）" in assessment.arithmetic


def test_without_a_scenario_nothing_is_complete():
    assessment = assess(Case(), PACK, TODAY)
    assert (assessment.score, assessment.complete) == (0, False)


def test_the_channel_of_the_case_is_used_unless_another_is_asked_about():
    case = Case(scenario="fine_dispute", channel="samr_report")
    assert status(assess(case, PACK, TODAY), "violation_lead") == "missing"
    assert status(assess(case, PACK, TODAY, "pdd_ticket"), "violation_lead") is None
    assert status(assess(case, PACK, TODAY, ""), "violation_lead") is None


def test_a_secondary_scenario_recommends_but_never_requires():
    case = Case(scenario="fine_dispute", secondary=["unfair_rules"])
    levels = {item.requirement: item.level for item in assess(case, PACK, TODAY).items}
    assert levels["rule_itself"] == "recommended"
    assert levels["fine_notice"] == "required"


def test_a_file_with_other_peoples_data_counts_fully_only_when_it_was_looked_at():
    case = Case(scenario="aftersales_dispute", exhibits=[Exhibit(kinds=["aftersales_detail"], personal_data="unknown")])
    assert status(assess(case, PACK, TODAY, ""), "aftersales_page") == "met"
    masking = [channel.id for channel in PACK.channels.values() if channel.masks_personal_data]
    assert "media" in masking
    assert status(assess(case, PACK, TODAY, "media"), "aftersales_page") == "weak"
    handled = case.model_copy(update={"exhibits": [exhibit("aftersales_detail", personal_data="masked")]})
    assert status(assess(handled, PACK, TODAY, "media"), "aftersales_page") == "met"


def test_nothing_personal_is_public_even_with_a_reason():
    kept = exhibit("aftersales_detail", personal_data="needed", personal_data_reason="核对地址")
    case = Case(scenario="aftersales_dispute", exhibits=[kept])
    found = assess(case, PACK, TODAY, "pdd_social").findings[kept.id]
    assert [finding.code for finding in found if finding.severity == "blocking"] == ["personal_data_public"]


exhibits = st.lists(
    st.builds(
        Exhibit,
        kinds=st.lists(st.sampled_from(KINDS), max_size=3),
        sha256=st.sampled_from([None, "a" * 64, "b" * 64]),
        captured_on=st.sampled_from([None, dt.date(2026, 3, 1), dt.date(2027, 1, 1)]),
        personal_data=st.sampled_from(["unknown", "none", "masked", "needed"]),
        findings=st.sampled_from([[], [LOCKED], [Finding(code="too_small")]]),
    ),
    max_size=8,
)


@st.composite
def cases(draw) -> Case:
    scenario = draw(st.sampled_from(SCENARIOS))
    answers = {}
    for question in PACK.questions.values():
        if question.options and (not question.scenarios or scenario in question.scenarios) and draw(st.booleans()):
            option = draw(st.sampled_from([option.id for option in question.options]))
            answers[question.id] = [option] if question.kind == "choices" else option
        elif question.kind == "yes_no" and draw(st.booleans()):
            answers[question.id] = draw(st.booleans())
    return Case(
        scenario=scenario,
        answers=answers,
        exhibits=draw(exhibits),
        narrative=draw(st.sampled_from(["", "经过"])),
        losses=draw(st.sampled_from([[], [Loss(amount="5")]])),
        timeline=[Event(on="2026-04-01", what="扣款")],
    )


@settings(max_examples=60)
@given(case=cases(), channel=st.sampled_from(CHANNELS), more=exhibits)
def test_evidence_never_lowers_and_its_removal_never_raises_the_score(case, channel, more):
    before = assess(case, PACK, TODAY, channel)
    after = assess(case.model_copy(update={"exhibits": case.exhibits + more}), PACK, TODAY, channel)
    assert 0 <= before.score <= after.score <= 100
    assert not before.complete or after.complete


@settings(max_examples=60)
@given(case=cases(), channel=st.sampled_from(CHANNELS), random=st.randoms())
def test_the_order_of_exhibits_is_irrelevant(case, channel, random):
    shuffled = random.sample(case.exhibits, len(case.exhibits))
    one, other = (assess(c, PACK, TODAY, channel) for c in (case, case.model_copy(update={"exhibits": shuffled})))
    assert (one.score, one.complete, one.arithmetic) == (other.score, other.complete, other.arithmetic)


@settings(max_examples=60)
@given(case=cases(), channel=st.sampled_from(CHANNELS))
def test_complete_means_that_no_required_item_is_missing_or_weak(case, channel):
    assessment = assess(case, PACK, TODAY, channel)
    assert assessment.complete == (not assessment.missing("required"))


@settings(max_examples=60)
@given(case=cases(), channel=st.sampled_from(CHANNELS))
def test_the_score_can_be_recomputed_from_its_sentence(case, channel):
    assessment = assess(case, PACK, TODAY, channel)
    numbers = re.search(r"（(.+?)）÷（(.+?)）= (.+?)÷(\d+) = (\d+)%", assessment.arithmetic)
    assert numbers
    had, wanted = (
        sum(Decimal(a) * Decimal(b) for a, b in re.findall(r"([\d.]+)×(\d)", text)) for text in numbers.groups()[:2]
    )
    assert (had, wanted) == (Decimal(numbers[3]), Decimal(numbers[4]))
    assert int((had * 100 / wanted).quantize(Decimal(1), ROUND_HALF_UP)) == assessment.score == int(numbers[5])


@pytest.mark.parametrize("requirement", PACK.requirements.values(), ids=lambda r: r.id)
def test_requirements_are_sound(requirement):
    """What applies must not hang on the exhibits (the score would fall), and every link leads somewhere."""
    assert "exhibit_kinds" not in (requirement.applies_when or "")
    assert bool(requirement.applies_when) == bool(requirement.when_words)
    assert bool(requirement.met_when) == bool(requirement.met_words)
    assert requirement.any_of or requirement.how_by_facts
    assert set(requirement.any_of) <= set(PACK.evidence_kinds)
    assert set(requirement.basis) <= set(PACK.laws)
    named = {c for change in requirement.level_in for c in change.channels}
    assert {*requirement.channels, *requirement.not_channels, *named} <= set(PACK.channels)
