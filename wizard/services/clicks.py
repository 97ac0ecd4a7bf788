"""Work behind the pages waits while a click is being answered, and never for long.

A process has one interpreter lock, and two cores are soon taken: what goes on while a page is drawn makes that page
slower. An upload waits before its next piece, an arrived or read file before it is written into its case.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

LONGEST = 0.05  # seconds for one wait: with somebody clicking all the time an upload still gets 5 MB a second through
LOOK_EVERY = 0.004
_lock = threading.Lock()
_answered_now = 0


@contextmanager
def answering() -> Iterator[None]:
    """While a click is being answered: what runs a page or a part of it stands inside."""
    _count(1)
    try:
        yield
    finally:
        _count(-1)


def _count(by: int) -> None:
    global _answered_now
    with _lock:
        _answered_now += by


def busy() -> bool:
    """Whether a click is being answered now."""
    return _answered_now > 0


async def passed() -> None:
    """Come back when no click is being answered, after `LONGEST` at the latest. For the event loop."""
    until = time.monotonic() + LONGEST
    while busy() and time.monotonic() < until:
        await asyncio.sleep(LOOK_EVERY)


def wait(longest: float | None = None) -> None:
    """The same for a thread of its own; after `longest` seconds if that is given."""
    until = time.monotonic() + (LONGEST if longest is None else longest)
    while busy() and time.monotonic() < until:
        time.sleep(LOOK_EVERY)
