"""Waiting for a package that is built in another process."""

import time

from wizard.services import packages
from wizard.services.access import Actor
from wizard.services.instance import Instance


def built(instance: Instance, actor: Actor, build_id: str) -> packages.Progress:
    for _ in range(600):
        progress = packages.progress(instance, actor, build_id)
        if progress.done:
            return progress
        time.sleep(0.1)
    raise TimeoutError
