"""What makes a signature checkable after its certificates have ended (PAdES B-LTA, ETSI EN 319 142-1 §5.5).

Into the file go all certificates up to their roots and a revocation list for each that is not a root; a document
timestamp then seals them. It is done only where every list is to be had; otherwise the level stays at B-T and that is
said. Lists (CRLs) are fetched from where the certificates say, never from a private network but the authority's own.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import socket
import ssl
import urllib.request
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from wizard.package.errors import CertificateUnusable
from wizard.package.seal.timestamps import NETWORK_ERRORS, fetched

if TYPE_CHECKING:
    from cryptography.x509 import Certificate, CertificateRevocationList

LIST_SECONDS = 10.0
LIST_LIMIT = 10_000_000
LONGEST_CHAIN = 8


class NotArchivable(Exception):
    """Something needed for the archival level cannot be had; the words are for the log."""


@dataclass(frozen=True)
class Evidence:
    """Certificates and revocation lists, both as DER."""

    certificates: tuple[bytes, ...]
    lists: tuple[bytes, ...]


@dataclass(frozen=True)
class Known:
    """What is at hand for gathering."""

    certificates: Sequence[Certificate]
    lists: Sequence[CertificateRevocationList] = ()
    host: str = ""
    """A host that may be asked for lists even when it is in a private network: that of the timestamp authority."""


def gather(leaves: Sequence[Certificate], known: Known, at: dt.datetime) -> Evidence:
    """Everything that validating `leaves` will need.

    Raises `NotArchivable`, and `CertificateUnusable` when one of them was revoked.
    """
    from cryptography.hazmat.primitives.serialization import Encoding

    certificates, lists = dict[bytes, None](), dict[bytes, None]()
    for leaf in leaves:
        if leaf.subject == leaf.issuer:
            raise NotArchivable(f"{leaf.subject.rfc4514_string()} issued itself: nobody could revoke it")
        for certificate, issuer in _chain(leaf, known.certificates):
            certificates[certificate.public_bytes(Encoding.DER)] = None
            certificates[issuer.public_bytes(Encoding.DER)] = None
            found = _list_for(certificate, issuer, known, at)
            if found.get_revoked_certificate_by_serial_number(certificate.serial_number) is not None:
                raise CertificateUnusable("这份证书已被颁发机构吊销，不能再用来签名。请换一份证书。")
            lists[found.public_bytes(Encoding.DER)] = None
    return Evidence(tuple(certificates), tuple(lists))


def _chain(leaf: Certificate, issuers: Sequence[Certificate]) -> Iterator[tuple[Certificate, Certificate]]:
    """The certificates from `leaf` up to below its root, each with its issuer."""
    certificate = leaf
    for _ in range(LONGEST_CHAIN):
        if certificate.subject == certificate.issuer:
            return
        issuer = next((one for one in chain(issuers, _system_roots()) if _issued(certificate, one)), None)
        if issuer is None:
            raise NotArchivable(f"the issuer {certificate.issuer.rfc4514_string()} is not at hand")
        yield certificate, issuer
        certificate = issuer
    raise NotArchivable("the chain of certificates is too long")


def _issued(certificate: Certificate, issuer: Certificate) -> bool:
    from cryptography.exceptions import InvalidSignature

    if certificate.issuer != issuer.subject:
        return False
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _system_roots() -> Iterator[Certificate]:
    """The roots this machine trusts; timestamp authorities often leave theirs out."""
    from cryptography import x509

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # some roots break rules that were made after them
        for der in ssl.create_default_context().get_ca_certs(binary_form=True):
            yield x509.load_der_x509_certificate(der)


def _list_for(
    certificate: Certificate, issuer: Certificate, known: Known, at: dt.datetime
) -> CertificateRevocationList:
    """A revocation list of the issuer that is good now: one at hand, else one from where the certificate says."""
    for found in known.lists:
        if _good(found, issuer, at):
            return found
    for url in _list_addresses(certificate):
        if (fresh := _fetch(url, known.host)) is not None and _good(fresh, issuer, at):
            return fresh
    raise NotArchivable(f"no revocation list of {issuer.subject.rfc4514_string()}")


def _good(found: CertificateRevocationList, issuer: Certificate, at: dt.datetime) -> bool:
    if found.issuer != issuer.subject or not found.is_signature_valid(issuer.public_key()):  # type: ignore[arg-type]
        return False
    return found.next_update_utc is None or found.next_update_utc > at


def _list_addresses(certificate: Certificate) -> list[str]:
    from cryptography import x509

    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except (x509.ExtensionNotFound, ValueError):
        return []
    names = [name for point in points for name in point.full_name or ()]
    return [str(name.value) for name in names if str(name.value).lower().startswith(("http://", "https://"))]


def _fetch(url: str, friend: str) -> CertificateRevocationList | None:
    from cryptography import x509

    try:
        if not _may_ask(urlsplit(url).hostname or "", friend):
            return None
        content = fetched(urllib.request.Request(url), LIST_LIMIT, LIST_SECONDS)  # noqa: S310
        load: Any = x509.load_pem_x509_crl if content.startswith(b"-----") else x509.load_der_x509_crl
        found: x509.CertificateRevocationList = load(content)
    except (*NETWORK_ERRORS, x509.InvalidVersion):
        return None
    return found


def _may_ask(host: str, friend: str) -> bool:
    """A certificate is a stranger's file: it may not make this server ask around in its own network."""
    if host == friend:
        return True
    addresses = {info[4][0] for info in socket.getaddrinfo(host, None)}
    return bool(addresses) and all(ipaddress.ip_address(address).is_global for address in addresses)
