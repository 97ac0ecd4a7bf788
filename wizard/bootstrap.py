"""The only place that chooses adapters: makes the instance of this process from its settings."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wizard.knowledge.corrections import use as use_corrections
from wizard.services.corrections import refresh
from wizard.services.errors import Unavailable
from wizard.services.instance import Instance
from wizard.services.workers import Workers
from wizard.settings import Settings, settings
from wizard.store.database import SqlStore
from wizard.store.errors import StoreUnavailable
from wizard.store.files import ObjectFiles, local_files, remote_files

_lock = threading.Lock()
_instances: dict[str, Instance] = {}


def instance() -> Instance:
    """The instance of this process, opened on first use; raises `Unavailable` when its data cannot be used."""
    with _lock:
        if "one" not in _instances:
            _instances["one"] = open_instance(settings())
        return _instances["one"]


def use(chosen: Instance | None) -> None:
    """Make `chosen` the instance of this process (tests, the command line); `None` forgets it."""
    with _lock:
        _instances.clear()
        if chosen is None:
            use_corrections(())
        else:
            _instances["one"] = chosen


def open_instance(chosen: Settings) -> Instance:
    """An instance on the data of `chosen`, made or migrated when needed.

    Raises `Unavailable`, which names what cannot be used (data folder, file store or database) and how to mend it.
    """
    with _named(f"数据目录 {chosen.data_folder} "):
        prepare_folder(chosen.data_folder)
        prepare_folder(chosen.temporary)
    files = files_of(chosen)
    return Instance(chosen, _database_of(chosen), files, Workers(chosen.workers))


@contextmanager
def _named(what: str) -> Iterator[None]:
    """Errors of the disk or the store become `Unavailable` with the name of what failed and how to mend it."""
    try:
        yield
    except StoreUnavailable as error:
        raise Unavailable(f"{what}不能使用：{error}") from error
    except OSError as error:
        mend = "请管理员检查这个位置能否读写、是不是被别的文件占着、磁盘是否已满。"
        raise Unavailable(f"{what}不能使用：{error}。{mend}") from error


def _database_of(chosen: Settings) -> SqlStore:
    """The database of these settings, with its corrections in use; its address may hold a password and is not said."""
    embedded = f"数据目录 {chosen.data_folder} 里的数据库"
    with _named("WIZARD_DATABASE_URL 的数据库" if chosen.database_url else embedded):
        store = SqlStore(chosen.database, _say)
        refresh(store)
    return store


def _say(words: str) -> None:
    """To whoever starts the program or runs a command."""
    sys.stderr.write(words + "\n")


def holds_data(chosen: Settings) -> bool:
    """Whether there is an instance already; a database on a server is taken for one."""
    return bool(chosen.database_url) or (chosen.data_folder / "wizard.sqlite3").is_file()


def take_corrections(chosen: Settings) -> None:
    """Work with the corrections of the instance on this machine, when there is one; raises `Unavailable`."""
    if not holds_data(chosen):
        return
    _database_of(chosen).close()


def files_of(chosen: Settings) -> ObjectFiles:
    """The file store of these settings: the folder in the data folder, or the S3-compatible store at an address.

    Raises `Unavailable`.
    """
    if chosen.files_url:
        with _named("WIZARD_FILES_URL 的证据文件库"):
            return remote_files(chosen.files_url, chosen.temporary)
    folder = chosen.data_folder / "files"
    with _named(f"证据文件库的文件夹 {folder} "):
        return local_files(folder, chosen.temporary)


def prepare_folder(folder: Path) -> None:
    """Make a folder that only its owner can read; one that is already there is left as it is but for its mode."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
