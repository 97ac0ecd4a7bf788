"""The settlement sample: its bills show the difference that its story tells, and nothing else."""

from collections import defaultdict
from decimal import Decimal
from pathlib import Path

from wizard.case import Case
from wizard.ledger.reconcile import reconcile

SAMPLE = Path(__file__).resolve().parents[3] / "assets" / "samples" / "settlement"


def test_the_bills_of_the_settlement_sample_show_what_its_story_tells() -> None:
    case = Case.model_validate_json((SAMPLE / "case.json").read_text("utf-8"))
    result = reconcile(sorted((SAMPLE / "evidence").glob("*.csv")))
    found = defaultdict(list)
    for difference in result.differences:
        found[difference.kind].append(Decimal(difference.amount))
    assert {kind: (len(amounts), sum(amounts)) for kind, amounts in found.items()} == {
        "missing_settlement": (41, case.losses[0].amount),
        "platform_coupon_not_settled": (16, case.losses[1].amount),
    }
    assert Decimal(result.certain_amount) == case.loss_total() == Decimal("3432.00")
    assert not (result.unknown_entries or result.unknown_columns or result.notes)
    booked = sum(Decimal(one.income) - Decimal(one.expense) for one in result.totals if one.entry != "withdrawal")
    (withdrawn,) = (Decimal(one.expense) for one in result.totals if one.entry == "withdrawal")
    assert str(booked) == str(withdrawn) == case.answers["settlement_paid"]
    named = {one.value for one in case.identifiers if one.kind == "order"}
    assert named <= {one.order for one in result.differences}
