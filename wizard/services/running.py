"""A build under way: a row that everybody can ask, a thread, a folder, and an end that always reaches the person."""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from wizard.case import new_case_id, now
from wizard.services.access import Actor
from wizard.services.build_progress import BuildProgress, heartbeat
from wizard.services.errors import ServiceError, refused
from wizard.services.instance import Instance
from wizard.services.workers import JobCancelled, JobTimeout
from wizard.store.errors import MissingFile, StoreError
from wizard.store.ports import Work
from wizard.store.rows import AuditEntry, AuditEvent, BuildRow

BUILD_SECONDS = 900.0
SILENCE = dt.timedelta(seconds=12)  # six signs of life missed: its server is dead
INTERRUPTED = "服务器在生成过程中重启了，这次没有生成。请再生成一次，已填写的内容都在。"
CANCELLED = "已取消，没有留下任何文件。"
_stops: dict[str, threading.Event] = {}


@dataclass(frozen=True)
class Running:
    """What the work of a build is given."""

    instance: Instance
    actor: Actor
    row: BuildRow
    folder: Path
    """An empty folder that goes away afterwards."""
    progress: BuildProgress
    stop: threading.Event

    def job(self, name: str, job: Any) -> Any:
        """Run a job in a worker process, progress told, cancellation heard; raises what the job raises."""
        run = self.instance.workers.run
        result = run(name, job, timeout=BUILD_SECONDS, on_progress=self.progress, cancelled=self.stop)
        self.progress(("保存", 0.98))
        return result

    def ended(self, work: Work, version: int) -> None:
        """Mark the build as done, in the write that stores its result; raises `JobCancelled` when it was cancelled."""
        current = work.builds.get(self.row.team_id, self.row.id)
        if current is None or current.state != "running":
            raise JobCancelled("已取消。")
        done = replace(self.row, state="done", stage="完成", share=1.0, version=version, heard_at=now())
        work.builds.update(done)


def none_running(instance: Instance, case_id: str) -> None:
    """Raise `Refused` while a build of the case is under way."""
    with instance.store.write() as work:
        work.builds.abandon(now() - SILENCE, INTERRUPTED)
        _refuse_second(work, case_id)


def _refuse_second(work: Work, case_id: str) -> None:
    if work.builds.running(case_id):
        raise refused("package", "这个案件正在生成材料包。", "请等它完成，或先取消。")


def begin(instance: Instance, actor: Actor, case_id: str, work: Callable[[Running], None]) -> str:
    """Start `work` in a thread of its own; the id to ask after. Raises `Refused` when another one is under way."""
    at = now()
    row = BuildRow(new_case_id(), actor.team_id, case_id, actor.person_id, "running", "排队", 0.0, "", None, at, at)
    with instance.store.write() as writing:
        _refuse_second(writing, case_id)
        writing.builds.add(row)
        writing.audit.append(AuditEntry(actor.team_id, AuditEvent.PACKAGE_STARTED, actor.person_id, case_id))
    _stops[row.id] = threading.Event()
    threading.Thread(target=_run, args=(instance, actor, row, work), daemon=True).start()
    return row.id


def stop(build_id: str) -> None:
    """Tell a build of this process to stop."""
    if event := _stops.get(build_id):
        event.set()


def _run(instance: Instance, actor: Actor, row: BuildRow, work: Callable[[Running], None]) -> None:
    """The build from start to end; whatever happens is written to the build's row."""
    folder = instance.settings.temporary / f"build-{row.id}"
    stopping = _stops[row.id]
    try:
        folder.mkdir(mode=0o700)
        with heartbeat(instance, row, stopping) as told:
            work(Running(instance, actor, row, folder, told, stopping))
    except Exception as error:  # noqa: BLE001 - a thread has nobody above it: every end must reach the person
        _fail(instance, actor, row, error)
    finally:
        _stops.pop(row.id, None)
        shutil.rmtree(folder, ignore_errors=True)


def _fail(instance: Instance, actor: Actor, row: BuildRow, error: Exception) -> None:
    cancelled = isinstance(error, JobCancelled)
    event = AuditEvent.PACKAGE_CANCELLED if cancelled else AuditEvent.PACKAGE_FAILED
    with contextlib.suppress(StoreError), instance.store.write() as work:
        state = "cancelled" if cancelled else "failed"
        work.builds.update(replace(row, state=state, error=_words(error), heard_at=now()))
        details = {} if cancelled else {"kind": type(error).__name__}
        work.audit.append(AuditEntry(row.team_id, event, actor.person_id, row.case_id, details))


def _words(error: Exception) -> str:
    """The error as people should read it; what is not meant for people is kept to the log."""
    from wizard.package.errors import PackageError

    if isinstance(error, JobCancelled):
        return CANCELLED
    if isinstance(error, JobTimeout):
        return "生成时间太长，已停止。请压缩较大的证据文件后再试。"
    if isinstance(error, MissingFile):
        return "有一件证据的原文件找不到了。请删除后重新上传这件证据。"
    if isinstance(error, PackageError | ServiceError | StoreError):
        return str(error)
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "服务器磁盘满了，材料没有生成，也没有留下半截文件。请联系管理员清理磁盘，再生成一次；已填写的内容都在。"
    from wizard.services.logs import log

    log().error("build failed", kind=type(error).__name__)
    return "生成材料时出错，没有留下任何文件。请再试一次；仍不行请联系管理员。"
