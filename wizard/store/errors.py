"""What can go wrong below the services, in plain Chinese.

* `StoreError`
  * `StoreUnavailable` - disk full, read-only, locked, damaged or unreachable: nothing was written
  * `TooLarge` - a file is larger than allowed
  * `MissingFile` - a file of the store is not there
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError


class StoreError(Exception):
    """Base of the store's errors; the text is meant for people."""


class StoreUnavailable(StoreError):
    """Nothing could be written or read just now, and nothing was left half-written."""


class TooLarge(StoreError):
    """A file is larger than `limit` bytes."""

    def __init__(self, limit: int) -> None:
        """Take the limit that was passed, in bytes."""
        super().__init__(f"文件超过 {limit / 1024 / 1024:.0f} MB 的上限。")
        self.limit = limit


class MissingFile(StoreError):
    """The store has no file of this SHA-256."""


_FULL = "服务器磁盘已满，这次没有保存。请联系管理员清理磁盘，您刚才的内容还在页面上。"
_READ_ONLY = "服务器的数据目录不能写入，这次没有保存。请联系管理员检查目录权限。"
_BUSY = "数据库正忙，这次没有保存。请稍等几秒再试。"
_FILES_GONE = "暂时连不上证据文件库，这次没有完成。请稍后再试，或联系管理员。"
_DAMAGED = "数据库文件已经损坏，这次没有保存。请联系管理员用备份恢复。"
_GONE = "暂时连不上数据库，这次没有保存。请稍后再试；一直这样，请联系管理员看数据库是否在运行、地址和账号对不对。"

_UNREACHED = ("disk i/o error", "connection", "unable to open", "failed to resolve host")


def unavailable(error: Exception) -> StoreUnavailable | None:
    """The error people should see for a full disk, a read-only folder or a lost database; `None` for other errors."""
    if isinstance(error, FileNotFoundError):  # its text is a path, and that may hold any word
        return None
    text = str(error).lower()
    code = error.errno if isinstance(error, OSError) else None
    if code in (errno.ENOSPC, errno.EDQUOT) or "disk is full" in text or "no space left" in text:
        return StoreUnavailable(_FULL)
    if code in (errno.EROFS, errno.EACCES, errno.EPERM) or "readonly" in text or "permission denied" in text:
        return StoreUnavailable(_READ_ONLY)
    if "database is locked" in text:
        return StoreUnavailable(_BUSY)
    if "generic s3 error" in text:
        return StoreUnavailable(_FILES_GONE)
    if "file is not a database" in text or "disk image is malformed" in text:
        return StoreUnavailable(_DAMAGED)
    if any(words in text for words in _UNREACHED):
        return StoreUnavailable(_GONE)
    return None


@contextmanager
def plain_errors() -> Iterator[None]:
    """Full disks, read-only folders and lost databases become `StoreUnavailable`; programming errors stay."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        if plain := unavailable(error):
            raise plain from error
        raise
