"""The instance's signing authority: what others may know of it, and certificates that are not good any more."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wizard.case import now
from wizard.services.errors import NotFound, Unavailable, refused
from wizard.services.instance import Instance
from wizard.services.workers import JobFailed
from wizard.store.rows import INSTANCE, AuditEntry, AuditEvent

LIST_SECONDS = 30.0


@dataclass(frozen=True)
class Revoked:
    """What was revoked: serial numbers in hexadecimal and the names on the certificates."""

    serials: tuple[str, ...]
    names: tuple[str, ...] = ()


def certificate(instance: Instance) -> bytes:
    """The root certificate as PEM; raises `NotFound` before the first package."""
    from cryptography.hazmat.primitives.serialization import Encoding

    from wizard.package.seal.authority import certificate_of

    found = certificate_of(instance.settings.authority)
    if found is None:
        raise NotFound("签发证书")
    return found.public_bytes(Encoding.PEM)


def revocation_list(instance: Instance) -> bytes:
    """The signed list of revoked certificates as DER; raises `NotFound` before the first package, `Unavailable`."""
    from asn1crypto import pem

    try:
        job = "wizard.services.jobs:revocation_list"
        found: bytes | None = instance.workers.run(job, instance.settings.authority, timeout=LIST_SECONDS)
    except JobFailed as error:
        raise Unavailable("吊销列表暂时取不到，请稍后再试。") from error
    if found is None:
        raise NotFound("吊销列表")
    content: bytes = pem.unarmor(found)[2]
    return content


def about(instance: Instance) -> dict[str, Any]:
    """Name, fingerprint and what was revoked, for the administrator; raises `NotFound`."""
    from wizard.package import instance_authority
    from wizard.package.seal.authority import spaced

    certificate(instance)
    opened = instance_authority(instance.settings.authority)
    revoked = [{"serial": f"{serial:X}", "at": at.isoformat()} for serial, at in opened.revoked().items()]
    return {"name": opened.name, "fingerprint": spaced(opened.fingerprint), "revoked": revoked}


def revoke(instance: Instance, what: str) -> Revoked:
    """Declare certificates void: `what` is a package or PDF of this instance, or a serial number in hexadecimal.

    Raises `Refused` when it names no certificate of this instance.
    """
    from wizard.package import instance_authority

    certificate(instance)
    found = _of_file(instance, Path(what)) if Path(what).is_file() else _of_number(what)
    opened = instance_authority(instance.settings.authority)
    for serial in found.serials:
        opened.revoke(int(serial, 16), now())
    with instance.store.write() as work:
        details = {"serials": ", ".join(found.serials)}
        work.audit.append(AuditEntry(INSTANCE, AuditEvent.CERTIFICATE_REVOKED, details=details))
    return found


def _of_file(instance: Instance, path: Path) -> Revoked:
    from wizard.services.building import judge

    ours = [one for one in judge(path, instance.settings.authority).signers if one.trusted_by == "instance"]
    if not ours:
        raise refused(str(path), f"{path} 里没有本机签发、还有效的证书。", "请核对文件，或它已经作废过。")
    serials = tuple(dict.fromkeys(one.serial for one in ours))
    return Revoked(serials, tuple(dict.fromkeys(one.name for one in ours)))


def _of_number(text: str) -> Revoked:
    plain = text.replace(":", "").strip().upper()
    if not plain or len(plain) > 40 or any(letter not in "0123456789ABCDEF" for letter in plain):
        raise refused("FILE", f"{text!r} 既不是文件，也不是证书序列号。", "请给材料包、PDF，或十六进制的序列号。")
    return Revoked((plain,))
