"""Who is trusted: certificates of authorities given by the caller, and their revocation lists."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wizard.package.seal.timestamps import quiet

if TYPE_CHECKING:
    from asn1crypto import x509

_CERTIFICATE = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)
_REVOCATIONS = re.compile(rb"-----BEGIN X509 CRL-----.+?-----END X509 CRL-----", re.DOTALL)


@dataclass(frozen=True)
class Trust:
    """Trusted roots and the certificates they have revoked."""

    roots: tuple[x509.Certificate, ...]
    revoked: Mapping[tuple[bytes, int], dt.datetime]
    """(Issuer's name as DER, serial number) → when."""

    def revoked_at(self, certificate: x509.Certificate) -> dt.datetime | None:
        """When a certificate was revoked; None when it was not, as far as the lists at hand say."""
        return self.revoked.get((certificate.issuer.dump(), certificate.serial_number))

    def context(self) -> Any:
        """What pyHanko validates certificate paths with; nothing is fetched from anywhere."""
        from pyhanko_certvalidator import ValidationContext

        return ValidationContext(trust_roots=list(self.roots), allow_fetching=False, revocation_mode="soft-fail")


def consistent(certificates: Sequence[x509.Certificate], trust: Trust) -> bool:
    """Whether every certificate that came along was really signed by its issuer, as far as the issuer is at hand.

    No signature covers the certificates beside the signer's own; a changed bit in one of them would go unnoticed.
    """
    from cryptography import x509 as parsing
    from cryptography.exceptions import InvalidSignature

    try:
        known = [parsing.load_der_x509_certificate(one.dump()) for one in (*certificates, *trust.roots)]
        for certificate in known[: len(certificates)]:
            issuers = [one for one in known if one.subject == certificate.issuer]
            if issuers and not any(_issued(certificate, issuer) for issuer in issuers):
                return False
    except (ValueError, TypeError, InvalidSignature, parsing.InvalidVersion):
        return False
    return True


def _issued(certificate: Any, issuer: Any) -> bool:
    from cryptography.exceptions import InvalidSignature

    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def trust_of(pems: Sequence[bytes]) -> Trust:
    """Read certificates and revocation lists out of PEM texts; a list counts only when its root signed it."""
    from asn1crypto import x509 as asn1
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    quiet()
    text = b"\n".join(pems)
    roots = [x509.load_pem_x509_certificate(found) for found in _CERTIFICATE.findall(text)]
    revoked: dict[tuple[bytes, int], dt.datetime] = {}
    for found in _REVOCATIONS.findall(text):
        listing = x509.load_pem_x509_crl(found)
        if any(listing.issuer == root.subject and listing.is_signature_valid(root.public_key()) for root in roots):  # type: ignore[arg-type]
            issuer = listing.issuer.public_bytes()
            revoked |= {(issuer, entry.serial_number): entry.revocation_date_utc for entry in listing}
    parsed = tuple(asn1.Certificate.load(root.public_bytes(Encoding.DER)) for root in roots)
    return Trust(parsed, revoked)
