"""Indexes of the cases that have a due date, soonest first, of all and of each who takes care of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
INDEXES = {
    "cases_due": ("next_due", "id", "scenario", "state", "assignee"),
    "cases_due_by_assignee": ("assignee", "next_due", "id", "scenario", "state"),
}


def upgrade() -> None:
    """They take the place of the one that counted what is due."""
    op.drop_index("cases_by_state", "cases")
    dated = sa.text("next_due IS NOT NULL")
    for name, indexed in INDEXES.items():
        op.create_index(name, "cases", ["team_id", *indexed], sqlite_where=dated, postgresql_where=dated)
