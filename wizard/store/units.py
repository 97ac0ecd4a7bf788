"""Instants and amounts as the tables hold them: whole seconds since 1970, whole fen."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from wizard.case import CHINA


def seconds(instant: dt.datetime) -> int:
    """Whole seconds since 1970 (UTC)."""
    return int(instant.timestamp())


def instant(value: int) -> dt.datetime:
    """The instant in China's time zone."""
    return dt.datetime.fromtimestamp(value, CHINA)


def fen(amount: Decimal) -> int:
    """Yuan to fen."""
    return int(amount * 100)


def yuan(value: int | None) -> Decimal:
    """Fen to yuan, two decimals; nothing is nought."""
    return (Decimal(value or 0) / 100).quantize(Decimal("0.01"))
