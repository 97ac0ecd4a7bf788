"""The arithmetic of the facts: shown with its numbers, exact, with the article that fits the result."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.case import Case, Demand, Event, Loss
from wizard.facts import Calculated, calculations
from wizard.knowledge.load import load

TODAY = dt.date(2026, 11, 22)
PACK = load()


def calculated(case: Case, today: dt.date = TODAY) -> dict[str, Calculated]:
    return {result.id: result for result in calculations(case, PACK, today)}


def of(scenario: str, **answers) -> dict[str, Calculated]:
    return calculated(Case(scenario=scenario, answers=answers))


class TestRuleNotice:
    @pytest.mark.parametrize(
        ("published", "effective", "days", "words", "basis", "supports"),
        [
            ("2026-03-02", "2026-03-01", "-1 天", "公示之前", "PR-39", "yes"),
            ("2026-03-01", "2026-03-01", "0 天", "不足七日", "PR-39", "yes"),
            ("2026-03-01", "2026-03-07", "6 天", "不足七日", "PR-39", "yes"),
            ("2026-03-01", "2026-03-08", "7 天", "满七日但不足十五日", "PR-12", "yes"),
            ("2026-03-01", "2026-03-15", "14 天", "满七日但不足十五日", "PR-12", "yes"),
            ("2026-03-01", "2026-03-16", "15 天", "满十五日", "PR-12", "no"),
            ("2024-02-25", "2024-03-03", "7 天", "满七日", "PR-12", "yes"),  # over a leap day
        ],
    )
    def test_days_are_the_difference_so_the_first_day_is_not_counted(
        self, published, effective, days, words, basis, supports
    ):
        result = of("unfair_rules", rule_published_on=published, rule_effective_on=effective, rule_major=True)
        notice = result["rule_notice_days"]
        assert notice.result == days
        assert words in notice.verdict
        assert basis in notice.basis
        assert notice.supports == supports
        assert "CC-201" in notice.basis

    def test_only_the_seven_days_are_said_to_carry_a_penalty(self):
        dates = {"rule_published_on": "2026-03-01", "rule_effective_on": "2026-03-10"}
        fifteen = of("unfair_rules", **dates, rule_major=True)["rule_notice_days"]
        assert "PR-39" not in fifteen.basis
        assert "没有直接罚则" in fifteen.verdict

    def test_a_small_change_between_seven_and_fifteen_days_claims_nothing(self):
        dates = {"rule_published_on": "2026-03-01", "rule_effective_on": "2026-03-10"}
        assert of("unfair_rules", **dates, rule_major=False)["rule_notice_days"].supports == "neutral"
        assert of("unfair_rules", **dates)["rule_notice_days"].supports == "neutral"

    def test_nothing_is_calculated_from_a_date_that_is_missing_or_unreadable(self):
        assert "rule_notice_days" not in of("unfair_rules", rule_published_on="2026-03-01")
        assert "rule_notice_days" not in of(
            "unfair_rules", rule_published_on="三月一日", rule_effective_on="2026-03-10"
        )


class TestPenalty:
    @pytest.mark.parametrize(
        ("penalty", "loss", "percent", "supports"),
        [
            ("130", "100", "30%", "no"),  # thirty percent exactly is not more than thirty
            ("130.01", "100", "约 30%", "yes"),
            ("500", "90", "约 455.6%", "yes"),
            ("50", "100", "-50%", "no"),
        ],
    )
    def test_the_thirty_percent_test(self, penalty, loss, percent, supports):
        result = of("fine_dispute", penalty_amount=penalty, penalty_actual_loss=loss)["penalty_over_loss"]
        assert (result.result, result.supports) == (percent, supports)
        assert {"CC-585", "CI-65"} <= set(result.basis)

    def test_the_burden_of_proof_is_said_when_it_is_called_too_high(self):
        result = of("fine_dispute", penalty_amount="500", penalty_actual_loss="90")["penalty_over_loss"]
        assert "由您举证" in result.verdict
        assert "CI-64" in result.basis

    def test_no_loss_at_all_divides_nothing_by_zero(self):
        result = of("fine_dispute", penalty_amount="500", penalty_actual_loss="0")
        assert "penalty_over_loss" not in result
        assert "没有造成可证明的损失" in result["penalty_without_loss"].verdict

    def test_no_penalty_no_comparison(self):
        assert of("fine_dispute", penalty_amount="0", penalty_actual_loss="0") == {}


class TestSettlement:
    def test_shortfall_overdue_days_and_interest_build_on_each_other(self):
        result = of(
            "settlement",
            settlement_kind=["short"],
            settlement_expected="10000",
            settlement_paid="9000.50",
            settlement_due_on="2026-10-01",
            procurement=True,
        )
        assert result["settlement_shortfall"].arithmetic == "应结算 10,000.00 元 − 实际结算 9,000.50 元 = 999.50 元"
        assert result["settlement_overdue_days"].result == "52 天"
        assert result["procurement_interest"].result == "25.99 元"  # 999.50 × 52 × 0.0005 = 25.987

    def test_interest_is_only_for_procurement(self):
        answers = {"settlement_kind": ["short"], "settlement_expected": "10", "settlement_paid": "1"}
        assert "procurement_interest" not in of("settlement", **answers, settlement_due_on="2026-10-01")

    def test_paid_more_than_expected_does_not_speak_for_the_merchant(self):
        result = of("settlement", settlement_expected="10", settlement_paid="11")
        assert result["settlement_shortfall"].supports == "no"

    @given(st.decimals("0", "999999999", places=2), st.decimals("0", "999999999", places=2))
    def test_the_shortfall_is_exact_to_the_cent(self, expected, paid):
        result = of("settlement", settlement_expected=str(expected), settlement_paid=str(paid))["settlement_shortfall"]
        assert Decimal(result.result.removesuffix(" 元").replace(",", "")) == expected - paid


class TestPromotion:
    def test_promised_against_delivered_in_the_promised_unit(self):
        result = of(
            "misleading_promotion",
            promo_promised_value="30000",
            promo_delivered_value="11000",
            promo_unit="次曝光",
        )["promo_delivery"]
        assert result.arithmetic == "实际 11,000 次曝光 ÷ 承诺 30,000 次曝光 = 约 36.7%"
        assert result.supports == "yes"

    def test_spend_above_the_limit(self):
        result = of("misleading_promotion", promo_spend="800", promo_limit="500")["promo_over_limit"]
        assert (result.result, result.supports) == ("300.00 元", "yes")


class TestLossesAndTime:
    def test_the_loss_table_is_added_up_line_by_line(self):
        losses = [Loss(what="甲", amount="1200"), Loss(what="乙", amount="300.5"), Loss(what="丙")]
        result = calculated(Case(scenario="settlement", losses=losses))["losses"]
        assert result.arithmetic == "1,200.00 元 + 300.50 元 = 1,500.50 元"

    def test_demands_above_the_losses_are_said(self):
        case = Case(scenario="settlement", losses=[Loss(amount="100")], demands=[Demand(text="退款", amount="150")])
        assert calculated(case)["demand_against_loss"].supports == "no"

    @pytest.mark.parametrize(
        ("deadline", "words"),
        [
            ("2026-11-21", "已经过了"),
            ("2026-11-22", "今天就是截止日"),
            ("2026-11-24", "只剩一两天"),
            ("2026-11-25", "还有时间"),
        ],
    )
    def test_days_left_to_the_deadline_of_the_page(self, deadline, words):
        assert words in of("fine_dispute", appeal_deadline_on=deadline)["appeal_days_left"].verdict

    def test_limitation_runs_three_years_from_the_earliest_day(self):
        case = Case(
            scenario="fine_dispute",
            timeline=[Event(on="2024-05-01", what="扣款")],
            answers={"penalty_notified_on": "2024-04-30"},
        )
        result = calculated(case)
        assert result["limitation_until"].result == "2027年4月30日"
        assert result["limitation_days_left"].result == "159 天"

    def test_a_period_from_a_leap_day_ends_on_the_last_of_february(self):
        case = Case(scenario="fine_dispute", timeline=[Event(on="2024-02-29", what="扣款")])
        assert calculated(case)["limitation_until"].result == "2027年2月28日"

    def test_a_claim_out_of_time_is_said_calmly(self):
        case = Case(scenario="fine_dispute", timeline=[Event(on="2020-01-01", what="扣款")])
        assert "咨询律师" in calculated(case)["limitation_days_left"].verdict


NUMBERS = st.one_of(st.decimals(allow_nan=True, allow_infinity=True).map(str), st.text(max_size=12))
DAYS = st.one_of(st.dates().map(str), st.text(max_size=12))


@given(
    scenario=st.sampled_from(["unfair_rules", "fine_dispute", "settlement", "misleading_promotion", "system_bug"]),
    numbers=st.lists(NUMBERS, min_size=12, max_size=12),
    days=st.lists(DAYS, min_size=12, max_size=12),
)
def test_whatever_was_typed_nothing_breaks_and_no_float_is_shown(scenario, numbers, days):
    kinds = {q.id: q.kind for q in PACK.questions.values() if scenario in q.scenarios or not q.scenarios}
    typed = iter(numbers), iter(days)
    answers = {i: next(typed[0], "") for i, kind in kinds.items() if kind in ("money", "number")}
    answers |= {i: next(typed[1], "") for i, kind in kinds.items() if kind == "date"}
    for result in calculated(Case(scenario=scenario, answers=answers)).values():
        assert result.result
        assert "E+" not in result.arithmetic and "None" not in result.arithmetic


def test_every_calculation_names_its_basis_or_says_where_the_number_comes_from():
    for calculation in PACK.calculations.values():
        assert calculation.basis or calculation.note
        named = {law for verdict in calculation.verdicts for law in verdict.basis} | set(calculation.basis)
        assert named <= set(PACK.laws)
