"""Building: what is in the package, what goes wrong, and that nothing is left behind."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import subprocess
import sys
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit.package.samples import evidence, picture, request
from tests.unit.package.tsa import timestamp_authority
from wizard.package import (
    AuthorityLocked,
    CertificateUnusable,
    CoSigner,
    OriginalChanged,
    OriginalMissing,
    OwnCertificate,
    PackageLimits,
    TimestampUnavailable,
    build,
    instance_authority,
    preview,
    verify,
)
from wizard.package.archive.names import exhibit_name, safe_name


def test_the_package_has_its_parts_in_order(built):
    names = zipfile.ZipFile(built.path).namelist()
    assert names[0] == "01-违规处罚申诉书.pdf"
    titles = ["处罚通知截图.png", "仓库照片.jpg", "账单导出.csv", "聊天文字.txt", "电话录音.mp3", "损坏的截图.png"]
    assert names[1:7] == [f"02-证据原件/证据0{number}-{title}" for number, title in enumerate(titles, start=1)]
    rest = {"03-提交文本/申诉内容.txt", "04-跟进清单.pdf", "04-跟进清单.ics", "签发证书.pem", "校验说明.txt"}
    rest.add("签发证书吊销列表.pem")
    assert rest | {"manifest.json", "manifest.json.p7s", "SHA256SUMS"} == set(names[7:])


def test_originals_are_there_byte_for_byte(built, unpacked):
    manifest = json.loads((unpacked / "manifest.json").read_text("utf-8"))
    rows = {row["name"]: row for row in manifest["files"]}
    for name, row in rows.items():
        assert hashlib.sha256((unpacked / name).read_bytes()).hexdigest() == row["sha256"]
    assert [row["exhibit"] for row in rows.values() if "exhibit" in row] == [1, 2, 3, 4, 5, 6]
    assert (manifest["reference"], manifest["version"], manifest["level"]) == ("K7M3-9QX2", 1, "PAdES B-B")


def test_the_result_tells_the_truth(built, unpacked):
    content = built.path.read_bytes()
    assert (built.size, built.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert built.pdf_sha256 == hashlib.sha256((unpacked / built.pdf_name).read_bytes()).hexdigest()
    assert built.manifest_sha256 == hashlib.sha256((unpacked / "manifest.json").read_bytes()).hexdigest()
    assert zipfile.ZipFile(built.path).testzip() is None


def test_a_request_passes_to_a_worker_and_back(tmp_path, authority_folder, built):
    asked = request(tmp_path, authority_folder, [])
    assert pickle.loads(pickle.dumps(asked)) == asked
    assert pickle.loads(pickle.dumps(built)) == built


def test_progress_only_goes_forward(tmp_path, authority_folder):
    told = []
    build(request(tmp_path, authority_folder), lambda stage, share: told.append((stage, share)))
    shares = [share for _, share in told]
    assert shares == sorted(shares) and shares[0] >= 0 and shares[-1] <= 1
    assert all(stage for stage, _ in told)


def leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.suffix in (".zip", ".partial") or ".partial" in path.name]


def test_a_missing_original_names_the_exhibit_and_leaves_nothing(tmp_path, authority_folder):
    asked = request(tmp_path, authority_folder)
    asked.exhibit_files["e2"].unlink()
    with pytest.raises(OriginalMissing, match="证据2「仓库照片」"):
        build(asked)
    assert leftovers(tmp_path) == []


def test_a_changed_original_is_noticed_and_leaves_nothing(tmp_path, authority_folder):
    asked = request(tmp_path, authority_folder)
    path = asked.exhibit_files["e4"]
    path.write_bytes(path.read_bytes()[:-1] + b"X")
    with pytest.raises(OriginalChanged, match="证据4"):
        build(asked)
    assert leftovers(tmp_path) == []


def test_a_killed_build_leaves_nothing(tmp_path, authority_folder):
    script = tmp_path / "killed.py"
    script.write_text(
        "import sys, time\nfrom pathlib import Path\nfrom tests.unit.package.samples import request\n"
        "from wizard.package import build\nfolder = Path(sys.argv[1])\n"
        "def stop(stage, share):\n    if share >= 0.85:\n        print('there', flush=True)\n        time.sleep(60)\n"
        "build(request(folder, Path(sys.argv[2])), stop)\n",
        encoding="utf-8",
    )
    work = tmp_path / "work"
    work.mkdir()
    root = Path(__file__).resolve().parents[3]
    command = [sys.executable, str(script), str(work), str(authority_folder)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=root, env={"PYTHONPATH": str(root)})
    try:
        assert child.stdout.readline().strip() == b"there"
    finally:
        child.kill()
        child.wait()
        child.stdout.close()
    assert leftovers(work) == []


def test_a_timestamp_raises_the_level(tmp_path, authority_folder, trusted):
    with timestamp_authority() as url:
        made = build(request(tmp_path, authority_folder, [], tsa_url=url))
    assert made.level == "PAdES B-T"
    found = verify(made.path, trusted)
    assert (found.verdict, found.level) == ("authentic", "PAdES B-T")


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/none", "ftp://x", "not an address"])
def test_a_silent_timestamp_authority_is_never_passed_over(url, tmp_path, authority_folder):
    started = time.monotonic()
    with pytest.raises(TimestampUnavailable, match="不加时间戳"):
        build(request(tmp_path, authority_folder, [], tsa_url=url))
    assert time.monotonic() - started < 20
    assert leftovers(tmp_path) == []


def own_certificate(tmp_path, password=b"secret"):
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

    from tests.unit.package.samples import SIGNED_AT

    identity = instance_authority(tmp_path / "ca").issue("王五", "某机构", SIGNED_AT)
    return pkcs12.serialize_key_and_certificates(
        b"x", identity.key, identity.certificate, list(identity.chain), BestAvailableEncryption(password)
    )


def test_own_certificates_sign_and_the_instance_seals(tmp_path, authority_folder, trusted):
    signer = OwnCertificate(own_certificate(tmp_path), b"secret")
    made = build(request(tmp_path, authority_folder, [], signer=signer))
    assert (made.certificate, made.signer) == ("own", "王五")
    found = verify(made.path, trusted)
    assert found.verdict == "authentic"
    assert found.signers[0].trusted_by == "own"


@pytest.mark.parametrize(("p12", "password"), [(None, b"wrong"), (b"rubbish", b""), (b"", b"")])
def test_unusable_certificates_say_why(p12, password, tmp_path, authority_folder):
    content = own_certificate(tmp_path) if p12 is None else p12
    with pytest.raises(CertificateUnusable, match="证书文件打不开"):
        build(request(tmp_path, authority_folder, [], signer=OwnCertificate(content, password)))


def test_drawn_signatures_and_cosigners(tmp_path, authority_folder, trusted):
    png = picture(tmp_path / "sign.png", 300, 100).read_bytes()
    asked = request(tmp_path, authority_folder, [], signature_png=png, cosigners=(CoSigner("王强", "", png),))
    found = verify(build(asked).path, trusted)
    assert found.verdict == "authentic"
    assert [signer.name for signer in found.signers] == ["李晴", "王强", "李晴"]


def test_a_next_version_names_the_one_before(tmp_path, authority_folder, built, trusted):
    changes = ("补充快递揽收证明", "更正扣款金额")
    asked = request(
        tmp_path, authority_folder, [], version=2, previous_manifest_sha256=built.manifest_sha256, changes=changes
    )
    found = verify(build(asked).path, trusted)
    assert (found.version, found.previous_manifest_sha256) == (2, built.manifest_sha256)
    import pypdfium2

    text = pypdfium2.PdfDocument(preview(asked))[0].get_textpage().get_text_range()
    assert all(change in text for change in changes)


def test_large_originals_stay_out_of_the_pdf(tmp_path, authority_folder, trusted):
    made = build(request(tmp_path, authority_folder, limits=PackageLimits(attached_bytes=10)))
    assert not made.attached
    assert b"/EmbeddedFile" not in zipfile.ZipFile(made.path).read(made.pdf_name)
    assert verify(made.path, trusted).verdict == "authentic"


def test_the_integrity_page_does_not_claim_more_than_the_level(tmp_path, authority_folder):
    import pypdfium2

    for url, said, unsaid in (
        (None, "没有第三方时间戳", "时间戳服务确认"),
        ("http://tsa.example/", "时间戳服务确认", "没有第三方时间戳"),
    ):
        document = pypdfium2.PdfDocument(preview(request(tmp_path, authority_folder, [], tsa_url=url)))
        text = document[len(document) - 1].get_textpage().get_text_range().replace("\r\n", "")
        assert said in text and unsaid not in text
        assert "不等于《电子签名法》第十三条规定的可靠电子签名" in text


def test_the_authority_opens_only_with_its_secret(tmp_path):
    folder = tmp_path / "locked"
    first = instance_authority(folder, b"a long passphrase")
    assert instance_authority(folder, b"a long passphrase").fingerprint == first.fingerprint
    with pytest.raises(AuthorityLocked, match="口令不对"):
        instance_authority(folder, b"another")
    assert not (folder / "authority.secret").exists()
    assert b"PRIVATE" not in (folder / "authority.json").read_bytes()


def test_the_key_file_is_for_the_owner_only(authority_folder):
    assert (authority_folder / "authority.secret").stat().st_mode & 0o777 == 0o600
    assert (authority_folder / "authority.json").stat().st_mode & 0o777 == 0o600


def test_same_request_same_pages(tmp_path, authority_folder):
    asked = request(tmp_path, authority_folder)
    assert preview(asked) == preview(replace(asked))


def test_no_evidence_is_said(tmp_path, authority_folder):
    import pypdfium2

    document = pypdfium2.PdfDocument(preview(request(tmp_path, authority_folder, [])))
    assert any("没有附证据" in document[i].get_textpage().get_text_range() for i in range(len(document)))


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ("a/b\\c:d", "a b c d"),
        ("CON", "_CON"),
        ("com1.txt", "_com1.txt"),
        (" .x. ", "x"),
        ("", "未命名"),
        ("\u202e\x00", "未命名"),
    ],
)
def test_names_are_safe_everywhere(given, made):
    assert safe_name(given) == made


def test_long_names_fit_the_file_system():
    name = exhibit_name(3, "很长的名字" * 40, "x" * 300 + ".PNG")
    assert name.endswith(".png") and len(name.encode()) <= 255 and name.startswith("证据03-")


def test_two_builds_at_once(tmp_path, authority_folder, trusted):
    from concurrent.futures import ThreadPoolExecutor

    folders = [tmp_path / str(number) for number in range(2)]
    for folder in folders:
        folder.mkdir()
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda folder: build(request(folder, authority_folder, evidence(folder)[:3])), folders))
    assert all(verify(one.path, trusted).verdict == "authentic" for one in made)


def test_build_stays_the_function_after_its_work_was_imported(built):
    import wizard.package

    assert callable(wizard.package.build)


def test_pages_are_laid_out_while_the_key_is_made(tmp_path, authority_folder, monkeypatch):
    from threading import Event

    from wizard.package.seal.keys import Keys

    laid_out, issue = Event(), Keys._issue

    def slow(self):
        assert laid_out.wait(20)
        return issue(self)

    monkeypatch.setattr(Keys, "_issue", slow)
    with Keys(request(tmp_path, authority_folder, [])) as keys:
        assert keys.facts.signer == "李晴"
        laid_out.set()
        assert keys.person


def test_it_builds_and_verifies_where_the_system_reads_files_in_turn_only(
    tmp_path, authority_folder, trusted, monkeypatch
):
    """Windows has neither positioned reads nor nameless files."""
    monkeypatch.delattr(os, "pread")
    monkeypatch.delattr(os, "O_TMPFILE")
    made = build(request(tmp_path, authority_folder))
    assert hashlib.sha256(made.path.read_bytes()).hexdigest() == made.sha256
    found = verify(made.path, trusted)
    assert (found.verdict, found.sha256) == ("authentic", made.sha256)
    assert [path.name for path in made.path.parent.iterdir() if "partial" in path.name] == []
