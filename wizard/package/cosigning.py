"""A colleague's signature on a finished package: the same pages, one more signature, a new manifest around them.

The first signature stays as it is, because it allowed for signatures in prepared fields. Everything else is copied byte
for byte; only the PDF, the mail that carries it, and what lists them are written anew.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from wizard.case import CHINA
from wizard.package.archive.hashing import CHUNK, Follower, Hasher
from wizard.package.archive.manifest import NAME, SIGNATURE, SUMS, sums_of
from wizard.package.archive.place import complete_or_nothing
from wizard.package.archive.window import Window
from wizard.package.archive.zipfile import StoredZip, Written
from wizard.package.check.verify import verify_file
from wizard.package.errors import PackageError
from wizard.package.exhibits.spool import Spool
from wizard.package.mail import BLOCK, with_file, without_file
from wizard.package.request import CosignRequest, PackageResult
from wizard.package.seal.keys import Keys
from wizard.package.seal.sign import Seal, archive_pdf, sign_manifest, sign_pdf
from wizard.package.seal.stamp import stamp_pdf
from wizard.package.words import group

Progress = Callable[[str, float], None]


class NotCosignable(PackageError):
    """The package cannot take this signature; the message says why."""


def cosign_package(request: CosignRequest, progress: Progress) -> PackageResult:
    """Write the package with one more signature to `request.out`; see `wizard.package.cosign`."""
    with Spool() as spool, Keys(request) as keys, Hasher() as hasher, zipfile.ZipFile(request.package) as source:
        progress(group("stages")("finish"), 0.05)
        _check(request, keys)
        with complete_or_nothing(request.out) as file:
            follower = Follower(file)
            try:
                archive = StoredZip(file, request.signed_at.astimezone(CHINA), hasher, follower)
                cosigner = Cosigner(request, keys, source, archive)
                progress(group("stages")("sign"), 0.3)
                cosigner.pdf(spool)
                progress(group("stages")("pack"), 0.7)
                size = cosigner.rest()
            finally:
                follower.stop()
            sha256 = follower.result()
    return cosigner.result(size, sha256)


def _check(request: CosignRequest, keys: Keys) -> None:
    """Only what is whole may be signed again."""
    trusted = [keys.authority.certificate_pem]
    verdict = verify_file(request.package, trusted, name=request.package.name)
    if verdict.verdict != "authentic":
        raise NotCosignable(f"这份材料包没有通过校验，不能再签：{verdict.reasons[0]}")
    if request.signer.name in [one.name for one in verdict.signers if one.signed == "pdf"]:
        raise NotCosignable(f"{request.signer.name}已经在这份材料上签过名，不用再签。")


def free_field(file: IO[bytes]) -> str:
    """The name of the first empty slot; raises `NotCosignable`."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.fields import enumerate_sig_fields

    names: list[str] = [name for name, _, _ in enumerate_sig_fields(PdfFileReader(file), filled_status=False) if name]
    if not names:
        raise NotCosignable("这份材料没有空的共同签署栏了。要再加人签，请生成下一版并多留几栏。")
    return min(names)


def _stamps(file: IO[bytes]) -> int:
    """How many document timestamps there are already."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    return len(PdfFileReader(file).embedded_timestamp_signatures)


class Cosigner:
    """Copies one package into another, with one more signature."""

    def __init__(self, request: CosignRequest, keys: Keys, source: zipfile.ZipFile, archive: StoredZip) -> None:
        """`source` is the package as it is, `archive` the new one, empty."""
        self.request, self.keys, self.source, self.archive = request, keys, source, archive
        self.manifest: dict[str, Any] = json.loads(source.read(NAME))
        self.pdf_name = str(self.manifest["pdf"])
        self.name = keys.facts.signer
        self.sealed: Written
        self.manifest_sha256 = ""

    def pdf(self, spool: Spool) -> None:
        """The PDF with the signature in the first empty slot."""
        window = self.archive.begin(self.pdf_name)
        for block in self._blocks(self.pdf_name, CHUNK):
            window.write(block)
        window.freeze()
        self._sign(window, spool)
        self.sealed = self.archive.end(self.pdf_name, window)

    def _sign(self, window: Window, spool: Spool) -> None:
        request, url = self.request, self.request.tsa_url or ""
        look = stamp_pdf(self.name, request.signed_at, request.signature_png, spool, seal=request.seal_png)
        seal = Seal(free_field(_fresh(window)), self.keys.person, look, request.signed_at)
        sign_pdf(window, seal, reason=request.consent[:200], tsa_url=url, prefix=window.prefix())
        if evidence := self.keys.evidence:
            field = f"Timestamp{_stamps(_fresh(window)) + 1}"
            archive_pdf(window, evidence, field=field, tsa_url=url, prefix=window.prefix())

    def rest(self) -> int:
        """Everything else, in the order it had; returns the size of the archive."""
        for info in self.source.infolist():
            if info.filename in (self.pdf_name, NAME, SIGNATURE, SUMS):
                continue
            if info.filename.endswith(".eml"):
                self.archive.add(info.filename, self._mail(info.filename))
            else:
                self.archive.add(info.filename, self._blocks(info.filename, CHUNK))
        manifest = self._manifest()
        self.manifest_sha256 = self.archive.add(NAME, (manifest,)).sha256
        self.archive.add(SIGNATURE, (sign_manifest(manifest, self.keys.sealer),))
        self.archive.add(SUMS, (sums_of(self.archive.written),))
        return self.archive.close()

    def _blocks(self, name: str, size: int) -> Iterator[bytes]:
        with self.source.open(name) as file:
            while block := file.read(size):
                yield block

    def _mail(self, name: str) -> Iterator[bytes]:
        """The mail with the PDF as it is now; one without it stays as it is."""
        message = self.source.read(name)
        bare = without_file(message)
        if bare is None:
            yield message
            return
        sealed = self.sealed
        yield from with_file(bare, sealed.name, self.archive.read(sealed, BLOCK), f"=_{sealed.sha256[:32]}")

    def _manifest(self) -> bytes:
        import hashlib

        before = hashlib.sha256(self.source.read(NAME)).hexdigest()
        titles = {row["name"]: row for row in self.manifest["files"]}
        rows = [
            titles.get(file.name, {}) | {"name": file.name, "size": file.size, "sha256": file.sha256}
            for file in self.archive.written
        ]
        signed = {
            "name": self.name,
            "capacity": self.request.capacity,
            "consent": self.request.consent,
            "signed_at": self.request.signed_at.isoformat(),
            "level": self.keys.facts.level,
        }
        content = self.manifest | {
            "certificate": "own" if self.keys.facts.own else self.manifest["certificate"],
            "cosigners": [*self.manifest.get("cosigners", []), signed],
            "before_cosigning_manifest_sha256": before,
            "files": rows,
        }
        return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode("utf-8")

    def result(self, size: int, sha256: str) -> PackageResult:
        """The finished package's values; `signer` is who signed now."""
        return PackageResult(
            path=self.request.out,
            size=size,
            sha256=sha256,
            pdf_name=self.pdf_name,
            pdf_sha256=self.sealed.sha256,
            manifest_sha256=self.manifest_sha256,
            level=self.keys.facts.level,
            pages=0,
            signer=self.name,
            certificate="own" if self.keys.facts.own else "instance",
            attached=True,
        )


def _fresh(window: Window) -> Any:
    """The window from its beginning, for reading."""
    window.seek(0)
    return window


def out_name(name: str, people: int) -> str:
    """The file name of a copy signed by so many."""
    return f"{Path(name).stem.partition('-共')[0]}-共{people}人签.zip"
