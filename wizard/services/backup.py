"""Backup and restore: database, evidence files, signing authority and keys as one sealed file, taken while people work.

The database is written row by row as it was at one moment, so a backup of SQLite can be restored into PostgreSQL and
the other way round: that is also how an instance grows.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

from wizard.case import now
from wizard.services.archives import (
    KEYS,
    ROWS,
    About,
    check_passphrase,
    file_parts,
    key_parts,
    take_files,
    unpack,
    write,
)
from wizard.services.auditing import check_chains
from wizard.services.errors import Unavailable, refused
from wizard.services.instance import Instance
from wizard.settings import Settings
from wizard.store.database import SqlStore
from wizard.store.errors import MissingFile, StoreError, unavailable
from wizard.store.migrate import HEAD
from wizard.store.ports import Files
from wizard.store.rows import INSTANCE, AuditEntry, AuditEvent
from wizard.store.snapshot import fill, read_rows, write_rows

UNFINISHED = "restoring"
DISK_OWN = "lost+found"  # stands at the top of an empty disk


def backup(instance: Instance, target: Path, passphrase: str) -> dict[str, Any]:
    """Write everything to one file under a passphrase; what it holds. The passphrase is needed to restore it.

    Raises `Refused` when the file exists or the passphrase is too short, `Unavailable` when it cannot be written.
    """
    check_passphrase(passphrase)
    try:
        made = _written(instance, target, passphrase)
    except MissingFile:  # a case deleted in the meantime may have taken its files along: once more, as it is now
        try:
            made = _written(instance, target, passphrase)
        except MissingFile as error:
            raise Unavailable(f"{error}，备份没有完成。请先查明原因。") from error
    with instance.store.write() as work:
        work.audit.append(AuditEntry(INSTANCE, AuditEvent.BACKUP_MADE))
    return made


def _written(instance: Instance, target: Path, passphrase: str) -> dict[str, Any]:
    with scratch(instance.settings.temporary) as folder:
        rows, at = folder / ROWS, now()
        with sql_store(instance).moment() as connection:
            counted = write_rows(connection, rows)
        held = sorted(held_files(rows))
        about = About("backup", at.isoformat(), HEAD, counted, len(held))
        keys = key_parts([instance.settings.authority, instance.settings.keys])
        parts = chain([(ROWS, rows)], file_parts(instance.files, held), keys)
        size = write(target, passphrase, about, parts)
    return {"kind": "backup", "made_at": about.made_at, "files": about.files, "rows": counted, "bytes": size}


def sql_store(instance: Instance) -> SqlStore:
    """The store as what it is below the port: only its own rows can be written out."""
    if not isinstance(instance.store, SqlStore):
        raise Unavailable("这种数据库不能用这个命令备份。")
    return instance.store


def held_files(rows: Path) -> set[str]:
    """SHA-256 of every file that the cases of written rows hold."""
    return {values["sha256"] for table, values in read_rows(rows) if table == "case_files"}


@contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """A folder for a while, readable by its owner only."""
    try:
        made = Path(tempfile.mkdtemp(prefix="archive-", dir=folder))
    except OSError as error:
        raise Unavailable(f"临时目录 {folder} 不能写入。请检查权限和磁盘空间。") from error
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def restore(archive: Path, passphrase: str, into: Settings, files_of: Callable[[Settings], Files]) -> dict[str, Any]:
    """Put a backup into an instance that has nothing yet, checking every file, every count and the audit trail.

    Open sessions and codes are not restored. Nothing is left in the folder when anything is wrong, and nothing in an
    external database unless only its audit trail turns out to be broken. Raises `Refused`.
    """
    with _unfinished_in(into.data_folder) as unfinished:
        try:
            told = _restored(archive, passphrase, into.model_copy(update={"data_folder": unfinished}), files_of)
            _move_up(unfinished)
        except (OSError, StoreError) as error:
            why = str(unavailable(error) or error).partition("。")[0]  # what follows is for people at a page
            words = f"没有恢复：{why}。{into.data_folder} 里什么都没有留下。"
            raise refused(str(archive), words, "请腾出空间或检查权限、数据库和文件库的地址，再恢复一次。") from error
        except (ValueError, KeyError, TypeError) as error:
            raise refused(str(archive), f"没有恢复：{error}。", "请换一份备份，或检查数据库和文件库的地址。") from error
    return told


@contextmanager
def _unfinished_in(folder: Path) -> Iterator[Path]:
    """A place inside the empty folder: what is above it may be another disk, or somebody else's."""
    unfinished, was_there = folder / UNFINISHED, folder.exists()
    try:
        if was_there and any(path.name not in (UNFINISHED, DISK_OWN) for path in folder.iterdir()):
            raise refused(str(folder), f"目录 {folder} 不是空的。", "请恢复到一个空目录。")
        shutil.rmtree(unfinished, ignore_errors=True)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished.mkdir(mode=0o700)
    except OSError as error:
        told = f"目录 {folder} 不能写入：{error.strerror}。"
        raise refused(str(folder), told, "请检查路径、权限和磁盘空间。") from error
    try:
        yield unfinished
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
        if not was_there and not any(folder.iterdir()):
            folder.rmdir()


def _move_up(unfinished: Path) -> None:
    """Out of the unfinished folder into the one around it; the database last, for nothing begins to work before."""
    for path in sorted(unfinished.iterdir(), key=lambda path: path.name.startswith("wizard.sqlite3")):
        path.replace(unfinished.parent / path.name)


def _restored(archive: Path, passphrase: str, into: Settings, files_of: Callable[[Settings], Files]) -> dict[str, Any]:
    into.temporary.mkdir(mode=0o700)
    with scratch(into.temporary) as folder:
        about = unpack(archive, passphrase, folder)
        if about.kind != "backup":
            raise ValueError("这是一个团队或案件的导出，请用 import 命令导入")
        files = take_files(folder, files_of(into))
        counted = fill(into.database, about.schema, read_rows(folder / ROWS))
        if {name: count for name, count in about.rows.items() if count} != counted:
            raise ValueError("恢复的行数与备份的不一致")
        for path in (folder / KEYS).glob("*"):
            shutil.move(path, into.data_folder / path.name)
    _note_restored(into, about)
    return {"made_at": about.made_at, "files": files, "rows": counted, "audit_whole": True}


def _note_restored(into: Settings, about: About) -> None:
    """Check the audit trail as it arrived, and say in it that this is a restored instance."""
    store = SqlStore(into.database)
    try:
        if broken := [chain.team for chain in check_chains(store) if chain.broken_at is not None]:
            raise ValueError(f"这些团队的操作记录不完整：{broken}")
        with store.write() as work:
            work.audit.append(AuditEntry(INSTANCE, AuditEvent.RESTORED, details={"made_at": about.made_at}))
    finally:
        store.close()
