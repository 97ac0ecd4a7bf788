"""A person's signing key kept on the server under a passphrase that only the person knows.

What is kept is a PKCS#12 file inside AES-256-GCM under a key that scrypt makes from the passphrase; the passphrase is
asked at every signature and kept nowhere. Who steals the database can only try passphrases, about one in half a second.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.package.errors import AuthorityLocked, CertificateUnusable
from wizard.package.request import KeptKey, OwnCertificate
from wizard.package.seal.vault import lock, unlock

if TYPE_CHECKING:
    from wizard.package.seal.authority import Identity

SCRYPT_N = 1 << 17
"""With r = 8 this takes 128 MB and about half a second: OWASP's first choice for scrypt (password storage, 2025)."""
CONTEXT = b"merchant-complaint-wizard personal key v1"
WRONG = "签名口令不对。请再输一次；忘了口令，可以在「团队」页删掉这把密钥，换一把新的。"
DAYS = 3 * 365
"""How long a certificate made here is good; then a new key is made."""


@dataclass(frozen=True)
class MadeKey:
    """A key as it is stored, with what may be shown of it."""

    locked: str
    name: str
    issuer: str
    until: dt.datetime
    fingerprint: str


def make_key(authority: Path, name: str, organisation: str, passphrase: bytes, list_url: str = "") -> MadeKey:
    """A fresh key with a certificate of the instance's authority; raises `AuthorityLocked`."""
    from wizard.package.seal.authority import open_authority

    issued = open_authority(authority).issue(name, organisation, days=DAYS, list_url=list_url)
    return _made(issued, passphrase)


def keep_certificate(own: OwnCertificate, passphrase: bytes, at: dt.datetime) -> MadeKey:
    """A person's own PKCS#12 file, from now on under the passphrase; raises `CertificateUnusable`."""
    from wizard.package.seal.own import identity_of

    return _made(identity_of(own, at), passphrase)


def change_passphrase(locked: str, old: bytes, new: bytes) -> str:
    """The same key under another passphrase; raises `CertificateUnusable` when the old one is wrong."""
    return lock(_opened(locked, old), new, n=SCRYPT_N, context=CONTEXT)


def kept_identity(kept: KeptKey, at: dt.datetime) -> Identity:
    """The key, opened for one signature; raises `CertificateUnusable`."""
    from wizard.package.seal.own import identity_of

    return identity_of(OwnCertificate(_opened(kept.locked, kept.passphrase)), at)


def _opened(locked: str, passphrase: bytes) -> bytes:
    try:
        return unlock(locked, passphrase, context=CONTEXT)
    except AuthorityLocked as error:
        raise CertificateUnusable(WRONG) from error


def _made(identity: Identity, passphrase: bytes) -> MadeKey:
    from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12

    from wizard.package.seal.authority import fingerprint

    chain = list(identity.chain)
    content = pkcs12.serialize_key_and_certificates(b"", identity.key, identity.certificate, chain, NoEncryption())
    return MadeKey(
        locked=lock(content, passphrase, n=SCRYPT_N, context=CONTEXT),
        name=identity.name,
        issuer=identity.issuer,
        until=identity.certificate.not_valid_after_utc,
        fingerprint=fingerprint(identity.certificate),
    )
