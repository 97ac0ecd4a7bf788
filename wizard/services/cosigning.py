"""A colleague signs a finished package in a place that was kept for them; the first signature stays good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.case import Case, Cosignature, PackageVersion, now
from wizard.changes import Applied
from wizard.services import cases, signing_keys
from wizard.services.access import Actor, needs
from wizard.services.building import Cosigning
from wizard.services.errors import NotFound, Refused, refused
from wizard.services.instance import Instance
from wizard.services.packages import build_of, keep, local_package
from wizard.services.running import Running, begin, none_running
from wizard.services.signing import SignerChoice, signer_problems
from wizard.store.ports import Work
from wizard.store.rows import AuditEvent, AuditQuery
from wizard.team.roles import May

if TYPE_CHECKING:
    from wizard.package import PackageResult


_SIGNED = (str(AuditEvent.PACKAGE_BUILT), str(AuditEvent.PACKAGE_COSIGNED))


def open_for_signing(case: Case) -> PackageVersion | None:
    """The newest package, when it still has a place for a colleague."""
    newest = case.packages[-1] if case.packages else None
    return newest if newest is not None and newest.free_slots() > 0 else None


@needs(May.READ)
def signed_by(instance: Instance, actor: Actor, case_id: str, version: int) -> set[str]:
    """Who has signed a version, by the trail: the name in the signature need not be that of the account."""
    asked = AuditQuery(_SIGNED, case_id=case_id)
    with instance.store.read() as work:
        cases.mark(work, actor, case_id)
        events = work.audit.find(actor.team_id, asked)
    return {one.person_id for one in events if f"packages.{version}" in one.details.get("paths", ())}


@needs(May.SIGN)
def start(instance: Instance, actor: Actor, case_id: str, version: int, *, signer: SignerChoice) -> str:
    """Sign a version as a colleague; the id of the build, to be followed like any other.

    Raises `NotFound`, and `Refused` without a free place, for somebody who has signed it, or while a build runs.
    """
    case = cases.read(instance, actor, case_id).case
    package = next((one for one in case.packages if one.version == version), None)
    if package is None:
        raise NotFound("材料包")
    _check(package, signer)
    if actor.person_id in signed_by(instance, actor, case_id, version):
        raise refused("signer", "您已经在这一版上签过名。", "请换一位同事来签。")
    signer = signing_keys.checked(instance, actor, signer)
    none_running(instance, case_id)

    def work(running: Running) -> None:
        with build_of(instance, case.model_copy(update={"exhibits": []}), signer, running.folder) as by:
            source = local_package(instance, package.newest().sha256)
            name = _name(package)
            job = Cosigning(source, by, name, signer.consent, signer.capacity)
            result: PackageResult = running.job("wizard.services.jobs:cosign", job)
        _finish(running, package, result)

    return begin(instance, actor, case_id, work)


def _check(package: PackageVersion, signer: SignerChoice) -> None:
    if problems := signer_problems(signer):
        raise Refused(problems)
    if not package.free_slots():
        raise refused("package", "这一版没有空的共同签署栏了。", "要再加人签，请签下一版并多留几栏。")
    if signer.name.strip() in package.signers():
        raise refused("signer", f"{signer.name}已经在这一版上签过名。", "请换一位同事来签。")


def _name(package: PackageVersion) -> str:
    from wizard.package.cosigning import out_name

    return out_name(package.file_name, len(package.signers()) + 1)


def _finish(running: Running, package: PackageVersion, result: PackageResult) -> None:
    place = len(package.cosignatures)
    signed = Cosignature(
        signer=result.signer,
        signed_at=now(),
        certificate="own" if result.certificate == "own" else "instance",
        level=result.level,
        file_name=result.path.name,
        size=result.size,
        sha256=result.sha256,
        pdf_sha256=result.pdf_sha256,
        manifest_sha256=result.manifest_sha256,
    )
    held = [keep(running, result, f"package-{package.version}-{place + 2}")]

    def append(case: Case) -> Applied:
        found = next(one for one in case.packages if one.version == package.version)
        if len(found.cosignatures) != place:
            raise refused("package", "同事刚刚也在这一版上签了名。", "请刷新页面后再签。")
        found.cosignatures.append(signed)
        return Applied(case, changed=[f"packages.{package.version}"])

    def end(work: Work) -> None:
        running.ended(work, package.version)

    instance, case_id = running.instance, running.row.case_id
    cases.change(instance, running.actor, case_id, append, AuditEvent.PACKAGE_COSIGNED, held, end)
