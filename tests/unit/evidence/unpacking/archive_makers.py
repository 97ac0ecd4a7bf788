"""RAR and 7Z files as honest people and others make them."""

import io
import struct
import zlib

import py7zr
import rars


def rar(files: dict[str, bytes], **how) -> bytes:
    made = rars.RarBuilder(**how)
    for name, content in files.items():
        made.add_bytes(content, name)
    return bytes(made.to_bytes())


LZMA2 = [{"id": py7zr.FILTER_LZMA2, "preset": 6}]  # as 7-Zip packs pictures; py7zr would add a filter for programs
AES = {"id": py7zr.FILTER_CRYPTO_AES256_SHA256}


def seven(files: dict[str, bytes], **how) -> bytes:
    out, locked = io.BytesIO(), [AES] if how.get("password") else []
    how = {"filters": LZMA2 + locked, **how}
    with py7zr.SevenZipFile(out, "w", **how) as made:
        for name, content in files.items():
            made.writestr(content, name)
    return out.getvalue()


def renamed(content: bytes, old: bytes, new: bytes) -> bytes:
    """A RAR 5 or RAR 4 with an entry's name replaced by one as long, which no packer writes; its header sums right."""
    assert len(old) == len(new) and content.count(old) >= 1
    at, changed = content.find(old), bytearray(content.replace(old, new))
    return bytes(_five(content, changed, at) if content.startswith(b"Rar!\x1a\x07\x01") else _four(changed, at, new))


def _five(content: bytes, changed: bytearray, at: int) -> bytearray:
    for start in range(8, at):
        size, shift, end = 0, 0, start + 4
        while True:
            byte = content[end]
            size, shift, end = size | (byte & 127) << shift, shift + 7, end + 1
            if byte < 128:
                break
        said = struct.unpack_from("<I", content, start)[0]
        if start < at < end + size <= len(content) and zlib.crc32(content[start + 4 : end + size]) == said:
            struct.pack_into("<I", changed, start, zlib.crc32(bytes(changed[start + 4 : end + size])))
            return changed
    raise AssertionError("no header found")


def _four(changed: bytearray, at: int, name: bytes) -> bytearray:
    start = at - 32
    size = struct.unpack_from("<H", changed, start + 5)[0]
    assert changed[start + 2] == 0x74 and start + size >= at + len(name)
    struct.pack_into("<H", changed, start, zlib.crc32(bytes(changed[start + 2 : start + size])) & 0xFFFF)
    return changed
