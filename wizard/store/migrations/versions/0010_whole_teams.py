"""Figures of each person; indexes for the pages of a long trail; on SQLite a case's data after all that is shown."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from wizard.store.derived import rebuild_figures

revision = "0010"
down_revision = "0009"
INDEXES = {
    "cases_by_state": ("state", "next_due", "money"),
    "cases_by_reference": ("reference",),
    "cases_by_time": ("updated_at", "id", "scenario", "state", "assignee"),
    "cases_by_scenario": ("scenario", "updated_at", "id", "state", "assignee"),
    "cases_by_state_and_time": ("state", "updated_at", "id", "scenario", "assignee"),
    "cases_by_assignee": ("assignee", "updated_at", "id", "scenario", "state"),
    "cases_by_scenario_and_state": ("scenario", "state", "updated_at", "id", "assignee"),
}
FRESH = ("team_id", "updated_at", "id", "scenario", "state", "assignee", "words_at")


def upgrade() -> None:
    """Make figures and indexes anew, and the table of cases where the order of its columns matters."""
    if op.get_bind().dialect.name == "sqlite":
        _data_last()
    _figures()
    _trail()
    op.create_index("builds_by_state", "builds", ["state", "heard_at"])


def _data_last() -> None:
    """SQLite reads through all of `data` for what stands after it."""
    columns = _columns()
    names = ", ".join(column.name for column in columns)
    op.create_table("cases_in_order", *columns)
    op.execute(f"INSERT INTO cases_in_order ({names}) SELECT {names} FROM cases ORDER BY rowid")
    op.drop_table("cases")
    op.rename_table("cases_in_order", "cases")
    for name, indexed in INDEXES.items():
        op.create_index(name, "cases", ["team_id", *indexed])
    op.create_index("cases_fresh", "cases", list(FRESH), sqlite_where=sa.text("words_at IS NOT NULL"))


def _columns() -> list[sa.Column[object]]:
    return [
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("reference", sa.String(9), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("scenario", sa.String(32)),
        sa.Column("shop", sa.String(200), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("money", sa.BigInteger, nullable=False),
        sa.Column("next_due", sa.Date),
        sa.Column("next_task", sa.String(200), nullable=False),
        sa.Column("assignee", sa.String(32)),
        sa.Column("updated_at", sa.BigInteger, nullable=False),
        sa.Column("updated_by", sa.String(32), nullable=False),
        sa.Column("words_at", sa.BigInteger),
        sa.Column("data", sa.Text, nullable=False),
    ]


def _figures() -> None:
    op.drop_table("figures")
    op.create_table(
        "figures",
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("assignee", sa.String(32), nullable=False),
        sa.Column("scenario", sa.String(32), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("cases", sa.Integer, nullable=False),
        sa.Column("money", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("team_id", "assignee", "scenario", "state"),
    )
    rebuild_figures(op.get_bind())


def _trail() -> None:
    op.drop_index("audit_by_case", "audit")
    op.create_index("audit_by_case", "audit", ["team_id", "case_id", "number"])
    op.create_index("audit_by_person", "audit", ["team_id", "person_id", "number"])
    seldom = sa.text("event <> 'case_changed'")
    indexed = ["team_id", "event", "number"]
    op.create_index("audit_by_event", "audit", indexed, sqlite_where=seldom, postgresql_where=seldom)
