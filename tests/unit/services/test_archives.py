"""The file that a backup is: whatever its length, it opens again."""

import tarfile
from pathlib import Path

import pytest

from wizard.services import archives

PASSPHRASE = "松鼠 骑着 自行车 去 上海"
BLOCK = tarfile.BLOCKSIZE


@pytest.mark.parametrize("blocks", range(tarfile.RECORDSIZE // BLOCK))
def test_an_archive_of_any_length_opens(tmp_path: Path, blocks: int) -> None:
    """Tar fills its last record with zeros; its end may fall on any block of a record, also on the last one."""
    rows = tmp_path / archives.ROWS
    rows.write_bytes(b"x" * blocks * BLOCK)
    about = archives.About("backup", "2026-11-26T12:00:00+08:00", "0005", {}, 0)
    target = tmp_path / "a.wizard"
    archives.write(target, PASSPHRASE, about, [(archives.ROWS, rows)])
    into = tmp_path / "into"
    (into / archives.FILES).mkdir(parents=True)
    assert archives.unpack(target, PASSPHRASE, into) == about
    assert (into / archives.ROWS).read_bytes() == rows.read_bytes()
