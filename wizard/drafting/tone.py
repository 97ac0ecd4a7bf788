"""Wording in a merchant's text that would read calmer otherwise. It is only pointed at, never changed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from wizard.knowledge.load import Pack
from wizard.knowledge.records.wording import ToneRule

AROUND = 12  # characters to each side that may make a word harmless
HIT = "hit"


@dataclass(frozen=True)
class ToneFinding:
    """A phrase from `start` to `end` (exclusive) of the text, why it hurts, and a calmer way to say it."""

    start: int
    end: int
    phrase: str
    why: str
    suggestion: str
    group: str
    rule: str


def tone_findings(text: str, pack: Pack) -> list[ToneFinding]:
    """The findings in order of place; of overlapping ones the first rule's is kept."""
    found: list[ToneFinding] = []
    for rule in pack.tone.values():
        found += [finding for finding in _matches(rule, text) if not _overlaps(finding, found)]
    return sorted(found, key=lambda finding: finding.start)


def _matches(rule: ToneRule, text: str) -> list[ToneFinding]:
    return [
        _finding(rule, match)
        for match in _compiled(rule.pattern).finditer(text)
        if match.group() and not _harmless(rule, text, match)
    ]


def _finding(rule: ToneRule, match: re.Match[str]) -> ToneFinding:
    group: str | int = HIT if HIT in match.re.groupindex and match.group(HIT) is not None else 0
    start, end = match.span(group)
    return ToneFinding(start, end, match.group(group), rule.why, rule.suggestion, rule.group, rule.id)


def _harmless(rule: ToneRule, text: str, match: re.Match[str]) -> bool:
    """Whether the words around cover the match: 最近 covers 最, 全部订单 covers 全部."""
    if not rule.unless:
        return False
    start, end = match.span()
    low, high = max(0, start - AROUND), min(len(text), end + AROUND)
    around = _compiled(rule.unless).finditer(text[low:high])
    return any(found.start() + low < end and found.end() + low > start for found in around)


def _overlaps(finding: ToneFinding, others: list[ToneFinding]) -> bool:
    return any(finding.start < other.end and other.start < finding.end for other in others)


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
