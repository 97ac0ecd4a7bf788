"""A restore drill: everything that was there is there again, in an empty folder, checked."""

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from wizard.bootstrap import open_instance
from wizard.changes import Change
from wizard.services import cases, evidence
from wizard.services.auditing import verify_audit
from wizard.services.backup import backup, restore
from wizard.services.errors import Refused
from wizard.services.instance import Instance
from wizard.settings import Settings


async def pieces(content: bytes) -> AsyncIterator[bytes]:
    yield content


@pytest.fixture
def archive(instance: Instance, office, tmp_path: Path) -> Path:
    case_id = cases.create(instance, office.owner).case.id
    cases.save(instance, office.owner, case_id, [Change("narrative", "", "备份前")])
    asyncio.run(evidence.receive(instance, office.owner, case_id, "说明.txt", pieces("情况说明\n".encode() * 50)))
    instance.settings.authority.mkdir()
    (instance.settings.authority / "key").write_text("secret")
    target = tmp_path / "backup.tar"
    made = backup(instance, target)
    assert made["files"] == 1 and target.stat().st_mode & 0o077 == 0
    return target


def test_what_was_backed_up_comes_back(instance: Instance, office, archive: Path, tmp_path: Path) -> None:
    folder = tmp_path / "restored"
    restore(archive, folder)
    again = open_instance(Settings(_env_file=None, data_folder=folder, database_url=""))
    (row,) = cases.board(again, office.owner).rows
    case = cases.read(again, office.owner, row.case_id).case
    assert case == cases.read(instance, office.owner, row.case_id).case
    opened = evidence.original(again, office.owner, row.case_id, case.exhibits[0].id)
    assert opened.path.read_bytes() == "情况说明\n".encode() * 50
    assert (folder / "authority" / "key").read_text() == "secret"
    assert all(chain.broken_at is None for chain in verify_audit(again))
    again.close()


def test_a_backup_during_work_is_consistent(instance: Instance, office, tmp_path: Path) -> None:
    case_id = cases.create(instance, office.owner).case.id
    stop = threading.Event()

    def work() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            cases.add_part(instance, office.editor, case_id, "identifiers", {"id": f"n{number % 400}", "value": "1"})

    thread = threading.Thread(target=work)
    thread.start()
    try:
        for number in range(3):
            backup(instance, tmp_path / f"{number}.tar")
    finally:
        stop.set()
        thread.join()
    restore(tmp_path / "2.tar", tmp_path / "restored")
    again = open_instance(Settings(_env_file=None, data_folder=tmp_path / "restored", database_url=""))
    stored = cases.read(again, office.owner, case_id)
    assert stored.version == len(stored.case.identifiers) + 1
    assert all(chain.broken_at is None for chain in verify_audit(again))
    again.close()


def test_a_damaged_backup_leaves_nothing(archive: Path, tmp_path: Path) -> None:
    content = bytearray(archive.read_bytes())
    place = content.find("情况说明".encode())
    content[place] ^= 1
    (tmp_path / "damaged.tar").write_bytes(content)
    (tmp_path / "cut.tar").write_bytes(content[: len(content) // 2])
    for name in ("damaged.tar", "cut.tar"):
        with pytest.raises(Refused, match="不是完整的备份"):
            restore(tmp_path / name, tmp_path / "restored")
        assert not (tmp_path / "restored").exists() and not (tmp_path / "restored.part").exists()


def test_nothing_is_overwritten(instance: Instance, archive: Path, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="已经存在"):
        backup(instance, archive)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").touch()
    with pytest.raises(Refused, match="不是空的"):
        restore(archive, tmp_path / "full")
