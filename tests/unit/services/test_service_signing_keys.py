"""Keys people keep here, and colleagues who sign together, through the services."""

import zipfile

import pytest

from tests.unit.package.certificates import p12_files
from tests.unit.services.building import built
from wizard.services import cases, cosigning, packages, signing_keys
from wizard.services.errors import NotAllowed, NotFound, Refused
from wizard.services.instance import Instance
from wizard.services.packages import SignerChoice

WORDS = "四月的雨一直下在屋顶上"
CHOICE = SignerChoice(name="王五", consent="我同意", kept=True, passphrase=WORDS)


@pytest.fixture
def sample(instance: Instance, office) -> str:
    return cases.open_sample(instance, office.owner, "support_misconduct").case.id


def signed(instance: Instance, actor, case_id: str, choice: SignerChoice) -> None:
    assert built(instance, actor, packages.start(instance, actor, case_id, signer=choice, reason="暂无")).error == ""


def test_made_used_changed_and_removed(instance: Instance, office, sample: str) -> None:
    owner = office.owner
    with pytest.raises(NotFound):
        packages.start(instance, owner, sample, signer=CHOICE, reason="暂无")
    signing_keys.make(instance, owner, "王五", WORDS, WORDS)
    with pytest.raises(Refused, match="签名口令不对"):
        packages.start(
            instance, owner, sample, signer=SignerChoice("王五", "同意", kept=True, passphrase="x"), reason="无"
        )
    assert cases.read(instance, owner, sample).case.signature is None
    signed(instance, owner, sample, CHOICE)
    path = packages.file(instance, owner, sample, 1)
    found = packages.verify(instance, path)
    facts = signing_keys.kept(instance, owner)
    assert found.verdict == "authentic" and found.signers[0].fingerprint == facts.fingerprint
    with pytest.raises(Refused, match="原来的签名口令不对"):
        signing_keys.change(instance, owner, "wrong", "another long one", "another long one")
    signing_keys.change(instance, owner, WORDS, "another long one", "another long one")
    with pytest.raises(Refused, match="签名口令不对"):
        signing_keys.checked(instance, owner, CHOICE)
    signing_keys.remove(instance, owner)
    assert signing_keys.kept(instance, owner) is None
    assert packages.verify(instance, path).verdict == "authentic"


@pytest.mark.parametrize(
    ("name", "word", "again", "words"),
    [
        ("王五", "short", "short", "口令太短"),
        ("王五", "1234567890", "1234567890", "太常见"),
        ("王五", WORDS, WORDS + "x", "不一样"),
        (" ", WORDS, WORDS, "姓名"),
    ],
)
def test_weak_and_mistyped_passphrases_are_refused(instance: Instance, office, name, word, again, words) -> None:
    with pytest.raises(Refused, match=words):
        signing_keys.make(instance, office.owner, name, word, again)


def test_the_passphrase_is_nowhere_in_the_data(instance: Instance, office, sample: str) -> None:
    signing_keys.make(instance, office.owner, "王五", WORDS, WORDS)
    signed(instance, office.owner, sample, CHOICE)
    for path in instance.settings.data_folder.rglob("*"):
        if path.is_file():
            assert WORDS.encode() not in path.read_bytes(), path


def test_ones_own_certificate_is_kept_or_the_reason_said(instance: Instance, office, tmp_path) -> None:
    files = p12_files(tmp_path)
    path, password = files["legacy"]
    signing_keys.keep(instance, office.owner, path.read_bytes(), password, WORDS, WORDS)
    assert signing_keys.kept(instance, office.owner).own
    with pytest.raises(Refused, match="不在有效期内"):
        signing_keys.keep(instance, office.owner, files["expired"][0].read_bytes(), password, WORDS, WORDS)


def test_a_bad_certificate_is_refused_before_the_case_is_signed(instance: Instance, office, sample, tmp_path) -> None:
    choice = SignerChoice("王五", "同意", p12=p12_files(tmp_path)["good"][0].read_bytes(), p12_password="wrong")
    with pytest.raises(Refused, match="口令不对"):
        packages.start(instance, office.owner, sample, signer=choice, reason="暂无")
    assert cases.read(instance, office.owner, sample).case.signature is None


def test_a_colleague_signs_in_the_place_kept_for_them(instance: Instance, office, sample: str) -> None:
    signed(instance, office.owner, sample, SignerChoice("王五", "同意", slots=1))
    with pytest.raises(NotAllowed):
        cosigning.start(instance, office.editor, sample, 1, signer=SignerChoice("李四", "同意"))
    with pytest.raises(Refused, match="已经在这一版上签过名"):
        cosigning.start(instance, office.owner, sample, 1, signer=SignerChoice("王五", "同意"))
    build = cosigning.start(instance, office.signer, sample, 1, signer=SignerChoice("孙签", "同意共同签署", "店主"))
    assert built(instance, office.signer, build).error == ""
    (package,) = cases.read(instance, office.viewer, sample).case.packages
    assert package.signers() == ["王五", "孙签"] and package.free_slots() == 0
    newest, first = (packages.download(instance, office.viewer, sample, 1, count) for count in (None, 1))
    assert newest.file_name.endswith("-共2人签.zip") and first.file_name == package.file_name
    for copy in (newest, first):
        assert packages.verify(instance, copy.path).verdict == "authentic"
    with pytest.raises(NotFound):
        packages.download(instance, office.viewer, sample, 1, 3)
    with pytest.raises(Refused, match="没有空的共同签署栏"):
        cosigning.start(instance, office.signer, sample, 1, signer=SignerChoice("周末", "同意"))
    with zipfile.ZipFile(newest.path) as archive:
        assert "店主" in archive.read("manifest.json").decode()
    signed(instance, office.owner, sample, SignerChoice("王五", "同意"))
    second = cases.read(instance, office.viewer, sample).case.packages[1]
    assert second.previous_manifest_sha256 == package.cosignatures[0].manifest_sha256
