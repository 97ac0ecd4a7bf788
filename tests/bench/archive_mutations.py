"""Attacks on RAR and 7Z where they describe themselves, with the checksums made right again.

Without that nearly every changed file is refused at its first checksum, and nothing behind it is ever tried.
"""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Iterator

MOST_HEADERS = 100
RAR_HEAD = 120  # bytes within which the first headers of a small RAR lie


def described(content: bytes, chance: random.Random) -> bytes:
    """One to four changes in the headers, or anywhere; mostly with checksums that fit."""
    data, repair = bytearray(content), _repair_of(content)
    for _ in range(chance.choice((1, 1, 2, 4))):
        start, end = _headers(content) if chance.random() < 0.6 else (0, len(data))
        if end > start:
            _change(data, chance.randrange(start, end), chance)
    if chance.random() < 0.8:
        repair(data)
    return bytes(data)


def _headers(content: bytes) -> tuple[int, int]:
    if not content.startswith(b"7z") or len(content) < 32:
        return 8, min(len(content), RAR_HEAD)
    offset, size = struct.unpack_from("<QQ", content, 12)
    return (32 + offset, min(len(content), 32 + offset + size)) if 32 + offset < len(content) else (0, len(content))


def _change(data: bytearray, at: int, chance: random.Random) -> None:
    kind = chance.random()
    if kind < 0.6:
        odd = (0, 127, 128, 255, chance.randrange(256), chance.randrange(256))
        data[at : at + 1] = bytes([chance.choice(odd)])
    elif kind < 0.75:
        del data[at : at + chance.randrange(1, 9)]
    elif kind < 0.9:
        data[at:at] = chance.randbytes(chance.randrange(1, 9))
    else:
        data[at : at + 8] = b"\xff" * 8


def _repair_of(content: bytes):
    if content.startswith(b"7z"):
        return _repair_seven
    return _repair_five if content[6:7] == b"\x01" else _repair_four


def _repair_seven(data: bytearray) -> None:
    if len(data) >= 32:
        offset, size = struct.unpack_from("<QQ", data, 12)
        struct.pack_into("<I", data, 28, zlib.crc32(bytes(data[32 + offset : 32 + offset + size])))
        struct.pack_into("<I", data, 8, zlib.crc32(bytes(data[12:32])))


def _repair_five(data: bytearray) -> None:
    for start, end in _five(data):
        struct.pack_into("<I", data, start, zlib.crc32(bytes(data[start + 4 : end])))


def _five(data: bytearray) -> Iterator[tuple[int, int]]:
    """Where the headers of a RAR 5 begin and end."""
    start = 8
    for _ in range(MOST_HEADERS):
        try:
            size, at = _number(data, start + 4)
            end, packed = at + size, 0
            _kind, at = _number(data, at)
            flags, at = _number(data, at)
            for _ in range((flags & 1) + (flags >> 1 & 1)):
                packed, at = _number(data, at)
        except IndexError:
            return
        if end > len(data):
            return
        yield start, end
        start = end + (packed if flags & 2 else 0)


def _number(data: bytearray, at: int) -> tuple[int, int]:
    value = shift = 0
    while shift < 63:
        value, shift, at = value | (data[at] & 127) << shift, shift + 7, at + 1
        if data[at - 1] < 128:
            break
    return value, at


def _repair_four(data: bytearray) -> None:
    start = 7
    for _ in range(MOST_HEADERS):
        if start + 11 > len(data):
            return
        flags, size = struct.unpack_from("<HH", data, start + 3)
        if size < 7 or start + size > len(data):
            return
        struct.pack_into("<H", data, start, zlib.crc32(bytes(data[start + 2 : start + size])) & 0xFFFF)
        start += size + (struct.unpack_from("<I", data, start + 7)[0] if flags & 0x8000 else 0)
