"""Certificates declared void: by package or number, at once, for everybody."""

import hashlib

import pytest

from tests.unit.package.samples import request
from wizard.package import build
from wizard.services import authority, packages
from wizard.services.errors import NotFound, Refused
from wizard.services.instance import Instance


@pytest.fixture
def made(instance: Instance, tmp_path):
    return build(request(tmp_path, instance.settings.authority, []))


def test_nothing_to_publish_before_the_first_package(instance: Instance) -> None:
    for ask in (authority.certificate, authority.revocation_list, authority.about):
        with pytest.raises(NotFound):
            ask(instance)


def test_a_revoked_package_is_no_longer_vouched_for(instance: Instance, made) -> None:
    assert packages.verify(instance, made.path).verdict == "authentic"
    revoked = authority.revoke(instance, str(made.path))
    assert revoked.names == ("李晴",) and len(revoked.serials) == 1
    found = packages.verify(instance, made.path)
    assert found.verdict == "unrecognised" and "宣告作废：李晴" in found.reasons[0]
    assert authority.about(instance)["revoked"][0]["serial"] == revoked.serials[0]
    with pytest.raises(Refused, match="已经作废过"):
        authority.revoke(instance, str(made.path))


def test_the_list_is_signed_by_the_authority_and_names_the_serial(instance: Instance, made) -> None:
    from cryptography import x509

    before = x509.load_der_x509_crl(authority.revocation_list(instance))
    assert len(before) == 0
    (serial,) = authority.revoke(instance, str(made.path)).serials
    after = x509.load_der_x509_crl(authority.revocation_list(instance))
    root = x509.load_pem_x509_certificate(authority.certificate(instance))
    assert after.is_signature_valid(root.public_key())
    assert [entry.serial_number for entry in after] == [int(serial, 16)]


def test_asking_twice_signs_once(instance: Instance, made) -> None:
    first, second = authority.revocation_list(instance), authority.revocation_list(instance)
    assert hashlib.sha256(first).digest() == hashlib.sha256(second).digest()


@pytest.mark.parametrize("what", ["", "no such file.zip", "xyz", "F" * 41])
def test_what_is_no_certificate_is_refused(what: str, instance: Instance, made) -> None:
    with pytest.raises(Refused):
        authority.revoke(instance, what)


def test_a_number_as_openssl_prints_it_is_taken(instance: Instance, made) -> None:
    serial = packages.verify(instance, made.path).signers[0].serial
    pairs = ":".join((serial if len(serial) % 2 == 0 else f"0{serial}")[place : place + 2] for place in range(0, 40, 2))
    authority.revoke(instance, pairs.rstrip(":").lower())
    assert packages.verify(instance, made.path).verdict == "unrecognised"
