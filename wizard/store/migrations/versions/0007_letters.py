"""Cases are found by single letters too."""

from __future__ import annotations

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Nothing by itself: 0009 makes the words of all cases anew."""
