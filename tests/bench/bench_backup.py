"""A backup while a hundred people type, upload and comment, restored into an empty place, and everything compared.

What was acknowledged before the backup began must be in it: each person's sentence (or one they sent later), and each
file. Every case, file, comment, key and event must be byte for byte what it was at the moment of the backup. What runs
on PostgreSQL and S3 is restored into an empty database and an empty bucket, and into an empty directory. Backup and
restore are the commands that an administrator runs.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.backing.restored import compare
from tests.bench.bench_kill import Person, Place, gather
from tests.journeys.serving import ROOT
from wizard.awaiting import result_of
from wizard.bootstrap import open_instance
from wizard.services import cases, together
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


def command(place: Place, *arguments: str, **addresses: str) -> dict[str, Any]:
    """Run the command line on the instance, or at other addresses; what it printed. `AssertionError` when it failed."""
    told = {"WIZARD_DATA_FOLDER": str(place.data), "WIZARD_BACKUP_PASSPHRASE": PASSPHRASE}
    environment = os.environ | place.environment | told | addresses
    ended = subprocess.run(
        [sys.executable, "-m", "wizard", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stderr[-2000:]
    printed: dict[str, Any] = json.loads(ended.stdout)
    return printed


async def talk(place: Place, crew: list[Person], stop: asyncio.Event) -> int:
    """Comments on everybody's cases, one after the other, and one in four taken back; how many were said."""
    instance, chance, said = open_instance(place.settings), random.Random(len(crew)), 0
    try:
        while not stop.is_set():
            one = chance.choice(crew)
            await asyncio.to_thread(together.comment, instance, one.actor, one.case_id, f"留言 {said}")
            if chance.random() < 0.25:
                [*_, newest] = await asyncio.to_thread(together.comments, instance, one.actor, one.case_id)
                await asyncio.to_thread(together.withdraw, instance, one.actor, one.case_id, newest.id)
            said += 1
            await asyncio.sleep(0.1)
    finally:
        instance.close()
    return said


async def work_through(place: Place, crew: list[Person], archive: Path) -> tuple[list[Acknowledged], float]:
    """Everybody works before, during and after the backup; what had been acknowledged at its start, and its seconds."""
    stop, trust = asyncio.Event(), place.proxy.trust if place.proxy else True
    tasks = [
        asyncio.create_task(person.work(place.address, trust, stop, random.Random(number)))
        for number, person in enumerate(crew)
    ]
    talking = asyncio.create_task(talk(place, crew, stop))
    await asyncio.sleep(BEFORE)
    known, began = [acknowledged(person) for person in crew], time.monotonic()
    await asyncio.to_thread(command, place, "backup", str(archive))
    seconds = time.monotonic() - began
    await asyncio.sleep(AFTER)
    stop.set()
    await asyncio.gather(*tasks)
    assert await talking, "nobody said anything"
    return known, seconds


def found_again(instance: Instance, known: list[Acknowledged]) -> dict[str, int]:
    """Find what was acknowledged in the restored instance; raises `AssertionError` for what is not there."""
    for one in known:
        case = cases.read(instance, one.person.actor, one.person.case_id).case
        allowed = one.person.sent[max(one.sentence, 0) :] + ([""] if one.sentence < 0 else [])
        assert case.narrative in allowed, f"lost: {one.person.sent[one.sentence]!r}, found {case.narrative!r}"
        there = {exhibit.sha256 for exhibit in case.exhibits}
        assert one.uploads <= there, f"{len(one.uploads - there)} acknowledged uploads are lost"
    return {"sentences": sum(one.sentence >= 0 for one in known), "uploads": sum(len(one.uploads) for one in known)}


def empty_places(place: Place, folder: Path) -> Iterator[tuple[str, Settings]]:
    """Empty places to restore into."""
    folders = Settings(_env_file=None, data_folder=folder / "restored", database_url="", files_url="")
    yield "an empty directory", folders
    if place.cluster and place.objects:
        there = {"database_url": place.cluster.database(), "files_url": place.objects.bucket()}
        yield "an empty database and bucket", Settings(_env_file=None, data_folder=folder / "again", **there)


def restored(place: Place, known: list[Acknowledged], archive: Path, settings: Settings) -> str:
    """Restore and compare; the outcome in words."""
    began = time.monotonic()
    addresses = {"WIZARD_DATABASE_URL": settings.database_url, "WIZARD_FILES_URL": settings.files_url}
    addresses["WIZARD_DATA_FOLDER"] = str(settings.data_folder)
    into = [] if settings.database_url else ["--into", str(settings.data_folder)]
    told = command(place, "restore", str(archive), *into, **addresses)
    took = time.monotonic() - began
    assert told["audit_whole"]
    source, again = open_instance(place.settings), open_instance(settings)
    try:
        return f"{took:.1f} s, acknowledged {found_again(again, known)}, equal {compare(source, again)}"
    finally:
        again.close()
        source.close()


def run(*, grown: bool, persons: int = PEOPLE) -> Iterator[str]:
    """One drill; its outcome in lines."""
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
            met = sum((person.deeds for person in crew), Counter[str]())
            yield f"backup {seconds:.1f} s while {persons} people worked: {dict(met)}"
            for server in place.servers:  # so that nothing changes while it is compared
                server.kill()
            for where, settings in empty_places(place, folder):
                yield f"restored into {where}: {restored(place, known, folder / 'backup.wizard', settings)}"
        finally:
            place.close()


def main() -> None:
    """On PostgreSQL with two servers, and on SQLite with one."""
    for grown in (True, False):
        print(f"  {'PostgreSQL, S3, two servers' if grown else 'SQLite, one server'}")
        for line in run(grown=grown):
            print(f"    {line}", flush=True)


if __name__ == "__main__":
    main()
