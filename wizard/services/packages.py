"""Packages: signing, building in a worker process, progress, download, verification. A version is never edited."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.case import Case, Cosignature, PackageVersion, new_case_id, now
from wizard.changes import Applied
from wizard.services import cases, judgement, signing_keys
from wizard.services.access import Actor, needs
from wizard.services.building import Build
from wizard.services.cases import found
from wizard.services.comparing import changes_between, changes_to_read
from wizard.services.errors import NotFound, Unavailable, refused
from wizard.services.instance import Instance
from wizard.services.running import CANCELLED, INTERRUPTED, SILENCE, Running, begin, none_running, stop
from wizard.services.signing import SignerChoice, check, signature_of
from wizard.services.workers import JobFailed, JobTimeout
from wizard.store.errors import MissingFile, StoreError
from wizard.store.ports import Work
from wizard.store.rows import AuditEntry, AuditEvent, FileRow
from wizard.team.roles import May

if TYPE_CHECKING:
    from wizard.package import PackageResult, Verdict

__all__ = [
    "Progress",
    "SignerChoice",
    "cancel",
    "download",
    "file",
    "preview_pdf",
    "progress",
    "running",
    "start",
    "unread_words",
    "verify",
]
PREVIEW_SECONDS = 60.0
VERIFY_SECONDS = 300.0


@dataclass(frozen=True)
class Progress:
    """How far a build is. `done` and an empty `error`: `package_version` is ready to download."""

    stage: str
    share: float
    done: bool
    error: str = ""
    package_version: int | None = None
    cancelled: bool = False


@needs(May.SIGN)
def start(
    instance: Instance,
    actor: Actor,
    case_id: str,
    *,
    signer: SignerChoice,
    reason: str = "",
    as_read: Case | None = None,
) -> str:
    """Sign the case and start building its next package; the id of the build.

    `as_read` is the case as the signer read it: what a colleague changed since is not signed unread. Raises `Refused`
    then, and with everything missing: scenario, channel, signer, consent, required evidence without a reason, or a
    build that is under way.
    """
    check(cases.read(instance, actor, case_id).case, signer, reason)
    signer = signing_keys.checked(instance, actor, signer)
    none_running(instance, case_id)
    held = _keep_image(instance, actor, case_id, signer)
    case = _sign(instance, actor, case_id, signer, reason, held, as_read)

    def work(running: Running) -> None:
        with build_of(instance, case, signer, running.folder) as job:
            result = running.job("wizard.services.jobs:build", job)
        _finish(running, case, result, job)

    return begin(instance, actor, case_id, work)


def _keep_image(instance: Instance, actor: Actor, case_id: str, signer: SignerChoice) -> list[FileRow]:
    if signer.image is None:
        return []
    path = instance.settings.temporary / f"signature-{new_case_id()}.png"
    try:
        path.write_bytes(signer.image)
        sha256, size = instance.files.add(path)
    except (OSError, StoreError) as error:
        raise Unavailable("签名图片没有保存成功，请稍后再试。") from error
    finally:
        path.unlink(missing_ok=True)
    return [FileRow(case_id, actor.team_id, sha256, "signature", size)]


def _sign(
    instance: Instance,
    actor: Actor,
    case_id: str,
    signer: SignerChoice,
    reason: str,
    held: list[FileRow],
    as_read: Case | None,
) -> Case:
    def sign(case: Case) -> Applied:
        if as_read is not None and (unread := changes_to_read(as_read, case)):
            raise refused("consent", *unread_words("同事", unread))
        case.signature = signature_of(signer, held[0].sha256 if held else None)
        case.missing_evidence_reason = reason.strip() or case.missing_evidence_reason
        return Applied(case, changed=["signature"])

    return cases.change(instance, actor, case_id, sign, AuditEvent.SIGNED, held).stored.case


def unread_words(who: str, changes: list[str]) -> tuple[str, str]:
    """What to tell a signer about changes they have not read, and the mend."""
    return f"您打开这一页以后，{who}又改过这份材料：{'；'.join(changes)}。", "请回「核对」再看一遍，然后勾选声明。"


@contextmanager
def build_of(instance: Instance, case: Case, signer: SignerChoice, folder: Path) -> Iterator[Build]:
    """The build's input, with the evidence files open as local paths."""
    with ExitStack() as stack:
        files = {
            exhibit.id: stack.enter_context(instance.files.local(exhibit.sha256))
            for exhibit in case.exhibits
            if exhibit.sha256
        }
        yield Build(
            case=case,
            channel=case.channel or "",
            out=folder,
            authority=instance.settings.authority,
            signed_at=case.signature.signed_at if case.signature else now(),
            exhibit_files=files,
            signer_name=signer.name,
            organisation=signer.organisation or case.shop.legal_name,
            signature_png=signer.image,
            seal_png=signer.seal,
            slots=signer.slots,
            p12=signer.p12,
            p12_password=signer.p12_password,
            locked_key=signer.locked_key,
            passphrase=signer.passphrase,
            tsa_url=(instance.settings.tsa_url or None) if signer.timestamped else None,
            revocation_url=instance.settings.revocation_url,
            version=len(case.packages) + 1,
            previous_manifest_sha256=case.packages[-1].newest().manifest_sha256 if case.packages else None,
            changes=tuple(_changes(instance, case)),
        )


def _changes(instance: Instance, case: Case) -> list[str]:
    """What changed since the package before, by the snapshot that was kept of it."""
    if not case.packages:
        return []
    with instance.store.read() as work:
        sha256 = work.files.of_purpose(case.id, f"snapshot-{case.packages[-1].version}")
    if sha256 is None:
        return []
    with instance.files.local(sha256) as path:
        return changes_between(cases.read_case(path.read_text("utf-8")), case)


def _finish(running: Running, signed: Case, result: PackageResult, job: Build) -> None:
    instance, row = running.instance, running.row
    snapshot = running.folder / "case.json"
    snapshot.write_text(signed.model_dump_json(), "utf-8")
    kept, kept_size = instance.files.add(snapshot)
    version = _version(signed, result, job)
    held = [
        keep(running, result, f"package-{version.version}"),
        FileRow(row.case_id, row.team_id, kept, f"snapshot-{version.version}", kept_size),
    ]

    def append(case: Case) -> Applied:
        case.packages.append(version)
        return Applied(case, changed=[f"packages.{version.version}"])

    def end(work: Work) -> None:
        running.ended(work, version.version)

    cases.change(instance, running.actor, row.case_id, append, AuditEvent.PACKAGE_BUILT, held, end)


def keep(running: Running, result: PackageResult, purpose: str) -> FileRow:
    """Put a finished package into the store; raises `StoreError` when it is not what was built."""
    sha256, size = running.instance.files.add(result.path)
    if sha256 != result.sha256:
        raise StoreError("材料包保存后与生成时不一致，请再生成一次。")
    return FileRow(running.row.case_id, running.row.team_id, sha256, purpose, size)


def _version(case: Case, result: PackageResult, job: Build) -> PackageVersion:
    return PackageVersion(
        version=job.version,
        built_at=now(),
        channel=job.channel,
        file_name=result.path.name,
        size=result.size,
        sha256=result.sha256,
        pdf_sha256=result.pdf_sha256,
        manifest_sha256=result.manifest_sha256,
        previous_manifest_sha256=job.previous_manifest_sha256,
        level=result.level,
        signer=result.signer,
        certificate="own" if result.certificate == "own" else "instance",
        knowledge_version=judgement.pack(case).version,
        missing_evidence_reason=case.missing_evidence_reason,
        changes=list(job.changes),
        slots=job.slots,
    )


@needs(May.READ)
def progress(instance: Instance, actor: Actor, build_id: str) -> Progress:
    """How far a build is; raises `NotFound`."""
    with instance.store.read() as work:
        row = work.builds.get(actor.team_id, build_id)
    if row is None:
        raise NotFound("生成任务")
    if row.state == "running" and now() - row.heard_at > SILENCE:
        return Progress(row.stage, row.share, True, INTERRUPTED)
    return Progress(row.stage, row.share, row.state != "running", row.error, row.version, row.state == "cancelled")


@needs(May.READ)
def running(instance: Instance, actor: Actor, case_id: str) -> str | None:
    """The id of the build under way for a case, so that a reloaded page finds it again; raises `NotFound`."""
    with instance.store.read() as work:
        found(work, actor, case_id)
        row = work.builds.running(case_id)
    return row.id if row and now() - row.heard_at <= SILENCE else None


@needs(May.SIGN)
def cancel(instance: Instance, actor: Actor, build_id: str) -> None:
    """Stop a build; nothing of it remains. A finished one stays as it is. Raises `NotFound`."""
    with instance.store.write() as work:
        row = work.builds.get(actor.team_id, build_id)
        if row is None:
            raise NotFound("生成任务")
        if row.state != "running":
            return
        work.builds.update(replace(row, state="cancelled", error=CANCELLED, heard_at=now()))
    stop(build_id)


@needs(May.READ)
def file(instance: Instance, actor: Actor, case_id: str, version: int) -> Path:
    """The ZIP of a version as a local path; raises `NotFound`."""
    return download(instance, actor, case_id, version).path


@dataclass(frozen=True)
class Download:
    """A package file and the name to save it under."""

    path: Path
    file_name: str


@needs(May.READ)
def download(instance: Instance, actor: Actor, case_id: str, version: int, signers: int | None = None) -> Download:
    """The ZIP of a version, with its name; raises `NotFound`. The download is recorded.

    `signers`: the copy that so many people have signed; the newest otherwise.
    """
    with instance.store.write() as work:
        row = found(work, actor, case_id)
        package = next((one for one in cases.read_case(row.data).packages if one.version == version), None)
        copy = _copy(package, signers)
        if copy is None or not work.files.holds(actor.team_id, case_id, copy.sha256):
            raise NotFound("材料包")
        details = {"version": version}
        entry = AuditEntry(actor.team_id, AuditEvent.PACKAGE_DOWNLOADED, actor.person_id, case_id, details)
        work.audit.append(entry)
    return Download(local_package(instance, copy.sha256), copy.file_name)


def _copy(package: PackageVersion | None, signers: int | None) -> PackageVersion | Cosignature | None:
    if package is None or signers is None:
        return package.newest() if package else None
    copies: list[PackageVersion | Cosignature] = [package, *package.cosignatures]
    return copies[signers - 1] if 0 < signers <= len(copies) else None


def local_package(instance: Instance, sha256: str) -> Path:
    """A package in the local store, or a copy of it that the next start removes; raises `NotFound`."""
    try:
        with instance.files.local(sha256) as path:
            if path.parent != instance.settings.temporary:
                return path
            kept = instance.settings.temporary / f"package-{sha256}.zip"
            shutil.copyfile(path, kept)
            return kept
    except MissingFile as error:
        raise NotFound("材料包") from error


@needs(May.READ)
def preview_pdf(instance: Instance, actor: Actor, case_id: str) -> bytes:
    """The PDF as it would be, unsigned; raises `Refused` without a channel, `Unavailable`."""
    case = cases.read(instance, actor, case_id).case
    if case.channel is None:
        raise refused("channel", "还没有选定提交的渠道。", "请回到「渠道」一步选择。")
    from wizard.package.errors import PackageError

    nobody = SignerChoice(name=case.signature.signer if case.signature else "", consent="")
    try:
        with build_of(instance, case, nobody, instance.settings.temporary) as job:
            name = "wizard.services.jobs:preview_package"
            made: bytes = instance.workers.run(name, job, timeout=PREVIEW_SECONDS)
    except JobTimeout as error:
        raise Unavailable("有的证据太大，一分钟里没有排好。签署生成时没有这个时限；也可以把大文件分开再传。") from error
    except PackageError as error:
        raise Unavailable(str(error)) from error
    except (JobFailed, StoreError) as error:
        raise Unavailable("预览这次没有生成，请稍后再试。") from error
    return made


def verify(instance: Instance, path: Path, name: str = "") -> Verdict:
    """The verdict on any package file, for anybody; raises `Unavailable` when it takes too long."""
    try:
        job, authority = "wizard.services.jobs:verify", instance.settings.authority
        verdict: Verdict = instance.workers.run(job, path, authority, name, timeout=VERIFY_SECONDS)
    except JobFailed as error:
        raise Unavailable("这个文件太复杂，校验没有完成。请用命令行校验：python -m wizard verify 文件。") from error
    return verdict
