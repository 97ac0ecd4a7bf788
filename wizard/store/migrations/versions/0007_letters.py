"""Cases are found by single letters too."""

from __future__ import annotations

from alembic import op

from wizard.store.derived import rebuild

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the words of all cases anew."""
    rebuild(op.get_bind())
