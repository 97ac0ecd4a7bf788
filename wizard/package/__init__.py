"""The package (材料包): a document and its evidence as one sealed, verifiable ZIP. Heavy libraries load when called."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.package.errors import (
    AuthorityLocked,
    CertificateUnusable,
    OriginalChanged,
    OriginalMissing,
    PackageError,
    TimestampUnavailable,
)
from wizard.package.request import (
    CoSigner,
    CosignRequest,
    InstanceSigner,
    KeptKey,
    Mail,
    OwnCertificate,
    PackageLimits,
    PackageRequest,
    PackageResult,
)
from wizard.package.verdict import Verdict

if TYPE_CHECKING:
    from wizard.document import Document
    from wizard.package.seal.authority import Authority

Progress = Callable[[str, float], None]

__all__ = [
    "AuthorityLocked",
    "CertificateUnusable",
    "CoSigner",
    "CosignRequest",
    "InstanceSigner",
    "KeptKey",
    "Mail",
    "OriginalChanged",
    "OriginalMissing",
    "OwnCertificate",
    "PackageError",
    "PackageLimits",
    "PackageRequest",
    "PackageResult",
    "TimestampUnavailable",
    "Verdict",
    "build",
    "cosign",
    "instance_authority",
    "preview",
    "render_pdf",
    "verify",
]


def build(request: PackageRequest, progress: Progress = lambda stage, share: None) -> PackageResult:
    """Build the signed ZIP at `request.out`; `progress(stage, share)` is told what goes on (share from 0 to 1).

    Raises a `PackageError`; then nothing is left behind. Safe in a thread without a running event loop and in a
    spawned process.
    """
    from wizard.package.packing import build_package

    return build_package(request, progress)


def cosign(request: CosignRequest, progress: Progress = lambda stage, share: None) -> PackageResult:
    """Write a copy of a finished package with one more signature in a prepared slot; the package itself stays.

    Raises a `PackageError` (nothing is left behind): altered, no empty slot, signed already by the same name.
    """
    from wizard.package.cosigning import cosign_package

    return cosign_package(request, progress)


def preview(request: PackageRequest) -> bytes:
    """The PDF as it would be, unsigned and without attachments."""
    from wizard.package.packing import preview_pdf

    return preview_pdf(request)


def render_pdf(document: Document, *, reference: str = "", note: str = "") -> bytes:
    """One document as a plain PDF/A-3b without signature; `note` is repeated at the top of every page."""
    from wizard.package.packing import plain_pdf

    return plain_pdf(document, reference=reference, note=note)


def verify(path: Path, trusted: Sequence[bytes] = (), *, name: str = "") -> Verdict:
    """Judge a package (ZIP) or PDF. `trusted`: PEM certificates of authorities to recognise. Never raises for content.

    `name` is the file's name to show when `path` is a temporary file.
    """
    from wizard.package.check.verify import verify_file

    return verify_file(path, trusted, name=name or path.name)


def instance_authority(folder: Path, secret: bytes | None = None) -> Authority:
    """The signing authority of this instance, made on first use in `folder` (see `seal/authority.py`)."""
    from wizard.package.seal.authority import open_authority

    return open_authority(folder, secret)
