"""One server at a time on an embedded database: a second would take the first one's work in progress for left over.

The claim ends with the process, however it ends. Backups and the command line need none: they leave that work alone.
"""

from __future__ import annotations

from filelock import FileLock, Timeout

from wizard.services.errors import Unavailable
from wizard.settings import Settings

FILE = "server.lock"
_claims: dict[str, FileLock] = {}


def claim(settings: Settings) -> None:
    """Claim the data folder for this process until it ends; raises `Unavailable` while another server has it."""
    if settings.database_url or str(settings.data_folder) in _claims:
        return
    settings.data_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = FileLock(settings.data_folder / FILE, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise Unavailable(
            f"数据目录 {settings.data_folder} 正由另一个服务使用。请先停掉它，或者用 WIZARD_DATA_FOLDER 换一个目录；"
            "要同时运行几个服务，请改用 PostgreSQL（见 docs/operations.md）。"
        ) from error
    _claims[str(settings.data_folder)] = lock


def release(settings: Settings) -> None:
    """Give the claim back."""
    if lock := _claims.pop(str(settings.data_folder), None):
        lock.release()
