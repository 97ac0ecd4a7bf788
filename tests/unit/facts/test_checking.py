"""What is wrong in the facts is named with its field and its mend."""

import datetime as dt

import pytest

from wizard.case import Attempt, Case, Demand, Event, Identifier, Loss, Receipt, Reply, Respondent, Shop
from wizard.facts import problems
from wizard.knowledge.load import load

TODAY = dt.date(2026, 11, 22)
PACK = load()


def found(case: Case) -> dict[tuple[str, str], str]:
    return {(problem.code, problem.field): problem.severity for problem in problems(case, PACK, TODAY)}


def codes(case: Case) -> set[str]:
    return {code for code, _ in found(case)}


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("260418-551203948817263", None),
        ("261123-551203948817263", None),  # an order of midnight may carry tomorrow's date
        ("260418-55120", "order_number_format"),
        ("260418551203948817263", "order_number_format"),
        ("２６０４１８-551203948817263", "order_number_format"),
        ("261341-551203948817263", "order_number_day"),
        ("270418-551203948817263", "order_number_day"),
    ],
)
def test_order_numbers(number, code):
    case = Case(identifiers=[Identifier(id="i1", kind="order", value=number)])
    seen = {c for c, field in found(case) if field == "identifiers.i1.value"}
    assert seen == ({code} if code else set())


def test_a_ticket_number_has_no_format_of_ours():
    case = Case(identifiers=[Identifier(kind="ticket", value="随便")])
    assert "order_number_format" not in codes(case)


def test_the_same_number_twice():
    rows = [Identifier(id=i, kind="violation", value="A1234") for i in ("a", "b")]
    assert ("identifier_repeated", "identifiers.b.value") in found(Case(identifiers=rows))
    rows = [Identifier(kind="violation", value="A1234"), Identifier(kind="ticket", value="A1234")]
    assert "identifier_repeated" not in codes(Case(identifiers=rows))


def test_one_wrong_character_in_a_credit_code_is_found():
    assert "credit_code_format" not in codes(Case(shop=Shop(credit_code="91110000802100433B")))
    assert "credit_code_format" in codes(Case(shop=Shop(credit_code="91110000802100434B")))
    assert "credit_code_format" in codes(Case(shop=Shop(credit_code="123")))


@pytest.mark.parametrize(
    ("phone", "good"),
    [("13812345678", True), ("021-61234567", True), ("400-800-1234", True), ("1381234567", False), ("电话", False)],
)
def test_phone_numbers(phone, good):
    assert ("phone_format" not in codes(Case(shop=Shop(phone=phone)))) == good


def test_a_missing_shop_id_is_said_with_where_to_find_it():
    [problem] = [p for p in problems(Case(), PACK, TODAY) if p.code == "shop_id_missing"]
    assert problem.field == "shop.shop_id"
    assert "右上角" in problem.mend


def test_dates_that_cannot_be():
    case = Case(
        scenario="fine_dispute",
        answers={"penalty_notified_on": "2026-12-24"},
        timeline=[Event(id="e", on="2027-01-01", what="扣款"), Event(id="f", on="1990-01-01", what="签约")],
        attempts=[Attempt(id="a", on="2026-11-23")],
        receipts=[Receipt(id="r", channel="pdd_ticket", submitted_on="2026-11-25")],
    )
    assert {
        ("date_in_future", "answers.penalty_notified_on"),
        ("date_in_future", "timeline.e.on"),
        ("date_too_old", "timeline.f.on"),
        ("date_in_future", "attempts.a.on"),
        ("date_in_future", "receipts.r.submitted_on"),
    } <= set(found(case))


def test_today_itself_is_not_the_future():
    case = Case(scenario="fine_dispute", answers={"penalty_notified_on": "2026-11-22"})
    assert "date_in_future" not in codes(case)


def test_dates_the_wrong_way_round_name_both_fields():
    case = Case(scenario="unfair_rules", answers={"rule_published_on": "2026-03-09", "rule_effective_on": "2026-03-08"})
    [problem] = [p for p in problems(case, PACK, TODAY) if p.code == "dates_reversed"]
    assert "规则是哪一天开始生效的" in problem.message and "规则是哪一天公示的" in problem.message


def test_a_last_reply_before_the_first_contact():
    answers = {"support_first_on": "2026-03-09", "support_last_reply_on": "2026-03-01"}
    case = Case(scenario="support_misconduct", answers=answers)
    assert ("dates_reversed", "answers.support_last_reply_on") in found(case)


def test_a_reply_before_its_submission():
    case = Case(
        receipts=[Receipt(id="r", channel="pdd_ticket", submitted_on="2026-11-10")],
        replies=[Reply(id="x", receipt="r", on="2026-11-09", kind="rejected")],
    )
    assert ("reply_before_submission", "replies.x.on") in found(case)


def test_a_loss_before_the_story_begins():
    case = Case(timeline=[Event(on="2026-03-01", what="故障")], losses=[Loss(id="l", what="退款", on="2026-02-28")])
    assert ("loss_before_event", "losses.l.on") in found(case)


def test_the_timeline_out_of_order_and_with_a_hole():
    events = [
        Event(id="b", on="2026-06-01", what="驳回"),
        Event(id="a", on="2026-01-01", what="扣款"),
        Event(id="c", what="电话"),
    ]
    seen = found(Case(timeline=events))
    assert ("timeline_order", "timeline.a.on") in seen
    assert ("timeline_gap", "timeline.b.on") in seen
    assert ("timeline_no_date", "timeline.c.on") in seen


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        ("-3", "number_too_small"),
        ("12,5", "number_unreadable"),
        ("五百", "number_unreadable"),
        ("NaN", "number_unreadable"),
        ("1e400", "number_unreadable"),
        ("1.234", "money_decimals"),
        ("99999999", "money_unlikely"),
        ("9999999999", "number_too_large"),
        ("500.5", None),
    ],
)
def test_money_that_cannot_be(amount, code):
    case = Case(scenario="fine_dispute", answers={"penalty_amount": amount})
    seen = {c for c, field in found(case) if field == "answers.penalty_amount"}
    assert seen == ({code} if code else set())


def test_demands_above_the_losses():
    case = Case(losses=[Loss(amount="100")], demands=[Demand(text="赔", amount="100.01")])
    [problem] = [p for p in problems(case, PACK, TODAY) if p.code == "demand_over_loss"]
    assert "100.01 元" in problem.message


def test_a_demand_without_any_loss_is_asked_what_it_is_made_of():
    demand = Demand(text="赔", amount="300")
    assert "demand_without_loss" in codes(Case(demands=[demand]))
    assert "demand_without_loss" in codes(Case(demands=[demand], losses=[Loss(what="货款")]))
    assert "demand_without_loss" not in codes(Case(demands=[demand], losses=[Loss(amount="1")]))
    assert "demand_without_loss" not in codes(Case(demands=[Demand(text="说明理由")]))


def test_a_deadline_that_has_passed_says_how_long_ago_and_what_to_do():
    case = Case(scenario="aftersales_dispute", answers={"aftersales_deadline_on": "2026-11-20"})
    [problem] = [p for p in problems(case, PACK, TODAY) if p.code == "deadline_passed"]
    assert "2 天" in problem.message and "工单" in problem.mend


def test_choices_that_contradict_themselves():
    case = Case(scenario="unfair_rules", answers={"rule_forced": ["none", "promotion"], "rule_transition": "x"})
    assert ("none_with_others", "answers.rule_forced") in found(case)


def test_a_report_of_another_merchant_names_that_merchant():
    assert "respondent_missing" in codes(Case(scenario="report_other_merchant"))
    named = Respondent(kind="merchant", shop_name="某店")
    assert not {"respondent_missing", "respondent_kind"} & codes(
        Case(scenario="report_other_merchant", respondent=named)
    )


def test_a_stranger_text_is_cut_and_never_breaks_the_words():
    case = Case(scenario="fine_dispute", answers={"penalty_amount": "{x}" * 1000})
    [problem] = [p for p in problems(case, PACK, TODAY) if p.code == "number_unreadable"]
    assert len(problem.message) < 120


def test_the_worst_comes_first():
    case = Case(scenario="fine_dispute", answers={"penalty_amount": "-1"}, shop=Shop(phone="1"))
    severities = [problem.severity for problem in problems(case, PACK, TODAY)]
    assert severities == sorted(severities, key=["error", "warning", "hint"].index)


def test_a_sound_case_has_nothing_worse_than_open_questions():
    case = Case(
        scenario="fine_dispute",
        narrative="三月一日被扣款。",
        shop=Shop(shop_id="123456789", phone="13812345678", credit_code="91110000802100433B"),
        identifiers=[Identifier(kind="order", value="260418-551203948817263")],
        timeline=[Event(on="2026-04-18", what="下单"), Event(on="2026-04-20", what="处罚")],
        losses=[Loss(what="扣款", amount="500", arithmetic="账单一笔", on="2026-04-20")],
        demands=[Demand(text="退还", amount="500")],
        answers={"penalty_amount": "500", "penalty_notified_on": "2026-04-20"},
    )
    assert codes(case) == {"required_missing"}
