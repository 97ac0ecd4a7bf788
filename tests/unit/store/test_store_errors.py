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
        (Exception("failed to resolve host 'db': Name or service not known"), "连不上"),
        (Exception("file is not a database"), "损坏"),
        (Exception("database disk image is malformed"), "损坏"),
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


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"files_url": "s4://bucket/evidence"}, "WIZARD_FILES_URL.*不是文件库的地址.*s3://"),
        ({"files_url": "evidence"}, "WIZARD_FILES_URL.*不是文件库的地址.*s3://"),
        ({"database_url": "cases"}, "WIZARD_DATABASE_URL.*不是数据库的地址.*postgresql"),
        ({"database_url": "postgresql://u:secret@db:port/cases"}, "WIZARD_DATABASE_URL.*不是数据库的地址.*postgresql"),
        ({"database_url": "mysql://u:secret@db/cases"}, "WIZARD_DATABASE_URL.*只能用 PostgreSQL"),
        ({"database_url": "postgresql+psycopg2://u:secret@db/cases"}, "WIZARD_DATABASE_URL.*没有安装.*postgres"),
        ({"database_url": "postgresql://u:secret@127.0.0.1:1/cases"}, "WIZARD_DATABASE_URL.*连不上.*是否在运行"),
    ],
)
def test_an_address_that_cannot_be_used_is_named_with_its_mend(tmp_path: Path, given: dict, named: str) -> None:
    with pytest.raises(Unavailable, match=named) as refusal:
        open_instance(
            Settings(_env_file=None, data_folder=tmp_path / "var", **{"database_url": "", "files_url": ""} | given)
        )
    assert "secret" not in str(refusal.value)


def test_a_file_store_that_cannot_be_made_is_not_blamed_on_the_database(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("")
    with pytest.raises(Unavailable, match="证据文件库的文件夹 .*files 不能使用") as refusal:
        open_instance(Settings(_env_file=None, data_folder=tmp_path, database_url="", files_url=""))
    assert "数据库" not in str(refusal.value)


def test_a_database_file_that_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "wizard.sqlite3").write_text("not a database " * 1000)
    with pytest.raises(Unavailable, match="数据目录 .* 里的数据库不能使用：数据库文件已经损坏"):
        open_instance(Settings(_env_file=None, data_folder=tmp_path, database_url="", files_url=""))


def test_the_data_folder_is_for_its_owner_only(tmp_path: Path) -> None:
    opened = open_instance(Settings(_env_file=None, data_folder=tmp_path / "var", database_url=""))
    assert (tmp_path / "var").stat().st_mode & 0o077 == 0
    opened.close()


def test_the_path_of_a_missing_file_says_nothing_about_the_server():
    assert unavailable(FileNotFoundError(2, "No such file", "/srv/connection/permission denied/no space left")) is None
