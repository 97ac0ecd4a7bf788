"""Readings of evidence: made once for each file in a worker process, kept by SHA-256, made again when lost.

A file's whole text lies in `readings/` in the data folder and can always be made again, so it is not in a backup; the
case keeps only the values, in `Exhibit.readout`. One file is read at a time, cases taking turns, on a process of its
own with low priority: nobody waits for it.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pydantic import ValidationError

from wizard.case import Case, Exhibit
from wizard.changes import Applied, own_part, with_own_lists
from wizard.evidence.reading import READER, Reading, can_read_pictures, readable, readout_of, surveyed
from wizard.evidence.reading.rows import plain, rows_of
from wizard.evidence.survey import SURVEYOR
from wizard.services import cases, clicks
from wizard.services.access import Actor, needs
from wizard.services.cases import Saved, exhibit_of
from wizard.services.errors import NotFound, ServiceError
from wizard.services.instance import Instance
from wizard.services.unheld import unheld
from wizard.services.workers import JobCancelled, JobFailed
from wizard.store.errors import StoreError
from wizard.store.ports import Held
from wizard.store.rows import AuditEvent
from wizard.team.roles import May

READ_SECONDS = 900.0
MOST_HITS = 60
_KEPT = 300
_memory: OrderedDict[tuple[str, int], Reading] = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True)
class Waiting:
    """An exhibit to be read, for whom."""

    actor: Actor
    case_id: str
    exhibit_id: str
    sha256: str
    media_type: str


@dataclass(frozen=True)
class ReadingProgress:
    """How far the reading of a case is: exhibits that can be read, those read, and whether pictures can be at all."""

    total: int
    done: int
    busy: bool
    pictures: bool


def wants_reading(exhibit: Exhibit) -> bool:
    """Whether an exhibit holds text that was not read yet, or was read by an older reader."""
    if not exhibit.sha256 or not readable(exhibit.media_type):
        return False
    known = exhibit.readout
    if known is None or known.reader != READER:
        return True
    if surveyed(exhibit.media_type) and known.surveyor != SURVEYOR:
        return known.unread != "failed"
    return known.unread == "no_reader" and can_read_pictures()


@needs(May.WRITE)
def request(instance: Instance, actor: Actor, case_id: str) -> int:
    """Put every exhibit that was not read yet in the queue; how many. Asked again it adds nothing."""
    case = cases.read(instance, actor, case_id).case
    wanted = [exhibit for exhibit in case.exhibits if wants_reading(exhibit)]
    for exhibit in wanted:
        request_one(instance, actor, case_id, exhibit)
    return len(wanted)


def request_one(instance: Instance, actor: Actor, case_id: str, exhibit: Exhibit) -> None:
    """Put one exhibit in the queue, if it is to be read. For services that have asked for permission already."""
    if wants_reading(exhibit):
        one = Waiting(actor, case_id, exhibit.id, exhibit.sha256 or "", exhibit.media_type or "")
        instance.queue.add(case_id, [(one.exhibit_id, partial(_read_and_note, instance, one))])


def progress(instance: Instance, case: Case) -> ReadingProgress:
    """How far the reading of a case is."""
    able = [exhibit for exhibit in case.exhibits if readable(exhibit.media_type)]
    left = [exhibit for exhibit in able if wants_reading(exhibit)]
    return ReadingProgress(len(able), len(able) - len(left), instance.queue.busy(case.id), can_read_pictures())


def _read_and_note(instance: Instance, one: Waiting) -> None:
    """Read one exhibit and note in its case what was found. A case or file that is gone meanwhile is no trouble."""
    try:
        reading = _made(instance, one)
        _note(instance, one, reading)
    except (ServiceError, StoreError, JobCancelled, OSError):
        from wizard.services.logs import log

        log().warning("evidence not read", exhibit=one.exhibit_id)


def _made(instance: Instance, one: Waiting) -> Reading:
    if (known := kept(instance, one.sha256)) and known.unread not in ("no_reader", "failed") and _is_whole(one, known):
        return known
    try:
        with instance.files.local(one.sha256) as path:
            job = "wizard.services.jobs:read"
            reading: Reading = instance.readers.run(job, path, one.media_type, timeout=READ_SECONDS)
    except JobFailed:
        if instance.readers.closed:
            raise JobCancelled("服务正在关闭。") from None
        reading = Reading(reader=READER, unread="failed")
    _keep(instance, one.sha256, reading)
    return reading


def _is_whole(one: Waiting, reading: Reading) -> bool:
    """Whether a reading has the survey that goes with it."""
    return not surveyed(one.media_type) or (reading.survey is not None and reading.survey.surveyor == SURVEYOR)


def _note(instance: Instance, one: Waiting, reading: Reading) -> None:
    def note(case: Case) -> Applied:
        case = with_own_lists(case)
        exhibit = own_part(case, "exhibits", one.exhibit_id)
        if exhibit is None or exhibit.sha256 != one.sha256:
            return Applied(case)
        exhibit.readout = readout_of(reading, instance.pack(case.platform), own_values(case))
        return Applied(case, changed=[f"exhibits.{exhibit.id}.readout"])

    clicks.wait()
    known = cases.newest(instance, one.actor, one.case_id)
    cases.change(instance, one.actor, one.case_id, note, AuditEvent.EVIDENCE_READ, known=known)


def _folder(instance: Instance) -> Path:
    return instance.settings.data_folder / "readings"


def kept(instance: Instance, sha256: str) -> Reading | None:
    """The reading of a file, when it was made by this reader."""
    key = (str(_folder(instance) / sha256), READER)
    with _lock:
        if key in _memory:
            _memory.move_to_end(key)
            return _memory[key]
    try:
        reading = Reading.model_validate_json((_folder(instance) / f"{sha256}.json").read_bytes())
    except (OSError, ValidationError):
        return None
    return _remembered(key, reading) if reading.reader == READER else None


def _remembered(key: tuple[str, int], reading: Reading) -> Reading:
    with _lock:
        _memory[key] = reading
        while len(_memory) > _KEPT:
            _memory.popitem(last=False)
    return reading


def _keep(instance: Instance, sha256: str, reading: Reading) -> None:
    """Write a reading beside the case. On a full disk it stays in memory and is made again after a restart."""
    folder = _folder(instance)
    _remembered((str(folder / sha256), READER), reading)
    with suppress(OSError):
        folder.mkdir(mode=0o700, exist_ok=True)
        unfinished = folder / f"{sha256}.part"
        unfinished.write_text(reading.model_dump_json(), "utf-8")
        unfinished.replace(folder / f"{sha256}.json")


def forget(instance: Instance, held: Held) -> None:
    """Delete the readings of files that no case holds any more."""
    for path in unheld(_folder(instance), held):
        path.unlink(missing_ok=True)
        with _lock:
            _memory.pop((str(path.with_suffix("")), READER), None)


@needs(May.READ)
def reading_of(instance: Instance, actor: Actor, case_id: str, exhibit_id: str) -> Reading:
    """The whole reading of an exhibit; raises `NotFound` while there is none."""
    exhibit = exhibit_of(cases.read(instance, actor, case_id).case, exhibit_id)
    reading = kept(instance, exhibit.sha256) if exhibit.sha256 else None
    if reading is None:
        raise NotFound("读到的内容")
    return reading


@needs(May.WRITE)
def read_again(instance: Instance, actor: Actor, case_id: str, exhibit_id: str) -> Saved:
    """Forget what was read of an exhibit, so that it is read anew."""
    exhibit = exhibit_of(cases.read(instance, actor, case_id).case, exhibit_id)
    if exhibit.sha256:
        (_folder(instance) / f"{exhibit.sha256}.json").unlink(missing_ok=True)
        with _lock:
            _memory.pop((str(_folder(instance) / exhibit.sha256), READER), None)

    def clear(case: Case) -> Applied:
        exhibit_of(case, exhibit_id).readout = None
        return Applied(case, changed=[f"exhibits.{exhibit_id}.readout"])

    return cases.change(instance, actor, case_id, clear)


def own_values(case: Case) -> frozenset[str]:
    """The merchant's own name, phone, mail and address: they are no other people's data."""
    shop = case.shop
    return frozenset(value for value in (shop.contact, shop.legal_name, shop.phone, shop.email, shop.address) if value)


@needs(May.READ)
def newest(instance: Instance, actor: Actor, case_id: str) -> Case:
    """The case as it is now, for a page that watches the reading; raises `NotFound`."""
    return cases.read(instance, actor, case_id).case


@dataclass(frozen=True)
class Hit:
    """One line in which the words stand: the exhibit's number, the page, where in the line."""

    number: int
    page: int
    line: str
    spans: tuple[tuple[int, int], ...]


@needs(May.READ)
def search(instance: Instance, actor: Actor, case_id: str, words: str) -> list[Hit]:
    """Lines of the case's evidence (and its transcripts) that hold the words, spaces and width of letters aside."""
    wanted = re.compile(r"\s*".join(re.escape(letter) for letter in plain(words).replace(" ", "")), re.IGNORECASE)
    if not wanted.pattern:
        return []
    hits: list[Hit] = []
    for number, exhibit in enumerate(cases.read(instance, actor, case_id).case.exhibits, start=1):
        for page, line in _lines(instance, exhibit):
            if spans := tuple(match.span() for match in wanted.finditer(plain(line))):
                hits.append(Hit(number, page, plain(line), spans))
        if len(hits) >= MOST_HITS:
            break
    return hits[:MOST_HITS]


def _lines(instance: Instance, exhibit: Exhibit) -> Iterator[tuple[int, str]]:
    yield from ((1, line) for line in exhibit.transcript.splitlines())
    reading = kept(instance, exhibit.sha256) if exhibit.sha256 else None
    for page in reading.pages if reading else ():
        for row in rows_of(page):
            yield page.number, row.text


@needs(May.WRITE)
def decline(instance: Instance, actor: Actor, case_id: str, keys: list[str]) -> Saved:
    """Note offers as declined: they are never made again."""

    def note(case: Case) -> Applied:
        fresh = [key for key in keys if key not in case.declined_offers]
        case.declined_offers = [*case.declined_offers, *fresh][-2000:]
        return Applied(case, changed=["declined_offers"] if fresh else [])

    return cases.change(instance, actor, case_id, note)
