"""How an instance is, for monitors: states and numbers, never anything that people wrote."""

from __future__ import annotations

import shutil
from dataclasses import dataclass

from wizard.case import now
from wizard.services.instance import Instance
from wizard.store.errors import MissingFile, StoreError

GIGABYTE = 1024**3
OK, LOW, LOST = "ok", "low", "unavailable"
_NO_FILE = "0" * 64


@dataclass(frozen=True)
class Health:
    """The state of each part: `ok`, `unavailable`, and for the disk `low`."""

    database: str
    files: str
    workers: str
    disk: str

    @property
    def status(self) -> str:
        """`ok`; `low` while the disk fills; `unavailable` when people cannot work."""
        states = (self.database, self.files, self.workers, self.disk)
        return LOST if LOST in states else LOW if LOW in states else OK


def health(instance: Instance) -> Health:
    """Ask every part; takes as long as the slowest of them."""
    return Health(_database(instance), _files(instance), OK if instance.workers.open else LOST, _disk(instance))


def _database(instance: Instance) -> str:
    try:
        with instance.store.read() as work:
            work.people.any()
    except StoreError:
        return LOST
    return OK


def _files(instance: Instance) -> str:
    try:
        instance.files.size(_NO_FILE)
    except MissingFile:
        return OK
    except StoreError:
        return LOST
    return OK


def _disk(instance: Instance) -> str:
    try:
        free = shutil.disk_usage(instance.settings.data_folder).free
    except OSError:
        return LOST
    return OK if free >= GIGABYTE else LOW


def numbers(instance: Instance) -> dict[str, float]:
    """What a monitor may watch, by name; raises `StoreUnavailable`."""
    with instance.store.read() as work:
        builds = work.builds.counts()
        counted: dict[str, float] = {"cases": work.cases.count(), "sessions": work.sessions.count(now())}
    counted |= {f"builds_{state}": builds.get(state, 0) for state in ("running", "done", "failed", "cancelled")}
    free = shutil.disk_usage(instance.settings.data_folder).free
    return counted | {"workers_busy": instance.workers.busy, "disk_free_bytes": free}
