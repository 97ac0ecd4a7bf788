"""The board's figures and words, so that a hundred thousand cases open like a hundred."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the tables; 0009 fills them from the cases."""
    op.create_index("cases_by_scenario", "cases", ["team_id", "scenario", "updated_at"])
    op.create_index("cases_by_state_and_time", "cases", ["team_id", "state", "updated_at"])
    op.create_index("cases_by_assignee", "cases", ["team_id", "assignee", "updated_at"])
    op.create_table(
        "figures",
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("scenario", sa.String(32), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("cases", sa.Integer, nullable=False),
        sa.Column("money", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("team_id", "scenario", "state"),
    )
    op.create_table(
        "case_words",
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("pair", sa.String(2), nullable=False),
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "pair", "case_id"),
        sqlite_with_rowid=False,
    )
