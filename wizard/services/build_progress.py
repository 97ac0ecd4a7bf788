"""How far a build is, written to its row where every process can read it, with signs of life in between."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from wizard.case import now
from wizard.services.instance import Instance
from wizard.store.errors import StoreError
from wizard.store.rows import BuildRow

HEARTBEAT_SECONDS = 2.0
WRITE_EVERY = 0.5


class BuildProgress:
    """Writes progress to the build's row, at most twice a second, and sees when somebody cancelled it elsewhere."""

    def __init__(self, instance: Instance, row: BuildRow, stop: threading.Event) -> None:
        """Take the build's row as it was stored, and what to set when it was cancelled elsewhere."""
        self._instance, self.row, self._stop = instance, row, stop
        self._lock = threading.Lock()
        self._tick = 0.0

    def __call__(self, value: tuple[str, float]) -> None:
        """Take `(stage, share)` from the worker."""
        with self._lock:
            self.row = replace(self.row, stage=value[0][:100], share=float(value[1]))
            if time.monotonic() - self._tick < WRITE_EVERY:
                return
            self._tick = time.monotonic()
        self.beat()

    def beat(self) -> None:
        """Write the row; a build that is no longer wanted is told to stop."""
        with self._lock, self._instance.store.write() as work:
            current = work.builds.get(self.row.team_id, self.row.id)
            if current is None or current.state != "running":
                self._stop.set()
                return
            self.row = replace(self.row, heard_at=now())
            work.builds.update(self.row)


@contextmanager
def heartbeat(instance: Instance, row: BuildRow, stop: threading.Event) -> Iterator[BuildProgress]:
    """Signs of life while a build runs, so that a build of a killed server is recognised."""
    told, over = BuildProgress(instance, row, stop), threading.Event()

    def beat() -> None:
        while not over.wait(HEARTBEAT_SECONDS):
            with contextlib.suppress(StoreError):
                told.beat()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        over.set()
        thread.join()
