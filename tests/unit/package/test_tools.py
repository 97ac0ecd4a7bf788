"""Standard tools agree with us, where they are installed: what 校验说明.txt promises must work."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest


def run(*command, cwd):
    if not shutil.which(command[0]):
        pytest.skip(f"{command[0]} is not installed")
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=60)


def commands(unpacked, word):
    """The lines of the instructions that begin with a program's name."""
    text = (unpacked / "校验说明.txt").read_text("utf-8")
    return [line.strip() for line in text.splitlines() if line.strip().startswith(word)]


def test_sha256sum_as_written(unpacked):
    assert commands(unpacked, "sha256sum") == ["sha256sum -c SHA256SUMS"]
    done = run("sha256sum", "-c", "--strict", "SHA256SUMS", cwd=unpacked)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("which", [0, 1])
def test_openssl_as_written(unpacked, which):
    lines = commands(unpacked, "openssl cms") + commands(unpacked, "openssl smime")
    done = run(*lines[which].split(), cwd=unpacked)
    assert done.returncode == 0 and "Verification successful" in done.stderr


def test_openssl_notices_an_edited_manifest(unpacked, tmp_path):
    for name in ("manifest.json", "manifest.json.p7s", "签发证书.pem"):
        (tmp_path / name).write_bytes((unpacked / name).read_bytes())
    content = (tmp_path / "manifest.json").read_bytes()
    (tmp_path / "manifest.json").write_bytes(content.replace(b"K7M3", b"K7M4"))
    done = run(*commands(unpacked, "openssl cms")[0].split(), cwd=tmp_path)
    assert done.returncode != 0


def test_the_fingerprint_as_written(unpacked):
    line = commands(unpacked, "openssl x509")[0]
    done = run(*line.split(), cwd=unpacked)
    text = (unpacked / "校验说明.txt").read_text("utf-8")
    assert done.stdout.strip().split("=")[1] in text


def test_pdfsig(unpacked, built):
    done = run("pdfsig", built.pdf_name, cwd=unpacked)
    assert "Signature is Valid" in done.stdout and "Total document signed" in done.stdout
    assert "ETSI.CAdES.detached" in done.stdout and "李晴" in done.stdout


def test_qpdf(unpacked, built):
    done = run("qpdf", "--check", built.pdf_name, cwd=unpacked)
    assert done.returncode == 0, done.stdout + done.stderr


def test_pdftotext_copies_rare_characters_and_emoji(unpacked, built):
    text = run("pdftotext", built.pdf_name, "-", cwd=unpacked).stdout
    assert "𠮷" in text and "😀" in text and "〔U+3FFF0〕" in text
    assert re.search(r"¥12,345\.60", text)
    assert "下列证据的原始文件随本材料一并保存" in text


def test_attachments_come_out_unchanged(unpacked, built, tmp_path):
    done = run("pdfdetach", "-saveall", "-o", str(tmp_path), str(unpacked / built.pdf_name), cwd=tmp_path)
    assert done.returncode == 0
    for original in (unpacked / "02-证据原件").iterdir():
        assert (tmp_path / original.name).read_bytes() == original.read_bytes()


def test_unzip(built, tmp_path):
    assert run("unzip", "-tq", str(built.path), cwd=tmp_path).returncode == 0
