"""What every signature check has in common: names, certificates, trust."""

from __future__ import annotations

import binascii
import datetime as dt
import struct
import zlib
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from wizard.package.check.trust import Trust
from wizard.package.parts.filing import moment
from wizard.package.verdict import SignerFound
from wizard.package.words import group

T = TypeVar("T")
State = Literal["trusted", "unknown", "expired", "revoked"]

MALFORMED: tuple[type[Exception], ...] = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RuntimeError,
    OSError,
    TypeError,
    ValueError,
    binascii.Error,
    struct.error,
    zlib.error,
    MemoryError,
    EOFError,
)
"""What parsers of untrusted files raise beside their own errors; a verifier may not fail on any of them."""


def malformed() -> tuple[type[Exception], ...]:
    """`MALFORMED` and the errors of the libraries that read signatures."""
    from cryptography import x509
    from cryptography.exceptions import InternalError, InvalidSignature, UnsupportedAlgorithm
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.general import ValueErrorWithMessage
    from pyhanko_certvalidator import errors

    odd = (x509.InvalidVersion, x509.DuplicateExtension, x509.UnsupportedGeneralNameType, x509.ExtensionNotFound)
    paths = (errors.PathError, errors.ValidationError, errors.CRLValidationError, errors.OCSPValidationError)
    ours = (InvalidSignature, UnsupportedAlgorithm, InternalError, PdfError, ValueErrorWithMessage)
    return (*MALFORMED, *odd, *paths, *ours)


@dataclass(frozen=True)
class SignatureState:
    """One signature judged."""

    signer: SignerFound
    state: State
    problems: tuple[str, ...] = ()
    revoked_at: dt.datetime | None = None


def common_name(name: Any) -> str:
    """Common name of an asn1crypto name, or the whole name."""
    native = name.native
    value = native.get("common_name") or native.get("organization_name") or name.human_friendly
    return str(value[0] if isinstance(value, list) else value) or group("verify")("unnamed")


def state_of(status: Any, trust: Trust) -> State:
    """How a certificate stands: its path to a trusted root, its dates, its revocation."""
    certificate = status.signing_cert
    if trust.revoked_at(certificate):
        return "revoked"
    if status.trusted:
        return "trusted"
    now = dt.datetime.now(dt.UTC)
    dates = certificate["tbs_certificate"]["validity"]
    expired = not dates["not_before"].native <= now <= dates["not_after"].native
    return "expired" if expired and _issued_by(certificate, trust) else "unknown"


def _issued_by(certificate: Any, trust: Trust) -> bool:
    return any(certificate.issuer == root.subject for root in trust.roots)


def unrecognised(found: SignatureState) -> str:
    """The reason sentence for a signature that is intact but not trusted."""
    words = group("verify")
    if found.state == "revoked" and found.revoked_at is not None:
        return words("unrecognised_revoked", name=found.signer.name, time=moment(found.revoked_at))
    if found.state == "expired":
        return words("unrecognised_expired", name=found.signer.name)
    return words("unrecognised", issuer=found.signer.issuer)
