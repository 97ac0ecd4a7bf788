"""The identities one build needs, made in a thread while the evidence is read and the pages are laid out."""

from __future__ import annotations

import datetime as dt
import logging
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from wizard.package.parts.filing import SealFacts
from wizard.package.request import CosignRequest, InstanceSigner, KeptKey, PackageRequest, Signer
from wizard.package.seal.archival import Evidence, Known, NotArchivable, gather
from wizard.package.seal.authority import (
    Authority,
    Identity,
    certificate_of,
    common_name,
    fingerprint,
    open_authority,
)
from wizard.package.seal.own import identity_of
from wizard.package.seal.passphrase_keys import kept_identity
from wizard.package.seal.timestamps import chain_of

SEALER = "材料包封装"
"""Common name on the certificate that seals the manifest when the person signs with a certificate of their own."""


class Keys:
    """Use as a context manager; `person`, `sealer` and `authority` wait for the thread."""

    def __init__(self, request: PackageRequest | CosignRequest) -> None:
        """Check the person's own certificate at once, and start opening the authority."""
        self._request = request
        self._own = _identity_of(request.signer, request.signed_at)
        self._pool = ThreadPoolExecutor(1)
        self._opened: Future[Authority] = self._pool.submit(open_authority, request.authority, request.authority_secret)
        self._issued: Future[Identity] = self._pool.submit(self._issue)
        self._gathered: Future[Evidence | None] = self._pool.submit(self._gather)

    def _issue(self) -> Identity:
        signer, at = self._request.signer, self._request.signed_at
        if isinstance(signer, InstanceSigner):
            return self.authority.issue(signer.name, signer.organisation, at, list_url=self._request.revocation_url)
        return self.authority.issue(SEALER, at=at, list_url=self._request.revocation_url)

    def _gather(self) -> Evidence | None:
        """What the archival level needs, when all of it is to be had; asks the timestamp authority for its chain."""
        url = self._request.tsa_url
        if not url:
            return None
        from cryptography import x509

        stampers = chain_of(url)
        person, authority = self.person, self.authority
        lists = [x509.load_pem_x509_crl(self.revocations)]
        known = Known([*stampers, *person.chain, authority.certificate], lists, urlsplit(url).hostname or "")
        try:
            return gather([person.certificate, stampers[0]], known, self._request.signed_at)
        except NotArchivable as reason:
            logging.getLogger(__name__).info("no archival level: %s", reason)
            return None

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
    def revocations(self) -> bytes:
        """The authority's revocation list of now (PEM)."""
        return self.authority.revocation_list(self._request.signed_at)

    @property
    def evidence(self) -> Evidence | None:
        """What goes into the file for the archival level; None where it is not reached.

        Raises `TimestampUnavailable`, `CertificateUnusable`.
        """
        return self._gathered.result() if self._request.tsa_url else None  # else nobody waits for the thread

    @cached_property
    def facts(self) -> SealFacts:
        """What is printed about the seal; needs no private key."""
        signer = self._request.signer
        level: dict[str, Any] = {"tsa_url": self._request.tsa_url or "", "archived": self.evidence is not None}
        root = certificate_of(self._request.authority) or self.authority.certificate
        if self._own is not None and self._own.certificate.issuer != root.subject:
            digest = fingerprint(self._own.certificate)
            return SealFacts(signer.name or self._own.name, self._own.issuer, digest, own=True, **level)
        name = signer.name or (self._own.name if self._own else "")
        return SealFacts(name, common_name(root.subject), fingerprint(root), own=False, **level)

    def __enter__(self) -> Keys:
        """The keys themselves."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the thread."""
        self._pool.shutdown()


def _identity_of(signer: Signer, at: dt.datetime) -> Identity | None:
    """The key somebody brings along; None when one is made for this signature."""
    if isinstance(signer, InstanceSigner):
        return None
    return kept_identity(signer, at) if isinstance(signer, KeptKey) else identity_of(signer, at)
