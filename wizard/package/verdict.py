"""What a verification says: values only, ready for the screen and for JSON."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any, Literal

from wizard.case import CHINA

Kind = Literal["authentic", "altered", "unrecognised", "unsigned"]
TrustedBy = Literal["instance", "own", "unknown"]


@dataclass(frozen=True)
class SignerFound:
    """One signature."""

    name: str
    issuer: str
    trusted_by: TrustedBy
    """`instance`: a trusted authority issued it; `own`: a person's own certificate inside a package that a trusted
    authority sealed; `unknown`: nobody we know."""
    signed: Literal["pdf", "manifest"]
    time: dt.datetime | None = None
    """Time the signer states (the signer's clock)."""
    timestamp: dt.datetime | None = None
    """Time from a timestamp authority."""
    timestamp_authority: str = ""
    level: str = ""
    fingerprint: str = ""
    """SHA-256 of the certificate."""
    serial: str = ""
    """Serial number of the certificate, hexadecimal, as it stands in revocation lists."""
    intact: bool = True


@dataclass(frozen=True)
class FileChecked:
    """One file of the package against the manifest."""

    name: str
    expected: str
    """SHA-256 in the manifest; empty for a file nobody listed."""
    actual: str
    """SHA-256 of the file; empty when it is missing."""
    ok: bool
    exhibit: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Verdict:
    """The answer about one file, with its reasons in plain Chinese."""

    verdict: Kind
    reasons: tuple[str, ...]
    file: str = ""
    kind: Literal["zip", "pdf", "other"] = "other"
    signers: tuple[SignerFound, ...] = ()
    level: str = ""
    times: tuple[dt.datetime, ...] = ()
    exhibits: tuple[FileChecked, ...] = ()
    files: tuple[FileChecked, ...] = ()
    reference: str = ""
    version: int | None = None
    previous_manifest_sha256: str = ""
    manifest_sha256: str = ""
    before_cosigning_manifest_sha256: str = ""
    """Digest of the manifest before a colleague signed as well; empty when nobody did."""
    pdf_sha256: str = ""
    """Of the PDF inside a package."""
    changes: tuple[str, ...] = ()
    """What this version says has changed against the one before."""
    sha256: str = ""
    notes: tuple[str, ...] = ()
    """What the verdict does not say, such as a missing timestamp."""
    relations: tuple[str, ...] = ()
    """How it belongs together with other files that were given along with it."""

    def as_json(self) -> dict[str, Any]:
        """Plain values for JSON; instants as ISO 8601, all by the clock of China."""

        def plain(value: Any) -> Any:
            if isinstance(value, dict):
                return {key: plain(item) for key, item in value.items()}
            if isinstance(value, (list, tuple)):
                return [plain(item) for item in value]
            return value.astimezone(CHINA).isoformat() if isinstance(value, dt.datetime) else value

        return {key: plain(value) for key, value in asdict(self).items()}
