"""Ten packages built at a time by a process of the instance, until whoever measures beside it is done."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from wizard.services import packages
from wizard.services.access import Actor
from wizard.services.instance import Instance
from wizard.services.signing import SignerChoice

AT_ONCE, PAUSE = 10, 0.2


@contextmanager
def ten_at_once(instance: Instance, actor: Actor, ids: list[str]) -> Iterator[Callable[[], int]]:
    """Build packages of ten cases over and over in worker processes; gives a function that tells how many are done."""
    over, done = threading.Event(), [0]

    def work() -> None:
        while not over.is_set():
            signer = SignerChoice(name="压测员", consent="属实")
            builds = [packages.start(instance, actor, one, signer=signer, reason="暂缺") for one in ids[:AT_ONCE]]
            while not all(packages.progress(instance, actor, build).done for build in builds):
                time.sleep(PAUSE)
            errors = [found.error for one in builds if (found := packages.progress(instance, actor, one)).error]
            assert not errors, errors
            done[0] += len(builds)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield lambda: done[0]
    finally:
        over.set()
        thread.join()
