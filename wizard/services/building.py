"""From a case to a signed package: gathers what all parts say and hands it to the builder.

Runs in a worker process for the browser and directly for the command line; reads nothing but what it is given.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from wizard.case import Case, Exhibit
from wizard.knowledge.corrections import Correction, in_force, use
from wizard.services import judgement

if TYPE_CHECKING:
    from wizard.package import Mail, PackageRequest, PackageResult, Verdict
    from wizard.package.request import Signer

Report = Callable[[str, float], None]
ABOVE = 40
"""Rows above and in the header of a table, beside those that are shown."""


@dataclass(frozen=True)
class Build:
    """Everything a build needs, as plain values that pass to another process."""

    case: Case
    channel: str
    out: Path  # the folder that the package is put into
    authority: Path
    signed_at: dt.datetime
    exhibit_files: dict[str, Path] = field(default_factory=dict)
    signer_name: str = ""
    organisation: str = ""
    signature_png: bytes | None = None
    seal_png: bytes | None = None
    slots: int = 0
    p12: bytes | None = field(default=None, repr=False)
    p12_password: str = field(default="", repr=False)
    locked_key: str = field(default="", repr=False)
    passphrase: str = field(default="", repr=False)
    tsa_url: str | None = None
    version: int = 1
    previous_manifest_sha256: str | None = None
    changes: tuple[str, ...] = ()
    revocation_url: str = ""
    corrections: tuple[Correction, ...] = field(default_factory=in_force)


def run(build: Build, report: Report) -> PackageResult:
    """Compose, render, sign and pack; raises `PackageError` in plain words."""
    from wizard.package.packing import build_package

    report("撰写", 0.02)
    with masked_copies(build) as masked:
        return build_package(request_of(build, masked), report)


def draw(build: Build) -> bytes:
    """The PDF, unsigned, to look at; raises `PackageError`. Of large tables with stars only the beginning is made."""
    from wizard.package import PackageLimits, preview

    with masked_copies(build, PackageLimits().table_rows + ABOVE) as masked:
        return preview(request_of(build, masked))


@dataclass(frozen=True)
class Copies:
    """Exhibit id → its masked copy; and the ids of those of which only the beginning was made."""

    files: dict[str, Path] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)


@contextmanager
def masked_copies(build: Build, rows: int | None = None) -> Iterator[Copies]:
    """The copies of exhibits with masks, of tables so many rows; gone afterwards. Raises `PackageError`."""
    from wizard.evidence.covering import CannotCover
    from wizard.package.errors import NotMasked

    with TemporaryDirectory(dir=build.out, prefix="masked-") as folder:
        copies = Copies()
        for number, exhibit in enumerate(build.case.exhibits, start=1):
            if not exhibit.covered or exhibit.id not in build.exhibit_files:
                continue
            try:
                original, out = build.exhibit_files[exhibit.id], Path(folder) / f"{number}"
                copies.files[exhibit.id], whole = _masked_copy(exhibit, original, out, rows)
                if not whole:
                    copies.begun.add(exhibit.id)
                _refuse_to_publish(build, exhibit, copies.files[exhibit.id])
            except CannotCover as error:
                reason = str(error) if exhibit.hidden else ""
                raise NotMasked(number, exhibit.title or exhibit.file_name, reason) from error
        yield copies


def _masked_copy(exhibit: Exhibit, original: Path, out: Path, rows: int | None) -> tuple[Path, bool]:
    """The copy of one exhibit beside `out`, and whether it is whole: boxes over pictures and pages, stars elsewhere."""
    from wizard.evidence.covering import cover, covered_type
    from wizard.evidence.starring import star, starred_type

    kind = exhibit.media_type or ""
    if exhibit.hidden:
        copy = out.with_suffix(starred_type(kind)[1])
        return copy, star(original, kind, exhibit.hidden, copy, rows)
    copy = out.with_suffix(covered_type(kind)[1])
    cover(original, kind, exhibit.masks, copy)
    return copy, True


def _refuse_to_publish(build: Build, exhibit: Exhibit, copy: Path) -> None:
    """On a public channel nothing personal may be left in a copy with stars; raises `CannotCover`."""
    from wizard.evidence import is_public
    from wizard.evidence.covering import CannotCover
    from wizard.evidence.starring import starred_type, survey_of

    if not exhibit.hidden or not is_public(judgement.pack(build.case), build.channel):
        return
    shop = build.case.shop
    own = (shop.contact, shop.legal_name, shop.phone, shop.email, shop.address)
    left = survey_of(copy, starred_type(exhibit.media_type or "")[0]).kinds([one for one in own if one])
    if left:
        words = f"里面还像是有{'、'.join(left)}，而这个渠道是公开的，不能带出去。"
        raise CannotCover(f"{words}请回到「证据」一步，打开这份证据，把剩下的也遮住。")


def _masked_types(case: Case, masked: Mapping[str, Path]) -> dict[str, str]:
    """Exhibit id → what kind of file its masked copy is."""
    from wizard.evidence.covering import covered_type
    from wizard.evidence.starring import starred_type

    return {
        one.id: (starred_type if one.hidden else covered_type)(one.media_type or "")[0]
        for one in case.exhibits
        if one.id in masked
    }


def request_of(build: Build, masked: Copies) -> PackageRequest:
    """What the builder is asked: letter, texts for the channel, checklist, files and signer."""
    from wizard.followup import calendar_file, checklist_document, workbook
    from wizard.package import PackageRequest
    from wizard.package.archive.names import package_name

    use(build.corrections)
    case, day = build.case, build.signed_at.date()
    texts, mail = _texts(case, build.channel, day)
    pack, tasks = judgement.pack(case), judgement.tasks(case, day)
    return PackageRequest(
        case=case,
        document=judgement.document(case, build.channel, day),
        out=build.out / package_name(case.reference, build.version),
        authority=build.authority,
        signer=_signer(build),
        knowledge_version=pack.version,
        exhibit_files=build.exhibit_files,
        masked_files=masked.files,
        masked_types=_masked_types(case, masked.files),
        unfinished=frozenset(masked.begun),
        transcripts=_transcripts(case, build.channel),
        texts=texts,
        mail=mail,
        followup_files={"04-跟进清单.xlsx": workbook(tasks, case), "04-跟进清单.ics": calendar_file(tasks, case)},
        checklist=checklist_document(tasks, case, pack),
        signature_png=build.signature_png,
        seal_png=build.seal_png,
        cosign_slots=build.slots,
        tsa_url=build.tsa_url,
        version=build.version,
        previous_manifest_sha256=build.previous_manifest_sha256,
        changes=build.changes,
        signed_at=build.signed_at,
        revocation_url=build.revocation_url,
    )


def _transcripts(case: Case, channel: str) -> dict[str, str]:
    """Exhibit id → its transcript, personal data covered where the picture's is or the channel wants it."""
    from wizard.evidence import masked as covered
    from wizard.evidence.starring import Hider

    record = judgement.pack(case).channels.get(channel)
    hides = record is not None and record.masks_personal_data
    return {
        exhibit.id: covered(Hider(exhibit.hidden).text(exhibit.transcript))
        if exhibit.covered or hides
        else exhibit.transcript
        for exhibit in case.exhibits
        if exhibit.transcript
    }


def _signer(build: Build) -> Signer:
    from wizard.package import InstanceSigner, KeptKey, OwnCertificate

    if build.locked_key:
        return KeptKey(build.locked_key, normal(build.passphrase), build.signer_name)
    if build.p12 is not None:
        return OwnCertificate(build.p12, build.p12_password.encode(), build.signer_name)
    return InstanceSigner(build.signer_name, build.organisation)


def normal(passphrase: str) -> bytes:
    """A passphrase as bytes: the same whichever keyboard or system composed its letters (NFKC).

    One of over a thousand letters is taken as it is: nobody types that, and composing ten million takes twenty seconds.
    """
    composed = passphrase if len(passphrase) > 1000 else unicodedata.normalize("NFKC", passphrase)
    return composed.encode("utf-8", "replace")


@dataclass(frozen=True)
class Cosigning:
    """A colleague's signature on a package, as plain values that pass to another process."""

    package: Path
    by: Build
    """Who signs, and how; what it says of the case's content is not used."""
    file_name: str
    consent: str
    capacity: str = ""


def cosign(job: Cosigning, report: Report) -> PackageResult:
    """Sign a finished package once more; raises `PackageError` in plain words."""
    from wizard.package import CosignRequest
    from wizard.package.cosigning import cosign_package

    by = job.by
    request = CosignRequest(
        package=job.package,
        out=by.out / job.file_name,
        authority=by.authority,
        signer=_signer(by),
        consent=job.consent,
        capacity=job.capacity,
        signature_png=by.signature_png,
        seal_png=by.seal_png,
        tsa_url=by.tsa_url,
        revocation_url=by.revocation_url,
        signed_at=by.signed_at,
    )
    return cosign_package(request, report)


def judge(path: Path, authority: Path, name: str = "") -> Verdict:
    """The verdict on a package file; the authority in the folder is recognised, when there is one."""
    from cryptography.hazmat.primitives.serialization import Encoding

    from wizard.package import verify
    from wizard.package.seal.authority import certificate_of, list_of

    certificate = certificate_of(authority)
    trusted = [certificate.public_bytes(Encoding.PEM), list_of(authority)] if certificate else []
    return verify(path, trusted, name=name or path.name)


def together(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Verdicts of files given together, each with how it belongs to the others."""
    found = relations([verdict.as_json() for verdict in verdicts]) if len(verdicts) > 1 else []
    return [replace(one, relations=tuple(line for line in found if f"「{one.file}」" in line)) for one in verdicts]


def relations(facts: Sequence[Mapping[str, Any]]) -> list[str]:
    """How files belong together, by their verdicts as JSON values."""
    from wizard.package.check.series import relations as found

    return found(facts)


def _texts(case: Case, channel: str, day: dt.date) -> tuple[dict[str, bytes], Mail | None]:
    """The texts for 03-提交文本/ by file name, and the mail, which the builder attaches the signed PDF to."""
    from wizard.package import Mail

    files: dict[str, bytes] = {}
    mail = None
    for text in judgement.texts(case, channel, day):
        if isinstance(text.content, bytes):
            mail = Mail(text.file_name, text.content)
        else:
            files[text.file_name] = text.content.encode()
    return files, mail
