"""The last page: how the filing is sealed, what the seal proves and what it does not."""

from __future__ import annotations

from dataclasses import replace

from wizard.package.layout.blocks import Text, bullets, heading, pairs, paragraph
from wizard.package.layout.flow import Strip
from wizard.package.layout.styles import LEAD, PLAIN, SECTION, TITLE
from wizard.package.parts.filing import Filing, SealFacts, moment
from wizard.package.words import group

COMPACT = replace(PLAIN, size=9.3, leading=14.6, after=1.5)
PART = replace(SECTION, size=11.5, leading=18, before=7, after=2)


def integrity(filing: Filing) -> list[Strip]:
    """The integrity page; its words follow the level that the signature will have."""
    words = group("integrity")
    part = filing.section(words("title"), "integrity")
    strips = heading(words("title"), TITLE, part, "integrity")
    strips[0].break_before = True
    strips += paragraph(words("lead"), LEAD, part)
    strips += heading(words("facts"), PART, part) + pairs(_facts(filing), part, label_width=118)
    signature = filing.case.signature
    if signature and signature.consent:
        strips += heading(words("consent"), PART, part) + paragraph(signature.consent, COMPACT, part)
    for title, items in (
        ("proves", _proves(filing)),
        ("limits", _limits(filing)),
        ("verify", words.items("verify_items")),
    ):
        strips += heading(words(title), PART, part) + bullets(items, COMPACT, part, ordered=title == "verify")
    return strips


def _facts(filing: Filing) -> list[tuple[str, Text]]:
    words, request, seal, signature = group("integrity"), filing.request, filing.seal, filing.case.signature
    time = moment(request.signed_at)
    fields = {"issuer": seal.issuer, "fingerprint": seal.fingerprint}
    facts = [
        (words("signer"), seal.signer),
        (words("cosigners"), "、".join(cosigner.name for cosigner in request.cosigners)),
        (words("capacity"), signature.capacity if signature else ""),
        (words("manner"), words("manner_drawn" if request.signature_png else "manner_typed")),
        (words("time"), words("time_stamped" if seal.stamped else "time_local", time=time, url=seal.tsa_url)),
        (words("level"), words(seal.level)),
        (words("certificate"), words(_certificate(seal), **fields)),
        (words("reference"), words("reference_value", reference=filing.case.reference, version=request.version)),
        (words("previous"), request.previous_manifest_sha256 or ""),
        (words("knowledge"), request.knowledge_version),
    ]
    return [(label, text) for label, text in facts if text]


def _certificate(seal: SealFacts) -> str:
    """Which words tell of the certificate; a preview has none yet."""
    if not seal.fingerprint:
        return "certificate_to_come"
    return "certificate_own" if seal.own else "certificate_instance"


def _proves(filing: Filing) -> list[str]:
    words = group("integrity")
    items = words.items("proves_items")
    if not (filing.case.signature and filing.case.signature.consent):
        items = items[:-1]
    items += [words("proves_stamped")] * filing.seal.stamped
    return items + [words("proves_archived")] * filing.seal.archived


def _limits(filing: Filing) -> list[str]:
    words = group("integrity")
    items = [*words.items("limits_items"), words("limits_own" if filing.seal.own else "limits_instance")]
    if filing.seal.archived:
        return items
    return [*items, words("limits_unarchived" if filing.seal.stamped else "limits_unstamped")]
