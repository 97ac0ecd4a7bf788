"""Writes Outlook's .msg: a compound file (MS-CFB) with the properties of a mail (MS-OXMSG), without its reader."""

import datetime as dt
import struct

FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SECTOR, SMALL, CUTOFF = 512, 64, 4096
Tree = dict[str, "bytes | Tree"]


def compound(tree: Tree) -> bytes:
    """A compound file with these storages (dicts) and streams (bytes)."""
    entries: list[dict] = [{"name": "Root Entry", "kind": 5, "content": b"", "child": FREE, "right": FREE}]
    _grow(entries, 0, tree)
    small, small_fat = b"", []
    for entry in entries[1:]:
        content = entry["content"]
        if entry["kind"] == 2 and len(content) < CUTOFF:
            entry["start"] = len(small) // SMALL if content else END
            count = -(-len(content) // SMALL)
            small_fat += [len(small_fat) + place + 1 for place in range(count)]
            if count:
                small_fat[-1] = END
            small += content.ljust(count * SMALL, b"\0")
    entries[0]["content"] = small
    sectors, fat = [], []

    def put(content: bytes) -> int:
        if not content:
            return END
        start, count = len(sectors), -(-len(content) // SECTOR)
        sectors.extend(content[SECTOR * place : SECTOR * (place + 1)].ljust(SECTOR, b"\0") for place in range(count))
        fat.extend(start + place + 1 for place in range(count))
        fat[-1] = END
        return start

    for entry in entries:
        if entry["kind"] == 5 or (entry["kind"] == 2 and len(entry["content"]) >= CUTOFF):
            entry["start"] = put(entry["content"])
    links = struct.pack(f"<{len(small_fat)}I", *small_fat)
    small_start = put(links.ljust(-(-len(links) // SECTOR) * SECTOR, b"\xff"))
    directory = put(b"".join(map(_record, entries)))
    fat_sectors = 1
    while fat_sectors * (SECTOR // 4) < len(fat) + fat_sectors:
        fat_sectors += 1
    places = [len(sectors) + place for place in range(fat_sectors)]
    table = struct.pack(f"<{len(fat) + fat_sectors}I", *fat, *[FAT] * fat_sectors).ljust(fat_sectors * SECTOR, b"\xff")
    sizes = (0, fat_sectors, directory, 0, CUTOFF, small_start, -(-len(links) // SECTOR), END, 0)
    head = struct.pack("<8s16xHHHHH6x9I", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, *sizes)
    return head + struct.pack("<109I", *(places + [FREE] * (109 - len(places)))) + b"".join(sectors) + table


def _grow(entries: list[dict], parent: int, tree: Tree) -> None:
    before = None
    for name, content in sorted(tree.items(), key=lambda item: (len(item[0]), item[0].upper())):
        place = len(entries)
        is_folder = isinstance(content, dict)
        stream = b"" if is_folder else content
        entries.append({"name": name, "kind": 1 if is_folder else 2, "content": stream, "child": FREE, "right": FREE})
        if before is None:
            entries[parent]["child"] = place
        else:
            entries[before]["right"] = place
        before = place
        if is_folder:
            _grow(entries, place, content)


def _record(entry: dict) -> bytes:
    name = entry["name"].encode("utf-16-le") + b"\0\0"
    start = entry.get("start", 0)
    head = struct.pack("<64sHBBIII", name, len(name), entry["kind"], 1, FREE, entry["right"], entry["child"])
    return head + bytes(16 + 4 + 16) + struct.pack("<IQ", start, len(entry["content"]))


def _properties(head: bytes, values: dict[int, "str | bytes | int | dt.datetime"]) -> Tree:
    """The streams of one object: its fixed properties and each long one in a stream of its own."""
    fixed, streams = head, {}
    for tag, value in values.items():
        if isinstance(value, str):
            content, kind = value.encode("utf-16-le"), 0x001F
        elif isinstance(value, bytes):
            content, kind = value, 0x0102
        else:
            kind = 0x0003 if isinstance(value, int) else 0x0040
            number = value if isinstance(value, int) else _file_time(value)
            fixed += struct.pack("<HHIQ", kind, tag, 6, number)
            continue
        streams[f"__substg1.0_{tag:04X}{kind:04X}"] = content
        fixed += struct.pack("<HHIII", kind, tag, 6, len(content) + (2 if kind == 0x001F else 0), 0)
    return {"__properties_version1.0": fixed, **streams}


def _file_time(at: dt.datetime) -> int:
    return int((at - dt.datetime(1601, 1, 1, tzinfo=dt.UTC)).total_seconds()) * 10_000_000


def message(subject: str, body: str, attachments: dict[str, bytes], html: str = "", rich: bytes = b"") -> bytes:
    """A mail from 平台客服 to 店主, sent at 2026-04-18 15:05 China time."""
    head = struct.pack("<8x4I8x", 1, len(attachments), 1, len(attachments))
    values = {0x001A: "IPM.Note", 0x0037: subject, 0x0C1A: "平台客服", 0x0C1F: "kefu@example.com"}
    values |= {0x0039: dt.datetime(2026, 4, 18, 7, 5, tzinfo=dt.UTC)}
    values |= {0x1000: body} if body else {0x1009: rich} if rich else {0x1013: html.encode(), 0x3FDE: 65001}
    tree = _properties(head, values)
    people = {0x3001: "店主", 0x39FE: "dianzhu@example.com", 0x0C15: 1}
    tree["__recip_version1.0_#00000000"] = _properties(bytes(8), people)
    for place, (name, content) in enumerate(attachments.items()):
        parts = {0x3707: name, 0x3701: content, 0x3705: 1}
        tree[f"__attach_version1.0_#{place:08X}"] = _properties(bytes(8), parts)
    tree["__nameid_version1.0"] = {f"__substg1.0_000{number}0102": b"" for number in (2, 3, 4)}
    return compound(tree)
