"""The instance's own certificate authority: a root made once, and a fresh certificate and key for every signing.

A key that signs once and is then forgotten can never sign anything else; it is of the curve P-256, which is made at
once (RSA takes up to half a second). The root's key, RSA, is kept encrypted (vault.py).
Its certificate proves where a package comes from only to those who have checked its fingerprint by another way.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.package.errors import AuthorityLocked
from wizard.package.seal.vault import lock, replace_file, secret_of, unlock, write_new

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.x509 import Certificate, CertificateBuilder, KeyUsage, Name

    PrivateKey = RSAPrivateKey | EllipticCurvePrivateKey

ROOT_BITS = 3072
ROOT_YEARS, LEAF_YEARS = 20, 10
FILE = "authority.json"
REVOKED_FILE = "revoked.json"
LIST_FILE = "revoked.pem"
LIST_DAYS = 30
LIST_FRESH = dt.timedelta(days=1)
"""How long a revocation list is good, and when a fresh one is signed for whoever asks."""
CLOCK_SLACK = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class Identity:
    """A private key with its certificate and the certificates above it."""

    key: PrivateKey
    certificate: Certificate
    chain: tuple[Certificate, ...] = ()

    @property
    def issuer(self) -> str:
        """Common name of the issuer."""
        return common_name(self.certificate.issuer)

    @property
    def name(self) -> str:
        """Common name of the holder."""
        return common_name(self.certificate.subject)


def common_name(name: Name) -> str:
    """The common name, or the whole name when there is none."""
    from cryptography.x509.oid import NameOID

    found = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else name.rfc4514_string()


def fingerprint(certificate: Certificate) -> str:
    """SHA-256 of a certificate in lower-case hexadecimal."""
    from cryptography.hazmat.primitives.hashes import SHA256

    return certificate.fingerprint(SHA256()).hex()


def spaced(digest: str) -> str:
    """A fingerprint the way openssl prints it: `AB:CD:…`."""
    return ":".join(digest[place : place + 2] for place in range(0, len(digest), 2)).upper()


class Authority:
    """An opened authority; `issue` makes certificates."""

    def __init__(self, folder: Path, key: RSAPrivateKey, certificate: Certificate) -> None:
        """Use `open_authority` instead."""
        self.folder, self._key, self.certificate = folder, key, certificate

    @property
    def name(self) -> str:
        """Common name of the root."""
        return common_name(self.certificate.subject)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the root certificate, hexadecimal; tell it to others by another way than the package."""
        return fingerprint(self.certificate)

    @property
    def certificate_pem(self) -> bytes:
        """The root certificate; safe to give away."""
        from cryptography.hazmat.primitives.serialization import Encoding

        return self.certificate.public_bytes(Encoding.PEM)

    def issue(
        self, name: str, organisation: str = "", at: dt.datetime | None = None, *, days: int = 0, list_url: str = ""
    ) -> Identity:
        """A fresh key and certificate. `days` overrides the ten years it is valid; `list_url`: where the list is."""
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.hazmat.primitives.hashes import SHA256

        moment = at or dt.datetime.now(dt.UTC)
        until = moment + dt.timedelta(days=days or LEAF_YEARS * 365)
        key = ec.generate_private_key(ec.SECP256R1())
        builder = _certificate(_name(name, organisation), self.certificate.subject, key, moment, until)
        builder = _leaf_extensions(builder, self._key, list_url)
        return Identity(key, builder.sign(self._key, SHA256()), (self.certificate,))

    def revoke(self, serial: int, at: dt.datetime) -> None:
        """Put a certificate on the revocation list, and sign the list anew; the first date given stays."""
        rows = {str(number): moment.isoformat() for number, moment in ({serial: at} | self.revoked()).items()}
        replace_file(self.folder / REVOKED_FILE, json.dumps(rows).encode("ascii"))
        replace_file(self.folder / LIST_FILE, self.revocation_list(at))

    def revoked(self) -> dict[int, dt.datetime]:
        """Serial number → when it was revoked."""
        path = self.folder / REVOKED_FILE
        rows = json.loads(path.read_text("utf-8")) if path.exists() else {}
        return {int(number): dt.datetime.fromisoformat(moment) for number, moment in rows.items()}

    def revocation_list(self, at: dt.datetime) -> bytes:
        """The signed revocation list (CRL, RFC 5280) as PEM, valid for 30 days."""
        from cryptography import x509
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.serialization import Encoding

        builder = x509.CertificateRevocationListBuilder().issuer_name(self.certificate.subject)
        builder = builder.last_update(at).next_update(at + dt.timedelta(days=LIST_DAYS))
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        builder = builder.add_extension(issuer, critical=False)
        builder = builder.add_extension(x509.CRLNumber(int(at.timestamp())), critical=False)
        for serial, moment in self.revoked().items():
            entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(moment).build()
            builder = builder.add_revoked_certificate(entry)
        return builder.sign(self._key, SHA256()).public_bytes(Encoding.PEM)


def _name(name: str, organisation: str = "") -> Name:
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    parts = [x509.NameAttribute(NameOID.COMMON_NAME, (name.strip() or "未署名")[:64])]
    if organisation.strip():
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation.strip()[:64]))
    return x509.Name(parts)


def _certificate(
    subject: Name, issuer: Name, key: PrivateKey, moment: dt.datetime, until: dt.datetime
) -> CertificateBuilder:
    from cryptography import x509

    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment - CLOCK_SLACK)
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, sign: bool) -> KeyUsage:
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=sign,
        content_commitment=sign,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=not sign,
        crl_sign=not sign,
        encipher_only=False,
        decipher_only=False,
    )


def _leaf_extensions(builder: CertificateBuilder, issuer_key: RSAPrivateKey, list_url: str) -> CertificateBuilder:
    from cryptography import x509

    if list_url:
        point = x509.DistributionPoint([x509.UniformResourceIdentifier(list_url)], None, None, None)
        builder = builder.add_extension(x509.CRLDistributionPoints([point]), critical=False)
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    return builder.add_extension(_usage(sign=True), critical=True).add_extension(issuer, critical=False)


def _make(folder: Path, secret: bytes) -> None:
    """Make a new root and store it; when somebody else was faster, theirs stays."""
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.hashes import SHA256

    key = rsa.generate_private_key(65537, ROOT_BITS)
    digest = x509.SubjectKeyIdentifier.from_public_key(key.public_key()).digest.hex()[:8].upper()
    name, now = _name(f"商家投诉向导 本机签发证书 {digest}"), dt.datetime.now(dt.UTC)
    builder = _certificate(name, name, key, now, now + dt.timedelta(days=ROOT_YEARS * 365))
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    certificate = builder.add_extension(_usage(sign=False), critical=True).sign(key, SHA256())
    private = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM).decode("ascii")
    write_new(folder / FILE, json.dumps({"certificate": pem, "key": lock(private, secret)}).encode("ascii"))


def open_authority(folder: Path, secret: bytes | None = None) -> Authority:
    """Open the authority in `folder`, making it on first use; raises `AuthorityLocked`."""
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_der_private_key

    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    opened = secret_of(folder, secret)
    if not (folder / FILE).exists():
        _make(folder, opened)
    try:
        stored = json.loads((folder / FILE).read_text("ascii"))
        certificate = x509.load_pem_x509_certificate(stored["certificate"].encode("ascii"))
        key = load_der_private_key(unlock(stored["key"], opened), None, unsafe_skip_rsa_key_validation=True)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise AuthorityLocked("密钥文件已损坏") from error
    if not isinstance(key, RSAPrivateKey):
        raise AuthorityLocked("密钥种类不对")
    return Authority(folder, key, certificate)


def certificate_of(folder: Path) -> Certificate | None:
    """The root certificate without opening its key; None when there is no authority yet."""
    from cryptography import x509

    try:
        stored = json.loads((folder / FILE).read_text("ascii"))
        return x509.load_pem_x509_certificate(stored["certificate"].encode("ascii"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise AuthorityLocked("密钥文件已损坏") from error


def published_list(folder: Path, secret: bytes | None, at: dt.datetime) -> bytes | None:
    """The revocation list for everybody (PEM), signed anew when it is a day old; None without an authority."""
    from cryptography import x509

    if certificate_of(folder) is None:
        return None
    kept = list_of(folder)
    if kept and x509.load_pem_x509_crl(kept).last_update_utc > at - LIST_FRESH:
        return kept
    authority = open_authority(folder, secret)
    replace_file(folder / LIST_FILE, authority.revocation_list(at))
    return list_of(folder)


def list_of(folder: Path) -> bytes:
    """The newest signed revocation list as PEM, without opening the key; empty when nothing was ever revoked."""
    path = folder / LIST_FILE
    return path.read_bytes() if path.exists() else b""
