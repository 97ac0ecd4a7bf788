"""From a request to a finished package: show the originals, lay out, seal, pack."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from collections.abc import Callable
from pathlib import Path

from wizard.case import CHINA, Exhibit, now
from wizard.document import Document
from wizard.package.archive.hashing import Follower, Hasher
from wizard.package.archive.manifest import NAME, SIGNATURE, SUMS, manifest_of, sums_of
from wizard.package.archive.names import exhibit_name, safe_name
from wizard.package.archive.place import complete_or_nothing
from wizard.package.archive.zipfile import StoredZip, Written
from wizard.package.errors import OriginalChanged, OriginalMissing
from wizard.package.exhibits.render import media_type_of, render
from wizard.package.exhibits.spool import Spool
from wizard.package.layout.output import Drawn, write_pdf
from wizard.package.layout.sources import Attachment, Source
from wizard.package.layout.splice import copied
from wizard.package.mail import BLOCK, with_file, with_note
from wizard.package.parts.assemble import assemble, assemble_plain
from wizard.package.parts.filing import Filing, SealFacts, ShownExhibit, moment, readable_size
from wizard.package.request import OwnCertificate, PackageRequest, PackageResult
from wizard.package.seal.authority import spaced
from wizard.package.seal.keys import Keys
from wizard.package.seal.sign import Seal, archive_pdf, sign_manifest, sign_pdf
from wizard.package.seal.stamp import stamp_pdf
from wizard.package.words import group, words

Progress = Callable[[str, float], None]


def build_package(request: PackageRequest, progress: Progress) -> PackageResult:
    """Build the ZIP; see `wizard.package.build`."""
    if request.unfinished:
        raise ValueError("only a preview can be made of the beginning of a copy")
    stages = group("stages")
    with Spool() as spool, Keys(request) as keys, Hasher() as hasher:
        exhibits = _shown(request, spool, lambda share: progress(stages("evidence"), 0.4 * share))
        progress(stages("layout"), 0.42)
        filing = _filing(request, exhibits, keys.facts)
        drawn = assemble(filing)
        with complete_or_nothing(request.out) as file:
            follower = Follower(file)
            try:
                archive = StoredZip(file, request.signed_at.astimezone(CHINA), hasher, follower)
                packer = Packer(filing, keys, archive, progress)
                packer.pdf(drawn, lambda: _seals(request, keys, spool))
                size = packer.rest()
                progress(stages("finish"), 0.97)
            finally:
                follower.stop()
            sha256 = follower.result()
    return packer.result(request.out, size, sha256, len(drawn.canvas.pages))


def _seals(request: PackageRequest, keys: Keys, spool: Spool) -> list[Seal]:
    """The signer's seal, which certifies, and those of the colleagues after it."""
    at = request.signed_at
    first = stamp_pdf(keys.facts.signer, at, request.signature_png, spool, seal=request.seal_png)
    seals = [Seal("Signature1", keys.person, first, at, certify=True)]
    for number, cosigner in enumerate(request.cosigners, start=2):
        identity = keys.authority.issue(cosigner.name, cosigner.organisation, at, list_url=request.revocation_url)
        appearance = stamp_pdf(cosigner.name, at, cosigner.signature_png, spool)
        seals.append(Seal(f"Signature{number}", identity, appearance, at))
    return seals


def _shown(request: PackageRequest, spool: Spool, progress: Callable[[float], None]) -> list[ShownExhibit]:
    exhibits = request.case.exhibits
    shown = []
    for number, exhibit in enumerate(exhibits, start=1):
        progress((number - 1) / len(exhibits))
        title = exhibit.title or exhibit.file_name
        path = request.exhibit_files.get(exhibit.id)
        if path is None or not path.is_file():
            raise OriginalMissing(number, title)
        shown.append(_submitted(request, number, exhibit, path, spool))
    return shown


def _submitted(request: PackageRequest, number: int, exhibit: Exhibit, original: Path, spool: Spool) -> ShownExhibit:
    """The exhibit as it is submitted: its original, or the masked copy, which then is all that leaves the house."""
    digest = exhibit.sha256 or _file_digest(original)
    digits = max(2, len(str(len(request.case.exhibits))))
    masked = request.masked_files.get(exhibit.id)
    if masked is None:
        media_type = exhibit.media_type or media_type_of(original)
        stored = exhibit_name(number, exhibit.title, exhibit.file_name, digits)
        rendered = render(original, media_type, exhibit.file_name, spool, request.limits)
        return ShownExhibit(number, exhibit, original, original.stat().st_size, digest, media_type, stored, rendered)
    if exhibit.sha256 and _file_digest(original) != exhibit.sha256:
        raise OriginalChanged(number, exhibit.title or exhibit.file_name)
    media_type = request.masked_types.get(exhibit.id) or media_type_of(masked)
    title = group("exhibit")("masked_name", title=exhibit.title)
    stored = exhibit_name(number, title, masked.name, digits)
    rendered = render(masked, media_type, masked.name, spool, request.limits)
    said = group("exhibit")
    rendered.notes = [note.replace(said("original"), said("copy")) for note in rendered.notes]
    size, finished = masked.stat().st_size, exhibit.id not in request.unfinished
    copy_digest = _file_digest(masked) if finished else said("later")
    return ShownExhibit(number, exhibit, masked, size, copy_digest, media_type, stored, rendered, digest, finished)


def _file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _filing(request: PackageRequest, exhibits: list[ShownExhibit], seal: SealFacts) -> Filing:
    total = sum(shown.size for shown in exhibits)
    return Filing(request, exhibits, seal, attached=bool(exhibits) and total <= request.limits.attached_bytes)


def _original(shown: ShownExhibit) -> Source:
    return Source(shown.path, 0, shown.size, shown.number, shown.title)


def _attachments(filing: Filing) -> list[Attachment]:
    if not filing.attached:
        return []
    return [
        Attachment(
            name=shown.stored_name,
            source=_original(shown),
            media_type=shown.media_type,
            description=f"证据{shown.number} {shown.title} SHA-256 {shown.sha256}",
            modified=filing.request.signed_at.astimezone(CHINA),
            relation="Data" if shown.rendered.kind == "card" else "Source",
        )
        for shown in filing.exhibits
    ]


class Packer:
    """Puts the parts into the ZIP, in the order a person reads them."""

    def __init__(self, filing: Filing, keys: Keys, archive: StoredZip, progress: Progress) -> None:
        """An empty archive to fill."""
        self.filing, self.keys, self.archive, self.progress = filing, keys, archive, progress
        self.request, self.folders = filing.request, group("folders")
        self.pdf_name = f"01-{safe_name(filing.document.title, '投诉材料')}.pdf"
        self.manifest_sha256 = ""
        self.sealed: Written
        self.warnings: list[str] = []

    @property
    def level(self) -> str:
        """The signature level."""
        return self.filing.seal.level

    def pdf(self, drawn: Drawn, seals: Callable[[], list[Seal]]) -> None:
        """Write the filing and sign it where it stands."""
        self.progress(group("stages")("write"), 0.5)
        drawn.attachments += _attachments(self.filing)
        window = self.archive.begin(self.pdf_name)
        write_pdf(drawn, window)
        window.freeze()
        self.progress(group("stages")("sign"), 0.75)
        reason = self.filing.case.signature.consent if self.filing.case.signature else ""
        for seal in seals():
            sign_pdf(window, seal, reason=reason[:200], tsa_url=self.request.tsa_url or "", prefix=window.prefix())
        if evidence := self.keys.evidence:
            archive_pdf(
                window, evidence, field="Timestamp1", tsa_url=self.request.tsa_url or "", prefix=window.prefix()
            )
        self.sealed = self.archive.end(self.pdf_name, window)

    def rest(self) -> int:
        """Everything but the PDF; returns the size of the archive."""
        self.progress(group("stages")("pack"), 0.85)
        for shown in self.filing.exhibits:
            name = f"{self.folders('originals')}/{shown.stored_name}"
            if self.archive.add(name, copied(_original(shown))).sha256 != shown.sha256:
                raise OriginalChanged(shown.number, shown.title)
        for name, content in sorted(self.request.texts.items()):
            self._add(f"{self.folders('texts')}/{_plain(name)}", content)
        self._mail()
        self._followup()
        self._add(self.folders("authority"), self.keys.authority.certificate_pem)
        self._add(self.folders("revocations"), self.keys.revocations)
        self._add(self.folders("readme"), self._readme().encode("utf-8"))
        manifest = manifest_of(
            self.filing, self.archive.written, self.pdf_name, self.level, self.keys.authority.fingerprint
        )
        self.manifest_sha256 = self._add(NAME, manifest).sha256
        self._add(SIGNATURE, sign_manifest(manifest, self.keys.sealer))
        self._add(SUMS, sums_of(self.archive.written))
        return self.archive.close()

    def _add(self, name: str, content: bytes) -> Written:
        return self.archive.add(name, (content,))

    def _mail(self) -> None:
        """The mail with the signed PDF as it was just written; too large a PDF stays out, and the mail says so."""
        mail, sealed = self.request.mail, self.sealed
        if mail is None:
            return
        name = f"{self.folders('texts')}/{_plain(mail.file_name)}"
        if sealed.size <= self.request.limits.mail_bytes:
            pdf = self.archive.read(sealed, BLOCK)
            self.archive.add(name, with_file(mail.message, sealed.name, pdf, f"=_{sealed.sha256[:32]}"))
            return
        sizes = {"size": readable_size(sealed.size), "limit": readable_size(self.request.limits.mail_bytes)}
        self._add(name, with_note(mail.message, group("mail")("too_large", name=sealed.name, **sizes)))
        self.warnings.append(group("mail")("warning", file=mail.file_name, **sizes))

    def _followup(self) -> None:
        if self.request.checklist:
            note = group("running")("merchant_only")
            content = plain_pdf(
                self.request.checklist, reference=self.filing.case.reference, note=note, at=self.request.signed_at
            )
            self._add(f"{self.folders('checklist')}.pdf", content)
        for name, content in sorted(self.request.followup_files.items()):
            self._add(_plain(name), content)

    def _readme(self) -> str:
        request, root = self.request, words()
        about = root.group("readme_contents")
        names = {
            "pdf": self.pdf_name,
            "originals": f"{self.folders('originals')}/",
            "texts": f"{self.folders('texts')}/",
            "followup": f"{self.folders('checklist')}.*",
            "manifest": f"{NAME}、{SIGNATURE}",
            "sums": SUMS,
            "authority": self.folders("authority"),
            "revocations": self.folders("revocations"),
        }
        return root(
            "readme",
            reference=self.filing.case.reference,
            version=request.version,
            time=moment(request.signed_at),
            level=self.level,
            zip_name=request.out.name,
            pdf_name=self.pdf_name,
            fingerprint=spaced(self.keys.authority.fingerprint),
            stamp_words=root("readme_stamped" if self.filing.seal.stamped else "readme_unstamped"),
            archive_words=root("readme_archived") if self.filing.seal.archived else "",
            list_words=root("readme_list", url=request.revocation_url) if request.revocation_url else "",
            contents="\n    ".join(f"{name}  {about(key)}" for key, name in names.items()),
        )

    def result(self, out: Path, size: int, sha256: str, pages: int) -> PackageResult:
        """The finished package's values."""
        return PackageResult(
            path=out,
            size=size,
            sha256=sha256,
            pdf_name=self.pdf_name,
            pdf_sha256=self.sealed.sha256,
            manifest_sha256=self.manifest_sha256,
            level=self.level,
            pages=pages,
            signer=self.filing.seal.signer,
            certificate="own" if self.filing.seal.own else "instance",
            attached=self.filing.attached,
            warnings=tuple(self.warnings),
        )


def _plain(name: str) -> str:
    """A file name given from outside, made safe; never a path."""
    return safe_name(name.replace("\\", "/").rpartition("/")[2])


def plain_pdf(document: Document, *, reference: str = "", note: str = "", at: dt.datetime | None = None) -> bytes:
    """One document as PDF/A without signature; see `wizard.package.render_pdf`."""
    out = io.BytesIO()
    write_pdf(assemble_plain(document, reference, note, at or now()), out)
    return out.getvalue()


def preview_pdf(request: PackageRequest) -> bytes:
    """The filing without signature and attachments; see `wizard.package.preview`."""
    signer = request.signer
    with Spool() as spool:
        exhibits = _shown(request, spool, lambda share: None)
        seal = SealFacts(signer.name, "", "", isinstance(signer, OwnCertificate), request.tsa_url or "")
        out = io.BytesIO()
        write_pdf(assemble(Filing(request, exhibits, seal, attached=False, signed=False)), out)
    return out.getvalue()
