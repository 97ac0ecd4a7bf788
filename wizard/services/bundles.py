"""Archives and mails opened behind the upload: each file inside becomes an exhibit that says where it came from.

One at a time in a queue; what has been taken out shows at once. Begun again after a crash nothing is taken twice,
since equal files are known. What is not taken is listed with the reason.
"""

from __future__ import annotations

import secrets
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.case import Bundle, Case, LeftOut, Origin
from wizard.changes import Applied
from wizard.services import cases, evidence, readings, showings
from wizard.services.access import Actor, needs
from wizard.services.cases import Saved
from wizard.services.errors import NotFound, Refused, ServiceError
from wizard.services.evidence import Kept
from wizard.services.instance import Instance
from wizard.services.workers import JobFailed
from wizard.store.errors import StoreError
from wizard.store.ports import Work
from wizard.store.rows import Event
from wizard.team.roles import May

if TYPE_CHECKING:
    from wizard.evidence.unpacking import Member, Taken

DEEPEST = 2  # archives and mails inside the one that was uploaded; further ones are not opened
AT_ONCE = 8  # files taken out before they are put into the case
LIST_SECONDS, TAKE_SECONDS = 60.0, 240.0
LISTED_MOST = 300


@dataclass(frozen=True)
class Opening:
    """An archive or mail being opened: for whom, where it lies, how many others it lies in."""

    instance: Instance
    actor: Actor
    case_id: str
    bundle: Bundle
    path: Path
    depth: int
    counted: Counter[str] = field(default_factory=Counter)


@needs(May.WRITE)
def request(instance: Instance, actor: Actor, case_id: str) -> int:
    """Put every archive and mail that was not opened yet in the queue; how many. Asked again it adds nothing."""
    waiting = [one for one in cases.read(instance, actor, case_id).case.bundles if not one.done]
    pieces = [(one.id, partial(_open_one, instance, actor, case_id, one.id)) for one in waiting]
    instance.opening.add(case_id, pieces)
    return len(waiting)


def _open_one(instance: Instance, actor: Actor, case_id: str, bundle_id: str) -> None:
    """Open one and note how it ended. A case or file that is gone meanwhile is no trouble."""
    try:
        case = cases.read(instance, actor, case_id).case
        bundle = _of(case, bundle_id)
        with instance.files.local(bundle.sha256) as path:
            left_out = _emptied(Opening(instance, actor, case_id, bundle, path, _depth(case, bundle)))
        _note_end(instance, actor, case_id, bundle_id, left_out)
        request(instance, actor, case_id)
        showings.request(instance, actor, case_id)
        readings.request(instance, actor, case_id)
    except (ServiceError, StoreError, OSError) as error:
        from wizard.services.logs import log

        log().warning("archive not opened", bundle=bundle_id, kind=type(error).__name__)


def _of(case: Case, bundle_id: str) -> Bundle:
    found = next((one for one in case.bundles if one.id == bundle_id), None)
    if found is None:
        raise NotFound("压缩包")
    return found


def _depth(case: Case, bundle: Bundle) -> int:
    """How many archives or mails it lies in."""
    known, depth = {one.id: one for one in case.bundles}, 0
    here: Bundle | None = bundle
    while here is not None and here.origin is not None and depth <= DEEPEST:
        here, depth = known.get(here.origin.bundle), depth + 1
    return depth


def _emptied(opening: Opening) -> list[LeftOut]:
    """Take everything out; what was left out and why."""
    job = "wizard.services.jobs:members"
    try:
        members: list[Member] = opening.instance.workers.run(
            job, opening.path, opening.bundle.media_type, timeout=LIST_SECONDS
        )
    except JobFailed:
        return [_failed(opening.bundle.file_name)]
    _note(opening, files=len(members))
    left_out = [LeftOut(name=one.path, why=one.why) for one in members if one.why]
    wanted = [one for one in members if not one.why]
    for start in range(0, len(wanted), AT_ONCE):
        left_out += _taken_out(opening, wanted[start : start + AT_ONCE])
        _note(opening, taken=opening.counted["taken"], known=opening.counted["known"])
    return left_out


def _failed(name: str, code: str = "archive_member_failed") -> LeftOut:
    from wizard.evidence.unpacking import words_for

    return LeftOut(name=name[:200], why=words_for(code, name))


def _taken_out(opening: Opening, members: list[Member]) -> list[LeftOut]:
    """Take some members out together; if that kills the worker, one by one, so that only the guilty one is lost."""
    instance = opening.instance
    try:
        limit = evidence.room(instance, opening.actor, opening.case_id)
    except Refused as refusal:
        return [LeftOut(name=one.path, why=str(refusal)) for one in members]
    with _folder(instance) as folder:
        job = "wizard.services.jobs:take_out"
        media_type = opening.bundle.media_type
        try:
            taken: list[Taken] = instance.workers.run(
                job, opening.path, media_type, members, folder, limit, timeout=TAKE_SECONDS
            )
        except JobFailed:
            if len(members) == 1:
                return [_failed(members[0].path)]
            return [one for member in members for one in _taken_out(opening, [member])]
        return [left for one in taken if (left := _put(opening, one))]


@contextmanager
def _folder(instance: Instance) -> Iterator[Path]:
    folder = instance.settings.temporary / f"open-{secrets.token_hex(8)}"
    folder.mkdir(mode=0o700, parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _put(opening: Opening, taken: Taken) -> LeftOut | None:
    """Put one file into the case; what to say when it does not go in."""
    member = taken.member
    if taken.path is None or taken.found is None:
        return LeftOut(name=member.path, why=taken.why)
    if evidence.opens(taken.found) and opening.depth >= DEEPEST:
        return _failed(member.path, "archive_too_deep")
    bundle = opening.bundle
    origin = Origin(
        bundle=bundle.id, file_name=bundle.file_name, path=member.path if member.path != member.name else ""
    )
    try:
        sha256, size = opening.instance.files.add(taken.path)
        kept = Kept(member.name, sha256, size, taken.found, origin)
        received = evidence.keep(opening.instance, opening.actor, opening.case_id, kept)
    except Refused as refusal:
        return LeftOut(name=member.path, why=str(refusal))
    new = not received.duplicate or _came_from(received, bundle.id)
    opening.counted["taken" if new else "known"] += 1
    return None


def _came_from(received: evidence.Received, bundle_id: str) -> bool:
    """Whether an equal file is known because this very archive was opened before, up to a crash."""
    main = received.exhibit or received.bundle
    return main is not None and main.origin is not None and main.origin.bundle == bundle_id


def _note(opening: Opening, **values: int) -> None:
    """Write down how far it is."""

    def note(case: Case) -> Applied:
        bundle = _of(case, opening.bundle.id)
        for name, value in values.items():
            setattr(bundle, name, value)
        return Applied(case, changed=["bundles"])

    cases.change(opening.instance, opening.actor, opening.case_id, note)


def _note_end(instance: Instance, actor: Actor, case_id: str, bundle_id: str, left_out: list[LeftOut]) -> None:
    """Write down how it ended; a mail without attachments needs no record any more."""

    def note(case: Case) -> Applied:
        bundle = _of(case, bundle_id)
        bundle.done, bundle.left_out = True, _shortened(left_out)
        if bundle.exhibit and not bundle.files:
            case.bundles.remove(bundle)
        return Applied(case, changed=["bundles"])

    cases.change(instance, actor, case_id, note)


def _shortened(left_out: list[LeftOut]) -> list[LeftOut]:
    more = len(left_out) - LISTED_MOST
    rest = [LeftOut(name=f"还有 {more} 个", why="没有一一列出。")] if more > 0 else []
    return left_out[:LISTED_MOST] + rest


@needs(May.WRITE)
def remove(instance: Instance, actor: Actor, case_id: str, bundle_id: str) -> Saved:
    """Delete an archive as it was sent; what was taken out of it stays."""
    unused: list[str] = []

    def take_out(case: Case) -> Applied:
        bundle = _of(case, bundle_id)
        case.bundles.remove(bundle)
        unused.extend([bundle.sha256] if not bundle.exhibit else [])
        return Applied(case, changed=["bundles"])

    def release(work: Work) -> None:
        for sha256 in unused:
            work.files.release(case_id, sha256, "bundle")

    return cases.change(instance, actor, case_id, take_out, Event.EVIDENCE_REMOVED, also=release)


@needs(May.READ)
def original(instance: Instance, actor: Actor, case_id: str, bundle_id: str) -> evidence.Original:
    """The archive byte for byte; close it after use. Raises `NotFound`."""
    bundle = _of(cases.read(instance, actor, case_id).case, bundle_id)
    return evidence.open_held(instance, actor, case_id, bundle.sha256, bundle.file_name)
