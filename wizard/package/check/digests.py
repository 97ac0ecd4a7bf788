"""The digest of a PDF and of what each of its signatures covers, in one pass over the file."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wizard.package.check.subfile import ReadAt

CHUNK = 1 << 20


@dataclass
class Covered:
    """What one signature covers: everything up to `gap`, and from `after` to `end`."""

    signature: Any
    gap: int
    after: int
    end: int
    digest: hashlib._Hash | None = None


def digest_of(read_at: ReadAt, size: int) -> str:
    """SHA-256 of the first `size` bytes; empty when there are fewer."""
    digest, place = hashlib.sha256(), 0
    while place < size and (block := read_at(min(CHUNK, size - place), place)):
        digest.update(block)
        place += len(block)
    return digest.hexdigest() if place == size else ""


def digest_all(read_at: ReadAt, size: int, signatures: Sequence[Any]) -> str:
    """SHA-256 of the file; every SHA-256 signature is handed its own digest, so that it is not computed again.

    A signature's digest is that of the file up to the gap, continued behind it; so the beginning is hashed only once.
    """
    covered = [one for signature in signatures if (one := _covered(signature, size))]
    edges = {0, size} | {edge for one in covered for edge in (one.gap, one.after, one.end)}
    cuts = sorted(edges)
    whole = hashlib.sha256()
    for start, end in zip(cuts, cuts[1:], strict=False):
        for one in covered:
            if one.gap == start:
                one.digest = whole.copy()
        running = [whole] + [one.digest for one in covered if one.digest and one.after <= start and end <= one.end]
        _feed(read_at, start, end, running)
    for one in covered:
        if one.digest:
            one.signature.external_digests["sha256"] = one.digest.digest()
    return whole.hexdigest()


def _covered(signature: Any, size: int) -> Covered | None:
    """None for another algorithm or an odd range; the library then judges by itself."""
    numbers = [int(number) for number in signature.byte_range]
    if signature.external_md_algorithm != "sha256" or len(numbers) != 4 or numbers[0] != 0:
        return None
    gap, after, end = numbers[1], numbers[2], numbers[2] + numbers[3]
    return Covered(signature, gap, after, end) if 0 < gap <= after <= end <= size else None


def _feed(read_at: ReadAt, start: int, end: int, digests: Sequence[hashlib._Hash]) -> None:
    while start < end and (block := read_at(min(CHUNK, end - start), start)):
        for digest in digests:
            digest.update(block)
        start += len(block)
