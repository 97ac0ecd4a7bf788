"""A stream under a passphrase: AES-256-GCM piece by piece, so that a backup of any size needs little memory.

Each piece carries its number and whether it is the last one: pieces that are altered, moved, left out or cut off are
found. The key comes from the passphrase by scrypt, as in `wizard.package.seal.vault`.
"""

from __future__ import annotations

import base64
import io
import json
import secrets
from typing import IO, Any

from wizard.package.seal.vault import SCRYPT_N, derived_key

MAGIC = b"WIZARD-SEALED-1\n"
PIECE = 1024 * 1024
TAG = 16
SHORTEST = 12
_LARGEST_HEADER = 4096
_LARGEST_N = 1 << 20


class WrongPassphrase(ValueError):
    """The passphrase does not fit, or the stream was altered; the two cannot be told apart."""


def _nonce(prefix: bytes, number: int, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])


class SealedWriter(io.RawIOBase):
    """Write plain bytes in, sealed bytes come out at `out`. `close` writes the last piece and leaves `out` open."""

    def __init__(self, out: IO[bytes], passphrase: str) -> None:
        """Take where the sealed bytes go."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        salt, self._prefix = secrets.token_bytes(16), secrets.token_bytes(7)
        parts = {"salt": salt, "prefix": self._prefix}
        values = {name: base64.b64encode(value).decode("ascii") for name, value in parts.items()}
        self._header = json.dumps({"kdf": "scrypt", "n": SCRYPT_N, "cipher": "AES-256-GCM", **values}).encode() + b"\n"
        self._cipher = AESGCM(derived_key(passphrase.encode(), salt, SCRYPT_N))
        self._out, self._number, self._waiting = out, 0, bytearray()
        out.write(MAGIC + self._header)

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, content: Any) -> int:
        """Take plain bytes; how many."""
        self._waiting += content
        while len(self._waiting) > PIECE:
            self._seal(PIECE, last=False)
        return len(content)

    def _seal(self, size: int, *, last: bool) -> None:
        piece = bytes(self._waiting[:size])
        del self._waiting[:size]
        self._out.write(self._cipher.encrypt(_nonce(self._prefix, self._number, last), piece, self._header))
        self._number += 1

    def close(self) -> None:
        """Write the last piece."""
        if not self.closed:
            self._seal(len(self._waiting), last=True)
        super().close()


class SealedReader(io.RawIOBase):
    """Read the plain bytes of a sealed stream; raises `WrongPassphrase` before anything altered is handed out."""

    def __init__(self, source: IO[bytes], passphrase: str) -> None:
        """Take the sealed stream from its first byte; raises `ValueError` when it is none."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        if source.read(len(MAGIC)) != MAGIC:
            raise ValueError("不是加密的备份")
        self._header = source.readline(_LARGEST_HEADER)
        values = json.loads(self._header)
        if int(values["n"]) > _LARGEST_N:
            raise ValueError("密钥参数不合理")
        salt, self._prefix = (base64.b64decode(values[name]) for name in ("salt", "prefix"))
        self._cipher = AESGCM(derived_key(passphrase.encode(), salt, int(values["n"])))
        self._source, self._number = source, 0
        self._plain, self._ahead = memoryview(b""), source.read(PIECE + TAG)

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer with plain bytes; how many, 0 at the end."""
        if not self._plain and self._ahead:
            self._open_next()
        taken = self._plain[: len(buffer)]
        buffer[: len(taken)] = taken
        self._plain = self._plain[len(taken) :]
        return len(taken)

    def _open_next(self) -> None:
        from cryptography.exceptions import InvalidTag

        sealed, self._ahead = self._ahead, self._source.read(PIECE + TAG)
        nonce = _nonce(self._prefix, self._number, last=not self._ahead)
        try:
            self._plain = memoryview(self._cipher.decrypt(nonce, sealed, self._header))
        except InvalidTag as error:
            raise WrongPassphrase("口令不对，或文件不完整、被改动过") from error
        self._number += 1
