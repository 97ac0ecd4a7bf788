"""Words lie in order of the last change and tell the kind of their case: old ones are found as quickly as new ones."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from wizard.store.derived import rebuild_words

revision = "0009"
down_revision = "0008"
FRESH = ("team_id", "updated_at", "id", "scenario", "state", "assignee", "words_at")


def upgrade() -> None:
    """Make the words anew, each with time and kind; a case opens without the index by id."""
    op.drop_index("cases_by_id", "cases")
    op.add_column("cases", sa.Column("words_at", sa.BigInteger))
    behind = sa.text("words_at IS NOT NULL")
    op.create_index("cases_fresh", "cases", list(FRESH), sqlite_where=behind, postgresql_where=behind)
    op.create_table(
        "case_kinds",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("scenario", sa.String(32), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("assignee", sa.String(32), nullable=False),
        sa.UniqueConstraint("team_id", "scenario", "state", "assignee"),
    )
    op.drop_table("case_words")
    op.create_table(
        "case_words",
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("pair", sa.String(2), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("team_id", "pair", "at", "case_id", "kind"),
        sqlite_with_rowid=False,
    )
    rebuild_words(op.get_bind())
