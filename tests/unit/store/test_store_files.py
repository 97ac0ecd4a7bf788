"""Files by content: hashed while streaming, whole or not at all, swept when nobody holds them."""

import asyncio
import datetime as dt
import hashlib
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from obstore.exceptions import GenericError

from wizard.case import now
from wizard.store.errors import MissingFile, StoreUnavailable, TooLarge
from wizard.store.files import ObjectFiles, local_files


@pytest.fixture
def files(tmp_path: Path) -> ObjectFiles:
    return local_files(tmp_path / "files", tmp_path)


async def pieces(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


def receive(files: ObjectFiles, *chunks: bytes, limit: int = 10**9) -> tuple[str, int]:
    return asyncio.run(files.receive(pieces(*chunks), limit))


def stored(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@given(chunks=st.lists(st.binary(max_size=200), max_size=8))
@settings(max_examples=25, deadline=None)
def test_a_file_is_stored_under_its_hash(tmp_path_factory: pytest.TempPathFactory, chunks: list[bytes]) -> None:
    folder = tmp_path_factory.mktemp("files")
    files, whole = local_files(folder, folder), b"".join(chunks)
    assert receive(files, *chunks) == (hashlib.sha256(whole).hexdigest(), len(whole))
    with files.local(hashlib.sha256(whole).hexdigest()) as path:
        assert path.read_bytes() == whole


def test_equal_files_are_stored_once(files: ObjectFiles, tmp_path: Path) -> None:
    assert receive(files, b"a" * 5) == receive(files, b"aa", b"aaa")
    assert len(stored(tmp_path / "files")) == 1


def test_a_larger_file_than_several_pieces(files: ObjectFiles) -> None:
    sha256, size = receive(files, *[b"x" * 1_000_000] * 30)
    assert size == files.size(sha256) == 30_000_000


def test_too_large_stops_at_the_limit_and_leaves_nothing(files: ObjectFiles, tmp_path: Path) -> None:
    taken = []

    async def endless() -> AsyncIterator[bytes]:
        while True:
            taken.append(1)
            yield b"x" * 1000

    with pytest.raises(TooLarge):
        asyncio.run(files.receive(endless(), 25_000_000))
    assert len(taken) == 25_001 and stored(tmp_path / "files") == []


def test_a_broken_upload_leaves_nothing(files: ObjectFiles, tmp_path: Path) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"x" * 20_000_000
        raise ConnectionError

    with pytest.raises(ConnectionError):
        asyncio.run(files.receive(broken(), 10**9))
    assert stored(tmp_path / "files") == []


def test_a_full_disk_is_said_while_a_file_is_written(files: ObjectFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    """The object store has its own errors, which are no `OSError`."""

    async def full(*_arguments: object) -> tuple[str, int]:
        raise GenericError("Generic LocalFileSystem error: Unable to copy data to file: No space left on device")

    monkeypatch.setattr(files, "_stream", full)
    with pytest.raises(StoreUnavailable, match="磁盘已满"):
        receive(files, b"x")


@pytest.mark.parametrize("name", ["../../etc/passwd", "A" * 64, "", "a" * 63, "..", "a" * 62 + "/b"])
def test_only_a_hash_names_a_file(files: ObjectFiles, name: str) -> None:
    with pytest.raises(MissingFile):
        files.size(name)


def test_sweeping_takes_only_what_is_old_and_held_by_nobody(files: ObjectFiles, tmp_path: Path) -> None:
    held, old, fresh = receive(files, b"held")[0], receive(files, b"old")[0], receive(files, b"fresh")[0]
    fragment = tmp_path / "files" / "incoming" / "left#1"
    fragment.parent.mkdir(exist_ok=True)
    fragment.write_bytes(b"half")
    yesterday = (now() - dt.timedelta(hours=25)).timestamp()
    for path in [path for path in stored(tmp_path / "files") if path.name in (held, old, fragment.name)]:
        os.utime(path, (yesterday, yesterday))
    files.sweep({held}, now() - dt.timedelta(hours=24))
    assert {path.name for path in stored(tmp_path / "files")} == {held, fresh}


def test_the_folder_is_for_its_owner_only(files: ObjectFiles, tmp_path: Path) -> None:
    assert (tmp_path / "files").stat().st_mode & 0o077 == 0
