"""A restore drill: everything that was there is there again in an empty place, and only with the passphrase."""

import datetime as dt
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.backing.restored import compare
from wizard.awaiting import result_of
from wizard.bootstrap import files_of, open_instance
from wizard.case import now
from wizard.changes import Change
from wizard.services import cases, evidence, together
from wizard.services.access import Actor
from wizard.services.auditing import verify_audit
from wizard.services.backup import backup, restore
from wizard.services.board import board_of
from wizard.services.errors import Refused
from wizard.services.instance import Instance
from wizard.settings import Settings
from wizard.store.schema import metadata

PASSPHRASE = "松鼠 骑着 自行车 去 上海"
TEXT = "情况说明\n".encode() * 50


async def pieces(content: bytes) -> AsyncIterator[bytes]:
    yield content


@pytest.fixture
def archive(instance: Instance, office, tmp_path: Path) -> Path:
    case_id = cases.create(instance, office.owner).case.id
    cases.save(instance, office.owner, case_id, [Change("narrative", "", "备份前")])
    result_of(evidence.receive(instance, office.owner, case_id, "说明.txt", pieces(TEXT)))
    instance.settings.authority.mkdir()
    (instance.settings.authority / "key").write_text("secret-of-the-authority")
    target = tmp_path / "backup.wizard"
    made = backup(instance, target, PASSPHRASE)
    assert made["files"] == 1 and made["rows"]["cases"] == 1 and target.stat().st_mode & 0o077 == 0
    return target


@pytest.fixture
def restored(archive: Path, tmp_path: Path) -> Iterator[Callable[..., Instance]]:
    """Restores into an empty place and opens it; `database_url` empty is SQLite in the folder."""
    opened = []

    def do(database_url: str = "", files_url: str = "") -> Instance:
        folder = tmp_path / f"restored-{len(opened)}"
        into = Settings(_env_file=None, data_folder=folder, database_url=database_url, files_url=files_url)
        assert restore(archive, PASSPHRASE, into, files_of)["files"] == 1
        opened.append(open_instance(into))
        return opened[-1]

    yield do
    for one in opened:
        one.close()


def rows_of(instance: Instance) -> dict[str, list]:
    """Every row that a backup takes along, but for what the backup and restoring themselves recorded."""
    left_out = ("sessions", "codes", "attempts")
    with instance.store.engine.connect() as connection:
        rows = {
            table.name: sorted(map(repr, connection.execute(select(table))))
            for table in metadata.sorted_tables
            if table.name not in left_out
        }
    rows["audit"] = [row for row in rows["audit"] if not row.startswith("('-'")]
    return rows


def same(again: Instance, instance: Instance, office) -> None:
    with instance.store.write() as work:
        work.cases.catch_up(work.cases.behind(now() + dt.timedelta(hours=1), 0))  # words are made anew by restoring
    assert rows_of(again) == rows_of(instance)
    (row,) = board_of(again, office.owner).lines
    case = cases.read(again, office.owner, row.case_id).case
    assert case == cases.read(instance, office.owner, row.case_id).case
    opened = evidence.original(again, office.owner, row.case_id, case.exhibits[0].id)
    assert opened.path.read_bytes() == TEXT
    opened.close()
    assert (again.settings.authority / "key").read_text() == "secret-of-the-authority"
    assert all(chain.broken_at is None for chain in verify_audit(again))


def test_what_was_backed_up_comes_back(instance: Instance, office, restored) -> None:
    same(restored(), instance, office)


def test_an_instance_moves_from_either_database_to_postgresql_and_s3(
    instance: Instance, office, restored, cluster, object_server, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in object_server.environment.items():
        monkeypatch.setenv(name, value)
    url = cluster.database()
    same(restored(url, object_server.bucket()), instance, office)
    with pytest.raises(Refused, match="不是空的"):
        restored(url)


PEOPLE_AT_WORK = 4


def at_work(instance: Instance, who: Actor, case_id: str, stop: threading.Event) -> None:
    """One person who writes, uploads, comments and opens another case, until told to stop."""
    number = 0
    while not stop.is_set():
        number += 1
        cases.add_part(instance, who, case_id, "identifiers", {"id": f"n{number % 400}", "value": f"{number}"})
        if number % 5 == 0:
            content = f"{case_id} {number}\n".encode() * 100
            result_of(evidence.receive(instance, who, case_id, "说明.txt", pieces(content)))
            together.comment(instance, who, case_id, f"第 {number} 份传好了")
        if number % 12 == 0:
            cases.create(instance, who)


@contextmanager
def people_at_work(instance: Instance, who: Actor) -> Iterator[None]:
    stop = threading.Event()
    together.comment(instance, who, cases.create(instance, who).case.id, "只留了一句话的案件")
    ids = [cases.create(instance, who).case.id for _ in range(PEOPLE_AT_WORK)]
    threads = [threading.Thread(target=at_work, args=(instance, who, one, stop)) for one in ids]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def test_a_backup_during_work_is_one_moment(instance: Instance, office, archive: Path, tmp_path: Path) -> None:
    """Every case, file, key and event of a backup that was taken in the middle of work, byte for byte."""
    with people_at_work(instance, office.editor):
        for number in range(2):
            time.sleep(0.3)
            made = backup(instance, tmp_path / f"{number}.wizard", PASSPHRASE)
        time.sleep(0.3)
    into = Settings(_env_file=None, data_folder=tmp_path / "restored", database_url="")
    restore(tmp_path / "1.wizard", PASSPHRASE, into, files_of)
    again = open_instance(into)
    try:
        told = compare(instance, again)
    finally:
        again.close()
    assert told["files"] == made["files"] >= 2 and told["cases"] == made["rows"]["cases"] > PEOPLE_AT_WORK
    assert told["keys"] >= 1 and told["comments"] and told["audit"] == made["rows"]["audit"]


def test_nothing_in_a_backup_can_be_read_without_the_passphrase(archive: Path) -> None:
    content = archive.read_bytes()
    for secret in ("备份前".encode(), TEXT[:30], b"secret-of-the-authority", b"cases", "王五".encode()):
        assert secret not in content


@pytest.mark.parametrize("spoil", ["flip", "cut", "append", "wrong passphrase"])
def test_a_damaged_backup_leaves_nothing(archive: Path, tmp_path: Path, spoil: str) -> None:
    content, passphrase = bytearray(archive.read_bytes()), PASSPHRASE
    if spoil == "flip":
        content[len(content) // 2] ^= 1
    elif spoil == "cut":
        del content[-100:]
    elif spoil == "append":
        content += b"x"
    else:
        passphrase += "x"
    (tmp_path / "damaged").write_bytes(content)
    into = Settings(_env_file=None, data_folder=tmp_path / "restored", database_url="")
    with pytest.raises(Refused, match="口令|不是完整的备份"):
        restore(tmp_path / "damaged", passphrase, into, files_of)
    assert not (tmp_path / "restored").exists()


def test_a_disk_of_its_own_is_restored_into(instance: Instance, office, archive: Path, tmp_path: Path) -> None:
    """As a container sees it: the folder cannot be replaced. And a restore was killed there before."""
    folder = tmp_path / "disk"
    (folder / "lost+found").mkdir(parents=True)
    (folder / "restoring" / "files").mkdir(parents=True)
    there = folder.stat().st_ino
    into = Settings(_env_file=None, data_folder=folder, database_url="", files_url="")
    assert restore(archive, PASSPHRASE, into, files_of)["files"] == 1
    assert folder.stat().st_ino == there and not (folder / "restoring").exists()
    again = open_instance(into)
    same(again, instance, office)
    again.close()


def test_a_folder_that_cannot_be_made_is_said(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Refused, match="不能写入"):
        restore(archive, PASSPHRASE, Settings(_env_file=None, data_folder=tmp_path / "file" / "x"), files_of)


def test_nothing_is_overwritten_and_nothing_is_left_open(instance: Instance, archive: Path, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="已经存在"):
        backup(instance, archive, PASSPHRASE)
    with pytest.raises(Refused, match="至少"):
        backup(instance, tmp_path / "open.wizard", "short")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").touch()
    with pytest.raises(Refused, match="不是空的"):
        restore(archive, PASSPHRASE, Settings(_env_file=None, data_folder=tmp_path / "full"), files_of)
    assert not list(instance.settings.temporary.iterdir())
