"""Which exhibits prove what a document says, and how each exhibit is called."""

from __future__ import annotations

from collections.abc import Iterable

from wizard.case import Case, Exhibit
from wizard.drafting.draft import Draft
from wizard.drafting.inputs import ClaimLike
from wizard.drafting.sentences import open_ended

FACT = "fact"


def numbers_of(case: Case, exhibit_ids: Iterable[str]) -> list[int]:
    """The printed numbers of exhibits, in order; ids that are no longer in the case are left out."""
    wanted = set(exhibit_ids)
    return [number for number, exhibit in enumerate(case.exhibits, start=1) if exhibit.id in wanted]


def event_exhibits(draft: Draft, event_id: str) -> list[int]:
    """Numbers of the exhibits that a person tied to one event; a kind that only suggests it is not cited there."""
    own = (claim for claim in draft.claims if claim.id == f"event-{event_id}" and claim.linked)
    return numbers_of(draft.case, _exhibits(own))


def fact_exhibits(draft: Draft) -> list[int]:
    """Numbers of the exhibits that prove the answers to the fact questions."""
    return numbers_of(draft.case, _exhibits(claim for claim in draft.claims if claim.origin == FACT))


def _exhibits(claims: Iterable[ClaimLike]) -> set[str]:
    return {exhibit for claim in claims for exhibit in claim.exhibits}


def exhibit_name(exhibit: Exhibit, draft: Draft) -> str:
    """What the exhibit is called: its title, what it is, or its file's name."""
    return exhibit.title or _from_kinds(exhibit, draft, "name") or exhibit.file_name


def exhibit_source(exhibit: Exhibit, draft: Draft) -> str:
    """Where it comes from, with the day it was taken where that is known."""
    source = exhibit.source or _from_kinds(exhibit, draft, "source")
    day = f"{exhibit.captured_on:%Y-%m-%d} 取得" if exhibit.captured_on else ""
    return "，".join(part for part in (source, day) if part)


def exhibit_purpose(exhibit: Exhibit, draft: Draft) -> str:
    """What it proves: the merchant's words, else the claims that it is linked to, else what such a thing proves."""
    if exhibit.proves.strip():
        return open_ended(exhibit.proves)
    linked = [open_ended(claim.text) for claim in draft.claims if claim.linked and exhibit.id in claim.exhibits]
    return "；".join(linked[:3]) or _from_kinds(exhibit, draft, "proves")


def _from_kinds(exhibit: Exhibit, draft: Draft, field: str) -> str:
    known = [draft.pack.evidence_kinds[kind] for kind in exhibit.kinds if kind in draft.pack.evidence_kinds]
    return "、".join(dict.fromkeys(open_ended(str(getattr(kind, field))) for kind in known))
