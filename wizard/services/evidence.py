"""Evidence files: received as a stream, looked into by a worker process, kept by content, shown and taken out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from wizard.case import Case, Exhibit, now
from wizard.changes import Applied
from wizard.changes import remove_part as _remove_part
from wizard.services import cases
from wizard.services.access import Actor, needs
from wizard.services.cases import Saved, exhibit_of, found
from wizard.services.errors import NotFound, Refused, Unavailable, refused
from wizard.services.inspecting import inspect, note_inspection
from wizard.services.instance import Instance
from wizard.services.workers import JobFailed
from wizard.store.errors import MissingFile, StoreUnavailable, TooLarge
from wizard.store.ports import Work
from wizard.store.rows import AuditEntry, Event, FileRow
from wizard.team.roles import May

MEGABYTE = 1024 * 1024
MOST_EXHIBITS = 500
MOST_DRAINED = 2048 * MEGABYTE  # bytes of a refused file that are read on, so that its sender hears why
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
    """An exhibit that was added, or the equal one that was there already (`duplicate`)."""

    exhibit: Exhibit
    number: int
    version: int
    duplicate: bool = False


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
    instance: Instance, actor: Actor, case_id: str, file_name: str, chunks: AsyncIterator[bytes]
) -> Received:
    """Stream a file into the case; memory does not grow with the file. An equal file is recognised and not doubled.

    Raises `NotFound`, `Refused` (too large, empty, not usable as evidence) and `Unavailable` (disk full); nothing
    remains of a refused file.
    """
    file_name = plain_name(file_name)
    room = await asyncio.to_thread(_room, instance, actor, case_id)
    try:
        sha256, size = await instance.files.receive(chunks, room)
    except TooLarge as error:
        await drained(chunks)
        raise _too_large(instance, file_name, room) from error
    except StoreUnavailable as error:
        await drained(chunks)
        raise Unavailable(str(error)) from error
    return await asyncio.to_thread(_take, instance, actor, case_id, file_name, sha256, size)


def plain_name(file_name: str) -> str:
    """A file's own name without folders and control characters; an overlong one keeps its end with the extension."""
    return Exhibit(file_name=file_name[-LONGEST_NAME:]).file_name


async def drained(chunks: AsyncIterator[bytes], most: int = MOST_DRAINED) -> None:
    """Read on to the end of a file that cannot be kept: a browser that is cut off while sending shows no answer."""
    async for chunk in chunks:
        most -= len(chunk)
        if most < 0:
            return


def _room(instance: Instance, actor: Actor, case_id: str) -> int:
    """How many bytes the next file may have; raises `NotFound`, `Refused` when there is no room at all."""
    with instance.store.read() as work:
        found(work, actor, case_id)
        used = work.files.bytes_of(case_id)
    left = instance.settings.max_case_bytes - used
    if left <= 0:
        raise refused("file", "这个案件的证据文件总量已达上限。", "请删去不需要的文件，或把视频压缩后再传。")
    return min(instance.settings.max_file_bytes, left)


def _too_large(instance: Instance, file_name: str, room: int) -> Refused:
    if room < instance.settings.max_file_bytes:
        words = f"「{file_name}」放不下：这个案件还能放 {room / MEGABYTE:.0f} MB。"
    else:
        words = f"「{file_name}」超过单个文件 {room / MEGABYTE:.0f} MB 的上限。"
    return refused("file", words, "请压缩、裁剪或分段后再上传。")


def _take(instance: Instance, actor: Actor, case_id: str, file_name: str, sha256: str, size: int) -> Received:
    if size == 0:
        raise refused("file", f"「{file_name}」是空文件，没有内容。", "请检查原文件后重新上传。")
    if known := _known(instance, actor, case_id, sha256):
        return known
    exhibit = _exhibit(file_name, sha256, size)
    with instance.files.local(sha256) as path:
        note_inspection(exhibit, inspect(instance, path, exhibit.file_name))
    return _append(instance, actor, case_id, exhibit)


def _known(instance: Instance, actor: Actor, case_id: str, sha256: str) -> Received | None:
    stored = cases.read(instance, actor, case_id)
    for number, exhibit in enumerate(stored.case.exhibits, start=1):
        if exhibit.sha256 == sha256:
            return Received(exhibit, number, stored.version, duplicate=True)
    return None


def _exhibit(file_name: str, sha256: str, size: int) -> Exhibit:
    exhibit = Exhibit(file_name=file_name, sha256=sha256, size=size, received_at=now())
    exhibit.title = Exhibit(title=Path(exhibit.file_name).stem[:200]).title
    return exhibit


def _append(instance: Instance, actor: Actor, case_id: str, exhibit: Exhibit) -> Received:
    def append(case: Case) -> Applied:
        if len(case.exhibits) >= MOST_EXHIBITS:
            raise refused("file", f"一个案件最多 {MOST_EXHIBITS} 件证据。", "请合并几份文件后再上传。")
        case.exhibits.append(exhibit)
        return Applied(case, changed=[f"exhibits.{exhibit.id}"])

    held = FileRow(case_id, actor.team_id, exhibit.sha256 or "", "exhibit", exhibit.size or 0)
    saved = cases.change(instance, actor, case_id, append, Event.EVIDENCE_ADDED, [held])
    return Received(exhibit, len(saved.stored.case.exhibits), saved.stored.version)


@needs(May.WRITE)
def remove(instance: Instance, actor: Actor, case_id: str, exhibit_id: str) -> Saved:
    """Take an exhibit out; its file is deleted with the next sweep. The numbers after it move up."""
    unused: list[str] = []

    def take_out(case: Case) -> Applied:
        applied = _remove_part(case, "exhibits", exhibit_id)
        still = {exhibit.sha256 for exhibit in applied.case.exhibits}
        unused.extend({exhibit.sha256 for exhibit in case.exhibits if exhibit.sha256} - still)
        return applied

    def release(work: Work) -> None:
        for sha256 in unused:
            work.files.release(case_id, sha256, "exhibit")

    return cases.change(instance, actor, case_id, take_out, Event.EVIDENCE_REMOVED, also=release)


@needs(May.READ)
def original(instance: Instance, actor: Actor, case_id: str, exhibit_id: str) -> Original:
    """The original file, byte for byte; close it after use. Raises `NotFound`."""
    opened = open_file(instance, actor, case_id, exhibit_id)
    with instance.store.write() as work:
        details = {"exhibit": exhibit_id}
        entry = AuditEntry(actor.team_id, Event.EVIDENCE_DOWNLOADED, actor.person_id, case_id, details)
        work.audit.append(entry)
    return opened


def open_file(instance: Instance, actor: Actor, case_id: str, exhibit_id: str) -> Original:
    """The original, for services that have asked for permission already; close it after use. Raises `NotFound`."""
    with instance.store.read() as work:
        exhibit = exhibit_of(cases.read_case(found(work, actor, case_id).data), exhibit_id)
        if not exhibit.sha256 or not work.files.holds(actor.team_id, case_id, exhibit.sha256):
            raise NotFound("证据文件")
    stack = ExitStack()
    try:
        return Original(exhibit, stack.enter_context(instance.files.local(exhibit.sha256)), stack)
    except MissingFile as error:
        raise NotFound("证据文件") from error


@needs(May.READ)
def preview(instance: Instance, actor: Actor, case_id: str, exhibit_id: str) -> bytes:
    """A small JPEG of an image or a PDF's first page; raises `NotFound` for kinds without a picture."""
    opened = open_file(instance, actor, case_id, exhibit_id)
    try:
        kept = instance.settings.data_folder / "previews" / f"{opened.exhibit.sha256}.jpg"
        return kept.read_bytes() if kept.is_file() else _draw(instance, opened, kept)
    finally:
        opened.close()


def _draw(instance: Instance, opened: Original, kept: Path) -> bytes:
    media_type = opened.exhibit.media_type or ""
    if media_type != "application/pdf" and not media_type.startswith("image/"):
        raise NotFound("预览")
    try:
        job = "wizard.services.jobs:preview"
        picture: bytes = instance.workers.run(job, opened.path, media_type, timeout=PREVIEW_SECONDS)
    except (JobFailed, ValueError, OSError, RuntimeError) as error:
        raise NotFound("预览") from error
    with suppress(OSError):  # a full or read-only disk: it is drawn again next time
        _keep(picture, kept)
    return picture


def _keep(picture: bytes, kept: Path) -> None:
    kept.parent.mkdir(mode=0o700, exist_ok=True)
    unfinished = kept.with_name(f"{kept.name}.{now().timestamp()}.part")
    try:
        unfinished.write_bytes(picture)
        unfinished.replace(kept)
    finally:
        unfinished.unlink(missing_ok=True)
