import datetime as dt
from typing import get_args

import pytest

from wizard.case import Attempt, Case, Exhibit, Outcome, Receipt, Reply, Scenario
from wizard.followup import next_moves
from wizard.followup.moves import move_for
from wizard.knowledge.records.followups import ReplyKind

TODAY = dt.date(2026, 11, 22)


def answered(channel, kind, **more):
    receipt = Receipt(id="r1", channel=channel, submitted_on=dt.date(2026, 11, 10), number="G1")
    reply = Reply(id="a1", receipt="r1", on=dt.date(2026, 11, 18), kind=kind)
    return Case(scenario=Scenario.FINE_DISPUTE, channel=channel, receipts=[receipt], replies=[reply], **more)


def test_every_kind_of_answer_has_moves_in_every_channel(pack):
    for channel in pack.channels:
        for kind in get_args(ReplyKind):
            record = move_for(kind, channel, pack)
            assert record is not None, (channel, kind)
            assert record.moves


def test_a_rejected_appeal_leads_to_a_human_review(pack):
    moves = next_moves(answered("pdd_violation_appeal", "rejected"), pack, TODAY)[0]
    assert moves.next_channels[0] == "pdd_manual_review"
    assert moves.letter == "review_request"
    assert moves.reply == "a1"


def test_a_rejected_review_leads_outside(pack):
    moves = next_moves(answered("pdd_manual_review", "rejected"), pack, TODAY)[0]
    assert "pdd_manual_review" not in moves.next_channels
    assert "samr_report" in moves.next_channels


def test_channels_already_tried_are_not_proposed_again(pack):
    case = answered("pdd_violation_appeal", "rejected", attempts=[Attempt(channel="pdd_manual_review")])
    assert "pdd_manual_review" not in next_moves(case, pack, TODAY)[0].next_channels


def test_only_evidence_that_is_not_there_yet_is_asked_for(pack):
    case = answered("pdd_violation_appeal", "rejected", exhibits=[Exhibit(kinds=["logistics_trace"])])
    wanted = next_moves(case, pack, TODAY)[0].evidence
    assert "logistics_trace" not in wanted
    assert "order_detail" in wanted


def test_a_regulator_that_declines_is_not_asked_the_same_again(pack):
    moves = next_moves(answered("samr_report", "rejected"), pack, TODAY)[0]
    assert "重复" in moves.caution
    assert "samr_report" not in moves.next_channels


@pytest.mark.parametrize(("today", "silent"), [("2026-11-19", False), ("2026-11-20", True)])
def test_silence_counts_after_seven_working_days(pack, today, silent):
    case = answered("pdd_ticket", "rejected")
    case.replies = []
    found = next_moves(case, pack, dt.date.fromisoformat(today))
    assert bool(found) is silent
    assert not found or found[0].kind == "no_reply"


def test_the_newest_submission_comes_first_and_the_newest_answer_counts(pack):
    case = answered("pdd_ticket", "more_evidence")
    case.replies.append(Reply(id="a2", receipt="r1", on=dt.date(2026, 11, 20), kind="partly"))
    case.receipts.append(Receipt(id="r2", channel="samr_report", submitted_on=dt.date(2026, 11, 21)))
    case.replies.append(Reply(id="b1", receipt="r2", on=dt.date(2026, 11, 21), kind="not_competent"))
    assert [moves.reply for moves in next_moves(case, pack, TODAY)] == ["b1", "a2"]


def test_a_closed_case_has_no_moves(pack):
    case = answered("pdd_ticket", "solved", outcome=Outcome(kind="solved", on=TODAY))
    assert next_moves(case, pack, TODAY) == []


def test_a_solved_report_is_told_to_the_authority(pack):
    case = answered("pdd_ticket", "solved")
    said = [move.text for move in next_moves(case, pack, TODAY)[0].moves]
    assert not any("监管部门" in text for text in said)
    case.receipts.append(Receipt(id="r2", channel="samr_report", submitted_on=dt.date(2026, 11, 1)))
    assert any(
        "监管部门" in move.text
        for move in next_moves(case, pack, TODAY)[-2].moves + next_moves(case, pack, TODAY)[0].moves
    )
