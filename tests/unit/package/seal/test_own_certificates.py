"""Certificates as people bring them: each kind that cannot sign says why, the old format opens."""

from __future__ import annotations

import shutil

import pytest

from tests.unit.package.certificates import p12_files
from wizard.case import now
from wizard.package import CertificateUnusable, OwnCertificate
from wizard.package.seal.own import identity_of


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    return p12_files(tmp_path_factory.mktemp("p12"))


def opened(files, kind):
    path, password = files[kind]
    return identity_of(OwnCertificate(path.read_bytes(), password.encode()), now())


@pytest.mark.parametrize("kind", ["good", "legacy", "curve", "long curve"])
def test_good_ones_open(kind, files):
    assert opened(files, kind).name == "王五"


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("wrong password", "口令不对"),
        ("expired", "不在有效期内"),
        ("weak", "密钥太短"),
        ("no key", "没有私钥"),
        ("not for signing", "不允许用于签名"),
        ("other kind", "只支持 RSA 和 NIST 曲线"),
    ],
)
def test_the_others_say_why(kind, words, files):
    with pytest.raises(CertificateUnusable, match=words):
        opened(files, kind)
