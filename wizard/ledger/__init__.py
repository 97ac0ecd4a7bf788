"""The merchant's bills: read as exported, reconciled in exact money, every difference with its rows (账单核对)."""

from wizard.ledger.differences import BillRow, Difference
from wizard.ledger.reading import UnreadableBill
from wizard.ledger.reconcile import Reconciliation, Total, reconcile

__all__ = ["BillRow", "Difference", "Reconciliation", "Total", "UnreadableBill", "reconcile"]
