"""Whether a signature can be checked after its certificates have ended: the file's own evidence is put to the test.

Roots found in the file are taken for good here, so this says what the file carries, never whom to trust.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wizard.awaiting import result_of
from wizard.package.check.signatures import malformed
from wizard.package.check.trust import Trust


def is_archival(signature: Any, trust: Trust) -> bool:
    """Whether a signature with its timestamp, revocation data and document timestamp validates as PAdES B-LTA."""
    from pyhanko.sign.ades.report import AdESPassed
    from pyhanko.sign.validation.ades import ades_lta_validation

    try:
        result = result_of(ades_lta_validation(signature, _specification([*trust.roots, *_own_roots(signature)])))
    except malformed():
        return False
    return bool(result.ades_subindic == AdESPassed.OK)


def _own_roots(signature: Any) -> list[Any]:
    """Self-issued certificates that the file carries for later."""
    from pyhanko.sign.validation.dss import DocumentSecurityStore

    store = DocumentSecurityStore.read_dss(signature.reader)
    return [one for one in store.load_certs() if one.self_issued]


def _specification(roots: Sequence[Any]) -> Any:
    from pyhanko.sign.validation.policy_decl import (
        PdfSignatureValidationSpec,
        RevinfoOnlineFetchingRule,
        RevocationInfoGatheringSpec,
        SignatureValidationSpec,
    )
    from pyhanko_certvalidator.context import CertValidationPolicySpec
    from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
    from pyhanko_certvalidator.registry import SimpleTrustManager

    manager = SimpleTrustManager.build(trust_roots=roots)
    policy = CertValidationPolicySpec(manager, CertRevTrustPolicy(REQUIRE_REVINFO))
    gathering = RevocationInfoGatheringSpec(online_fetching_rule=RevinfoOnlineFetchingRule.LOCAL_ONLY)
    return PdfSignatureValidationSpec(SignatureValidationSpec(policy, gathering))
