"""Checks of the money of a case against itself."""

from __future__ import annotations

from decimal import Decimal

from wizard.case import Demand, Loss
from wizard.facts.report import Report, title
from wizard.facts.values import demand_total
from wizard.knowledge.shown import shown_money


def check_money(report: Report) -> None:
    """Amounts that are hardly possible, and demands above the losses that are stated, or without any."""
    for loss in report.case.losses:
        _check_likely(report, f"losses.{loss.id}.amount", f"损失-{title(Loss, 'amount')}", loss.amount)
    for demand in report.case.demands:
        _check_likely(report, f"demands.{demand.id}.amount", f"诉求-{title(Demand, 'amount')}", demand.amount)
    demanded, lost = demand_total(report.case), report.case.loss_total()
    if demanded is None or demanded <= lost:
        return
    if lost > 0:
        report.add("demand_over_loss", "demands", value=shown_money(demanded), other_value=shown_money(lost))
    else:
        report.add("demand_without_loss", "demands", value=shown_money(demanded))


def _check_likely(report: Report, field: str, name: str, amount: Decimal | None) -> None:
    if amount is not None and amount > report.limit("money_unlikely"):
        report.add("money_unlikely", field, field=name, value=amount)
