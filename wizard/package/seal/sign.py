"""Signing a PDF in place (PAdES, ETSI EN 319 142-1) and a manifest beside it (detached CMS)."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from wizard.awaiting import result_of
from wizard.package.errors import TimestampUnavailable
from wizard.package.seal.archival import Evidence
from wizard.package.seal.authority import Identity
from wizard.package.seal.placeholder import Prefix, placeholder_of, stamp_placeholder, writer_of
from wizard.package.seal.timestamps import timestamper_of

if TYPE_CHECKING:
    from pyhanko.sign.signers import Signer

    from wizard.package.seal.authority import PrivateKey

RESERVED = 12_288
RESERVED_STAMPED = 24_576
"""Bytes kept free for the signature; a timestamp brings the authority's certificates along."""
LONGEST_SIGNATURE = 1024
"""Bytes of a signature by the longest key (RSA with 8192 bits), for reckoning the room it needs."""
CHUNK = 1 << 20
SIGNING_ERRORS = (OSError, ValueError, KeyError, TypeError)
"""What a timestamp answer that cannot be used makes the CMS library raise; its own errors are `ValueError`s."""


@dataclass(frozen=True)
class Seal:
    """One signature to be made: in which field, by whom, and how it looks."""

    field: str
    identity: Identity
    appearance: bytes
    """A one-page PDF."""
    at: dt.datetime
    certify: bool = False
    """The first signature certifies: after it only signatures in prepared fields may follow (DocMDP 2)."""


def signer_of(identity: Identity) -> Signer:
    """A pyHanko signer that keeps the opened key (its own one parses and checks the key at every signature)."""
    from asn1crypto import x509 as asn1
    from cryptography.hazmat.primitives.serialization import Encoding
    from pyhanko.sign.signers import Signer
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    def parsed(certificate: Any) -> asn1.Certificate:
        return asn1.Certificate.load(certificate.public_bytes(Encoding.DER))

    class KeptKeySigner(Signer):
        async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
            return bytes(LONGEST_SIGNATURE) if dry_run else _signed(identity.key, data, digest_algorithm)

    registry = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # pyHanko leaves it out
    registry.register_multiple([parsed(certificate) for certificate in identity.chain])
    return KeptKeySigner(signing_cert=parsed(identity.certificate), cert_registry=registry)


def _signed(key: PrivateKey, data: bytes, digest_algorithm: str) -> bytes:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    algorithm = getattr(hashes, digest_algorithm.upper())()
    return key.sign(data, PKCS1v15(), algorithm) if isinstance(key, RSAPrivateKey) else key.sign(data, ECDSA(algorithm))


def sign_pdf(
    file: IO[bytes] | io.RawIOBase,
    seal: Seal,
    *,
    reason: str,
    tsa_url: str = "",
    prefix: Prefix | None = None,
) -> None:
    """Sign in place, filling the prepared field; raises `TimestampUnavailable`.

    `prefix` is the SHA-256 of the file's first bytes, so that they are not read again, and how many they are.
    """
    from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup

    timestamper = timestamper_of(tsa_url) if tsa_url else None
    writer = writer_of(file)
    embedding = PdfCMSEmbedder().write_cms(seal.field, writer, existing_fields_only=True)
    next(embedding)
    reserved = RESERVED_STAMPED if tsa_url else RESERVED
    holder = placeholder_of(prefix or (hashlib.sha256(), 0), seal, reason, reserved)
    embedding.send(SigObjSetup(holder, _permissions(seal), _appearance(seal)))
    prepared, _ = embedding.send(SigIOSetup("sha256", in_place=True, chunk_size=CHUNK))
    signing = signer_of(seal.identity).async_sign(
        prepared.document_digest, "sha256", use_pades=True, timestamper=timestamper
    )
    try:
        embedding.send(result_of(signing))
    except SIGNING_ERRORS as error:
        if not tsa_url:
            raise
        raise TimestampUnavailable(tsa_url, str(error)) from error


def archive_pdf(
    file: IO[bytes] | io.RawIOBase, evidence: Evidence, *, field: str, tsa_url: str, prefix: Prefix | None = None
) -> None:
    """Put what later validation needs into a signed file and seal it by a document timestamp (PAdES B-LTA).

    Raises `TimestampUnavailable`.
    """
    from asn1crypto import crl, x509
    from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec
    from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
    from pyhanko.sign.validation.dss import DocumentSecurityStore

    writer = writer_of(file)
    DocumentSecurityStore.supply_dss_in_writer(
        writer,
        None,
        certs=[x509.Certificate.load(der) for der in evidence.certificates],
        crls=[crl.CertificateList.load(der) for der in evidence.lists],
    )
    unseen = InvisSigSettings(box_out_of_bounds=True)  # outside the page: PDF/UA wants such a field untagged
    embedder = PdfCMSEmbedder(new_field_spec=SigFieldSpec(field, on_page=-1, invis_sig_settings=unseen))
    embedding = embedder.write_cms(field, writer)
    next(embedding)
    embedding.send(SigObjSetup(stamp_placeholder(prefix or (hashlib.sha256(), 0), RESERVED_STAMPED)))
    prepared, _ = embedding.send(SigIOSetup("sha256", in_place=True, chunk_size=CHUNK))
    token = result_of(timestamper_of(tsa_url).async_timestamp(prepared.document_digest, "sha256"))
    try:
        embedding.send(token)
    except SIGNING_ERRORS as error:
        raise TimestampUnavailable(tsa_url, str(error)) from error


def _permissions(seal: Seal) -> Any:
    from pyhanko.sign.fields import MDPPerm
    from pyhanko.sign.signers.cms_embedder import SigMDPSetup

    return SigMDPSetup("sha256", certify=True, docmdp_perms=MDPPerm.FILL_FORMS) if seal.certify else None


def _appearance(seal: Seal) -> Any:
    from pyhanko.pdf_utils.layout import AxisAlignment, InnerScaling, Margins, SimpleBoxLayoutRule
    from pyhanko.sign.signers.cms_embedder import SigAppearanceSetup
    from pyhanko.stamp import StaticStampStyle

    layout = SimpleBoxLayoutRule(
        AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID, Margins(0, 0, 0, 0), InnerScaling.STRETCH_TO_FIT
    )
    style = StaticStampStyle(
        background=_page(seal.appearance), background_layout=layout, border_width=0, background_opacity=1.0
    )
    return SigAppearanceSetup(style, seal.at, seal.identity.name)


def _page(pdf: bytes) -> Any:
    from pyhanko.pdf_utils.content import PdfContent
    from pyhanko.pdf_utils.layout import BoxConstraints
    from pyhanko.pdf_utils.reader import PdfFileReader

    class OnePage(PdfContent):
        """The first page of a PDF in memory as a form (pyHanko's own importer wants a file name)."""

        def render(self) -> bytes:
            form = self._ensure_writer.import_page_as_xobject(PdfFileReader(io.BytesIO(pdf)))
            self.resources.xobject["/Appearance"] = form
            left, bottom, right, top = (float(number) for number in form.get_object()["/BBox"])
            self.box = BoxConstraints(width=right - left, height=top - bottom)
            return b"/Appearance Do"

    return OnePage()


def sign_manifest(content: bytes, identity: Identity) -> bytes:
    """A detached CMS signature (DER) over the manifest, checkable with `openssl cms -verify`."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7Options, PKCS7SignatureBuilder

    builder = PKCS7SignatureBuilder().set_data(content).add_signer(identity.certificate, identity.key, SHA256())
    for certificate in identity.chain:
        builder = builder.add_certificate(certificate)
    return builder.sign(Encoding.DER, [PKCS7Options.DetachedSignature, PKCS7Options.Binary])
