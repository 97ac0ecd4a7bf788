"""Judging the signatures of a PDF.

Accepted is only a file whose every signature is intact and allowed by the certification, whose last signature covers
the whole file, and that has not a byte more. (Common viewers say "valid" to files with additions after signing.)
"""

from __future__ import annotations

import io
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import IO, Any, cast

from wizard.awaiting import result_of
from wizard.package.check.archival import is_archival
from wizard.package.check.changes import changes_after
from wizard.package.check.digests import digest_all
from wizard.package.check.signatures import SignatureState, common_name, malformed, state_of
from wizard.package.check.subfile import ReadAt, SubFile
from wizard.package.check.trust import Trust, consistent
from wizard.package.verdict import FileChecked, SignerFound
from wizard.package.words import group

READ_AHEAD = 1 << 16
SIGNATURES_LIMIT = 50
ATTACHMENT_LIMIT = 20_000_000
"""Attachments above this are covered by the signature but not hashed one by one."""
_DIGEST = re.compile(r"SHA-256 ([0-9a-f]{64})")
_NUMBER = re.compile(r"证据(\d+)")
LOOKED_AT = 4 << 20
_SIGNED = re.compile(rb"/ByteRange\s*\[")
_MEANT_TO_BE_SIGNED = re.compile(rb"/ByteRange\s*\[|/FT\s*/Sig\b|/ETSI\.CAdES|/adbe\.pkcs7")


@dataclass(frozen=True)
class PdfFinding:
    """What the signatures of one PDF say."""

    signatures: tuple[SignatureState, ...] = ()
    problems: tuple[str, ...] = ()
    """Reasons why the file counts as altered."""
    unsigned: bool = False
    unreadable: bool = False
    sha256: str = ""
    """Of the whole file; empty when it was not read to its end."""
    attachments: tuple[FileChecked, ...] = ()


def check_pdf(read_at: ReadAt, size: int, trust: Trust, *, attachments: bool = False) -> PdfFinding:
    """Judge a PDF; with `attachments` also compare the originals inside with the digests written beside them."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    file = cast(IO[bytes], io.BufferedReader(SubFile(read_at, 0, size), READ_AHEAD))
    try:
        reader = PdfFileReader(file, strict=False)
        if reader.encrypted:
            return _locked(file, size)
        every = reader.embedded_signatures[:SIGNATURES_LIMIT]
        found = [one for one in every if one.sig_object_type == "/Sig"]
        if not found:
            return _without_signatures(file, size)
        with ThreadPoolExecutor(1) as pool:
            hashing = pool.submit(digest_all, read_at, size, every)
            inside = tuple(_attachments(reader)) if attachments else ()
        sha256 = hashing.result()
        judged = tuple(_judge(signature, file, trust) for signature in found)
        stamps = [one for one in every if one.sig_object_type == "/DocTimeStamp"]
        problems = [problem for one in judged for problem in one.problems]
        problems += [problem for one in stamps for problem in _stamp_problems(one, file, trust)]
        problems += _end(every, size)
        if stamps and not problems:
            judged = tuple(_archived(one, signature, trust) for one, signature in zip(judged, found, strict=True))
    except malformed():
        return _unreadable(file, size)
    words = group("verify")
    problems += [words("attachment_changed", name=one.name) for one in inside if not one.ok]
    return PdfFinding(judged, tuple(dict.fromkeys(problems)), attachments=inside, sha256=sha256)


def _without_signatures(file: IO[bytes], size: int) -> PdfFinding:
    """A file that has signature data but no field for it has lost its form on the way."""
    if _mentions(_SIGNED, file, size):
        return PdfFinding(problems=(group("verify")("altered_pdf_detached"),))
    return PdfFinding(unsigned=True)


def _unreadable(file: IO[bytes], size: int) -> PdfFinding:
    if _mentions(_MEANT_TO_BE_SIGNED, file, size):
        return PdfFinding(problems=(group("verify")("altered_pdf_broken"),), unreadable=True)
    return PdfFinding(unsigned=True, unreadable=True)


def _locked(file: IO[bytes], size: int) -> PdfFinding:
    """A file behind a password: ours never are, so one with signature data has been changed since."""
    if _mentions(_SIGNED, file, size):
        return PdfFinding(problems=(group("verify")("altered_pdf_locked"),), unreadable=True)
    return PdfFinding(problems=(group("verify")("unsigned_pdf_locked"),), unsigned=True)


def _mentions(pattern: re.Pattern[bytes], file: IO[bytes], size: int) -> bool:
    """Whether a pattern stands near either end of the file."""
    found = b""
    for start in {0, max(0, size - LOOKED_AT)}:
        file.seek(start)
        found += file.read(LOOKED_AT)
    return bool(pattern.search(found))


def _judge(signature: Any, file: IO[bytes], trust: Trust) -> SignatureState:
    from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_signature

    context = trust.context()
    status = result_of(async_validate_pdf_signature(signature, context, ts_validation_context=context))
    name = common_name(status.signing_cert.subject)
    problems = _problems(status, name)
    if problems and status.intact and not status.docmdp_ok:
        problems += _named_changes(signature)
    if _padding_changed(signature, file):
        problems.append(group("verify")("altered_padding", name=name))
    if not consistent([signature.signer_cert, *signature.other_embedded_certs], trust):
        problems.append(group("verify")("altered_signature", name=name))
    state = state_of(status, trust)
    signer = _signer(status, signature, name, state, intact=not problems)
    return SignatureState(signer, state, tuple(problems), trust.revoked_at(status.signing_cert))


def _named_changes(signature: Any) -> list[str]:
    """What was changed, as far as it can be told; the verdict does not hang on it."""
    try:
        return changes_after(signature)
    except malformed():
        return []


def _stamp_problems(stamp: Any, file: IO[bytes], trust: Trust) -> list[str]:
    """Why a document timestamp does not hold; nothing when it does."""
    from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_timestamp

    status = result_of(async_validate_pdf_timestamp(stamp, trust.context()))
    whole = status.coverage is not None and status.coverage.name in ("ENTIRE_FILE", "ENTIRE_REVISION")
    if not (status.intact and status.valid and whole) or _padding_changed(stamp, file):
        return [group("verify")("altered_stamp", name=common_name(status.signing_cert.subject))]
    return []


def _archived(one: SignatureState, signature: Any, trust: Trust) -> SignatureState:
    """The signature at the archival level, when it has a timestamp and the file carries all that is needed."""
    if one.signer.level != "PAdES B-T" or not is_archival(signature, trust):
        return one
    return replace(one, signer=replace(one.signer, level="PAdES B-LTA"))


def _problems(status: Any, name: str) -> list[str]:
    words = group("verify")
    if not status.intact:
        return [words("altered_bytes", name=name)]
    if not status.valid or not status.seed_value_ok:
        return [words("altered_signature", name=name)]
    if status.timestamp_validity is not None and not (
        status.timestamp_validity.intact and status.timestamp_validity.valid
    ):
        return [words("altered_signature", name=name)]
    if status.coverage is None or status.coverage.name not in ("ENTIRE_FILE", "ENTIRE_REVISION"):
        return [words("altered_coverage", name=name)]
    if not status.docmdp_ok:
        return [words("altered_after", name=name)]
    return []


def _signer(status: Any, signature: Any, name: str, state: str, *, intact: bool) -> SignerFound:
    stamp = status.timestamp_validity
    pades = str(signature.sig_object.get("/SubFilter", "")) == "/ETSI.CAdES.detached"
    level = ("PAdES B-T" if stamp else "PAdES B-B") if pades else "CMS"
    return SignerFound(
        name=name,
        issuer=common_name(status.signing_cert.issuer),
        trusted_by="instance" if state == "trusted" else "unknown",
        signed="pdf",
        time=status.signer_reported_dt,
        timestamp=stamp.timestamp if stamp else None,
        timestamp_authority=common_name(stamp.signing_cert.subject) if stamp else "",
        level=level,
        fingerprint=status.signing_cert.sha256.hex(),
        serial=f"{status.signing_cert.serial_number:X}",
        intact=intact,
    )


def _end(signatures: list[Any], size: int) -> list[str]:
    """Whether the last signature reaches the last byte of the file."""
    last = max(int(signature.byte_range[2]) + int(signature.byte_range[3]) for signature in signatures)
    return [group("verify")("altered_trailing", count=size - last)] if last != size else []


def _padding_changed(signature: Any, file: IO[bytes]) -> bool:
    """The room left after the signature data must be zeros; no signature covers it."""
    _, first, second, _ = (int(number) for number in signature.byte_range)
    file.seek(first)
    written = file.read(second - first).strip(b"<>")
    content = bytes.fromhex(written.decode("ascii"))
    used = len(signature.signed_data.parent.dump()) if getattr(signature.signed_data, "parent", None) else 0
    used = used or _der_length(content)
    return any(content[used:])


def _der_length(content: bytes) -> int:
    """Length in bytes of the first DER value."""
    if content[1] < 0x80:
        return 2 + content[1]
    count = content[1] & 0x7F
    return 2 + count + int.from_bytes(content[2 : 2 + count], "big")


def _attachments(reader: Any) -> list[FileChecked]:
    """The originals inside, each against the SHA-256 in its description."""
    import hashlib

    checked = []
    for spec in reader.root.get("/AF", []):
        entry = spec.get_object()
        name, described = str(entry.get("/UF", "")), str(entry.get("/Desc", ""))
        digest = _DIGEST.search(described)
        stream = entry["/EF"]["/F"]
        if not digest or int(stream.get("/Length", 0)) > ATTACHMENT_LIMIT:
            continue
        actual = hashlib.sha256(stream.data).hexdigest()
        number = _NUMBER.match(described)
        exhibit = int(number[1]) if number else None
        checked.append(FileChecked(name, digest[1], actual, digest[1] == actual, exhibit))
    return checked
