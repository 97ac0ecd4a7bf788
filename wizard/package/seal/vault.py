"""A private key at rest: AES-256-GCM under a key that scrypt makes from a secret.

The secret is a passphrase the administrator gives, or, when none is given, a random key file beside it that only the
owner may read. (PEM's own encryption uses 2,048 rounds of PBKDF2, which is too little.)
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from pathlib import Path

from wizard.package.errors import AuthorityLocked

SCRYPT_N, SCRYPT_R, SCRYPT_P = 1 << 15, 8, 1
SECRET_FILE = "authority.secret"
CONTEXT = b"merchant-complaint-wizard authority key v1"


def derived_key(secret: bytes, salt: bytes, n: int) -> bytes:
    """A key of 32 bytes from a secret, by scrypt."""
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    return Scrypt(salt=salt, length=32, n=n, r=SCRYPT_R, p=SCRYPT_P).derive(secret)


def lock(content: bytes, secret: bytes, *, n: int = SCRYPT_N, context: bytes = CONTEXT) -> str:
    """The content encrypted, as one line of JSON. `n` is scrypt's cost, `context` what the content is for."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    sealed = AESGCM(derived_key(secret, salt, n)).encrypt(nonce, content, context)
    parts = {"salt": salt, "nonce": nonce, "content": sealed}
    written = {name: base64.b64encode(value).decode("ascii") for name, value in parts.items()}
    return json.dumps({"kdf": "scrypt", "n": n, "cipher": "AES-256-GCM", **written})


def unlock(text: str, secret: bytes, *, context: bytes = CONTEXT) -> bytes:
    """The content again; raises `AuthorityLocked` for a wrong secret or a damaged file."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        written = json.loads(text)
        salt, nonce, sealed = (base64.b64decode(written[name]) for name in ("salt", "nonce", "content"))
        return AESGCM(derived_key(secret, salt, int(written["n"]))).decrypt(nonce, sealed, context)
    except InvalidTag as error:
        raise AuthorityLocked("口令不对，或密钥文件被换过") from error
    except (ValueError, KeyError, TypeError) as error:
        raise AuthorityLocked("密钥文件已损坏") from error


def write_new(path: Path, content: bytes) -> bool:
    """Create a file that only the owner may read; False when it exists already. Never half-written."""
    scratch = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(scratch, path)
    except FileExistsError:
        return False
    finally:
        scratch.unlink(missing_ok=True)
    return True


def replace_file(path: Path, content: bytes) -> None:
    """Write a file of the authority anew; never half-written."""
    scratch = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        if not write_new(scratch, content):
            raise FileExistsError(scratch)
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)


def secret_of(folder: Path, secret: bytes | None) -> bytes:
    """The secret given, or the one in the key file, which is made when missing."""
    if secret is not None:
        return secret
    path = folder / SECRET_FILE
    if not path.exists():
        write_new(path, secrets.token_hex(32).encode("ascii"))
    try:
        return path.read_bytes().strip()
    except OSError as error:
        raise AuthorityLocked("密钥文件读不出") from error
