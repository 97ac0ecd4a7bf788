"""Kill -9 of servers, builders and database connections under twenty scripted people; then everything is counted up.

`python -m tests.bench kill` ends 300 things at random moments: on PostgreSQL and S3 with two servers behind nginx, and
on SQLite with one. What was acknowledged must be there, nothing half-written may be, and the audit trail must be whole.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.backing.objects import ObjectServer
from tests.backing.postgres import Cluster
from tests.backing.proxy import Proxy
from tests.journeys.serving import ROOT, Server
from wizard.awaiting import result_of
from wizard.bootstrap import open_instance
from wizard.case import Case, new_case_id, now
from wizard.services import cases, housekeeping, people
from wizard.services.access import Actor
from wizard.services.auditing import verify_audit
from wizard.services.instance import Instance
from wizard.settings import Settings
from wizard.store import derived
from wizard.store.rows import PersonRow
from wizard.team import tokens

BUILDER = """
import sys, time
from wizard.bootstrap import open_instance
from wizard.services import packages
from wizard.services.access import Actor
from wizard.settings import settings
instance, actor = open_instance(settings()), Actor(*sys.argv[1].split("|"))
while True:
    for case_id in sys.argv[2:]:
        try:
            signer = packages.SignerChoice("王五", "同意")
            build = packages.start(instance, actor, case_id, signer=signer, reason="暂无")
            while not (told := packages.progress(instance, actor, build)).done:
                time.sleep(0.1)
            if told.package_version:
                print(case_id, told.package_version, flush=True)
        except Exception as error:
            print("-", type(error).__name__, flush=True)
            time.sleep(0.5)
"""


TOLD_EVERY = 20
Outcome = tuple[Counter[str], Counter[str], dict[str, int]]


@dataclass
class Person:
    """What one person did: the case they work on, what was acknowledged, and what was sent without an answer."""

    actor: Actor
    cookie: str
    case_id: str
    pace: float = 0.3
    """At most so many seconds of thinking between two deeds."""
    said: str = ""
    sent: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    uploads: set[str] = field(default_factory=set)
    deeds: Counter[str] = field(default_factory=Counter)

    async def work(self, address: str, trust: object, stop: asyncio.Event, chance: random.Random) -> None:
        headers = {"Cookie": self.cookie, "X-Wizard": "1"}
        async with httpx.AsyncClient(base_url=address, verify=trust, headers=headers, timeout=20) as web:  # type: ignore[arg-type]
            while not stop.is_set():
                deed = self.type if chance.random() < 0.8 else self.upload
                try:
                    await deed(web, chance)
                except httpx.HTTPError:
                    self.deeds["cut off"] += 1
                    await asyncio.sleep(0.2)
                await asyncio.sleep(chance.random() * self.pace)

    async def type(self, web: httpx.AsyncClient, chance: random.Random) -> None:
        """Say something new in the narrative; what it is based on is asked for when the last answer is missing."""
        if self.unanswered:
            answer = await web.get(f"/api/cases/{self.case_id}/case.json")
            if answer.status_code != 200:
                return
            found = answer.json()["narrative"]
            assert found == self.said or found in self.unanswered, f"lost: {self.said!r}, found {found!r}"
            self.said, self.unanswered = found, []
        words = f"第{sum(self.deeds.values())}句 {chance.random()}"
        self.unanswered.append(words)
        self.sent.append(words)
        change = {"path": "narrative", "base": self.said, "value": words}
        answer = await web.put(f"/api/cases/{self.case_id}/text", json=change)
        if answer.status_code == 200:
            assert "conflict" not in answer.json(), answer.text
            self.said, self.unanswered = words, []
            self.deeds["typed"] += 1
        else:
            self.deeds[f"refused {answer.status_code}"] += 1

    async def upload(self, web: httpx.AsyncClient, chance: random.Random) -> None:
        content = f"情况说明 {chance.random()}\n".encode() * chance.randrange(10, 5000)
        answer = await web.put(f"/api/cases/{self.case_id}/files?name=说明.txt", content=content)
        if answer.status_code == 201:
            self.uploads.add(hashlib.sha256(content).hexdigest())
            self.deeds["uploaded"] += 1
        else:
            self.deeds[f"refused {answer.status_code}"] += 1


class Place:
    """Servers on a data folder: `grown` is PostgreSQL, S3 and two servers behind nginx, otherwise SQLite and one."""

    def __init__(self, folder: Path, *, grown: bool) -> None:
        self.data, self.grown, self.environment = folder / "data", grown, dict[str, str]()
        self.cluster = Cluster(durable=True).start() if grown else None
        self.objects = ObjectServer(folder / "objects").start() if grown else None
        if self.cluster and self.objects:
            self.database = self.cluster.database()
            self.environment = self.objects.environment | {
                "WIZARD_DATABASE_URL": self.database,
                "WIZARD_FILES_URL": self.objects.bucket(),
            }
            os.environ.update(self.objects.environment)
        url, files = (self.environment.get(f"WIZARD_{name}_URL", "") for name in ("DATABASE", "FILES"))
        self.settings = Settings(_env_file=None, data_folder=self.data, database_url=url, files_url=files)
        open_instance(self.settings).close()
        self.servers = [Server(self.data, **self.environment).start() for _ in range(2 if grown else 1)]
        self.proxy = Proxy([server.port for server in self.servers]).start() if grown else None
        self.builder: subprocess.Popen[bytes] | None = None
        self.log = folder / "builder.log"

    @property
    def address(self) -> str:
        return self.proxy.address if self.proxy else self.servers[0].address

    def build(self, actor: Actor, ids: list[str]) -> None:
        """Start the process that builds one package after the other; SQLite serves one process only."""
        if not self.grown:
            return
        who = "|".join((actor.person_id, actor.name, actor.team_id, actor.team_name, actor.role))
        environment = os.environ | self.environment | {"WIZARD_DATA_FOLDER": str(self.data)}
        with self.log.open("ab") as log:
            self.builder = subprocess.Popen(
                [sys.executable, "-c", BUILDER, who, *ids],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=subprocess.DEVNULL,
            )

    def close(self) -> None:
        if self.builder:
            self.builder.kill()
            self.builder.wait()
        for server in self.servers:
            server.kill()
        for one in (self.proxy, self.objects):
            if one:
                one.stop()
        if self.cluster:
            self.cluster.remove()


def gather(instance: Instance, count: int) -> tuple[list[Person], Actor, list[str]]:
    """A team of people with a case and a session each; its signer, and cases to build packages of."""
    with instance.store.write() as work:
        work.people.add_team("t1", "晨星")
    crew = [_member(instance, number) for number in range(count)]
    signer = crew[0].actor
    ids = [cases.open_sample(instance, signer, scenario).case.id for scenario in ("support_misconduct", "settlement")]
    return crew, signer, ids


def _member(instance: Instance, number: int) -> Person:
    row = PersonRow(new_case_id(), f"p{number}", f"同事{number}", "!", True, now())
    ticket = tokens.new_token()
    with instance.store.write() as work:
        work.people.add(row)
        work.people.join("t1", row.id, "signer")
        expires = now().replace(year=now().year + 1)
        work.sessions.issue("ticket", tokens.digest(ticket), expires, person_id=row.id)
    session = people.open_session(instance, ticket)
    assert session
    actor = Actor(row.id, row.name, "t1", "晨星", "signer")
    return Person(actor, f"wizard_session={session.token}", cases.create(instance, actor).case.id)


async def kills(place: Place, signer: Actor, ids: list[str], count: int, chance: random.Random) -> Counter[str]:
    """End things at random moments, and start again what does not start by itself."""
    done: Counter[str] = Counter()
    began = time.monotonic()
    pause = (0.1, 0.9) if place.grown else (0.5, 3.0)  # nobody works while the only server starts
    while sum(done.values()) < count:
        await asyncio.sleep(chance.uniform(*pause))
        kind = chance.choices(("connections", "server", "builder"), (6, 2, 1) if place.grown else (0, 1, 0))[0]
        if kind == "connections" and place.cluster:
            place.cluster.kill_connections(place.database.rsplit("/", 1)[1])
        elif kind == "server":
            server = chance.choice(place.servers)
            await asyncio.to_thread(server.kill)
            await asyncio.to_thread(server.start)
        elif place.builder:
            place.builder.kill()
            place.builder.wait()
            place.build(signer, ids)
        done[kind] += 1
        if sum(done.values()) % TOLD_EVERY == 0:
            print(
                f"    {sum(done.values())} of {count} after {time.monotonic() - began:.0f} s: {dict(done)}", flush=True
            )
    return done


async def drill(place: Place, crew: list[Person], signer: Actor, ids: list[str], count: int, seed: int) -> Counter[str]:
    """Everybody works while things are ended; then everybody finishes their sentence."""
    stop, chance = asyncio.Event(), random.Random(seed)
    place.build(signer, ids)
    trust = place.proxy.trust if place.proxy else True
    tasks = [
        asyncio.create_task(person.work(place.address, trust, stop, random.Random(seed + number)))
        for number, person in enumerate(crew)
    ]
    done = await kills(place, signer, ids, count, chance)
    stop.set()
    await asyncio.gather(*tasks)
    return done


def count_up(place: Place, crew: list[Person]) -> dict[str, int]:
    """Look at everything; raises `AssertionError` for anything lost or half-written."""
    instance = open_instance(place.settings)
    try:
        housekeeping.at_start(instance)
        for person in crew:
            _whole(instance, person)
        packages = _packages(instance, place.log, crew[0].actor)
        assert all(chain.broken_at is None for chain in verify_audit(instance)), "the audit trail is broken"
        _derived_agree(instance)
        files = _every_file_is_its_hash(instance)
    finally:
        instance.close()
    said = sum(person.deeds["typed"] for person in crew)
    return {"typed": said, "uploaded": sum(len(one.uploads) for one in crew), "packages": packages, "files": files}


def _whole(instance: Instance, person: Person) -> None:
    case: Case = cases.read(instance, person.actor, person.case_id).case
    assert case.narrative in (person.said, *person.unanswered), f"lost: {person.said!r}, found {case.narrative!r}"
    there = {exhibit.sha256 for exhibit in case.exhibits}
    assert person.uploads <= there, f"{len(person.uploads - there)} acknowledged uploads are lost"


def _packages(instance: Instance, log: Path, actor: Actor) -> int:
    from wizard.services.packages import download, verify

    if not log.exists():
        return 0
    # A builder that is killed while it writes leaves half a line, and the next one goes on behind it.
    built = re.findall(r"([0-9a-f]{32}) (\d+)$", log.read_text("utf-8"), re.MULTILINE)
    for case_id, version in built:
        assert verify(instance, download(instance, actor, case_id, int(version)).path).verdict == "authentic"
    return len(built)


FIGURES = "SELECT * FROM figures WHERE cases <> 0"
WORDS = """
    SELECT word.team_id, word.pair, word.case_id, word.at = coalesce(cases.words_at, cases.updated_at),
        cases.words_at IS NOT NULL OR (kind.scenario = coalesce(cases.scenario, '') AND kind.state = cases.state
            AND kind.assignee = coalesce(cases.assignee, ''))
    FROM case_words AS word
    LEFT JOIN cases ON cases.id = word.case_id
    LEFT JOIN case_kinds AS kind ON kind.id = word.kind
"""  # each word with whether it tells the right moment and kind: a case's own, or of a fresh one those it noted


def _derived_agree(instance: Instance) -> None:
    """The board's figures and words are what the cases say."""

    def rows() -> list[set[tuple[object, ...]]]:
        with instance.store.engine.connect() as connection:  # type: ignore[attr-defined]
            return [{tuple(row) for row in connection.exec_driver_sql(one)} for one in (FIGURES, WORDS)]

    before = rows()
    with instance.store.transaction() as connection:  # type: ignore[attr-defined]
        derived.rebuild(connection)
    assert rows() == before, "the board's figures or words went wrong"


def _every_file_is_its_hash(instance: Instance) -> int:
    with instance.store.engine.connect() as connection:  # type: ignore[attr-defined]
        held = connection.exec_driver_sql("SELECT DISTINCT sha256 FROM case_files").scalars().all()
    for sha256 in held:
        with instance.files.local(sha256) as path:
            assert hashlib.sha256(path.read_bytes()).hexdigest() == sha256, "a file is half-written"
    return len(held)


def run(*, grown: bool, persons: int, count: int, seed: int = 4417) -> Outcome:
    """One drill: what was ended, what people met, and what was counted up afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder), grown=grown)
        try:
            instance = open_instance(place.settings)
            crew, signer, ids = gather(instance, persons)
            instance.close()
            done = result_of(drill(place, crew, signer, ids, count, seed))
            for server in place.servers:
                server.kill()
            if place.builder:
                place.builder.kill()
                place.builder.wait()
            met = sum((person.deeds for person in crew), Counter[str]())
            return done, met, count_up(place, crew)
        finally:
            place.close()


def main(counts: tuple[int, int] = (260, 60)) -> None:
    """Both places, 300 kills and more."""
    for grown, count in zip((True, False), counts, strict=True):
        print(f"  {'PostgreSQL, S3, two servers' if grown else 'SQLite, one server'}: {count} ends begin", flush=True)
        done, met, found = run(grown=grown, persons=20, count=count)
        print(f"  {'PostgreSQL, S3, two servers' if grown else 'SQLite, one server'}: ended {dict(done)}")
        print(f"    people met {dict(met)}")
        print(f"    all of it found again: {found}")


if __name__ == "__main__":
    main()
