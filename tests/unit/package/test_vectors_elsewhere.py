"""The vectors by every road: route and command line say what the library says, and standard tools agree."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.unit.package.test_vectors import HERE, TRUSTED, VECTORS
from wizard.package import verify
from wizard.server.routes import routes
from wizard.settings import settings

OURS = {"X-Wizard": "1"}


@pytest.fixture
def known(instance):
    """The instance whose authority signed the vectors: its certificate and revocation list, not its key."""
    folder = instance.settings.authority
    folder.mkdir(parents=True)
    certificate = (HERE / "authority.pem").read_text("ascii")
    (folder / "authority.json").write_text(json.dumps({"certificate": certificate, "key": ""}), "ascii")
    shutil.copy(HERE / "revoked.pem", folder / "revoked.pem")
    return instance


def test_the_route_says_it_and_keeps_nothing(known):
    with TestClient(Starlette(routes=routes())) as web:
        for vector in VECTORS:
            content = (HERE / vector["file"]).read_bytes()
            answer = web.post(f"/verify?name={vector['file']}", content=content, headers=OURS)
            if not content:
                assert answer.status_code == 422 and "空的" in answer.json()["error"]
                continue
            assert answer.json()["verdict"] == vector["verdict"], (vector["file"], answer.json()["reasons"])
            assert answer.json()["file"] == vector["file"]
    assert not list(known.settings.temporary.glob("verify-*"))


def test_the_route_for_several_files(known):
    with TestClient(Starlette(routes=routes())) as web:
        found = [
            web.post(f"/verify?name={name}", content=(HERE / name).read_bytes(), headers=OURS).json()
            for name in ("valid.zip", "second-version.zip")
        ]
        answer = web.post("/verify/together", json={"verdicts": found}, headers=OURS)
        assert "接着" in answer.json()["relations"][0]
        assert web.post("/verify/together", json={"verdicts": 5}, headers=OURS).status_code == 422
        assert web.post("/verify/together", json={"verdicts": []}).status_code == 403


def test_the_command_line_says_it(known, monkeypatch, capsys):
    from wizard import cli

    monkeypatch.setenv("WIZARD_DATA_FOLDER", str(known.settings.data_folder))
    settings.cache_clear()
    with pytest.raises(SystemExit) as end:
        cli.main(["verify", *(str(HERE / vector["file"]) for vector in VECTORS)])
    settings.cache_clear()
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert end.value.code == 1
    assert [line["verdict"] for line in lines] == [vector["verdict"] for vector in VECTORS]
    second = next(line for line in lines if line["file"] == "second-version.zip")
    assert any("接着「valid.zip」" in sentence for sentence in second["relations"])


def run(*command, cwd=None):
    if not shutil.which(command[0]):
        pytest.skip(f"{command[0]} is not installed")
    return subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, timeout=60)


GOOD = [vector["file"] for vector in VECTORS if vector["verdict"] == "authentic" and vector["file"].endswith(".zip")]


@pytest.mark.parametrize("file", GOOD)
def test_standard_tools_agree_on_the_good_ones(file, tmp_path):
    zipfile.ZipFile(HERE / file).extractall(tmp_path)
    (inside,) = (path.parent for path in tmp_path.rglob("SHA256SUMS"))
    assert run("sha256sum", "-c", "--strict", "SHA256SUMS", cwd=inside).returncode == 0
    signed = ("-in", "manifest.json.p7s", "-content", "manifest.json", "-CAfile", "签发证书.pem", "-purpose", "any")
    assert run("openssl", "cms", "-verify", "-binary", "-inform", "DER", *signed, cwd=inside).returncode == 0
    (paper,) = inside.glob("01-*.pdf")
    assert run("qpdf", "--check", paper).returncode == 0
    said = run("pdfsig", paper).stdout
    others = said.count("Signature Type: unknown") + said.count("field is not signed")
    assert said.count("Signature is Valid") == said.count("Signature #") - others >= 1
    assert "Total document signed" in said


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("byte-flipped.pdf", "Signature is Invalid|Digest Mismatch"),
        ("cosigned-then-flipped.pdf", "Signature is Invalid|Digest Mismatch"),
        ("page-added.pdf", "Not total document signed"),
        ("attachment-swapped.pdf", "Not total document signed"),
        ("content-replaced.pdf", "Not total document signed"),
        ("signature-wrapped.pdf", "Signature is Valid"),
        ("field-over-text.pdf", "Signature is Valid"),
        ("range-partial.pdf", "Digest Mismatch"),
        ("plain.pdf", "does not contain any signatures"),
        ("signature-stripped.pdf", "does not contain any signatures"),
    ],
)
def test_pdfsig_agrees_where_it_can(file, words):
    import re

    done = run("pdfsig", HERE / file)
    assert re.search(words, done.stdout + done.stderr), done.stdout + done.stderr


@pytest.mark.parametrize("file", ["original-flipped.zip", "original-swapped.zip", "original-missing.zip"])
def test_sha256sum_agrees_on_changed_originals(file, tmp_path):
    zipfile.ZipFile(HERE / file).extractall(tmp_path)
    assert run("sha256sum", "-c", "--strict", "SHA256SUMS", cwd=tmp_path).returncode != 0


def test_openssl_agrees_on_the_edited_manifest(tmp_path):
    zipfile.ZipFile(HERE / "manifest-edited.zip").extractall(tmp_path)
    signed = ("-in", "manifest.json.p7s", "-content", "manifest.json", "-CAfile", "签发证书.pem", "-purpose", "any")
    assert run("openssl", "cms", "-verify", "-binary", "-inform", "DER", *signed, cwd=tmp_path).returncode != 0


@pytest.mark.parametrize("packer", [("zip", "-qr"), ("zip", "-q0r"), ("7z", "a", "-tzip"), ("bsdtar", "-a", "-cf")])
def test_packed_again_by_other_programs_it_is_still_authentic(packer, tmp_path):
    folder, made = tmp_path / "in", tmp_path / "out.zip"
    zipfile.ZipFile(HERE / "valid.zip").extractall(folder)
    assert run(*packer, made, ".", cwd=folder).returncode == 0
    found = verify(made, TRUSTED)
    assert found.verdict == "authentic", found.reasons


def test_packed_again_by_chinese_windows_it_is_still_authentic(tmp_path):
    """Its names are in GBK and say nothing about that."""

    class Unmarked(zipfile.ZipInfo):
        def _encodeFilenameFlags(self):  # noqa: N802 - the standard library's name
            return self.filename.encode("gbk"), 0

    made = tmp_path / "out.zip"
    with zipfile.ZipFile(HERE / "valid.zip") as source, zipfile.ZipFile(made, "w") as archive:
        for info in source.infolist():
            archive.writestr(Unmarked(info.filename), source.read(info))
    found = verify(made, TRUSTED)
    assert found.verdict == "authentic", found.reasons
    assert found.exhibits[0].name.startswith("02-证据原件/证据01")
