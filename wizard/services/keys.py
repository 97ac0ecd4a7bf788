"""The key of an instance: made on first use, kept in a file beside the data, rotated by command.

Cookies are signed with it and second factors are sealed with it in the database, so a stolen database alone neither
forges a session nor tells a second factor. The file holds the newest key first; older ones only open what was sealed
with them, until the rotation has sealed it anew.
"""

from __future__ import annotations

import base64
import os
import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from wizard.services.errors import Unavailable
from wizard.services.instance import Instance
from wizard.settings import Settings
from wizard.store.rows import INSTANCE, AuditEntry, AuditEvent

FILE = "instance.key"
BYTES = 32


def for_cookies(settings: Settings) -> bytes:
    """The key that signs session cookies; looked at each time, so that a rotation counts at once in every process."""
    return _derived(_keys(settings)[0], "cookie")


def for_streamlit(settings: Settings) -> str:
    """The secret with which Streamlit signs its own cookies: the same in every process of the instance."""
    return _derived(_keys(settings)[0], "streamlit").hex()


def seal(settings: Settings, secret: str) -> str:
    """A secret as the database holds it."""
    return _sealer(settings).encrypt(secret.encode()).decode()


def unseal(settings: Settings, sealed: str) -> str:
    """The secret; raises `Unavailable` when the key it was sealed with is gone."""
    try:
        return _sealer(settings).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unavailable("本系统的密钥文件和数据库不是同一套，请维护的人从备份恢复 keys 文件夹。") from error


def rotate(instance: Instance) -> int:
    """A new key: all sessions end, what was sealed is sealed anew, the old key goes; how many sessions ended."""
    settings = instance.settings
    _write(settings, [secrets.token_bytes(BYTES), *_keys(settings)])
    with instance.store.write() as work:
        for factor in work.factors.all():
            work.factors.reseal(factor.person_id, seal(settings, unseal(settings, factor.sealed)))
        ended = work.sessions.close_everybody()
        work.audit.append(AuditEntry(INSTANCE, AuditEvent.KEY_ROTATED, "", "", {"sessions": ended}))
    _write(settings, _keys(settings)[:1])
    return ended


def _sealer(settings: Settings) -> MultiFernet:
    derived = (_derived(key, "seal") for key in _keys(settings))
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derived])


@lru_cache(maxsize=64)
def _derived(key: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=BYTES, salt=None, info=f"wizard {purpose}".encode()).derive(key)


def _keys(settings: Settings) -> list[bytes]:
    path = settings.keys / FILE
    try:
        seen = path.stat()
    except FileNotFoundError:
        _make(settings)
        seen = path.stat()
    return list(_read(path, seen.st_ino, seen.st_mtime_ns))


@lru_cache(maxsize=8)
def _read(path: Path, _node: int, _changed: int) -> tuple[bytes, ...]:
    """The keys in a file; read again once it was replaced, which gives it another node."""
    found = tuple(bytes.fromhex(line) for line in path.read_text("ascii").split())
    if not found:
        raise Unavailable(f"密钥文件 {path} 是空的。请从备份恢复 keys 文件夹。")
    return found


def _make(settings: Settings) -> None:
    """The first key; when two processes start at once, one of them wins and both read the winner's."""
    settings.keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = _written(settings, [secrets.token_bytes(BYTES)])
    try:
        os.link(fresh, settings.keys / FILE)
    except FileExistsError:
        return
    finally:
        fresh.unlink()


def _write(settings: Settings, keys: list[bytes]) -> None:
    _written(settings, keys).replace(settings.keys / FILE)


def _written(settings: Settings, keys: list[bytes]) -> Path:
    path = settings.keys / f"{FILE}.{secrets.token_hex(8)}"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.write("\n".join(key.hex() for key in keys) + "\n")
        out.flush()
        os.fsync(out.fileno())
    return path
