"""The archival level with another make's timestamp authority: reached, proved by pyHanko, never claimed in vain."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.unit.package.openssl_tsa import openssl, serve
from tests.unit.package.samples import request
from wizard.awaiting import result_of
from wizard.case import now
from wizard.package import CertificateUnusable, CoSigner, OwnCertificate, build, instance_authority, verify


@pytest.fixture(scope="module")
def archived(tmp_path_factory, authority_folder, tsa):
    """A package signed by two, at the archival level."""
    folder = tmp_path_factory.mktemp("archived")
    return build(request(folder, authority_folder, tsa_url=tsa.url, cosigners=(CoSigner("王强"),), signed_at=now()))


def paper(made):
    return zipfile.ZipFile(made.path).read(made.pdf_name)


def last_page(content):
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    return document[len(document) - 1].get_textpage().get_text_range().replace("\r\n", "")


def ades(content, roots):
    """What pyHanko's long-term validation says of each signature, with revocation data required."""
    from asn1crypto import pem, x509
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.ades import ades_lta_validation

    from wizard.package.check.archival import _specification

    trusted = [x509.Certificate.load(pem.unarmor(one)[2]) for one in roots]
    reader = PdfFileReader(io.BytesIO(content))
    return [
        result_of(ades_lta_validation(one, _specification(trusted))).ades_subindic.name
        for one in reader.embedded_regular_signatures
    ]


def test_both_signatures_pass_long_term_validation(archived, trusted, tsa):
    assert archived.level == "PAdES B-LTA"
    assert ades(paper(archived), [*trusted, tsa.root_pem]) == ["OK", "OK"]


def test_the_level_is_shown_and_printed(archived, trusted):
    found = verify(archived.path, trusted)
    assert (found.verdict, found.level) == ("authentic", "PAdES B-LTA")
    assert "PAdES B-LTA" in last_page(paper(archived))
    readme = zipfile.ZipFile(archived.path).read("校验说明.txt").decode()
    assert "签名等级：PAdES B-LTA" in readme and "Not total document signed" in readme


def test_what_follows_the_signatures_stays_pdf_a(archived, tmp_path):
    from tests.unit.package.test_conformance import ALLOWED_SIGNED, XMP, findings

    assert {one.rule for one in findings(paper(archived), tmp_path)} <= ALLOWED_SIGNED | {XMP}


@pytest.mark.parametrize("place", [0.2, 0.6, 0.995])
def test_a_changed_byte_anywhere_is_noticed(place, archived, trusted, tmp_path):
    content = bytearray(paper(archived))
    content[int(len(content) * place)] ^= 1
    changed = tmp_path / "changed.pdf"
    changed.write_bytes(content)
    assert verify(changed, trusted).verdict == "altered"


def test_without_a_revocation_list_the_level_stays_lower_and_says_so(tmp_path, authority_folder, trusted):
    (tmp_path / "tsa").mkdir()
    with serve(tmp_path / "tsa", with_revocation_list=False) as tsa:
        made = build(request(tmp_path, authority_folder, [], tsa_url=tsa.url, signed_at=now()))
    assert made.level == verify(made.path, trusted).level == "PAdES B-T"
    text = last_page(paper(made))
    assert "没有封存证书的吊销凭据" in text and "B-LTA" not in text


def own(tsa, name):
    tsa.issue(name, "王五", "person_extensions")
    files = ("-in", tsa.folder / f"{name}.pem", "-inkey", tsa.folder / f"{name}.key")
    content = openssl("pkcs12", "-export", *files, "-certfile", tsa.folder / "root.pem", "-passout", "pass:secret")
    return OwnCertificate(content, b"secret")


def test_a_certificate_of_ones_own_reaches_it_when_its_issuer_publishes_a_list(
    tmp_path, authority_folder, trusted, tsa
):
    made = build(request(tmp_path, authority_folder, [], tsa_url=tsa.url, signer=own(tsa, "person"), signed_at=now()))
    assert made.level == "PAdES B-LTA"
    assert ades(paper(made), [tsa.root_pem]) == ["OK"]
    assert verify(made.path, trusted).verdict == "authentic"


def test_a_certificate_its_issuer_has_revoked_is_refused(tmp_path, authority_folder, tmp_path_factory):
    with serve(tmp_path_factory.mktemp("tsa")) as tsa:
        signer = own(tsa, "gone")
        config, here = ("-config", tsa.folder / "openssl.cnf"), tsa.folder
        by = ("-keyfile", here / "root.key", "-cert", here / "root.pem")
        openssl("ca", *config, *by, "-revoke", here / "gone.pem")
        openssl("ca", *config, *by, "-gencrl", "-crlexts", "crl", "-out", here / "crl.pem")
        openssl("crl", "-in", here / "crl.pem", "-outform", "DER", "-out", here / "root.crl")
        with pytest.raises(CertificateUnusable, match="吊销"):
            build(request(tmp_path, authority_folder, [], tsa_url=tsa.url, signer=signer, signed_at=now()))


def test_a_strangers_certificate_cannot_make_the_server_ask_around(tmp_path):
    from wizard.package.seal.archival import _may_ask

    assert not _may_ask("127.0.0.1", "tsa.example")
    assert not _may_ask("10.1.2.3", "")
    assert not _may_ask("169.254.169.254", "")
    assert _may_ask("127.0.0.1", "127.0.0.1")


def test_the_instances_list_is_in_the_package_and_openssl_believes_it(archived, tmp_path):
    zipfile.ZipFile(archived.path).extractall(tmp_path)
    command = next(
        line.strip() for line in (tmp_path / "校验说明.txt").read_text("utf-8").splitlines() if "openssl crl" in line
    )
    import subprocess

    done = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0 and "verify OK" in done.stderr and "Certificate Revocation List" in done.stdout


def test_where_the_list_is_published_stands_in_the_certificate(tmp_path, authority_folder):
    from cryptography import x509

    address = "https://tousu.example.cn/authority/revoked.crl"
    identity = instance_authority(authority_folder).issue("李晴", list_url=address)
    points = identity.certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    assert points[0].full_name[0].value == address
