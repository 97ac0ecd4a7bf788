"""A colleague signs the finished package later: both signatures hold, and everything else stays as it was."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from tests.unit.package.openssl_tsa import serve
from tests.unit.package.samples import picture, request
from tests.unit.package.test_build import leftovers, own_certificate
from wizard.case import now
from wizard.package import CosignRequest, InstanceSigner, Mail, OwnCertificate, build, cosign, verify
from wizard.package.cosigning import NotCosignable, out_name


def mail():
    message = EmailMessage(policy=SMTP)
    message["Subject"], message["To"] = "投诉：请撤销处罚", "a@example.cn"
    message.set_content("您好，\n附件是签好的材料。\n", cte="base64")
    return Mail("邮件.eml", message.as_bytes())


@pytest.fixture(scope="module")
def first(tmp_path_factory, authority_folder):
    folder = tmp_path_factory.mktemp("first")
    return build(request(folder, authority_folder, cosign_slots=2, mail=mail(), signed_at=now()))


def second(first, folder, authority_folder, name="王强", **more):
    out = folder / out_name(first.path.name, 2)
    values = {"signer": InstanceSigner(name, "杭州晴川服饰有限公司"), "consent": "同意共同签署。"} | more
    return cosign(CosignRequest(first.path, out, authority_folder, **values))


@pytest.fixture(scope="module")
def both(first, tmp_path_factory, authority_folder):
    folder = tmp_path_factory.mktemp("both")
    png = picture(folder / "sign.png", 300, 100).read_bytes()
    return second(first, folder, authority_folder, signature_png=png, seal_png=png)


def files(made):
    with zipfile.ZipFile(made.path) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def test_both_have_signed_and_the_package_is_authentic(both, trusted):
    found = verify(both.path, trusted)
    assert found.verdict == "authentic", found.reasons
    assert [(one.name, one.intact) for one in found.signers if one.signed == "pdf"] == [("李晴", True), ("王强", True)]


def test_pdfsig_calls_both_valid(both, tmp_path):
    if not shutil.which("pdfsig"):
        pytest.skip("pdfsig is not installed")
    path = tmp_path / "both.pdf"
    path.write_bytes(files(both)[both.pdf_name])
    said = subprocess.run(["pdfsig", path], capture_output=True, text=True).stdout
    assert said.count("Signature is Valid") == 2 and "Total document signed" in said


def test_only_what_must_change_has_changed(first, both):
    before, after = files(first), files(both)
    changed = {name for name in before if before[name] != after[name]}
    assert before.keys() == after.keys()
    assert changed == {both.pdf_name, "03-提交文本/邮件.eml", "manifest.json", "manifest.json.p7s", "SHA256SUMS"}
    assert after[both.pdf_name].startswith(before[both.pdf_name])


def test_the_manifest_names_who_signed_and_the_copy_before(first, both):
    manifest = json.loads(files(both)["manifest.json"])
    assert manifest["before_cosigning_manifest_sha256"] == first.manifest_sha256
    assert [(one["name"], one["consent"]) for one in manifest["cosigners"]] == [("王强", "同意共同签署。")]
    assert manifest["version"] == 1 and manifest["signer"] == "李晴"
    exhibits = [row["exhibit"] for row in manifest["files"] if "exhibit" in row]
    assert exhibits == [1, 2, 3, 4, 5, 6]


def test_the_mail_carries_the_pdf_both_have_signed(first, both):
    message = message_from_bytes(files(both)["03-提交文本/邮件.eml"], policy=SMTP)
    (attached,) = message.iter_attachments()
    assert attached.get_payload(decode=True) == files(both)[both.pdf_name]
    before = message_from_bytes(files(first)["03-提交文本/邮件.eml"], policy=SMTP)
    assert message.get_body().get_content() == before.get_body().get_content()
    assert message["To"] == before["To"] and message["Subject"] == before["Subject"]


def test_a_third_may_sign_but_not_a_fourth(both, tmp_path, authority_folder, trusted):
    third = second(both, tmp_path, authority_folder, "赵云")
    names = [one.name for one in verify(third.path, trusted).signers if one.signed == "pdf"]
    assert names == ["李晴", "王强", "赵云"]
    (tmp_path / "again").mkdir()
    with pytest.raises(NotCosignable, match="没有空的共同签署栏"):
        second(third, tmp_path / "again", authority_folder, "孙尚")
    assert leftovers(tmp_path / "again") == []


def test_nobody_signs_twice(first, tmp_path, authority_folder):
    with pytest.raises(NotCosignable, match="李晴已经"):
        second(first, tmp_path, authority_folder, "李晴")
    assert leftovers(tmp_path) == []


def test_an_altered_package_is_not_signed_again(first, tmp_path, authority_folder):
    altered = tmp_path / "altered.zip"
    content = bytearray(first.path.read_bytes())
    content[len(content) // 3] ^= 1
    altered.write_bytes(content)
    with pytest.raises(NotCosignable, match="没有通过校验"):
        cosign(CosignRequest(altered, tmp_path / "out.zip", authority_folder, InstanceSigner("王强")))


def test_a_colleagues_own_certificate(first, tmp_path, authority_folder, trusted):
    signer = OwnCertificate(own_certificate(tmp_path), b"secret")
    found = verify(second(first, tmp_path, authority_folder, signer=signer).path, trusted)
    assert found.verdict == "authentic"
    assert [one.trusted_by for one in found.signers if one.signed == "pdf"] == ["instance", "own"]


def test_archived_before_and_after(tmp_path, authority_folder, trusted):
    (tmp_path / "tsa").mkdir()
    with serve(tmp_path / "tsa") as tsa:
        one = build(request(tmp_path, authority_folder, [], cosign_slots=1, tsa_url=tsa.url, signed_at=now()))
        two = second(one, tmp_path, authority_folder, tsa_url=tsa.url)
    found = verify(two.path, trusted)
    assert found.verdict == "authentic", found.reasons
    assert [one.level for one in found.signers if one.signed == "pdf"] == ["PAdES B-LTA", "PAdES B-LTA"]


def test_what_was_added_stays_pdf_a(both, tmp_path):
    from tests.unit.package.test_conformance import ALLOWED_SIGNED, XMP, findings

    assert {one.rule for one in findings(files(both)[both.pdf_name], tmp_path)} <= ALLOWED_SIGNED | {XMP}


def test_the_page_shows_signature_and_seal(both, first):
    import pypdfium2

    def ink(made):
        document = pypdfium2.PdfDocument(files(made)[made.pdf_name])
        document.init_forms()
        return [page.render(scale=0.5).to_pil().tobytes() for page in document]

    assert sum(one != two for one, two in zip(ink(first), ink(both), strict=True)) == 1


def test_names_of_copies():
    assert out_name("投诉材料包-K7M3-9QX2-v1.zip", 2) == "投诉材料包-K7M3-9QX2-v1-共2人签.zip"
    assert out_name("投诉材料包-K7M3-9QX2-v1-共2人签.zip", 3) == "投诉材料包-K7M3-9QX2-v1-共3人签.zip"


def test_a_seal_that_is_no_picture_is_refused(tmp_path, authority_folder):
    from wizard.package.errors import PackageError

    with pytest.raises(PackageError, match="印章"):
        build(request(tmp_path, authority_folder, [], seal_png=b"\x89PNG\r\n\x1a\nrubbish"))
