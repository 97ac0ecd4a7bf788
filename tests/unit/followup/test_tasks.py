import datetime as dt
from decimal import Decimal

import pytest

from wizard.case import Case, Event, Loss, Outcome, Receipt, Reply, Scenario
from wizard.facts import calculations
from wizard.followup import next_moves, tasks

TODAY = dt.date(2026, 11, 22)


def case_in(channel, **more):
    return Case(scenario=Scenario.FINE_DISPUTE, channel=channel, **more)


def submitted(channel, on="2026-11-02", **more):
    receipt = Receipt(id="r1", channel=channel, submitted_on=dt.date.fromisoformat(on), number=more.pop("number", ""))
    return case_in(channel, receipts=[receipt], **more)


def by_record(case, pack, today=TODAY):
    return {task.id.split("-")[0]: task for task in tasks(case, pack, today)}


def test_before_submitting_the_originals_are_saved_first(pack):
    found = by_record(case_in("pdd_ticket"), pack)
    assert found["keep_originals"].due == TODAY
    assert "download_pages" in found


def test_dates_before_submitting_are_said_to_be_assumed(pack):
    found = by_record(case_in("samr_report"), pack)
    assert found["samr_filing"].due == dt.date(2026, 12, 11)
    assert "假定今天提交" in found["samr_filing"].arithmetic


def test_a_legal_limit_comes_from_the_channel_with_its_article(pack):
    task = by_record(submitted("samr_report"), pack)["samr_filing"]
    assert task.due == dt.date(2026, 11, 23)
    assert task.legal
    assert "PP-18" in task.basis
    assert "建议" not in task.arithmetic
    assert "假定" not in task.arithmetic


def test_where_the_law_has_no_number_the_day_is_called_advice(pack):
    task = by_record(submitted("pdd_ticket"), pack)["ask_platform"]
    assert task.due == dt.date(2026, 11, 5)
    assert not task.legal
    assert "建议，不是法定期限" in task.arithmetic


def test_the_receipt_is_asked_for_until_its_number_is_there(pack):
    assert "record_receipt_form" in by_record(submitted("pdd_ticket"), pack)
    assert "record_receipt_form" not in by_record(submitted("pdd_ticket", number="GD1"), pack)


def test_an_answer_ends_the_waiting(pack):
    case = submitted("pdd_ticket")
    case.replies = [Reply(receipt="r1", on=dt.date(2026, 11, 10), kind="rejected")]
    found = by_record(case, pack)
    assert "ask_platform" not in found
    assert found["answer_rejection"].due == dt.date(2026, 11, 13)


def test_accepted_is_no_answer_yet(pack):
    case = submitted("samr_report")
    case.replies = [Reply(receipt="r1", on=dt.date(2026, 11, 10), kind="accepted")]
    found = by_record(case, pack)
    assert "samr_filing" in found
    assert found["samr_decision"].due == dt.date(2027, 2, 8)


def test_a_newer_answer_overtakes_an_older_one(pack):
    case = submitted("pdd_ticket")
    case.replies = [
        Reply(receipt="r1", on=dt.date(2026, 11, 10), kind="more_evidence"),
        Reply(receipt="r1", on=dt.date(2026, 11, 12), kind="rejected"),
    ]
    found = by_record(case, pack)
    assert "supplement_soon" not in found
    assert "answer_rejection" in found


def test_each_submission_has_its_own_dates(pack):
    case = submitted("pdd_ticket", on="2026-11-02")
    case.receipts.append(Receipt(id="r2", channel="samr_report", submitted_on=dt.date(2026, 11, 16), number="SH1"))
    found = tasks(case, pack, TODAY)
    assert {task.channel for task in found if task.channel} == {"pdd_ticket", "samr_report"}
    assert len({task.id for task in found}) == len(found)


def test_the_deadline_on_the_page_comes_from_the_answer(pack):
    case = case_in("pdd_violation_appeal", answers={"appeal_deadline_on": "2026-11-25"})
    task = by_record(case, pack)["appeal_deadline"]
    assert task.due == dt.date(2026, 11, 25)
    assert task.nature == "page"
    assert "以页面显示的时间为准" in task.arithmetic


def test_the_limitation_runs_from_the_earliest_day_as_on_the_page_of_facts(pack):
    losses = [Loss(what="扣款", amount=Decimal("1"), on=dt.date(2026, 11, 3))]
    case = case_in("pdd_ticket", losses=losses, timeline=[Event(on=dt.date(2026, 10, 1), what="货款没到")])
    task = by_record(case, pack)["limitation"]
    shown = {one.id: one.result for one in calculations(case, pack, TODAY)}
    assert task.due == dt.date(2029, 10, 1)
    assert shown["limitation_until"] == "2029年10月1日"
    assert set(task.basis) >= {"CC-188", "CC-195"}
    assert "limitation" not in by_record(case_in("pdd_ticket"), pack)


def test_done_tasks_stay_and_a_closed_case_asks_for_nothing(pack):
    case = submitted("pdd_ticket")
    case.tasks_done = {"ask_platform-r1": dt.date(2026, 11, 6)}
    assert by_record(case, pack)["ask_platform"].done_on == dt.date(2026, 11, 6)
    case.outcome = Outcome(kind="solved", on=TODAY)
    assert [task.id for task in tasks(case, pack, TODAY)] == ["ask_platform-r1"]


@pytest.mark.parametrize("day", [dt.date.min, dt.date(9999, 12, 31)])
def test_a_mistyped_year_asks_to_be_checked_and_breaks_nothing(pack, day):
    case = case_in("pdd_ticket", answers={"appeal_deadline_on": str(day), "penalty_notified_on": str(day)})
    case.receipts = [Receipt(id="r1", channel="pdd_ticket", submitted_on=day)]
    found = tasks(case, pack, TODAY)
    beyond = [task for task in found if "核对年份" in task.arithmetic]
    assert found and (bool(beyond) is (day.year == 9999)) and all(task.due is None for task in beyond)
    next_moves(case, pack, TODAY)


@pytest.mark.parametrize("answer", ["", "昨天", True, "2026-13-01"])
def test_an_unreadable_date_makes_no_task(pack, answer):
    case = case_in("pdd_violation_appeal", answers={"appeal_deadline_on": answer})
    assert "appeal_deadline" not in by_record(case, pack)


def test_every_channel_has_something_to_wait_for_and_something_to_keep(pack):
    for channel in pack.channels:
        found = tasks(submitted(channel), pack, TODAY)
        assert [task for task in found if task.id.startswith(("record_receipt", "keep_certificate"))] or channel == (
            "pdd_social"
        ), channel


def test_every_limit_that_a_task_names_exists_in_its_channel(pack):
    for record in pack.followup_tasks.values():
        if record.limit is None:
            continue
        for channel in record.channels:
            limits = {limit.id: limit for limit in pack.channels[channel].time_limits}
            assert limits[record.limit].amount, (record.id, channel)
