"""Evidence files: received as a stream, looked into by a worker process, kept by content, shown and taken out."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.case import Bundle, Case, Exhibit, Origin, now
from wizard.changes import Applied, with_own_lists
from wizard.changes import remove_part as _remove_part
from wizard.evidence.inspection.listening import can_listen
from wizard.evidence.inspection.listing import ARCHIVES
from wizard.evidence.unpacking import is_container
from wizard.knowledge.shown import shown_limit
from wizard.services import cases, clicks, resumable_uploads
from wizard.services.access import Actor, needs, permit
from wizard.services.cases import Saved, exhibit_of, found
from wizard.services.errors import NotFound, Refused, Unavailable, refused
from wizard.services.inspecting import inspect, note_inspection
from wizard.services.instance import Instance
from wizard.services.resumable_uploads import Rest, Unfinished
from wizard.services.workers import JobFailed
from wizard.store.errors import MissingFile, StoreUnavailable, TooLarge
from wizard.store.ports import Work
from wizard.store.rows import AuditEntry, AuditEvent, FileRow
from wizard.team.roles import May

if TYPE_CHECKING:
    from wizard.evidence import Inspection

MOST_EXHIBITS, MOST_BUNDLES = 500, 200
UNOPENED = ("archive_large", "archive_broken", "archive_volume", "archive_unread")
MOST_DRAINED = 2 * 1024**3  # bytes of a refused file that are read on, so that its sender hears why
LONGEST_NAME = 255
PREVIEW_SECONDS = 30.0


@dataclass(frozen=True)
class Limits:
    """What may be uploaded, to be said before the upload."""

    file_bytes: int
    case_bytes: int
    exhibits: int


@dataclass(frozen=True)
class Received:
    """An exhibit that was added, an archive to be opened, or the equal one that was there already (`duplicate`)."""

    exhibit: Exhibit | None
    number: int
    version: int
    duplicate: bool = False
    bundle: Bundle | None = None


class Original:
    """An evidence file open for reading at `path`; close it when it has been sent."""

    def __init__(self, exhibit: Exhibit, path: Path, stack: ExitStack) -> None:
        """Take the exhibit, the local path, and what to undo at the end."""
        self.exhibit, self.path, self._stack = exhibit, path, stack

    def close(self) -> None:
        """Remove the local copy, when there is one."""
        self._stack.close()


def limits(instance: Instance) -> Limits:
    """What may be uploaded."""
    return Limits(instance.settings.max_file_bytes, instance.settings.max_case_bytes, MOST_EXHIBITS)


@needs(May.WRITE)
async def receive(
    instance: Instance,
    actor: Actor,
    case_id: str,
    file_name: str,
    chunks: AsyncIterator[bytes],
    rest: Rest | None = None,
) -> Received:
    """Stream a file into the case; memory does not grow with the file. An equal file is recognised and not doubled.

    With `rest` the chunks are what is missing of a file of which a part has arrived; raises `Unfinished` when more is
    missing still. Raises `NotFound`, `Refused` (too large, empty, not usable as evidence) and `Unavailable` (disk
    full); nothing remains of a refused file.
    """
    file_name = plain_name(file_name)
    most = await asyncio.to_thread(room, instance, actor, case_id)
    try:
        if rest is None:
            sha256, size = await instance.files.receive(_giving_way(chunks), most)
        else:
            sha256, size = await _receive_rest(instance, actor, case_id, rest, _giving_way(chunks), most)
    except Unfinished:
        await drained(chunks)
        raise
    except TooLarge as error:
        await drained(chunks)
        raise _too_large(instance, file_name, most) from error
    except StoreUnavailable as error:
        await drained(chunks)
        raise Unavailable(str(error)) from error
    return await asyncio.to_thread(_take, instance, actor, case_id, file_name, sha256, size)


async def _receive_rest(
    instance: Instance, actor: Actor, case_id: str, rest: Rest, chunks: AsyncIterator[bytes], most: int
) -> tuple[str, int]:
    """Receive the rest of a file and, once it is whole, take it into the file store; `(sha256, size)`."""
    path = resumable_uploads.path_of(instance, actor.person_id, case_id, rest.mark, rest.size)
    if rest.size > most - await asyncio.to_thread(resumable_uploads.others, instance, case_id, path):
        raise TooLarge(most)
    return await resumable_uploads.receive(path, rest, chunks, instance.files.take)


async def _giving_way(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    async for chunk in chunks:
        yield chunk
        await clicks.passed()


def plain_name(file_name: str) -> str:
    """A file's own name without folders and control characters; an overlong one keeps its end with the extension."""
    return Exhibit(file_name=file_name[-LONGEST_NAME:]).file_name


async def drained(chunks: AsyncIterator[bytes], most: int = MOST_DRAINED) -> None:
    """Read on to the end of a file that cannot be kept: a browser that is cut off while sending shows no answer."""
    async for chunk in chunks:
        most -= len(chunk)
        if most < 0:
            return


def room(instance: Instance, actor: Actor, case_id: str) -> int:
    """How many bytes the next file may have. For services that asked for permission already.

    Raises `NotFound`, `Refused` when there is no room at all.
    """
    with instance.store.read() as work:
        found(work, actor, case_id)
        used = work.files.bytes_of(case_id)
    left = instance.settings.max_case_bytes - used
    if left <= 0:
        most = shown_limit(instance.settings.max_case_bytes)
        words = f"这个案件的证据文件总量已达 {most} 的上限，放不下了。"
        raise refused("file", words, "请删去不需要的文件，或把视频压缩后再传。")
    return min(instance.settings.max_file_bytes, left)


def _too_large(instance: Instance, file_name: str, room: int) -> Refused:
    if room < instance.settings.max_file_bytes:
        words = f"「{file_name}」放不下：这个案件还能放 {shown_limit(room)}。"
        return refused("file", words, "请删去不需要的文件，或压缩、分段后再上传。")
    words = f"「{file_name}」超过单个文件 {shown_limit(room)} 的上限。"
    return refused("file", words, "请压缩、裁剪或分段后再上传。")


def refused_before(instance: Instance, file_name: str) -> Refused:
    """What is said of a file whose sender tells beforehand that it is over the limit of a single file."""
    return _too_large(instance, file_name, instance.settings.max_file_bytes)


def _take(instance: Instance, actor: Actor, case_id: str, file_name: str, sha256: str, size: int) -> Received:
    if size == 0:
        raise refused("file", f"「{file_name}」是空文件，没有内容。", "请检查原文件后重新上传。")
    permit(instance, actor, May.WRITE)  # again: a long upload may outlast the sender's right to it
    if known := _known(instance, actor, case_id, sha256):
        return known
    with instance.files.local(sha256) as path:
        found = inspect(instance, path, file_name)
    clicks.wait()
    return keep(instance, actor, case_id, Kept(file_name, sha256, size, found))


@dataclass(frozen=True)
class Kept:
    """A file that lies in the file store and was looked into; `origin` where it was taken out of something."""

    file_name: str
    sha256: str
    size: int
    found: Inspection
    origin: Origin | None = None


def keep(instance: Instance, actor: Actor, case_id: str, kept: Kept) -> Received:
    """Put a file into the case: as an exhibit, or as an archive to be opened. For services that asked for permission.

    Raises `Refused` when the case is full, `NotFound`.
    """
    if known := _known(instance, actor, case_id, kept.sha256):
        return known
    if opens(kept.found) and kept.found.media_type in ARCHIVES:
        return _append(instance, actor, case_id, None, _bundle(kept, None))
    exhibit = _exhibit(kept)
    bundle = _bundle(kept, exhibit.id) if opens(kept.found) else None
    return _append(instance, actor, case_id, exhibit, bundle)


def opens(found: Inspection) -> bool:
    """Whether a file holds others that can be taken out."""
    return is_container(found.media_type) and not any(one.code in UNOPENED for one in found.findings)


def _known(instance: Instance, actor: Actor, case_id: str, sha256: str) -> Received | None:
    with instance.store.read() as work:
        if not work.files.holds(actor.team_id, case_id, sha256):
            return None
        stored = cases.stored_in(instance, work, actor, case_id)
    for number, exhibit in enumerate(stored.case.exhibits, start=1):
        if exhibit.sha256 == sha256:
            return Received(exhibit, number, stored.version, duplicate=True)
    for bundle in stored.case.bundles:
        if bundle.sha256 == sha256:
            return Received(None, 0, stored.version, duplicate=True, bundle=bundle)
    return None


def _exhibit(kept: Kept) -> Exhibit:
    exhibit = Exhibit(file_name=kept.file_name, sha256=kept.sha256, size=kept.size, received_at=now())
    exhibit.title = Exhibit(title=Path(exhibit.file_name).stem[:200]).title
    exhibit.origin = kept.origin
    note_inspection(exhibit, kept.found)
    return exhibit


def _bundle(kept: Kept, exhibit_id: str | None) -> Bundle:
    return Bundle(
        file_name=kept.file_name,
        sha256=kept.sha256,
        size=kept.size,
        media_type=kept.found.media_type,
        received_at=now(),
        origin=kept.origin,
        exhibit=exhibit_id,
    )


def _append(instance: Instance, actor: Actor, case_id: str, exhibit: Exhibit | None, bundle: Bundle | None) -> Received:
    def append(case: Case) -> Applied:
        if exhibit and len(case.exhibits) >= MOST_EXHIBITS:
            raise refused("file", f"一个案件最多 {MOST_EXHIBITS} 件证据。", "请删去不需要的，或合并几份文件后再上传。")
        if bundle and len(case.bundles) >= MOST_BUNDLES:
            raise refused("file", f"一个案件最多 {MOST_BUNDLES} 个压缩包和邮件。", "请解开后直接上传里面的文件。")
        case = with_own_lists(case)
        case.exhibits += [exhibit] if exhibit else []
        case.bundles += [bundle] if bundle else []
        return Applied(case, changed=[f"exhibits.{exhibit.id}" if exhibit else "bundles"])

    main: Exhibit | Bundle | None = exhibit or bundle
    assert main is not None
    held = FileRow(case_id, actor.team_id, main.sha256 or "", "exhibit" if exhibit else "bundle", main.size or 0)
    known = cases.newest(instance, actor, case_id)
    saved = cases.change(instance, actor, case_id, append, AuditEvent.EVIDENCE_ADDED, [held], known=known)
    number = len(saved.stored.case.exhibits) if exhibit else 0
    return Received(exhibit, number, saved.stored.version, bundle=bundle)


@needs(May.WRITE)
def remove(instance: Instance, actor: Actor, case_id: str, exhibit_id: str) -> Saved:
    """Take an exhibit out; its file is deleted with the next sweep. The numbers after it move up."""
    unused: list[str] = []

    def take_out(case: Case) -> Applied:
        applied = _remove_part(case, "exhibits", exhibit_id)
        applied.case.bundles = [bundle for bundle in applied.case.bundles if bundle.exhibit != exhibit_id]
        still = {exhibit.sha256 for exhibit in applied.case.exhibits}
        unused.extend({exhibit.sha256 for exhibit in case.exhibits if exhibit.sha256} - still)
        return applied

    def release(work: Work) -> None:
        for sha256 in unused:
            work.files.release(case_id, sha256, "exhibit")

    return cases.change(instance, actor, case_id, take_out, AuditEvent.EVIDENCE_REMOVED, also=release)


@needs(May.WRITE)
def arrange(instance: Instance, actor: Actor, case_id: str, ids: list[str]) -> Saved:
    """Put the exhibits into this order; those that are not named (a colleague's newest) come behind."""

    def put(case: Case) -> Applied:
        place = {exhibit_id: number for number, exhibit_id in enumerate(ids)}
        ordered = sorted(case.exhibits, key=lambda one: place.get(one.id, len(place)))
        if ordered == case.exhibits:
            return Applied(case)
        case.exhibits = ordered
        return Applied(case, changed=["exhibits"])

    return cases.change(instance, actor, case_id, put)


@needs(May.READ)
def original(instance: Instance, actor: Actor, case_id: str, exhibit_id: str) -> Original:
    """The original file, byte for byte; close it after use. Raises `NotFound`."""
    opened = open_file(instance, actor, case_id, exhibit_id)
    with instance.store.write() as work:
        details = {"exhibit": exhibit_id}
        entry = AuditEntry(actor.team_id, AuditEvent.EVIDENCE_DOWNLOADED, actor.person_id, case_id, details)
        work.audit.append(entry)
    return opened


@needs(May.READ)
def recording(instance: Instance, actor: Actor, case_id: str, exhibit_id: str) -> Original:
    """A video or audio file, to be played; close it after use. Raises `NotFound`, also for everything else."""
    opened = open_file(instance, actor, case_id, exhibit_id)
    if not (opened.exhibit.media_type or "").startswith(("video/", "audio/")):
        opened.close()
        raise NotFound("录音或录像")
    return opened


def open_file(instance: Instance, actor: Actor, case_id: str, exhibit_id: str) -> Original:
    """The original, for services that have asked for permission already; close it after use. Raises `NotFound`."""
    with instance.store.read() as work:
        exhibit = exhibit_of(cases.stored_in(instance, work, actor, case_id).case, exhibit_id)
    return open_held(instance, actor, case_id, exhibit.sha256, exhibit.file_name, exhibit)


def open_held(
    instance: Instance, actor: Actor, case_id: str, sha256: str | None, file_name: str, exhibit: Exhibit | None = None
) -> Original:
    """A file the case holds, for services that have asked for permission already. Raises `NotFound`."""
    with instance.store.read() as work:
        if not sha256 or not work.files.holds(actor.team_id, case_id, sha256):
            raise NotFound("证据文件")
    stack = ExitStack()
    try:
        return Original(
            exhibit or Exhibit(file_name=file_name), stack.enter_context(instance.files.local(sha256)), stack
        )
    except MissingFile as error:
        raise NotFound("证据文件") from error


def has_picture(media_type: str | None) -> bool:
    """Whether there is a picture of files of a type: of recordings only with the extra `media`."""
    kind = media_type or ""
    return kind == "application/pdf" or kind.startswith("image/") or (kind.startswith("video/") and can_listen())


@needs(May.READ)
def preview(instance: Instance, actor: Actor, case_id: str, exhibit_id: str) -> bytes:
    """A small JPEG of an image, a PDF's first page or a video; raises `NotFound` for kinds without a picture."""
    opened = open_file(instance, actor, case_id, exhibit_id)
    try:
        kept = instance.settings.data_folder / "previews" / f"{opened.exhibit.sha256}.jpg"
        if kept.is_file():
            return kept.read_bytes()
        return draw(instance, opened.path, opened.exhibit.media_type or "", kept)
    finally:
        opened.close()


def draw(instance: Instance, path: Path, media_type: str, kept: Path) -> bytes:
    """Draw the small picture of a file and keep it; raises `NotFound` for what cannot be drawn."""
    if not has_picture(media_type):
        raise NotFound("预览")
    try:
        job = "wizard.services.jobs:preview"
        picture: bytes = instance.workers.run(job, path, media_type, timeout=PREVIEW_SECONDS)
    except (JobFailed, ValueError, OSError, RuntimeError) as error:
        raise NotFound("预览") from error
    with suppress(OSError):  # a full or read-only disk: it is drawn again next time
        write_preview(picture, kept)
    return picture


def write_preview(content: bytes, kept: Path) -> None:
    """Keep a preview; raises `OSError`, nothing half-written bears its name."""
    kept.parent.mkdir(mode=0o700, exist_ok=True)
    unfinished = kept.with_name(f"{kept.name}.{secrets.token_hex(4)}.part")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(kept)
    finally:
        unfinished.unlink(missing_ok=True)
