"""A long list some at a time: databases take only so many values in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")
TOGETHER = 1000


def batches(of: Iterable[T], size: int = TOGETHER) -> Iterator[list[T]]:
    """So many at a time, the last ones fewer."""
    left = iter(of)
    while some := list(islice(left, size)):
        yield some
