"""A queue for slow work that cases take turns in: one piece at a time, so that one with many files stops nobody."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import suppress

Work = Callable[[], None]


class FairQueue:
    """Pieces of work by case; a thread runs them while there are any."""

    def __init__(self) -> None:
        """An empty queue; its thread starts with the first piece of work."""
        self._waiting: OrderedDict[str, OrderedDict[str, Work]] = OrderedDict()
        self._running: tuple[str, str] | None = None
        self._lock = threading.Lock()
        self._closed = self._at_work = False

    def add(self, case_id: str, pieces: Iterable[tuple[str, Work]]) -> None:
        """Queue pieces of work of a case by name; one that is queued or running already is not added twice."""
        with self._lock:
            queue = self._waiting.get(case_id, OrderedDict())
            for name, work in pieces:
                if self._running != (case_id, name):
                    queue.setdefault(name, work)
            if queue and not self._closed:
                self._waiting[case_id] = queue
                if not self._at_work:
                    self._at_work = True
                    threading.Thread(target=self._work, daemon=True).start()

    def busy(self, case_id: str) -> bool:
        """Whether anything of a case waits or runs."""
        with self._lock:
            return case_id in self._waiting or (self._running is not None and self._running[0] == case_id)

    def close(self) -> None:
        """Drop what waits; what runs ends by itself."""
        with self._lock:
            self._closed = True
            self._waiting.clear()

    def _work(self) -> None:
        while work := self._next():
            try:
                work()
            except Exception as error:  # noqa: BLE001 - one piece must not stop those behind it
                _told(error)

    def _next(self) -> Work | None:
        """The first piece of the case whose turn it is; that case then goes to the end."""
        with self._lock:
            self._running = None
            if not self._waiting:
                self._at_work = False
                return None
            case_id, queue = self._waiting.popitem(last=False)
            name, work = queue.popitem(last=False)
            if queue:
                self._waiting[case_id] = queue
            self._running = (case_id, name)
            return work


def _told(error: Exception) -> None:
    """Log a failure; a log that cannot be written stops nobody either."""
    from wizard.services.logs import log

    with suppress(OSError, ValueError):
        log().error("work in turn failed", kind=type(error).__name__)
