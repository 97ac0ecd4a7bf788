"""Files by content: hashed while streaming, whole or not at all, swept when nobody holds them."""

import datetime as dt
import hashlib
import os
from collections.abc import AsyncIterator, Callable, Collection
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from obstore.exceptions import GenericError

from tests.backing.objects import ObjectServer
from tests.backing.ports import free_port
from wizard.awaiting import result_of
from wizard.case import now
from wizard.store.errors import MissingFile, StoreUnavailable, TooLarge
from wizard.store.files import ObjectFiles, local_files, remote_files

Stored = Callable[[], set[str]]


@pytest.fixture
def files(files_url: str, tmp_path: Path) -> ObjectFiles:
    return remote_files(files_url, tmp_path) if files_url else local_files(tmp_path / "files", tmp_path)


async def pieces(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


def receive(files: ObjectFiles, *chunks: bytes, limit: int = 10**9) -> tuple[str, int]:
    return result_of(files.receive(pieces(*chunks), limit))


@pytest.fixture
def stored(files_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> Callable[[], set[str]]:
    """The names of everything that lies in the store."""
    if files_url:
        server: ObjectServer = request.getfixturevalue("object_server")
        return lambda: {name.rsplit("/", 1)[1] for name in server.objects(files_url)}
    return lambda: {path.name for path in (tmp_path / "files").rglob("*") if path.is_file()}


@given(chunks=st.lists(st.binary(max_size=200), max_size=8))
@settings(max_examples=25)
def test_a_file_is_stored_under_its_hash(tmp_path_factory: pytest.TempPathFactory, chunks: list[bytes]) -> None:
    folder = tmp_path_factory.mktemp("files")
    files, whole = local_files(folder, folder), b"".join(chunks)
    assert receive(files, *chunks) == (hashlib.sha256(whole).hexdigest(), len(whole))
    with files.local(hashlib.sha256(whole).hexdigest()) as path:
        assert path.read_bytes() == whole


def test_equal_files_are_stored_once(files: ObjectFiles, stored: Stored) -> None:
    assert receive(files, b"a" * 5) == receive(files, b"aa", b"aaa")
    assert len(stored()) == 1


def test_a_larger_file_than_several_pieces(files: ObjectFiles) -> None:
    sha256, size = receive(files, *[b"x" * 1_000_000] * 30)
    assert size == files.size(sha256) == 30_000_000
    with files.local(sha256) as path:
        assert hashlib.sha256(path.read_bytes()).hexdigest() == sha256


def test_too_large_stops_at_the_limit_and_leaves_nothing(files: ObjectFiles, stored: Stored) -> None:
    taken = []

    async def endless() -> AsyncIterator[bytes]:
        while True:
            taken.append(1)
            yield b"x" * 1000

    with pytest.raises(TooLarge):
        result_of(files.receive(endless(), 25_000_000))
    assert len(taken) == 25_001 and stored() == set()


def test_a_broken_upload_leaves_nothing(files: ObjectFiles, stored: Stored) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"x" * 20_000_000
        raise ConnectionError

    with pytest.raises(ConnectionError):
        result_of(files.receive(broken(), 10**9))
    assert stored() == set()


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


def nobody(_some: Collection[str]) -> set[str]:
    """No case holds any file."""
    return set()


def test_a_file_that_somebody_takes_hold_of_meanwhile_stays(files: ObjectFiles, stored: Stored) -> None:
    taken, asked = receive(files, b"taken")[0], []

    def held(some: Collection[str]) -> set[str]:
        asked.append(some)
        return set() if len(asked) == 1 else set(some)

    assert files.sweep(held, now() + dt.timedelta(minutes=1)) == 0 and stored() == {taken}


def test_an_old_file_that_somebody_brings_anew_meanwhile_stays(tmp_path: Path) -> None:
    """They hold it a moment later, when it may be gone already."""
    files = local_files(tmp_path / "files", tmp_path)
    again = receive(files, b"again")[0]
    (path,) = (one for one in (tmp_path / "files").rglob("*") if one.is_file() and one.read_bytes() == b"again")
    yesterday = (now() - dt.timedelta(hours=25)).timestamp()
    os.utime(path, (yesterday, yesterday))

    def held(_some: Collection[str]) -> set[str]:
        receive(files, b"again")
        return set()

    assert files.sweep(held, now() - dt.timedelta(hours=24)) == 0 and files.size(again) == 5


def test_sweeping_takes_only_what_is_old_and_held_by_nobody(files: ObjectFiles, stored: Stored) -> None:
    held, old = receive(files, b"held")[0], receive(files, b"old")[0]
    assert files.sweep(nobody, now() - dt.timedelta(hours=24)) == 0 and stored() == {held, old}
    assert files.sweep({held}.intersection, now() + dt.timedelta(minutes=1)) == 1 and stored() == {held}


def test_sweeping_takes_pieces_that_a_killed_server_left(tmp_path: Path) -> None:
    files = local_files(tmp_path / "files", tmp_path)
    fragments = [tmp_path / "files" / "incoming" / name for name in ("old#1", "fresh#1")]
    fragments[0].parent.mkdir()
    for fragment in fragments:
        fragment.write_bytes(b"half")
    yesterday = (now() - dt.timedelta(hours=25)).timestamp()
    os.utime(fragments[0], (yesterday, yesterday))
    files.sweep(nobody, now() - dt.timedelta(hours=24))
    assert [fragment.exists() for fragment in fragments] == [False, True]


def test_an_object_store_that_does_not_answer_is_said(tmp_path: Path) -> None:
    nobody = {"endpoint": f"http://127.0.0.1:{free_port()}", "access_key_id": "x", "secret_access_key": "x"}
    options = {"client_options": {"allow_http": True}, "retry_config": {"max_retries": 0}}
    files = remote_files("s3://bucket/evidence", tmp_path, config=nobody, **options)
    asked = (lambda: files.size("a" * 64), lambda: receive(files, b"x"), lambda: files.sweep(nobody, now()))
    for ask in asked:
        with pytest.raises(StoreUnavailable, match="文件库"):
            ask()


def test_the_folder_is_for_its_owner_only(tmp_path: Path) -> None:
    local_files(tmp_path / "files", tmp_path)
    assert (tmp_path / "files").stat().st_mode & 0o077 == 0
