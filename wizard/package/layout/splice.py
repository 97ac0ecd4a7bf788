"""Copying big streams into a small PDF while it is written, and its cross-reference table anew (ISO 32000-1 §7.5)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Protocol

from wizard.package.errors import OriginalChanged, OriginalMissing
from wizard.package.layout.sources import Source

CHUNK = 1 << 20
GATHERED = 1 << 17
"""Bytes from which a block is handed on by itself."""


class Sink(Protocol):
    """Where bytes can be written."""

    def write(self, content: bytes, /) -> object:
        """Take the next bytes."""


class Gathering:
    """Hands small writes on together: a file has thousands of them between its few large streams."""

    def __init__(self, out: Sink) -> None:
        """Nothing gathered yet."""
        self._out, self._waiting = out, bytearray()

    def write(self, content: bytes, /) -> None:
        """Take the next bytes."""
        if len(content) < GATHERED:
            self._waiting += content
        if len(content) >= GATHERED or len(self._waiting) >= GATHERED:
            self.flush()
        if len(content) >= GATHERED:
            self._out.write(content)

    def flush(self) -> None:
        """Hand on what waits."""
        if self._waiting:
            self._out.write(bytes(self._waiting))
            self._waiting.clear()


MARK = b"stream\n@@wizard-stream-"
_MARKED = re.compile(rb"/Length (\d+)(?P<rest>(?:(?!endobj).)*?)\bstream\n@@wizard-stream-(\d{6})@@", re.DOTALL)


def splice(skeleton: bytes, sources: Sequence[Source], sink: Sink) -> None:
    """Write `skeleton` to `sink` with every stand-in replaced by its source's bytes."""
    out = Gathering(sink)
    table = skeleton.rindex(b"\nxref\n") + 1
    offsets = _offsets(skeleton, table)
    order = sorted((offset, number) for number, offset in offsets.items())
    position = _put(out, skeleton[: order[0][0]], 0)
    placed: dict[int, int] = {}
    for place, (offset, number) in enumerate(order):
        end = order[place + 1][0] if place + 1 < len(order) else table
        placed[number] = position
        position = _object(skeleton[offset:end], sources, out, position)
    _put(out, _table(placed, skeleton[table:], position), position)
    out.flush()


def _put(out: Sink, data: bytes, position: int) -> int:
    out.write(data)
    return position + len(data)


def _offsets(skeleton: bytes, table: int) -> dict[int, int]:
    """Object number → offset, read from the cross-reference table that pikepdf wrote."""
    lines = skeleton[table:].split(b"\n")
    count = int(lines[1].split()[1])
    rows = (line.split() for line in lines[2 : 2 + count])
    return {number: int(row[0]) for number, row in enumerate(rows) if row[2] == b"n"}


def _object(body: bytes, sources: Sequence[Source], out: Sink, position: int) -> int:
    found = _MARKED.search(body) if MARK in body else None
    if found is None:
        return _put(out, body, position)
    source = sources[int(found[3])]
    head = body[: found.start()] + b"/Length %d" % source.length + found["rest"] + b"stream\n"
    position = _put(out, head, position)
    for block in copied(source):
        position = _put(out, block, position)
    return _put(out, body[found.end() :], position)


def copied(source: Source) -> Iterator[bytes]:
    """The bytes of a source; raises when there are not as many as there should be."""
    left = source.length
    try:
        with source.path.open("rb", buffering=0) as file:
            file.seek(source.offset)
            while left and (block := file.read(min(CHUNK, left))):
                left -= len(block)
                yield block
    except FileNotFoundError as error:
        raise OriginalMissing(source.number, source.title) from error
    if left:
        raise OriginalChanged(source.number, source.title)


def _table(placed: dict[int, int], old: bytes, position: int) -> bytes:
    size = max(placed) + 1
    rows = [b"0000000000 65535 f \n"]
    rows += [
        b"%010d 00000 n \n" % placed[number] if number in placed else b"0000000000 00000 f \n"
        for number in range(1, size)
    ]
    trailer = old[old.index(b"trailer") : old.rindex(b"startxref")]
    return b"xref\n0 %d\n" % size + b"".join(rows) + trailer + b"startxref\n%d\n%%%%EOF\n" % position
