"""Accidents and attacks on files: blind ones on bytes, and knowing ones on the structure of PDF, ZIP, JSON and DER.

Each takes a random generator and content and gives the changed content; none may fail on any input.
"""

from __future__ import annotations

import io
import json
import random
import re
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

from tests.bench.archive_mutations import described

TOKENS = [
    b"endobj",
    b"stream\n",
    b"/ByteRange [0 9999999999 1 1]",
    b"<<" * 50,
    b"[" * 200,
    b"xref\n0 99999999\n",
    b"%%EOF",
    b"/Prev 0",
    b"/Length -1",
    b"/Kids [1 0 R]",
    b"PK\x01\x02",
    b"PK\x05\x06",
    b"\xff\xff\xff\xff",
    b"\0" * 64,
    b"startxref\n1\n",
]
ODD_NUMBERS = [b"0", b"-1", b"1", b"65535", b"4294967295", b"99999999999999999999", b"1e9", b"0.5"]
ODD_VALUES: list[Any] = [
    None,
    True,
    -1,
    0,
    10**40,
    1.5e300,
    "",
    "x" * 5000,
    "../../etc/passwd",
    [],
    {},
    [[]] * 50,
    "a\0b",
]
_NUMBER = re.compile(rb"(?<=[\s\[])\d{1,10}(?=[\s\]/>])")
_NAME = re.compile(rb"/[A-Za-z][A-Za-z0-9]{1,20}")
_OBJECT = re.compile(rb"\n(\d+) 0 obj\b(.*?)endobj", re.DOTALL)
_CONTENTS = re.compile(rb"/Contents\s*<([0-9A-Fa-f]{200,})>")
Mutation = Callable[[bytes, random.Random], bytes]


def blind(content: bytes, chance: random.Random) -> bytes:
    """One to six accidents anywhere."""
    data = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        if not data:
            break
        place = chance.randrange(len(data))
        match chance.randrange(7):
            case 0:
                data[place] ^= 1 << chance.randrange(8)
            case 1:
                del data[place : place + chance.randint(1, 200)]
            case 2:
                data[place:place] = chance.choice(TOKENS)
            case 3:
                del data[place:]
            case 4:
                data[place : place + 8] = chance.randbytes(8)
            case 5:
                data[place:place] = data[place : place + chance.randint(1, 400)]
            case 6:
                data[max(0, len(data) - chance.randint(1, 3000))] = chance.randrange(256)
    return bytes(data)


def _replaced(content: bytes, pattern: re.Pattern[bytes], chance: random.Random, put: bytes) -> bytes:
    found = list(pattern.finditer(content))
    if not found:
        return content
    one = chance.choice(found)
    return content[: one.start()] + put + content[one.end() :]


def odd_number(content: bytes, chance: random.Random) -> bytes:
    """A number of the PDF made absurd: lengths, offsets, object numbers, ranges."""
    return _replaced(content, _NUMBER, chance, chance.choice(ODD_NUMBERS))


def odd_name(content: bytes, chance: random.Random) -> bytes:
    """A name of the PDF replaced by another one of the same file."""
    return _replaced(content, _NAME, chance, chance.choice(_NAME.findall(content) or [b"/X"]))


def object_again(content: bytes, chance: random.Random) -> bytes:
    """An object written anew at the end, as an incremental update, with the body of another one."""
    found = _OBJECT.findall(content)
    if not found:
        return content
    number, body = chance.choice(found)[0], chance.choice(found)[1][:20_000]
    start = re.findall(rb"startxref\s+(\d+)", content)
    place = len(content) + 1
    update = b"\n%s 0 obj%sendobj\n" % (number, body)
    table = b"xref\n%s 1\n%010d 00000 n \ntrailer\n" % (number, place)
    root = re.findall(rb"/Root\s+(\d+ \d+ R)", content)
    trailer = b"<< /Size 99999 /Prev %s /Root %s >>\n" % (start[-1] if start else b"0", root[-1] if root else b"1 0 R")
    at = len(content) + len(update)
    return content + update + table + trailer + b"startxref\n%d\n%%%%EOF\n" % at


def der(content: bytes, chance: random.Random) -> bytes:
    """Tags and lengths of a DER value changed."""
    data = bytearray(content)
    for _ in range(chance.randint(1, 3)):
        if len(data) < 8:
            return bytes(data)
        places = [place for place, byte in enumerate(data[:-2]) if byte in (0x30, 0x31, 0xA0, 0x06, 0x02, 0x04, 0x82)]
        place = chance.choice(places) if places else 0
        match chance.randrange(4):
            case 0:
                data[place] = chance.choice((0x30, 0x31, 0x05, 0x24, 0xA3, 0x1F, 0xFF))
            case 1:
                data[place + 1] = chance.choice((0x80, 0x84, 0xFF, 0x00, 0x7F))
            case 2:
                data[place : place + 2] = b"\x30\x80" * chance.randint(1, 400)
            case 3:
                del data[place : place + chance.randint(1, 40)]
    return bytes(data)


def signature_data(content: bytes, chance: random.Random) -> bytes:
    """The signature inside the PDF changed as DER, filling the same room."""
    found = list(_CONTENTS.finditer(content))
    if not found:
        return content
    one = chance.choice(found)
    room = len(one[1])
    data = bytes.fromhex(one[1][: room // 2 * 2].decode())
    changed = der(data, chance).hex().encode()[:room].ljust(room, b"0")
    return content[: one.start(1)] + changed + content[one.end(1) :]


def value(content: Any, chance: random.Random) -> Any:
    """A JSON value with one part replaced by something odd."""
    if isinstance(content, dict) and content and chance.random() < 0.9:
        key = chance.choice(list(content))
        if chance.random() < 0.15:
            return {name: one for name, one in content.items() if name != key}
        return content | {key: value(content[key], chance)}
    if isinstance(content, list) and content and chance.random() < 0.9:
        place = chance.randrange(len(content))
        return [*content[:place], value(content[place], chance), *content[place + 1 :]]
    return chance.choice(ODD_VALUES)


def packed_again(content: bytes, chance: random.Random) -> bytes:
    """A ZIP packed anew with one of its files changed knowingly, left out, doubled, renamed or compressed."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as source:
            files = [(info.filename, source.read(info)) for info in source.infolist()]
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError, ValueError, RuntimeError):
        return blind(content, chance)
    place = chance.randrange(len(files)) if files else 0
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as archive:
        for number, (name, data) in enumerate(files):
            for new_name, new_data in _changed_file(name, data, chance) if number == place else [(name, data)]:
                archive.writestr(zipfile.ZipInfo(new_name), new_data)
    return out.getvalue()


def _changed_file(name: str, data: bytes, chance: random.Random) -> list[tuple[str, bytes]]:
    match chance.randrange(5):
        case 0:
            return []
        case 1:
            return [(name, data), (name, blind(data, chance))]
        case 2:
            return [(chance.choice(("../" + name, "/" + name, name.upper(), "a" * 60_000, "x\\" + name)), data)]
    if name.endswith(".json"):
        return [(name, _json(data, chance))]
    if name.endswith(".p7s"):
        return [(name, der(data, chance))]
    return [(name, chance.choice(PDF)(data, chance) if name.endswith(".pdf") else blind(data, chance))]


def _json(data: bytes, chance: random.Random) -> bytes:
    try:
        return json.dumps(value(json.loads(data), chance)).encode("utf-8", "surrogatepass")
    except ValueError:  # it was changed before
        return blind(data, chance)


def directory(content: bytes, chance: random.Random) -> bytes:
    """A field of the ZIP's directory or of a local head made absurd."""
    marks = [found.start() for found in re.finditer(rb"PK(\x01\x02|\x03\x04|\x05\x06)", content)]
    if not marks:
        return content
    place = chance.choice(marks) + chance.randrange(4, 46)
    put = chance.choice((b"\xff\xff\xff\xff", b"\0\0\0\0", chance.randbytes(2), chance.randbytes(4)))
    return content[:place] + put + content[place + len(put) :]


PDF: list[Mutation] = [blind, odd_number, odd_name, object_again, signature_data]
ZIP: list[Mutation] = [blind, packed_again, packed_again, directory]
BLIND: list[Mutation] = [blind]
OTHER_ARCHIVES: list[Mutation] = [blind, described, described, described]
KNOWN = {".pdf": PDF, **dict.fromkeys((".rar", ".7z"), OTHER_ARCHIVES)}
KNOWN |= dict.fromkeys((".zip", ".xlsx", ".docx", ".ofd"), ZIP)


def mutated(name: str, content: bytes, chance: random.Random) -> bytes:
    """The content of a file called `name` with one change, sometimes two."""
    known = KNOWN.get(name[name.rfind(".") :], BLIND)
    for _ in range(chance.choice((1, 1, 2))):
        content = chance.choice(known)(content, chance)
    return content
