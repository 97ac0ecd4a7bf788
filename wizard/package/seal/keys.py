"""The identities one build needs, made in a thread while the evidence is read and the pages are laid out."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property
from types import TracebackType

from wizard.package.parts.filing import SealFacts
from wizard.package.request import InstanceSigner, PackageRequest
from wizard.package.seal.authority import (
    Authority,
    Identity,
    certificate_of,
    common_name,
    fingerprint,
    open_authority,
)
from wizard.package.seal.own import identity_of

SEALER = "材料包封装"
"""Common name on the certificate that seals the manifest when the person signs with a certificate of their own."""


class Keys:
    """Use as a context manager; `person`, `sealer` and `authority` wait for the thread."""

    def __init__(self, request: PackageRequest) -> None:
        """Check the person's own certificate at once, and start opening the authority."""
        self._request = request
        signer = request.signer
        self._own = None if isinstance(signer, InstanceSigner) else identity_of(signer, request.signed_at)
        self._pool = ThreadPoolExecutor(1)
        self._opened: Future[Authority] = self._pool.submit(open_authority, request.authority, request.authority_secret)
        self._issued: Future[Identity] = self._pool.submit(self._issue)

    def _issue(self) -> Identity:
        signer, at = self._request.signer, self._request.signed_at
        if isinstance(signer, InstanceSigner):
            return self.authority.issue(signer.name, signer.organisation, at)
        return self.authority.issue(SEALER, at=at)

    @property
    def authority(self) -> Authority:
        """The instance's authority; raises `AuthorityLocked`."""
        return self._opened.result()

    @property
    def person(self) -> Identity:
        """Who signs the PDF."""
        return self._own or self._issued.result()

    @property
    def sealer(self) -> Identity:
        """Who signs the manifest: always under the instance's authority, so that it recognises its packages."""
        return self._issued.result()

    @cached_property
    def facts(self) -> SealFacts:
        """What is printed about the seal; needs no private key."""
        signer, tsa_url = self._request.signer, self._request.tsa_url or ""
        if self._own is not None:
            digest = fingerprint(self._own.certificate)
            return SealFacts(signer.name or self._own.name, self._own.issuer, digest, own=True, tsa_url=tsa_url)
        root = certificate_of(self._request.authority) or self.authority.certificate
        return SealFacts(signer.name, common_name(root.subject), fingerprint(root), own=False, tsa_url=tsa_url)

    def __enter__(self) -> Keys:
        """The keys themselves."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the thread."""
        self._pool.shutdown()
