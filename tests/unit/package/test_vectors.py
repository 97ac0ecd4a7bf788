"""The published vectors give their verdicts; see tests/vectors/manifest.json for what each teaches."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wizard.package import verify
from wizard.package.check.series import relations

HERE = Path(__file__).resolve().parents[2] / "vectors"
ABOUT = json.loads((HERE / "manifest.json").read_text("utf-8"))
VECTORS = ABOUT["vectors"]
TRUSTED = [(HERE / name).read_bytes() for name in ABOUT["trusted"]]


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["id"] for vector in VECTORS])
def test_verdict(vector):
    found = verify(HERE / vector["file"], TRUSTED)
    assert found.verdict == vector["verdict"], found.reasons
    assert found.reasons
    json.dumps(found.as_json())


def test_every_vector_is_listed():
    files = {path.name for path in HERE.iterdir() if path.suffix in (".zip", ".pdf", ".txt")}
    assert files == {vector["file"] for vector in VECTORS}
    assert all(vector["teaches"] and vector["catches"] for vector in VECTORS)


@pytest.mark.parametrize("name", ["valid.zip", "valid.pdf", "cosigned.zip"])
def test_nobody_trusted_means_unrecognised(name):
    assert verify(HERE / name).verdict == "unrecognised"


def test_the_altered_exhibit_is_named():
    found = verify(HERE / "original-flipped.zip", TRUSTED)
    wrong = [exhibit for exhibit in found.exhibits if not exhibit.ok]
    assert [exhibit.exhibit for exhibit in wrong] == [2]
    assert wrong[0].expected != wrong[0].actual
    assert any("证据2" in reason for reason in found.reasons)


def test_an_attachment_swapped_inside_the_pdf_is_named():
    found = verify(HERE / "attachment-swapped.pdf", TRUSTED)
    assert [exhibit.exhibit for exhibit in found.exhibits if not exhibit.ok] == [1]


def test_levels_and_times_are_told():
    plain, stamped = verify(HERE / "valid.zip", TRUSTED), verify(HERE / "timestamped.zip", TRUSTED)
    assert (plain.level, stamped.level) == ("PAdES B-B", "PAdES B-T")
    assert stamped.signers[0].timestamp and not plain.signers[0].timestamp
    assert any("没有第三方时间戳" in note for note in plain.notes)


def test_every_time_is_told_by_one_clock():
    said = verify(HERE / "timestamped.zip", TRUSTED).as_json()
    times = [signer[name] for signer in said["signers"] for name in ("time", "timestamp") if signer[name]]
    assert len(times) > 2
    assert all(time.endswith("+08:00") for time in [*times, *said["times"]])


def test_cosigners_are_both_named():
    names = [signer.name for signer in verify(HERE / "cosigned.zip", TRUSTED).signers if signer.signed == "pdf"]
    assert names == ["李晴", "王强"]


def test_own_certificate_is_vouched_for_by_the_seal():
    signers = verify(HERE / "own-certificate.zip", TRUSTED).signers
    assert [(signer.signed, signer.trusted_by) for signer in signers] == [("pdf", "own"), ("manifest", "instance")]


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("page-added.pdf", "签名之后加了 1 页"),
        ("attachment-swapped.pdf", "签名之后换了附件：证据01"),
        ("cosigned-then-page-added.pdf", "签名之后加了 1 页"),
        ("signed-again-visibly.pdf", "签名之后加了 1 个表单栏或签名栏"),
        ("appended.pdf", "又追加了"),
        ("trailing.zip", "末尾多出 120 字节"),
        ("leading.zip", "开头多出 2002 字节"),
        ("entry-twice.zip", "两个同名文件"),
        ("nested.zip", "里面还有一个压缩包：投诉材料包.zip"),
        ("locked.pdf", "加了打开密码"),
        ("locked-after-signing.pdf", "加了打开密码"),
        ("archive-changed.pdf", "文档时间戳"),
        ("revoked.pdf", "被宣告作废：李晴"),
        ("content-replaced.pdf", "第 2 页的内容被换过"),
        ("covered-by-note.pdf", "加了 1 处批注"),
        ("field-over-text.pdf", "加了 1 个表单栏"),
        ("script-added.pdf", "签名之后又追加了不允许的改动"),
        ("stamp-redrawn.pdf", "签名之后又追加了不允许的改动"),
        ("attachment-same-name.pdf", "签名之后又追加了不允许的改动"),
        ("manifest-twice.zip", "多出清单里没有的文件：02-证据原件/manifest.json"),
        ("case-clash.zip", "多出清单里没有的文件：02-证据原件/证据01-处罚通知截图.PNG"),
        ("hidden-entry.zip", "文件之间多出 89 字节"),
        ("two-names.zip", "在两处写着不同的名字"),
        ("sums-edited.zip", "SHA256SUMS 与签过名的清单不一致"),
    ],
)
def test_what_was_done_is_named_in_plain_words(file, words):
    reasons = verify(HERE / file, TRUSTED).reasons
    assert any(words in reason for reason in reasons), reasons


def test_the_archival_level_is_told():
    assert {verify(HERE / name, TRUSTED).level for name in ("archived.zip", "archived.pdf")} == {"PAdES B-LTA"}


def together(*files):
    return relations([verify(HERE / name, TRUSTED).as_json() for name in files])


def test_versions_in_a_row_belong_together():
    for order in (("valid.zip", "second-version.zip"), ("second-version.zip", "valid.zip")):
        (sentence,) = together(*order)
        assert "「second-version.zip」（第 2 版）接着「valid.zip」（第 1 版）" in sentence
    assert verify(HERE / "second-version.zip", TRUSTED).changes == ("证据:新增 1 项",)


def test_a_next_version_of_another_package_does_not_belong():
    (sentence,) = together("cosigned.zip", "second-version.zip")
    assert "写明的上一版不是「cosigned.zip」" in sentence


def test_copies_with_more_signatures_and_the_pdf_of_a_package():
    assert "加上共同签署以后的同一版" in together("before-cosigning.zip", "cosigned-later.zip")[0]
    assert "就是「valid.zip」里的那份 PDF" in together("valid.pdf", "valid.zip")[0]


def test_an_altered_file_proves_no_relation():
    assert "没有通过校验" in together("original-flipped.zip", "second-version.zip")[0]
    assert together("valid.zip", "plain.pdf") == []


@pytest.mark.parametrize("odd", [{}, {"file": 5}, {"reference": [], "version": "x"}, {"sha256": "a" * 10**6}])
def test_odd_facts_say_nothing(odd):
    assert relations([odd, odd]) == []
