"""The indexes of the board carry all that it filters and orders by: a search opens no case."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
NARROW = ("cases_by_time", "cases_by_scenario", "cases_by_state_and_time", "cases_by_assignee")
SEARCHED = {
    "cases_by_id": ("id", "updated_at", "scenario", "state", "assignee"),
    "cases_by_time": ("updated_at", "id", "scenario", "state", "assignee"),
    "cases_by_scenario": ("scenario", "updated_at", "id", "state", "assignee"),
    "cases_by_state_and_time": ("state", "updated_at", "id", "scenario", "assignee"),
    "cases_by_assignee": ("assignee", "updated_at", "id", "scenario", "state"),
    "cases_by_scenario_and_state": ("scenario", "state", "updated_at", "id", "assignee"),
}


def upgrade() -> None:
    """Make the indexes anew, and two more."""
    for name in NARROW:
        op.drop_index(name, "cases")
    for name, columns in SEARCHED.items():
        op.create_index(name, "cases", ["team_id", *columns])
