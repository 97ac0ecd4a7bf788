"""Second factors, identities of a single sign-on, comments, presence; who signed as editor so far becomes signer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the tables and give the role that signs to those who could sign before it existed."""
    _sign_in()
    _together()
    for table in ("memberships", "codes"):
        op.execute(f"UPDATE {table} SET role = 'signer' WHERE role = 'editor'")


def _sign_in() -> None:
    op.create_table(
        "second_factors",
        sa.Column("person_id", sa.String(32), primary_key=True),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("confirmed", sa.Boolean, nullable=False),
        sa.Column("last_step", sa.BigInteger, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "identities",
        sa.Column("issuer", sa.String(300), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("person_id", sa.String(32), nullable=False, index=True),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("issuer", "subject"),
    )


def _together() -> None:
    op.create_table(
        "comments",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("person_id", sa.String(32), nullable=False),
        sa.Column("step", sa.String(16), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.create_index("comments_by_case", "comments", ["case_id", "at"])
    op.create_table(
        "presence",
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("person_id", sa.String(32), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("step", sa.String(16), nullable=False),
        sa.Column("seen_at", sa.BigInteger, nullable=False, index=True),
        sa.PrimaryKeyConstraint("case_id", "person_id"),
    )
