"""The verdict on one file: unsigned, altered, unrecognised or authentic; the first that fits, in this order."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from wizard.package.archive.hashing import reading_beside
from wizard.package.check.archive import READ_ERRORS, ZipCheck, ZipFinding
from wizard.package.check.digests import digest_of
from wizard.package.check.pdf import PdfFinding, check_pdf
from wizard.package.check.signatures import SignatureState, unrecognised
from wizard.package.check.subfile import ReadAt
from wizard.package.check.trust import Trust, trust_of
from wizard.package.verdict import SignerFound, Verdict
from wizard.package.words import group

ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06")


def verify_file(path: Path, trusted: Sequence[bytes], *, name: str) -> Verdict:
    """Judge a file; see `wizard.package.verify`. Raises `OSError` only when it cannot be opened at all."""
    with path.open("rb") as file, reading_beside(file) as read_at:
        verdict = _judged(file, read_at, trust_of(trusted))
        if not verdict.sha256:
            verdict = replace(verdict, sha256=digest_of(read_at, file.seek(0, io.SEEK_END)))
    return replace(verdict, file=name)


def _judged(file: BinaryIO, read_at: ReadAt, trust: Trust) -> Verdict:
    """The verdict; without the file's digest when that was not computed on the way."""
    size, head = file.seek(0, io.SEEK_END), read_at(1024, 0)
    if not size:
        return Verdict("unsigned", (group("verify")("empty"),))
    if head.startswith(ZIP_MARKS) or (not head.startswith(b"%PDF-") and zipfile.is_zipfile(file)):
        with ThreadPoolExecutor(1) as pool:
            digest = pool.submit(digest_of, read_at, size)
            verdict = _zip(file, read_at, size, trust)
        return replace(verdict, sha256=digest.result())
    if b"%PDF-" in head:
        return _pdf(read_at, size, trust)
    return Verdict("unsigned", (group("verify")("unsigned_other"),))


def _pdf(read_at: ReadAt, size: int, trust: Trust) -> Verdict:
    words = group("verify")
    finding = check_pdf(read_at, size, trust, attachments=True)
    verdict = _of_pdf(finding)
    notes = (words("note_pdf_only"), *verdict.notes) if finding.signatures else verdict.notes
    return replace(verdict, kind="pdf", exhibits=finding.attachments, notes=notes, sha256=finding.sha256)


def _of_pdf(finding: PdfFinding) -> Verdict:
    words = group("verify")
    if finding.unsigned:
        plain = words("pdf_broken" if finding.unreadable else "unsigned_pdf")
        return Verdict("unsigned", finding.problems or (plain,))
    signers = tuple(one.signer for one in finding.signatures)
    facts = Verdict("altered", finding.problems, signers=signers, level=_level(signers), times=_times(signers))
    if finding.problems:
        return facts
    notes = _notes(signers)
    unknown = [one for one in finding.signatures if one.state != "trusted"]
    if unknown:
        return replace(facts, verdict="unrecognised", reasons=_unknown(unknown), notes=notes)
    return replace(facts, verdict="authentic", reasons=(words("authentic"),), notes=notes)


def _zip(file: BinaryIO, read_at: ReadAt, size: int, trust: Trust) -> Verdict:
    try:
        with ThreadPoolExecutor(1) as pool:
            found = ZipCheck(file, read_at, size, trust, pool).check()
    except READ_ERRORS:
        return Verdict("altered", (group("verify")("zip_broken"),), kind="zip")
    verdict = _of_zip(found)
    return replace(verdict, kind="zip", notes=(*found.notes, *verdict.notes))


def _of_zip(found: ZipFinding) -> Verdict:
    words = group("verify")
    if found.unsigned:
        return Verdict("unsigned", tuple(found.problems))
    inside = found.pdf.signatures if found.pdf else ()
    sealed = found.seal is not None and found.seal.state == "trusted"
    own = sealed and found.manifest.get("certificate") == "own"
    signers = tuple(_owned(one.signer, own) for one in inside)
    if found.seal:
        signers = (*signers, found.seal.signer)
    facts = _facts(found, signers)
    if found.problems or found.seal is None:
        return replace(facts, verdict="altered", reasons=tuple(dict.fromkeys(found.problems)))
    notes = _notes(signers)
    doubted = [one for one in (*inside, found.seal) if one.state != "trusted" and not (own and one is not found.seal)]
    if doubted:
        return replace(facts, verdict="unrecognised", reasons=_unknown(doubted), notes=notes)
    reason = words("authentic_own" if own else "authentic")
    return replace(facts, verdict="authentic", reasons=(reason,), notes=notes)


def _owned(signer: SignerFound, own: bool) -> SignerFound:
    """A person's own certificate is vouched for by the seal of the instance that packed it."""
    return replace(signer, trusted_by="own") if own and signer.trusted_by == "unknown" else signer


def _facts(found: ZipFinding, signers: tuple[SignerFound, ...]) -> Verdict:
    manifest = found.manifest
    version = manifest.get("version")
    return Verdict(
        "altered",
        (),
        signers=signers,
        level=_level(signers),
        times=_times(signers),
        files=tuple(found.files),
        exhibits=tuple(file for file in found.files if file.exhibit is not None),
        reference=str(manifest.get("reference") or ""),
        version=version if isinstance(version, int) else None,
        previous_manifest_sha256=str(manifest.get("previous_manifest_sha256") or ""),
        manifest_sha256=found.manifest_sha256,
        before_cosigning_manifest_sha256=str(manifest.get("before_cosigning_manifest_sha256") or ""),
        pdf_sha256=next((file.actual for file in found.files if file.name == manifest.get("pdf")), ""),
        changes=_changes(manifest),
    )


def _changes(manifest: dict[str, Any]) -> tuple[str, ...]:
    lines = manifest.get("changes")
    return tuple(str(line) for line in lines[:100]) if isinstance(lines, list) else ()


def _unknown(doubted: Sequence[SignatureState]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(unrecognised(one) for one in doubted))


def _level(signers: Sequence[SignerFound]) -> str:
    return next((signer.level for signer in signers if signer.level), "")


def _times(signers: Sequence[SignerFound]) -> tuple[dt.datetime, ...]:
    return tuple(time for signer in signers if (time := signer.timestamp or signer.time))


def _notes(signers: Sequence[SignerFound]) -> tuple[str, ...]:
    """What the verdict leaves open."""
    words = group("verify")
    stamps = [signer.timestamp_authority for signer in signers if signer.timestamp]
    first = words("note_timestamp", name=stamps[0]) if stamps else words("note_no_timestamp")
    return (first, words("note_identity"))
