"""Keys kept under a passphrase: opened by it alone, changed with it, and of no use to who steals the database."""

from __future__ import annotations

import base64
import json

import pytest

from tests.unit.package.samples import request
from wizard.case import now
from wizard.package import CertificateUnusable, KeptKey, build, verify
from wizard.package.seal.passphrase_keys import SCRYPT_N, change_passphrase, kept_identity, make_key

WORDS = "四月的雨下在屋顶上".encode()


@pytest.fixture(scope="module")
def key(authority_folder):
    return make_key(authority_folder, "李晴", "晴川服饰", WORDS)


def test_packages_signed_with_it_carry_the_same_certificate(key, tmp_path, authority_folder, trusted):
    found = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        asked = request(tmp_path / name, authority_folder, [], signer=KeptKey(key.locked, WORDS), signed_at=now())
        made = build(asked)
        assert (made.signer, made.certificate) == ("李晴", "instance")
        verdict = verify(made.path, trusted)
        assert verdict.verdict == "authentic", verdict.reasons
        found.append(verdict.signers[0].fingerprint)
    assert found[0] == found[1] == key.fingerprint


@pytest.mark.parametrize("words", [b"", b"wrong", WORDS + b" ", WORDS[:-1]])
def test_only_its_passphrase_opens_it(words, key):
    with pytest.raises(CertificateUnusable, match="签名口令不对"):
        kept_identity(KeptKey(key.locked, words), now())


def test_nothing_of_key_or_passphrase_lies_open(key):
    stored = json.loads(key.locked)
    assert (stored["kdf"], stored["n"], stored["cipher"]) == ("scrypt", SCRYPT_N, "AES-256-GCM") and SCRYPT_N >= 1 << 17
    assert base64.b64decode(stored["content"])[:2] != b"\x30\x82"
    assert WORDS.decode() not in key.locked


def test_a_changed_passphrase_opens_the_same_key(key):
    changed = change_passphrase(key.locked, WORDS, b"another long one")
    before, after = (
        kept_identity(KeptKey(key.locked, WORDS), now()),
        kept_identity(KeptKey(changed, b"another long one"), now()),
    )
    assert before.certificate == after.certificate
    with pytest.raises(CertificateUnusable):
        kept_identity(KeptKey(changed, WORDS), now())
    with pytest.raises(CertificateUnusable):
        change_passphrase(key.locked, b"wrong", b"x")


def test_a_key_swapped_for_the_authoritys_does_not_open(key, authority_folder):
    authoritys = json.loads((authority_folder / "authority.json").read_text("ascii"))["key"]
    secret = (authority_folder / "authority.secret").read_bytes()
    with pytest.raises(CertificateUnusable):
        kept_identity(KeptKey(authoritys, secret), now())
