"""What a sick disk or database sounds like to people."""

import errno
from pathlib import Path

import pytest

from wizard.bootstrap import open_instance
from wizard.services.errors import Unavailable
from wizard.settings import Settings
from wizard.store.errors import unavailable


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "磁盘已满"),
        (Exception("(sqlite3.OperationalError) database or disk is full"), "磁盘已满"),
        (OSError(errno.EROFS, "Read-only file system"), "不能写入"),
        (Exception("attempt to write a readonly database"), "不能写入"),
        (Exception("database is locked"), "正忙"),
        (Exception("connection refused"), "连不上"),
    ],
)
def test_plain_words_for_what_is_wrong(error: Exception, words: str) -> None:
    said = unavailable(error)
    assert said and words in str(said) and "没有保存" in str(said)


def test_our_own_mistakes_are_not_dressed_up() -> None:
    assert unavailable(ValueError("no such column: x")) is None


def test_a_data_folder_that_is_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("")
    with pytest.raises(Unavailable, match="数据目录"):
        open_instance(Settings(_env_file=None, data_folder=tmp_path / "var"))


def test_the_data_folder_is_for_its_owner_only(tmp_path: Path) -> None:
    opened = open_instance(Settings(_env_file=None, data_folder=tmp_path / "var", database_url=""))
    assert (tmp_path / "var").stat().st_mode & 0o077 == 0
    opened.close()


def test_the_path_of_a_missing_file_says_nothing_about_the_server():
    assert unavailable(FileNotFoundError(2, "No such file", "/srv/connection/permission denied/no space left")) is None
