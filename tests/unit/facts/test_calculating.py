"""The arithmetic of the facts: shown with its numbers, exact, with the article that fits the result."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.case import Case, Demand, Event, Loss
from wizard.facts import Calculated, calculations, unfinished
from wizard.knowledge.conditions import holds, view_of
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
            ("2026-03-01", "2026-03-01", "0 天", "公示当天就生效", "PR-39", "yes"),
            ("2026-12-28", "2027-01-03", "6 天", "不足七日", "EC-34", "yes"),  # over the end of a year
            ("2026-12-28", "2027-01-04", "7 天", "满七日但不足十五日", "PR-12", "yes"),
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

    @given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)), st.integers(-400, 400), st.booleans())
    def test_seven_and_fifteen_are_drawn_where_the_rules_draw_them(self, published, days, major):
        effective = published + dt.timedelta(days=days)
        notice = of(
            "unfair_rules",
            rule_published_on=str(published),
            rule_effective_on=str(effective),
            rule_major=major,
        )["rule_notice_days"]
        assert notice.result == f"{days} 天"
        assert ("PR-39" in notice.basis) is (days < 7), "only the seven days carry a penalty"
        assert (notice.supports == "yes") is (days < 7 or (days < 15 and major))
        assert (notice.supports == "no") is (days >= 15)
        assert {"PR-12", "EC-34", "CC-201"} <= set(notice.basis)

    def test_the_duty_is_said_to_be_the_platforms(self):
        for days in ("2026-02-20", "2026-03-01", "2026-03-05"):
            answers = {"rule_published_on": "2026-03-01", "rule_effective_on": days}
            assert "平台至少要在规则实施前七日公示" in of("unfair_rules", **answers)["rule_notice_days"].verdict

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
            ("130.01", "100", "30.01%", "yes"),
            ("91.13", "70.10", "30%", "no"),
            ("91.14", "70.10", "约 30.01%", "yes"),
            ("0.13", "0.10", "30%", "no"),
            ("100", "100", "0%", "no"),
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

    def test_the_sum_can_be_done_again_by_hand(self):
        result = of("fine_dispute", penalty_amount="91.14", penalty_actual_loss="70.11")["penalty_over_loss"]
        assert result.arithmetic == (
            "（违约金 91.14 元 − 可证明的损失 70.11 元）÷ 70.11 元 = 约 29.996%；"
            "损失的 130% 是 70.11 元 × 1.3 = 91.143 元"
        )
        assert result.supports == "no"

    @given(st.integers(1, 99_999_999_999), st.integers(1, 99_999_999_999), st.integers(-1, 1), st.booleans())
    def test_page_and_letter_agree_to_the_cent_on_what_is_too_high(self, penalty, loss, off, near):
        """The page calculates in decimals, the letter's condition in floats: both must see the same side of 130 %."""
        fen = max(1, loss * 13 // 10 + off) if near else penalty
        amount, lost = Decimal(fen) / 100, Decimal(loss) / 100
        case = Case(scenario="fine_dispute", answers={"penalty_amount": str(amount), "penalty_actual_loss": str(lost)})
        letter = holds(PACK.citations["ci65_thirty_percent"].when, view_of(case, PACK.questions, TODAY))
        page = calculated(case)["penalty_over_loss"].supports == "yes"
        assert page == letter == (fen * 10 > loss * 13)

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

    @pytest.mark.parametrize(
        ("expected", "paid", "gap", "supports"),
        [
            ("100.10", "100.09", "0.01 元", "yes"),
            ("100", "100.00", "0.00 元", "no"),
            ("0", "0", "0.00 元", "no"),
            ("10", "11", "-1.00 元", "no"),
            ("999999999.99", "0", "999,999,999.99 元", "yes"),
        ],
    )
    def test_expected_against_paid(self, expected, paid, gap, supports):
        result = of("settlement", settlement_expected=expected, settlement_paid=paid)["settlement_shortfall"]
        assert (result.result, result.supports) == (gap, supports)

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
        assert result.arithmetic == "实际 11,000 次曝光 ÷ 承诺 30,000 次曝光 = 约 36.7%；两者相差 19,000 次曝光"
        assert result.supports == "yes"

    @pytest.mark.parametrize(
        ("promised", "delivered", "percent", "supports"),
        [
            ("30000", "0", "0%", "yes"),
            ("30000", "30000", "100%", "no"),
            ("30000", "29999", "约 99.997%", "yes"),  # never "about 100 %" beside "not reached"
            ("30000", "45000", "150%", "no"),
            ("2.5", "1", "40%", "yes"),
        ],
    )
    def test_partial_and_whole_deliveries(self, promised, delivered, percent, supports):
        result = of("misleading_promotion", promo_promised_value=promised, promo_delivered_value=delivered)
        assert (result["promo_delivery"].result, result["promo_delivery"].supports) == (percent, supports)

    def test_a_promise_in_percent_keeps_its_unit(self):
        answers = {"promo_promised_value": "20", "promo_delivered_value": "5", "promo_unit": "%"}
        result = of("misleading_promotion", **answers)["promo_delivery"]
        assert result.arithmetic == "实际 5 % ÷ 承诺 20 % = 25%；两者相差 15 %"

    def test_a_promise_of_nothing_is_compared_with_nothing(self):
        assert "promo_delivery" not in of("misleading_promotion", promo_promised_value="0", promo_delivered_value="0")

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


class TestUnfinished:
    """What was begun and lacks a number says which question it waits for."""

    @pytest.mark.parametrize(
        ("scenario", "given_id", "lacking_id"),
        [
            ("unfair_rules", "rule_published_on", "rule_effective_on"),
            ("unfair_rules", "rule_effective_on", "rule_published_on"),
            ("settlement", "settlement_expected", "settlement_paid"),
            ("misleading_promotion", "promo_promised_value", "promo_delivered_value"),
            ("fine_dispute", "penalty_amount", "penalty_actual_loss"),
        ],
    )
    def test_the_question_is_named(self, scenario, given_id, lacking_id):
        answers = {given_id: "2026-11-01" if given_id.endswith("_on") else "100"}
        waiting = unfinished(Case(scenario=scenario, answers=answers), PACK, TODAY)
        assert PACK.questions[lacking_id].text in [text for one in waiting for text in one.questions]

    def test_each_is_named_once_and_nothing_before_it_was_begun(self):
        begun = unfinished(Case(scenario="fine_dispute", answers={"penalty_amount": "100"}), PACK, TODAY)
        assert len({one.label for one in begun}) == len(begun) == 1
        assert unfinished(Case(scenario="fine_dispute"), PACK, TODAY) == []

    def test_nothing_is_lacking_once_it_is_calculated(self):
        answers = {"settlement_expected": "10", "settlement_paid": "1"}
        assert unfinished(Case(scenario="settlement", answers=answers), PACK, TODAY) == []
