"""One running instance: what the services work with. `wizard.bootstrap` makes it."""

from __future__ import annotations

from dataclasses import dataclass, field

from wizard.knowledge.load import Pack, load
from wizard.services.fair_queue import FairQueue
from wizard.services.stored_cases import Latest
from wizard.services.workers import Workers
from wizard.settings import Settings
from wizard.store.ports import Files, Store


@dataclass(frozen=True)
class Instance:
    """Settings, database, file store and worker processes. Safe to use from several threads."""

    settings: Settings
    store: Store
    files: Files
    workers: Workers
    readers: Workers = field(default_factory=lambda: Workers(1))
    """The one process that reads evidence: OCR keeps a quarter of a gigabyte, and packages must not wait for it."""
    queue: FairQueue = field(default_factory=FairQueue)
    opening: FairQueue = field(default_factory=FairQueue)
    """Archives and mails to be opened, previews to be made: seconds each, so that they need not wait for readings."""

    latest: Latest = field(default_factory=Latest)

    def pack(self, platform: str = "pinduoduo") -> Pack:
        """The knowledge pack of a platform."""
        return load(platform)

    def close(self) -> None:
        """End the worker processes and let go of the database."""
        self.queue.close()
        self.opening.close()
        self.readers.close()
        self.workers.close()
        self.store.close()
