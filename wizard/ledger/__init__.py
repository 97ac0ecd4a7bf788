"""The merchant's bills: read as exported, reconciled in exact money, every difference with its rows (账单核对)."""

from wizard.ledger.differences import BillRow, Difference
from wizard.ledger.reading import UnreadableBill
from wizard.ledger.reconcile import Reconciliation, Total, reconcile
from wizard.ledger.report import by_kind, sum_of

__all__ = ["BillRow", "Difference", "Reconciliation", "Total", "UnreadableBill", "by_kind", "reconcile", "sum_of"]
