"""Evidence files by content, through obstore: a local folder now, any S3-compatible store by address.

A file is written under a temporary name while its SHA-256 is computed, made durable, and then renamed to its hash:
nothing half-written ever bears a final name, and memory does not grow with the file.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import os
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.awaiting import result_of
from wizard.store.batches import TOGETHER
from wizard.store.errors import MissingFile, StoreUnavailable, TooLarge, unavailable
from wizard.store.ports import Held

if TYPE_CHECKING:
    from obstore.store import ObjectStore

PIECE = 1024 * 1024
INCOMING = "incoming"


def key_of(sha256: str) -> str:
    """Where a file lies: two levels of folders, so that none grows too large."""
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise MissingFile(f"不是有效的 SHA-256:{sha256[:80]!r}")
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


class ObjectFiles:
    """The file store over an object store; `folder` is its folder when it is local."""

    def __init__(self, store: ObjectStore, folder: Path | None, temporary: Path) -> None:
        """Take the object store and a folder for temporary local copies."""
        self._store, self._folder, self._temporary = store, folder, temporary

    async def receive(self, chunks: AsyncIterator[bytes], limit: int) -> tuple[str, int]:
        """Stream a file in, hashing on the way; `(sha256, size)`. Nothing remains of a broken or too large one.

        Raises `TooLarge` as soon as `limit` bytes are passed, `StoreUnavailable` for a full disk or a lost store.
        """
        name = f"{INCOMING}/{secrets.token_hex(16)}"
        with _plain_errors():
            try:
                sha256, size = await self._stream(name, chunks, limit)
                await asyncio.to_thread(self._settle, name, sha256)
            except BaseException:
                await asyncio.shield(asyncio.to_thread(self._discard, name))
                raise
        return sha256, size

    async def _stream(self, name: str, chunks: AsyncIterator[bytes], limit: int) -> tuple[str, int]:
        from obstore import open_writer_async

        digest, size = hashlib.sha256(), 0
        writer = open_writer_async(self._store, name, buffer_size=8 * PIECE, max_concurrency=1)
        async for chunk in chunks:
            size += len(chunk)
            if size > limit:
                raise TooLarge(limit)
            digest.update(chunk)
            await writer.write(chunk)
        await writer.close()
        return digest.hexdigest(), size

    def _settle(self, name: str, sha256: str) -> None:
        """Give a finished file its final name; an equal one that is already there is replaced by itself."""
        from obstore import rename

        if self._folder is not None:
            _make_durable(self._folder / name)
        rename(self._store, name, key_of(sha256))

    def _discard(self, name: str) -> None:
        from obstore import delete
        from obstore.exceptions import BaseError

        with suppress(BaseError, FileNotFoundError):  # it never came to be, or has been renamed
            delete(self._store, name)
        for fragment in (self._folder / INCOMING).glob(f"{Path(name).name}*") if self._folder else ():
            fragment.unlink(missing_ok=True)

    def add(self, path: Path) -> tuple[str, int]:
        """Take a copy of a local file; `(sha256, size)`."""
        return result_of(self.receive(_pieces(path), limit=path.stat().st_size))

    def take(self, path: Path) -> tuple[str, int]:
        """Move a local file in; `(sha256, size)`. Raises `StoreUnavailable`."""
        with _plain_errors():
            if self._folder is None or not _same_disk(path, self._folder):
                taken = self.add(path)
                path.unlink()
                return taken
            with path.open("rb") as file:
                sha256, size = hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size
            name = f"{INCOMING}/{secrets.token_hex(16)}"
            (self._folder / INCOMING).mkdir(mode=0o700, exist_ok=True)
            path.rename(self._folder / name)
            self._settle(name, sha256)
        return sha256, size

    def size(self, sha256: str) -> int:
        """Bytes of a stored file; raises `MissingFile`, `StoreUnavailable`."""
        from obstore import head

        try:
            with _plain_errors():
                return int(head(self._store, key_of(sha256))["size"])
        except FileNotFoundError as error:
            raise MissingFile(f"文件库里没有这个文件：{sha256}") from error

    @contextmanager
    def local(self, sha256: str) -> Iterator[Path]:
        """The file as a local path for reading; raises `MissingFile`, `StoreUnavailable`."""
        self.size(sha256)
        if self._folder is not None:
            yield self._folder / key_of(sha256)
            return
        copy = self._temporary / f"copy-{secrets.token_hex(8)}"
        try:
            self._download(sha256, copy)
            yield copy
        finally:
            copy.unlink(missing_ok=True)

    def _download(self, sha256: str, target: Path) -> None:
        from obstore import get

        with _plain_errors(), target.open("wb") as out:
            for piece in get(self._store, key_of(sha256)).stream(min_chunk_size=PIECE):
                out.write(piece)

    def sweep(self, held: Held, older_than: dt.datetime) -> int:
        """Delete files that nobody holds and that are older than an instant; how many."""
        from obstore import delete

        with _plain_errors():
            unheld = [path for some in self._older(older_than) for path in _not_held(some, held)]
            gone = 0
            for path in unheld:  # who wants the same file meanwhile brings it anew first, so it is no longer old
                if self._is_older(path, older_than) and _not_held([path], held):
                    delete(self._store, path)
                    gone += 1
        self._sweep_fragments(older_than)
        return gone

    def _is_older(self, path: str, than: dt.datetime) -> bool:
        from obstore import head

        try:
            return bool(head(self._store, path)["last_modified"] < than)
        except FileNotFoundError:
            return False

    def _older(self, than: dt.datetime) -> Iterator[list[str]]:
        """The paths of all files that are older than an instant, some at a time."""
        from obstore import list as list_objects

        for page in list_objects(self._store, chunk_size=TOGETHER):
            yield [str(entry["path"]) for entry in page if entry["last_modified"] < than]

    def _sweep_fragments(self, older_than: dt.datetime) -> None:
        """Remove pieces of uploads that a killed server left; the object store itself does not list them."""
        folder = self._folder / INCOMING if self._folder else None
        for path in folder.glob("*") if folder and folder.is_dir() else ():
            if path.stat().st_mtime < older_than.timestamp():
                path.unlink(missing_ok=True)


def _not_held(paths: list[str], held: Held) -> list[str]:
    names = {path: Path(path).name for path in paths}
    kept = held(list(names.values()))
    return [path for path, name in names.items() if name not in kept]


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Full disks and lost object stores become `StoreUnavailable`; the object store's errors are no `OSError`."""
    from obstore.exceptions import BaseError

    try:
        yield
    except (OSError, BaseError) as error:
        if plain := unavailable(error):
            raise plain from error
        raise


async def _pieces(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as source:
        while piece := source.read(PIECE):
            yield piece


def _same_disk(path: Path, folder: Path) -> bool:
    return path.stat().st_dev == folder.stat().st_dev


def _make_durable(path: Path) -> None:
    with path.open("rb") as written:
        os.fsync(written.fileno())


def local_files(folder: Path, temporary: Path) -> ObjectFiles:
    """The file store in a local folder (made when missing, readable by its owner only)."""
    from obstore.store import LocalStore

    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return ObjectFiles(LocalStore(prefix=folder.resolve()), folder.resolve(), temporary)


def remote_files(url: str, temporary: Path, **options: Any) -> ObjectFiles:
    """The file store at an address such as `s3://bucket/prefix`; raises `StoreUnavailable` for another kind."""
    from obstore.exceptions import BaseError
    from obstore.store import from_url

    try:
        return ObjectFiles(from_url(url, **options), None, temporary)
    except (BaseError, ValueError) as error:
        raise StoreUnavailable("不是文件库的地址，请管理员写成 s3://桶/目录 的样子。") from error
