"""Judging a ZIP: its manifest's signature, every file against the manifest, the PDF inside. All reading is bounded."""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from wizard.package.check.cms import check_manifest
from wizard.package.check.container import name_of, outside
from wizard.package.check.digests import digest_of
from wizard.package.check.pdf import PdfFinding, check_pdf
from wizard.package.check.signatures import MALFORMED, SignatureState
from wizard.package.check.subfile import ReadAt, SubFile, in_turn
from wizard.package.check.trust import Trust
from wizard.package.verdict import FileChecked
from wizard.package.words import group

ENTRIES_LIMIT = 2_000
SMALL_LIMIT = 5_000_000
"""Manifest, its signature and the list of digests."""
CHUNK = 1 << 20
JUNK = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini", "._")
MANIFEST, SIGNATURE, SUMS = "manifest.json", "manifest.json.p7s", "SHA256SUMS"
READ_ERRORS: tuple[type[Exception], ...] = (*MALFORMED, zipfile.BadZipFile, zipfile.LargeZipFile)


@dataclass
class ZipFinding:
    """What a ZIP shows."""

    manifest: dict[str, Any] = field(default_factory=dict)
    seal: SignatureState | None = None
    pdf: PdfFinding | None = None
    files: list[FileChecked] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    manifest_sha256: str = ""
    unsigned: bool = False


class ZipCheck:
    """One ZIP being checked."""

    def __init__(self, file: BinaryIO, read_at: ReadAt, size: int, trust: Trust, pool: Executor) -> None:
        """`pool` hashes while the signatures are judged. Raises one of `READ_ERRORS` when it is no ZIP."""
        self.file, self.read_at, self.size, self.trust, self.pool = file, read_at, size, trust, pool
        self.found = ZipFinding()
        self.known: dict[str, str] = {}
        self.hashing: dict[str, Future[str]] = {}
        self.zip = zipfile.ZipFile(file)
        self.words = group("verify")
        for info in self.zip.infolist():
            info.filename = name_of(info)
        entries = [info for info in self.zip.infolist() if not info.is_dir()]
        self.junk = [info.filename for info in entries if _is_junk(info.filename)]
        self.entries = [info for info in entries if info.filename not in self.junk]
        self.prefix = _prefix([info.filename for info in self.entries])
        self.by_name = {info.filename.removeprefix(self.prefix): info for info in self.entries}

    def check(self) -> ZipFinding:
        """Everything, one thing after the other."""
        if self.junk:
            self.found.notes.append(self.words("junk", names="、".join(self.junk[:5])))
        if len(self.entries) > ENTRIES_LIMIT:
            self.found.problems.append(self.words("zip_too_many", count=len(self.entries)))
        elif MANIFEST not in self.by_name:
            self._without_manifest()
        else:
            self._twice()
            self._outside()
            self._manifest()
        return self.found

    def _twice(self) -> None:
        if len(self.by_name) != len(self.entries):
            names = [info.filename for info in self.entries]
            double = next(name for name in names if names.count(name) > 1)
            self.found.problems.append(self.words("zip_twice", name=double))

    def _outside(self) -> None:
        """Bytes that belong to none of the files, where something could be hidden."""
        found, other_names = outside(self.read_at, self.size, self.zip)
        for where, count in found.items():
            if count:
                self.found.problems.append(
                    self.words("zip_outside", where=self.words(f"zip_outside_{where}"), count=count)
                )
        self.found.problems += [self.words("zip_two_names", name=name) for name in other_names[:5]]

    def _without_manifest(self) -> None:
        """Not a package any more; was it one?"""
        papers = [name for name in self.by_name if name.lower().endswith(".pdf")]
        findings = [self._pdf(name) for name in papers[:5]]
        signed = [finding for finding in findings if finding and not finding.unsigned]
        if SIGNATURE not in self.by_name and not signed:
            self.found.unsigned = True
            inner = next((name for name in self.by_name if name.lower().endswith(".zip")), "")
            words = self.words("unsigned_nested", name=inner) if inner else self.words("unsigned_zip")
            self.found.problems.append(words)
            return
        self.found.pdf = signed[0] if signed else None
        self.found.problems.append(self.words("zip_no_manifest"))

    def _manifest(self) -> None:
        content = self._small(MANIFEST)
        signature = self._small(SIGNATURE)
        if content is None:
            self.found.problems.append(self.words("zip_bad_manifest"))
            return
        self.found.manifest_sha256 = hashlib.sha256(content).hexdigest()
        self._seal(content, signature)
        try:
            manifest = json.loads(content)
            rows = {
                str(row["name"]): (str(row["sha256"]), int(row["size"]), row.get("exhibit"))
                for row in manifest["files"]
            }
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            self.found.problems.append(self.words("zip_bad_manifest"))
            return
        self.found.manifest = manifest
        self._begin_hashing(rows, str(manifest.get("pdf", "")))
        self._inside(str(manifest.get("pdf", "")))
        self._files(rows)
        self._sums(rows)

    def _begin_hashing(self, rows: dict[str, tuple[str, int, Any]], paper: str) -> None:
        """What is stored as it is is hashed in another thread, all but the PDF, which is hashed with its signatures."""
        for name, (_, size, _) in rows.items():
            info = self.by_name.get(name)
            if name != paper and info and _stored(info) and info.file_size == size:
                self.hashing[name] = self.pool.submit(self._stored_digest, info)

    def _stored_digest(self, info: zipfile.ZipInfo) -> str:
        try:
            return digest_of(self._stretch(info).read_at, info.file_size)
        except READ_ERRORS:
            return ""

    def _seal(self, content: bytes, signature: bytes | None) -> None:
        if signature is None:
            missing = SIGNATURE not in self.by_name
            self.found.problems.append(self.words("zip_no_signature" if missing else "zip_unreadable_signature"))
            return
        judged = check_manifest(content, signature, self.trust)
        if isinstance(judged, str):
            self.found.problems.append(judged)
        else:
            self.found.seal = judged

    def _inside(self, name: str) -> None:
        if name not in self.by_name:
            return
        finding = self._pdf(name)
        if finding is None or finding.unsigned:
            self.found.problems.append(self.words("altered_pdf_stripped"))
            return
        self.found.pdf = finding
        self.found.problems += finding.problems
        if finding.sha256:
            self.known[name] = finding.sha256

    def _small(self, name: str) -> bytes | None:
        """The content of a small file; None when missing, damaged or too large."""
        info = self.by_name.get(name)
        if info is None or info.file_size > SMALL_LIMIT:
            return None
        try:
            with self.zip.open(info) as file:
                content = file.read(SMALL_LIMIT + 1)
        except READ_ERRORS:
            return None
        return content if len(content) <= SMALL_LIMIT else None

    def _files(self, rows: dict[str, tuple[str, int, Any]]) -> None:
        for name, (expected, size, exhibit) in rows.items():
            actual = self._digest(name, size)
            number = exhibit if isinstance(exhibit, int) else None
            checked = FileChecked(name, expected, actual, actual == expected, number)
            self.found.files.append(checked)
            if not checked.ok:
                self.found.problems.append(self._different(checked))
        extra = sorted(set(self.by_name) - set(rows) - {MANIFEST, SIGNATURE, SUMS})
        for name in extra[:20]:
            self.found.files.append(FileChecked(name, "", "", ok=False))
            self.found.problems.append(self.words("file_extra", name=name))

    def _different(self, checked: FileChecked) -> str:
        what = "missing" if checked.name not in self.by_name else "changed"
        if checked.exhibit is not None:
            return self.words(f"exhibit_{what}", number=checked.exhibit, name=checked.name)
        return self.words(f"file_{what}", name=checked.name)

    def _digest(self, name: str, size: int) -> str:
        """SHA-256 of a file; empty when missing or damaged. Nothing is read beyond the size in the manifest."""
        info = self.by_name.get(name)
        if info is None or info.file_size != size:
            return "" if info is None else "-"
        if name in self.known:
            return self.known[name]
        if name in self.hashing:
            return self.hashing[name].result() or "-"
        digest, left = hashlib.sha256(), size
        try:
            for block in self._blocks(info):
                digest.update(block)
                left -= len(block)
        except READ_ERRORS:
            return "-"
        return "-" if left else digest.hexdigest()

    def _blocks(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        """A compressed file, unpacked; never more than the size it states."""
        left = info.file_size
        with self.zip.open(info) as file:
            while left > 0 and (block := file.read(min(CHUNK, left))):
                yield block
                left -= len(block)

    def _stretch(self, info: zipfile.ZipInfo) -> SubFile:
        """A stored file where it stands; the checksum of the manifest is stronger than the ZIP's."""
        head = self.read_at(30, info.header_offset)
        if head[:4] != b"PK\x03\x04":
            raise zipfile.BadZipFile
        start = info.header_offset + 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
        return SubFile(self.read_at, start, info.file_size)

    def _sums(self, rows: dict[str, tuple[str, int, Any]]) -> None:
        """A list that says something else would mislead those who check without us."""
        content = self._small(SUMS)
        if content is None:
            return
        lines = content.decode("utf-8", "replace").splitlines()
        said = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
        unlisted = {name: hashlib.sha256(self._small(name) or b"").hexdigest() for name in (MANIFEST, SIGNATURE)}
        true = {name: row[0] for name, row in rows.items()} | {n: d for n, d in unlisted.items() if n in said}
        if said != true or len(lines) != len(said):
            self.found.problems.append(self.words("zip_sums"))

    def _pdf(self, name: str) -> PdfFinding | None:
        info = self.by_name[name]
        try:
            if _stored(info):
                return check_pdf(self._stretch(info).read_at, info.file_size, self.trust)
            with tempfile.TemporaryFile() as scratch:
                scratch.writelines(self._blocks(info))
                return check_pdf(in_turn(scratch), info.file_size, self.trust)
        except READ_ERRORS:
            return None


def _stored(info: zipfile.ZipInfo) -> bool:
    return info.compress_type == zipfile.ZIP_STORED and not info.flag_bits & 1


def _is_junk(name: str) -> bool:
    base = name.rsplit("/", 1)[-1]
    return name.startswith("__MACOSX/") or base in JUNK or base.startswith("._")


def _prefix(names: Iterable[str]) -> str:
    """The one folder that everything is in, when somebody unpacked and packed it again."""
    heads = {name.split("/", 1)[0] if "/" in name else "" for name in names}
    head = next(iter(heads)) if len(heads) == 1 else ""
    return f"{head}/" if head else ""
