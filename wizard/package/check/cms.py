"""Judging the detached signature of a manifest."""

from __future__ import annotations

import io

from wizard.awaiting import result_of
from wizard.package.check.signatures import SignatureState, common_name, malformed, state_of
from wizard.package.check.trust import Trust
from wizard.package.verdict import SignerFound
from wizard.package.words import group


def check_manifest(content: bytes, signature: bytes, trust: Trust) -> SignatureState | str:
    """The state of the signature, or the reason sentence why it is none."""
    from asn1crypto import cms
    from pyhanko.sign.validation.generic_cms import async_validate_detached_cms

    try:
        info = cms.ContentInfo.load(signature, strict=True)
        status = result_of(async_validate_detached_cms(io.BytesIO(content), info["content"], trust.context()))
        name = common_name(status.signing_cert.subject)
        state = state_of(status, trust)
    except malformed():
        return group("verify")("zip_unreadable_signature")
    if not (status.intact and status.valid):
        return group("verify")("zip_bad_signature")
    found = SignerFound(
        name=name,
        issuer=common_name(status.signing_cert.issuer),
        trusted_by="instance" if state == "trusted" else "unknown",
        signed="manifest",
        time=status.signer_reported_dt,
        fingerprint=status.signing_cert.sha256.hex(),
        serial=f"{status.signing_cert.serial_number:X}",
    )
    return SignatureState(found, state, revoked_at=trust.revoked_at(status.signing_cert))
