"""PDFs signed in other ways than ours: other certificates, other programs, timestamps of something else."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import subprocess
import tempfile
from pathlib import Path

from tests.unit.package.samples import SIGNED_AT
from tests.vectors.maker import Maker
from wizard.package import OwnCertificate, instance_authority


def own_certificate(name: str, days: int = 3650) -> OwnCertificate:
    """A PKCS#12 file of a made-up authority."""
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

    with tempfile.TemporaryDirectory() as folder:
        identity = instance_authority(Path(folder)).issue(name, "某电子认证机构客户", SIGNED_AT, days=days)
    content = pkcs12.serialize_key_and_certificates(
        name.encode(), identity.key, identity.certificate, list(identity.chain), BestAvailableEncryption(b"secret")
    )
    return OwnCertificate(content, b"secret", name)


def signed_by(identity, tsa_url: str = "") -> bytes:
    """A page signed with a certificate given."""
    from tests.bench.package_text import signable
    from wizard.package.exhibits.spool import Spool
    from wizard.package.seal.sign import Seal, sign_pdf
    from wizard.package.seal.stamp import stamp_pdf

    file = io.BytesIO(signable())
    with Spool() as spool:
        now = dt.datetime.now(dt.UTC)
        seal = Seal("Signature1", identity, stamp_pdf("李晴", now, None, spool), now, certify=True)
        sign_pdf(file, seal, reason="", tsa_url=tsa_url)
    return file.getvalue()


def wrongly_stamped(maker: Maker) -> bytes:
    """Signed by us, with a timestamp token that was made for another document."""
    from unittest.mock import patch

    from tests.unit.package.tsa import _stamper

    stamper = _stamper()
    honest = stamper.async_timestamp

    async def another(digest: bytes, algorithm: str):
        return await honest(hashlib.sha256(b"another document").digest(), algorithm)

    stamper.async_timestamp = another
    with patch("wizard.package.seal.sign.timestamper_of", return_value=stamper):
        return signed_by(maker.authority.issue("李晴"), tsa_url="http://patched/")


def signed_again(paper: bytes, box: tuple[int, int, int, int] | None) -> bytes:
    """One more field with a signature made by the openssl program; without a `box` it is invisible."""
    from asn1crypto.cms import ContentInfo
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
    from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
    from pyhanko.sign.signers.pdf_byterange import SignatureObject

    out = io.BytesIO(paper)
    embedding = PdfCMSEmbedder(new_field_spec=SigFieldSpec("Another", box=box)).write_cms(
        "Another", IncrementalPdfFileWriter(out)
    )
    next(embedding)
    embedding.send(SigObjSetup(SignatureObject(subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED, bytes_reserved=8000)))
    prepared, _ = embedding.send(SigIOSetup("sha256", in_place=True))
    whole = out.getvalue()
    covered = whole[: prepared.reserved_region_start] + whole[prepared.reserved_region_end :]
    embedding.send(ContentInfo.load(openssl_cms(covered)))
    return out.getvalue()


def openssl_cms(content: bytes) -> bytes:
    """A detached signature by the openssl program, under a certificate that issued itself."""
    with tempfile.TemporaryDirectory() as folder:
        key, certificate = f"{folder}/k.pem", f"{folder}/c.pem"
        make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate]
        subprocess.run([*make, "-days", "3650", "-subj", "/CN=Another Tool"], check=True, capture_output=True)
        sign = ["openssl", "cms", "-sign", "-binary", "-md", "sha256", "-outform", "DER", "-signer", certificate]
        return subprocess.run([*sign, "-inkey", key], input=content, check=True, capture_output=True).stdout


def other_tool() -> bytes:
    """A PDF of another program, signed in another way: CMS made by openssl, placed by hand."""
    import pikepdf

    out = io.BytesIO()
    with pikepdf.Pdf.new() as pdf:
        pdf.add_blank_page(page_size=(300, 300))
        holder = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Sig,
                Filter=pikepdf.Name("/Adobe.PPKLite"),
                SubFilter=pikepdf.Name("/adbe.pkcs7.detached"),
                ByteRange=pikepdf.Array([0, 1111111111, 2222222222, 3333333333]),
                Contents=pikepdf.String(b"\xaa" * 4000),
            )
        )
        widget = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Widget,
                FT=pikepdf.Name.Sig,
                T=pikepdf.String("Sig"),
                Rect=pikepdf.Array([0, 0, 0, 0]),
                F=132,
                V=holder,
                P=pdf.pages[0].obj,
            )
        )
        pdf.pages[0].Annots = pikepdf.Array([widget])
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([widget]), SigFlags=3)
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return by_openssl(out.getvalue())


def by_openssl(paper: bytes) -> bytes:
    """Fill the prepared dictionary with a signature made by the openssl program."""
    start = paper.index(b"<" + b"aa" * 100)
    end = paper.index(b">", start) + 1
    written = f"[ 0 {start} {end} {len(paper) - end} ]".encode()
    place = paper.index(b"[ 0 1111111111")
    room = paper.index(b"]", place) + 1 - place
    paper = paper[:place] + written.ljust(room) + paper[place + room :]
    cms = openssl_cms(paper[:start] + paper[end:])
    filled = cms.hex().encode().ljust(end - start - 2, b"0")
    return paper[: start + 1] + filled + paper[end - 1 :]
