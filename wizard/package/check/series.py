"""How several files belong together: versions in a row, copies with more signatures, the PDF of a package."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import permutations
from typing import Any

from wizard.package.words import group

WHOLE = ("authentic", "unrecognised")
MOST = 20


def relations(facts: Sequence[Mapping[str, Any]]) -> list[str]:
    """One sentence for each pair that has something to do with each other. `facts` are verdicts as JSON values."""
    pairs = permutations(facts[:MOST], 2)
    found = [sentence for first, second in pairs if (sentence := _relation(first, second))]
    return list(dict.fromkeys(found))


def _relation(first: Mapping[str, Any], second: Mapping[str, Any]) -> str:
    """What `second` has to do with `first`; empty when nothing, or when it is for the other order to say."""
    words = group("series")
    names = {"first": _text(first, "file"), "second": _text(second, "file")}
    if first.get("kind") == "pdf" and _same(first, "sha256", second, "pdf_sha256"):
        return words("same_pdf", **names)
    if _text(first, "reference") != _text(second, "reference") or not _text(first, "reference"):
        return ""
    if first.get("verdict") not in WHOLE or second.get("verdict") not in WHOLE:
        return words("doubtful", **names) if _text(first, "file") < _text(second, "file") else ""
    if _same(first, "manifest_sha256", second, "previous_manifest_sha256"):
        return words("follows", **names, version=second.get("version"), before=first.get("version"))
    if _same(first, "manifest_sha256", second, "before_cosigning_manifest_sha256"):
        return words("cosigned", **names)
    return words("other_chain", **names) if _claims_next(first, second) else ""


def _claims_next(first: Mapping[str, Any], second: Mapping[str, Any]) -> bool:
    """Whether by its number `second` should follow `first`, which its digest of the version before denies."""
    before, after = first.get("version"), second.get("version")
    return isinstance(before, int) and isinstance(after, int) and after == before + 1


def _same(first: Mapping[str, Any], one: str, second: Mapping[str, Any], other: str) -> bool:
    return bool(_text(first, one)) and _text(first, one) == _text(second, other)


def _text(facts: Mapping[str, Any], name: str) -> str:
    value = facts.get(name)
    return value[:300] if isinstance(value, str) else ""
