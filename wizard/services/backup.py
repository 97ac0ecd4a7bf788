"""Backup and restore: database, evidence files, signing authority and keys as one archive, taken while people work."""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from wizard.case import now
from wizard.services.errors import Unavailable, refused
from wizard.services.instance import Instance
from wizard.store.database import SqlStore
from wizard.store.errors import MissingFile
from wizard.store.rows import INSTANCE, AuditEntry, Event

ABOUT, DATABASE, FILES = "about.json", "wizard.sqlite3", "files"
AUTHORITY, KEYS = "authority", "keys"
FORMAT = 1


def backup(instance: Instance, target: Path) -> dict[str, Any]:
    """Write everything to one archive (mode 600); what it holds. It contains secrets: keep it as safe as the server.

    Raises `Refused` when the archive exists, `Unavailable` for an external database or a full disk.
    """
    if target.exists():
        raise refused(str(target), f"文件 {target} 已经存在。", "请换一个文件名，备份不会覆盖旧备份。")
    if not isinstance(instance.store, SqlStore) or instance.settings.database_url:
        raise Unavailable("外部数据库请用它自己的备份工具（例如 pg_dump），证据文件请备份文件库。")
    unfinished = target.with_name(f"{target.name}.part")
    copy = instance.settings.temporary / f"backup-{now().timestamp():.0f}.sqlite3"
    try:
        instance.store.copy_to(copy)
        about = _write(instance, unfinished, copy)
        unfinished.replace(target)
    except OSError as error:
        raise Unavailable(f"备份没有完成，写不了文件 {target}。请检查目录是否存在、能否写入、磁盘是否已满。") from error
    finally:
        copy.unlink(missing_ok=True)
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
    with instance.store.write() as work:
        work.audit.append(AuditEntry(INSTANCE, Event.BACKUP_MADE))
    return about


def _write(instance: Instance, target: Path, database: Path) -> dict[str, Any]:
    held = sorted(_held(database))
    about = {"format": FORMAT, "made_at": now().isoformat(), "files": len(held)}
    target.touch(mode=0o600)
    with tarfile.open(target, "w") as archive:
        _add_bytes(archive, ABOUT, json.dumps(about).encode())
        archive.add(database, DATABASE)
        for sha256 in held:
            _add_file(instance, archive, sha256)
        for folder, name in ((instance.settings.authority, AUTHORITY), (instance.settings.keys, KEYS)):
            if folder.is_dir():
                archive.add(folder, name)
    return about | {"bytes": target.stat().st_size}


def _add_file(instance: Instance, archive: tarfile.TarFile, sha256: str) -> None:
    try:
        with instance.files.local(sha256) as path:
            archive.add(path, f"{FILES}/{sha256}")
    except MissingFile as error:
        raise Unavailable(f"文件库里缺少文件 {sha256}，备份没有完成。请先查明原因。") from error


def _held(database: Path) -> Iterator[str]:
    with closing(sqlite3.connect(database)) as connection:
        yield from (row[0] for row in connection.execute("SELECT DISTINCT sha256 FROM case_files"))


def _add_bytes(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), 0o600
    archive.addfile(entry, io.BytesIO(content))


def restore(archive: Path, folder: Path) -> dict[str, Any]:
    """Unpack a backup into an empty data folder, checking database and every file; open sessions end.

    Nothing is left behind when anything is wrong. Raises `Refused`.
    """
    if folder.exists() and any(folder.iterdir()):
        raise refused(str(folder), f"目录 {folder} 不是空的。", "请恢复到一个空目录。")
    unfinished = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700, parents=True)
    try:
        about = _unpack(archive, unfinished)
        _end_sessions(unfinished / DATABASE)
        if folder.exists():
            folder.rmdir()
        unfinished.replace(folder)
    except (OSError, tarfile.TarError, ValueError, KeyError, sqlite3.DatabaseError) as error:
        raise refused(str(archive), f"这个文件不是完整的备份：{error}。", "请换一份备份。") from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return about


def _unpack(archive: Path, folder: Path) -> dict[str, Any]:
    import hashlib

    about: dict[str, Any] = {}
    with tarfile.open(archive) as source:
        for entry in source:
            if entry.name == ABOUT:
                about = json.loads(_content(source, entry).read())
            elif entry.name.startswith(f"{FILES}/") and entry.isfile():
                sha256 = Path(entry.name).name
                target = folder / FILES / sha256[:2] / sha256[2:4] / sha256
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("wb") as out:
                    shutil.copyfileobj(_content(source, entry), out, 1024 * 1024)
                with target.open("rb") as written:
                    if hashlib.file_digest(written, "sha256").hexdigest() != sha256:
                        raise ValueError(f"文件 {sha256} 已损坏")
            else:
                source.extract(entry, folder, filter="data")
    if about.get("format") != FORMAT or not (folder / DATABASE).is_file():
        raise ValueError("缺少说明或数据库")
    return about


def _content(source: tarfile.TarFile, entry: tarfile.TarInfo) -> Any:
    content = source.extractfile(entry)
    if content is None:
        raise ValueError(f"{entry.name} 不是文件")
    return content


def _end_sessions(database: Path) -> None:
    """Check the database; let nobody's old session or code be good in the restored instance."""
    with closing(sqlite3.connect(database)) as connection, connection:
        if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise ValueError("数据库已损坏")
        connection.execute("DELETE FROM sessions")
        connection.execute("DELETE FROM codes")
