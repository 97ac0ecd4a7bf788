"""The published vectors give their verdicts; see tests/vectors/manifest.json for what each teaches."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wizard.package import verify

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


def test_cosigners_are_both_named():
    names = [signer.name for signer in verify(HERE / "cosigned.zip", TRUSTED).signers if signer.signed == "pdf"]
    assert names == ["李晴", "王强"]


def test_own_certificate_is_vouched_for_by_the_seal():
    signers = verify(HERE / "own-certificate.zip", TRUSTED).signers
    assert [(signer.signed, signer.trusted_by) for signer in signers] == [("pdf", "own"), ("manifest", "instance")]
