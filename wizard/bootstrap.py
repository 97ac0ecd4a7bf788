"""The only place that chooses adapters: makes the instance of this process from its settings."""

from __future__ import annotations

import threading
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
        if chosen is not None:
            _instances["one"] = chosen


def open_instance(chosen: Settings) -> Instance:
    """An instance on the data of `chosen`, made or migrated when needed; raises `Unavailable`."""
    try:
        prepare_folder(chosen.data_folder)
        prepare_folder(chosen.temporary)
        store = SqlStore(chosen.database)
        refresh(store)
        return Instance(chosen, store, files_of(chosen), Workers(chosen.workers))
    except StoreUnavailable as error:
        raise Unavailable(f"{_place(chosen)}不能使用：{error}") from error
    except OSError as error:
        raise Unavailable(
            f"数据目录 {chosen.data_folder} 不能使用：{error}。请检查目录是否存在、能否写入、磁盘是否已满。"
        ) from error


def _place(chosen: Settings) -> str:
    """Where the database is, without the password that its address may hold."""
    return "WIZARD_DATABASE_URL 的数据库" if chosen.database_url else f"数据目录 {chosen.data_folder} "


def holds_data(chosen: Settings) -> bool:
    """Whether there is an instance already; a database on a server is taken for one."""
    return bool(chosen.database_url) or (chosen.data_folder / "wizard.sqlite3").is_file()


def take_corrections(chosen: Settings) -> None:
    """Work with the corrections of the instance on this machine, when there is one; raises `Unavailable`."""
    if not holds_data(chosen):
        return
    try:
        store = SqlStore(chosen.database)
    except (OSError, StoreUnavailable) as error:
        raise Unavailable(f"数据库不能使用：{error}。") from error
    refresh(store)
    store.close()


def files_of(chosen: Settings) -> ObjectFiles:
    """The file store of these settings: the folder in the data folder, or the S3-compatible store at an address."""
    if chosen.files_url:
        return remote_files(chosen.files_url, chosen.temporary)
    return local_files(chosen.data_folder / "files", chosen.temporary)


def prepare_folder(folder: Path) -> None:
    """Make a folder that only its owner can read; one that is already there is left as it is but for its mode."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
