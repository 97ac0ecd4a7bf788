"""A backup while a hundred people type and upload, restored into an empty directory, and everything compared.

What was acknowledged before the backup began must be in it: each person's sentence (or one they sent later), and each
file, byte for byte. Backup and restore are the commands that an administrator runs.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.bench_kill import Person, Place, gather
from tests.journeys.serving import ROOT
from wizard.awaiting import result_of
from wizard.bootstrap import open_instance
from wizard.services import cases
from wizard.services.auditing import verify_audit
from wizard.services.instance import Instance
from wizard.settings import Settings

PASSPHRASE = "松鼠 骑着 自行车 去 上海"
PEOPLE, PACE, BEFORE, AFTER = 100, 4.0, 12.0, 3.0


@dataclass(frozen=True)
class Acknowledged:
    """What one person had been told is kept when the backup began."""

    person: Person
    sentence: int
    uploads: frozenset[str]


def acknowledged(person: Person) -> Acknowledged:
    """As of now; the sentence is told by its place among those sent, -1 for none."""
    place = person.sent.index(person.said) if person.said else -1
    return Acknowledged(person, place, frozenset(person.uploads))


def command(place: Place, *arguments: str) -> dict[str, Any]:
    """Run the command line on the instance; what it printed. Raises `AssertionError` when it failed."""
    told = {"WIZARD_DATA_FOLDER": str(place.data), "WIZARD_BACKUP_PASSPHRASE": PASSPHRASE}
    environment = os.environ | place.environment | told
    ended = subprocess.run(
        [sys.executable, "-m", "wizard", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stderr[-2000:]
    printed: dict[str, Any] = json.loads(ended.stdout)
    return printed


async def work_through(place: Place, crew: list[Person], archive: Path) -> tuple[list[Acknowledged], float]:
    """Everybody works before, during and after the backup; what had been acknowledged at its start, and its seconds."""
    stop, trust = asyncio.Event(), place.proxy.trust if place.proxy else True
    tasks = [
        asyncio.create_task(person.work(place.address, trust, stop, random.Random(number)))
        for number, person in enumerate(crew)
    ]
    await asyncio.sleep(BEFORE)
    known, began = [acknowledged(person) for person in crew], time.monotonic()
    await asyncio.to_thread(command, place, "backup", str(archive))
    seconds = time.monotonic() - began
    await asyncio.sleep(AFTER)
    stop.set()
    await asyncio.gather(*tasks)
    return known, seconds


def compare(instance: Instance, known: list[Acknowledged]) -> dict[str, int]:
    """Find everything again in the restored instance; raises `AssertionError` for what is not there."""
    files = 0
    for one in known:
        case = cases.read(instance, one.person.actor, one.person.case_id).case
        allowed = one.person.sent[max(one.sentence, 0) :] + ([""] if one.sentence < 0 else [])
        assert case.narrative in allowed, f"lost: {one.person.sent[one.sentence]!r}, found {case.narrative!r}"
        there = {exhibit.sha256 for exhibit in case.exhibits}
        assert one.uploads <= there, f"{len(one.uploads - there)} acknowledged uploads are lost"
        for sha256 in there:
            with instance.files.local(sha256) as path:
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
            assert digest == sha256, "a file is not what was uploaded"
            files += 1
    assert all(chain.broken_at is None for chain in verify_audit(instance)), "the audit trail is broken"
    return {
        "cases": len(known),
        "sentences": sum(one.sentence >= 0 for one in known),
        "uploads before": sum(len(one.uploads) for one in known),
        "files": files,
    }


def run(*, grown: bool, persons: int = PEOPLE) -> str:
    """One drill; its outcome in a line."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        place = Place(folder, grown=grown)
        try:
            instance = open_instance(place.settings)
            crew, _, _ = gather(instance, persons)
            instance.close()
            for person in crew:
                person.pace = PACE
            known, seconds = result_of(work_through(place, crew, folder / "backup.wizard"))
            restored = folder / "restored"
            began = time.monotonic()
            told = command(place, "restore", str(folder / "backup.wizard"), "--into", str(restored))
            took = time.monotonic() - began
            opened = open_instance(Settings(_env_file=None, data_folder=restored))
            found = compare(opened, known)
            opened.close()
            met = sum(person.deeds["typed"] + person.deeds["uploaded"] for person in crew)
            refused = {name for person in crew for name in person.deeds if name not in ("typed", "uploaded")}
            assert told["audit_whole"]
            return (
                f"backup {seconds:.1f} s, restore {took:.1f} s, {met} deeds of {persons} people meanwhile"
                f"{f', met {sorted(refused)}' if refused else ''}; all found again: {found}"
            )
        finally:
            place.close()


def main() -> None:
    """On PostgreSQL with two servers, and on SQLite with one."""
    for grown in (True, False):
        print(f"  {'PostgreSQL, S3, two servers' if grown else 'SQLite, one server'}: {run(grown=grown)}", flush=True)


if __name__ == "__main__":
    main()
