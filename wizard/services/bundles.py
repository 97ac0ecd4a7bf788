"""Archives and mails opened behind the upload: each file inside becomes an exhibit that says where it came from.

One at a time in a queue; what has been taken out shows at once. Begun again after a crash nothing is taken twice,
since equal files are known. What is not taken is listed with the reason.
"""

from __future__ import annotations

import secrets
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.case import Bundle, Case, LeftOut, Origin
from wizard.changes import Applied
from wizard.evidence.inspection.listing import SOLID
from wizard.evidence.unpacking import Wish
from wizard.services import cases, evidence, readings, showings
from wizard.services.access import Actor, needs
from wizard.services.cases import Saved
from wizard.services.errors import NotFound, Refused, ServiceError, Unavailable, refused
from wizard.services.evidence import Kept
from wizard.services.instance import Instance
from wizard.services.workers import JobFailed
from wizard.store.errors import MissingFile, StoreError
from wizard.store.ports import Work
from wizard.store.rows import AuditEvent
from wizard.team.roles import May

if TYPE_CHECKING:
    from wizard.evidence.unpacking import Member, Taken

DEEPEST = 2  # archives and mails inside the one that was uploaded; further ones are not opened
AT_ONCE = 8  # files taken out before they are put into the case
SOLID_AT_ONCE, GROUP_BYTES = 64, 128 * 1024**2
LIST_SECONDS, TAKE_SECONDS, TRY_SECONDS = 60.0, 240.0, 60.0
OPEN_SECONDS = 1200.0  # for a whole archive: the others wait behind it
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
    password: str = field(default="", repr=False)
    counted: Counter[str] = field(default_factory=Counter)


@needs(May.WRITE)
def request(instance: Instance, actor: Actor, case_id: str) -> int:
    """Put every archive and mail that was not opened yet in the queue; how many. Asked again it adds nothing."""
    waiting = [one for one in cases.read(instance, actor, case_id).case.bundles if not one.done]
    pieces = [(one.id, partial(_open_one, instance, actor, case_id, one.id)) for one in waiting]
    instance.opening.add(case_id, pieces)
    return len(waiting)


@needs(May.WRITE)
def unlock(instance: Instance, actor: Actor, case_id: str, bundle_id: str, password: str) -> Saved:
    """Open an archive anew with its password, which is used for this once and kept nowhere.

    Raises `Refused` for a wrong one, `NotFound`, `Unavailable` when it could not be tried.
    """
    if not password:
        raise refused("password", "还没有输入密码。", "请输入压缩包的密码。")
    bundle = _of(cases.read(instance, actor, case_id).case, bundle_id)
    if not _fits(instance, bundle, password):
        words = f"这个密码打不开「{bundle.file_name}」。"
        raise refused("password", words, "请核对大小写、空格和中英文符号，向发给您的人问清楚再输一次。")

    def again(case: Case) -> Applied:
        bundle = _of(case, bundle_id)
        bundle.done, bundle.left_out = False, []
        return Applied(case, changed=["bundles"])

    saved = cases.change(instance, actor, case_id, again)
    work = partial(_open_one, instance, actor, case_id, bundle_id, password)
    instance.opening.add(case_id, [(f"{bundle_id}.unlocked", work)])
    return saved


def _fits(instance: Instance, bundle: Bundle, password: str) -> bool:
    job = "wizard.services.jobs:unlocks"
    try:
        with instance.files.local(bundle.sha256) as path, _folder(instance) as folder:
            fits: bool = instance.workers.run(job, path, bundle.media_type, password, folder, timeout=TRY_SECONDS)
            return fits
    except MissingFile as error:
        raise NotFound("压缩包") from error
    except JobFailed as error:
        words = f"「{bundle.file_name}」太大或太复杂，没能试出密码对不对。请用密码解开后，上传里面的文件。"
        raise Unavailable(words) from error


def _open_one(instance: Instance, actor: Actor, case_id: str, bundle_id: str, password: str = "") -> None:
    """Open one and note how it ended. A case or file that is gone meanwhile is no trouble."""
    try:
        case = cases.read(instance, actor, case_id).case
        bundle = _of(case, bundle_id)
        if bundle.done and not password:  # asked for again while its password was being used
            return
        with instance.files.local(bundle.sha256) as path:
            left_out = _emptied(Opening(instance, actor, case_id, bundle, path, _depth(case, bundle), password))
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
    job, media_type = "wizard.services.jobs:members", opening.bundle.media_type
    try:
        members: list[Member] | None = opening.instance.workers.run(
            job, opening.path, media_type, opening.password, timeout=LIST_SECONDS
        )
    except JobFailed:
        return [_failed(opening.bundle.file_name)]
    if members is None:
        return [_failed(opening.bundle.file_name, "archive_names_locked", locked=True)]
    _note(opening, files=len(members))
    left_out = [LeftOut(name=one.path, why=one.why, locked=one.locked) for one in members if one.why]
    ends = time.monotonic() + OPEN_SECONDS
    for together in _groups([one for one in members if not one.why], media_type in SOLID):
        late = time.monotonic() > ends
        left_out += [_failed(one.path) for one in together] if late else _taken_out(opening, together)
        _note(opening, taken=opening.counted["taken"], known=opening.counted["known"])
    return left_out


def _groups(members: list[Member], solid: bool) -> Iterator[list[Member]]:
    """What is taken out together: a few; of a solid archive as much as bounds allow, since each go reads it anew."""
    most = SOLID_AT_ONCE if solid else AT_ONCE
    group: list[Member] = []
    for member in members:
        if len(group) >= most or (group and sum(one.size for one in group) + member.size > GROUP_BYTES):
            yield group
            group = []
        group.append(member)
    if group:
        yield group


def _failed(name: str, code: str = "archive_member_failed", locked: bool = False) -> LeftOut:
    from wizard.evidence.unpacking import words_for

    return LeftOut(name=name[:200], why=words_for(code, name), locked=locked)


def _taken_out(opening: Opening, members: list[Member]) -> list[LeftOut]:
    """Take some members out together; if that kills the worker, one by one, so that only the guilty one is lost."""
    instance = opening.instance
    try:
        limit = evidence.room(instance, opening.actor, opening.case_id)
    except Refused as refusal:
        return [LeftOut(name=one.path, why=str(refusal)) for one in members]
    with _folder(instance) as folder:
        job = "wizard.services.jobs:take_out"
        media_type, wish = opening.bundle.media_type, Wish((), folder, limit, opening.password)
        try:
            taken: list[Taken] = instance.workers.run(
                job, opening.path, media_type, members, wish, timeout=TAKE_SECONDS
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
        return LeftOut(name=member.path, why=taken.why, locked=taken.locked)
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

    return cases.change(instance, actor, case_id, take_out, AuditEvent.EVIDENCE_REMOVED, also=release)


@needs(May.READ)
def original(instance: Instance, actor: Actor, case_id: str, bundle_id: str) -> evidence.Original:
    """The archive byte for byte; close it after use. Raises `NotFound`."""
    bundle = _of(cases.read(instance, actor, case_id).case, bundle_id)
    return evidence.open_held(instance, actor, case_id, bundle.sha256, bundle.file_name)
