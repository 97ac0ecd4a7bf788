"""What nobody asks for but an instance needs: expired sessions, files nobody holds, builds of a killed server."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Collection
from pathlib import Path

from wizard.case import now
from wizard.services import clicks, phone, readings, retention, showings
from wizard.services.instance import Instance
from wizard.services.running import INTERRUPTED, SILENCE
from wizard.store.batches import batches
from wizard.team import limiter

UNHELD_LIFE = dt.timedelta(hours=24)
TEMPORARY_LIFE = dt.timedelta(hours=6)
LEDGER_LIFE = dt.timedelta(days=7)  # since it was looked at last
LEFT_ALONE = dt.timedelta(minutes=10)  # then the board's words of a case are written anew
FRESH = 100  # cases of a team whose words may be behind: a search looks at each of them
AT_ONCE = 3  # cases in one transaction: a save waits for it, some 3 ms for each


def at_start(instance: Instance) -> None:
    """Before the first request. On the embedded database nobody else is running, so whatever is unfinished is dead."""
    embedded = not instance.settings.database_url
    with instance.store.write() as work:
        work.builds.abandon(now() + dt.timedelta(minutes=1) if embedded else now() - SILENCE, INTERRUPTED)
    _empty(instance.settings.temporary, dt.timedelta() if embedded else TEMPORARY_LIFE)
    sweep(instance)


def sweep(instance: Instance) -> None:
    """Delete expired sessions and codes, silent builds, old temporary files, and files no case holds any more."""
    at = now()
    with instance.store.write() as work:
        work.sessions.sweep(at, at - limiter.WINDOW)
        work.links.sweep(at - phone.GOING_ON)
        work.presence.sweep(at - UNHELD_LIFE)
        work.builds.abandon(at - SILENCE, INTERRUPTED)
    _let_go(instance, at)
    _empty(instance.settings.temporary, TEMPORARY_LIFE)
    _empty(instance.settings.arriving, UNHELD_LIFE)
    _empty(instance.settings.ledger, LEDGER_LIFE)
    retention.expire_when_announced(instance)


def _let_go(instance: Instance, at: dt.datetime) -> None:
    """Delete what no case holds any more. Asked of some files at a time, so that nobody waits for all of them."""

    def held(some: Collection[str]) -> set[str]:
        with instance.store.read() as work:
            return work.files.held(some)

    instance.files.sweep(held, at - UNHELD_LIFE)
    readings.forget(instance, held)
    showings.forget(instance, held)


def catch_up(instance: Instance) -> None:
    """Let the board's words tell the last change of cases that people left alone, some at a time between clicks."""
    with instance.store.read() as work:
        behind = work.cases.behind(now() - LEFT_ALONE, FRESH)
    for some in batches(behind, AT_ONCE):
        clicks.wait()
        with instance.store.write() as work:
            work.cases.catch_up(some)


def _empty(folder: Path, life: dt.timedelta) -> None:
    """Remove what lies in a folder of temporary things for longer than `life`."""
    oldest = (now() - life).timestamp()
    for path in folder.glob("*"):
        try:
            if path.stat().st_mtime > oldest:
                continue
        except FileNotFoundError:
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
