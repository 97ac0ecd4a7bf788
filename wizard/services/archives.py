"""The file that a backup or an export is: a tar under a passphrase, with what it holds said first.

`about.json`, then `rows.jsonl` (see `wizard.store.snapshot`), `files/<sha256>`, and in a backup `keys/…`: the
instance's own signing authority and keys.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import secrets
import shutil
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from wizard.services.errors import Refused, Unavailable, refused
from wizard.services.sealing import SHORTEST, SealedReader, SealedWriter, WrongPassphrase
from wizard.store.errors import MissingFile
from wizard.store.ports import Files

ABOUT, ROWS, FILES, KEYS = "about.json", "rows.jsonl", "files", "keys"
FORMAT = 2
LARGEST_ABOUT = 1024 * 1024


@dataclass(frozen=True)
class About:
    """What an archive holds. `kind` is `backup`, `team` or `case`; `rows` counts the rows of each table."""

    kind: str
    made_at: str
    schema: str
    rows: dict[str, int]
    files: int
    team: str = ""
    format: int = FORMAT


def check_passphrase(passphrase: str) -> None:
    """Raise `Refused` for a passphrase that is too short to protect anything."""
    if len(passphrase) < SHORTEST:
        words = f"口令至少要有 {SHORTEST} 个字符。" if passphrase else "还没有给口令。"
        raise refused("passphrase", words, "请设置环境变量 WIZARD_BACKUP_PASSPHRASE，并把口令记在别处：丢了就打不开。")


def write(target: Path, passphrase: str, about: About, parts: Iterable[tuple[str, Path]]) -> int:
    """Write an archive (mode 600) of `(name, local file)` parts; its size. Nothing half-written bears the name.

    Raises `Refused` when it exists, `Unavailable` when it cannot be written.
    """
    check_passphrase(passphrase)
    if target.exists():
        raise refused(str(target), f"文件 {target} 已经存在。", "请换一个文件名，不会覆盖旧文件。")
    unfinished = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            _write_parts(SealedWriter(out, passphrase), about, parts)
            out.flush()
            os.fsync(out.fileno())
        unfinished.replace(target)
        return target.stat().st_size
    except OSError as error:
        raise Unavailable(f"没有完成，写不了文件 {target}。请检查目录是否存在、能否写入、磁盘是否已满。") from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def _write_parts(sealed: SealedWriter, about: About, parts: Iterable[tuple[str, Path]]) -> None:
    with sealed, tarfile.open(fileobj=sealed, mode="w|") as archive:
        content = json.dumps(asdict(about), ensure_ascii=False).encode()
        entry = tarfile.TarInfo(ABOUT)
        entry.size, entry.mode = len(content), 0o600
        archive.addfile(entry, io.BytesIO(content))
        for name, path in parts:
            archive.add(path, name, recursive=False)


def file_parts(files: Files, digests: Iterable[str]) -> Iterator[tuple[str, Path]]:
    """The parts of evidence files, each as a local file for as long as it is the current one; raises `MissingFile`."""
    for sha256 in digests:
        with files.local(sha256) as path:
            yield f"{FILES}/{sha256}", path


def key_parts(folders: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    """The parts of the key folders that exist."""
    for folder in folders:
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if path.is_file():
                yield f"{KEYS}/{folder.name}/{path.relative_to(folder).as_posix()}", path


def unpack(archive: Path, passphrase: str, folder: Path) -> About:
    """Put the parts of an archive into a folder, each file checked against its hash; raises `Refused`."""
    with _said(archive), archive.open("rb") as source:
        opened = io.BufferedReader(SealedReader(source, passphrase))
        with tarfile.open(fileobj=opened, mode="r|") as parts:
            entries = iter(parts)
            about = _about(parts, next(entries))
            for entry in entries:
                _put(parts, entry, folder)
        if not _only_padding(opened):
            raise ValueError("末尾有多余的内容")
        if len(list((folder / FILES).glob("*"))) != about.files or not (folder / ROWS).is_file():
            raise ValueError("缺少文件")
    return about


def _only_padding(opened: IO[bytes]) -> bool:
    """Whether nothing but the zeros that fill tar's last record is left; read to the end, so that a cut is noticed."""
    rest = opened.read(tarfile.RECORDSIZE + 1)
    return len(rest) <= tarfile.RECORDSIZE and not any(rest)


@contextmanager
def _said(archive: Path) -> Iterator[None]:
    try:
        yield
    except WrongPassphrase as error:
        raise refused("passphrase", f"{error}。", "请核对口令；口令没错的话，请换一份备份。") from error
    except Refused:
        raise
    except (OSError, EOFError, tarfile.TarError, StopIteration, ValueError, KeyError, TypeError) as error:
        raise refused(str(archive), f"这个文件不是完整的备份：{error}。", "请换一份备份。") from error


def _about(parts: tarfile.TarFile, entry: tarfile.TarInfo) -> About:
    content = parts.extractfile(entry) if entry.name == ABOUT and entry.size <= LARGEST_ABOUT else None
    values: dict[str, Any] = json.loads(content.read()) if content else {}
    if values.get("format") != FORMAT:
        raise ValueError("开头缺少说明，或由别的版本制作")
    return About(**values)


def _put(parts: tarfile.TarFile, entry: tarfile.TarInfo, folder: Path) -> None:
    target = (folder / entry.name).resolve()
    content = parts.extractfile(entry) if entry.isreg() and not entry.issparse() else None
    if content is None or not target.is_relative_to(folder.resolve()):
        raise ValueError(f"{entry.name} 不是文件")
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        shutil.copyfileobj(content, out, 1024 * 1024)
    if entry.name.startswith(f"{FILES}/"):
        with target.open("rb") as written:
            if hashlib.file_digest(written, "sha256").hexdigest() != target.name:
                raise ValueError(f"文件 {target.name} 已损坏")


def take_files(folder: Path, files: Files) -> int:
    """Move the files of an unpacked archive into a file store; how many."""
    count = 0
    for path in sorted((folder / FILES).glob("*")):
        sha256, _ = files.add(path)
        if sha256 != path.name:
            raise MissingFile(f"文件 {path.name} 没有完整写入文件库")
        path.unlink()
        count += 1
    return count
