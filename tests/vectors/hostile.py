"""What a hostile person tries with a finished package, made out of `valid.pdf`, `valid.zip` and `cosigned.zip`.

No key is needed for any of it, so these vectors can be made anew beside the others, which stay as they are.

usage: python tests/vectors/hostile.py      writes them into the folder of this file and lists them in its manifest
"""

from __future__ import annotations

import io
import json
import re
import struct
import sys
import zipfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

PDF = "01-违规处罚申诉书.pdf"


@dataclass(frozen=True)
class Attack:
    """One hostile file: how it is made, what must be said of it, what it teaches and whom it catches."""

    file: str
    make: Callable[[], bytes]
    teaches: str
    catches: str
    verdict: str = "altered"


def source(name: str) -> bytes:
    """A vector that was made before."""
    return (HERE / name).read_bytes()


def paper_of(package: str) -> bytes:
    """The PDF inside a package."""
    return zipfile.ZipFile(HERE / package).read(PDF)


def updated(change: Callable, paper: bytes | None = None) -> bytes:
    """The valid PDF with an incremental update; `change` is given the writer."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(paper or source("valid.pdf")))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def content_replaced() -> bytes:
    """The letter's page shows other words; the old ones are still in the file (a shadow attack)."""

    def change(writer) -> None:
        from pyhanko.pdf_utils import generic

        page = writer.root["/Pages"]["/Kids"][1].get_object()
        page[generic.pdf_name("/Contents")] = writer.add_object(
            generic.StreamObject(stream_data=b"0.9 g 0 0 595 842 re f")
        )
        writer.update_container(page)

    return updated(change)


def covered_by_note() -> bytes:
    """A white square, without a border, over the letter."""

    def change(writer) -> None:
        from pyhanko.pdf_utils import generic

        name, number = generic.pdf_name, generic.NumberObject
        page = writer.root["/Pages"]["/Kids"][1].get_object()
        note = writer.add_object(
            generic.DictionaryObject(
                {
                    name("/Type"): name("/Annot"),
                    name("/Subtype"): name("/Square"),
                    name("/Rect"): generic.ArrayObject(map(number, (60, 300, 540, 760))),
                    name("/IC"): generic.ArrayObject(map(number, (1, 1, 1))),
                    name("/F"): number(4),
                }
            )
        )
        page[name("/Annots")] = generic.ArrayObject([*page.get("/Annots", ()), note])
        writer.update_container(page)

    return updated(change)


def field_over_text() -> bytes:
    """A filled text field laid over the letter after certification, as `filling in a form` allows in some programs."""

    def change(writer) -> None:
        from pyhanko.pdf_utils import generic

        name, number = generic.pdf_name, generic.NumberObject
        page = writer.root["/Pages"]["/Kids"][1].get_object()
        words = {
            name("/Type"): name("/Annot"),
            name("/Subtype"): name("/Widget"),
            name("/FT"): name("/Tx"),
            name("/T"): generic.pdf_string("amount"),
            name("/V"): generic.pdf_string("99,999,999.00"),
            name("/DA"): generic.pdf_string("/Helv 14 Tf 0 g"),
            name("/Rect"): generic.ArrayObject(map(number, (100, 500, 400, 540))),
            name("/F"): number(4),
        }
        field = writer.add_object(generic.DictionaryObject(words))
        page[name("/Annots")] = generic.ArrayObject([*page.get("/Annots", ()), field])
        writer.update_container(page)
        form = writer.root["/AcroForm"]
        form["/Fields"].append(field)
        writer.update_container(form)

    return updated(change)


def stamp_redrawn() -> bytes:
    """The visible signature shows somebody else's name; the signature itself is untouched."""

    def change(writer) -> None:
        from pyhanko.pdf_utils import generic

        widget = writer.root["/AcroForm"]["/Fields"][0].get_object()
        drawn = generic.StreamObject(stream_data=b"1 0 0 rg 0 0 200 78 re f")
        drawn.update(
            {
                generic.pdf_name("/Type"): generic.pdf_name("/XObject"),
                generic.pdf_name("/Subtype"): generic.pdf_name("/Form"),
                generic.pdf_name("/BBox"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 200, 78))),
            }
        )
        widget["/AP"][generic.pdf_name("/N")] = writer.add_object(drawn)
        writer.update_container(widget)

    return updated(change)


def script_added() -> bytes:
    """A script that runs when the file is opened."""

    def change(writer) -> None:
        from pyhanko.pdf_utils import generic

        name = generic.pdf_name
        action = {name("/S"): name("/JavaScript"), name("/JS"): generic.pdf_string("app.alert('x')")}
        writer.root[name("/OpenAction")] = generic.DictionaryObject(action)
        writer.update_root()

    return updated(change)


def second_attachment() -> bytes:
    """Another file under the name of the first original, put before it in the list of attachments."""

    def change(writer) -> None:
        from pyhanko.pdf_utils import generic

        name = generic.pdf_name
        tree = writer.root["/Names"]["/EmbeddedFiles"]
        first = tree["/Names"][0]
        content = writer.add_object(generic.StreamObject(stream_data=b"another file"))
        inside = generic.DictionaryObject({name("/F"): content})
        spec = {name("/Type"): name("/Filespec"), name("/F"): first, name("/UF"): first, name("/EF"): inside}
        tree["/Names"].insert(0, writer.add_object(generic.DictionaryObject(spec)))
        tree["/Names"].insert(0, first)
        writer.update_container(tree)

    return updated(change)


def wrapped_signature() -> bytes:
    """The signed bytes moved apart, a second signature dictionary and other objects in the gap (a wrapping attack).

    The old `startxref` now leads into the gap, to a table that names the forger's objects.
    """
    paper = source("valid.pdf")
    found = re.search(rb"/ByteRange \[0 (\d+) (\d+) (\d+)\] *", paper)
    first, second, length = (int(number) for number in found.groups())
    old = int(re.findall(rb"startxref\s+(\d+)", paper)[-1])
    begin = paper.rindex(b" obj", 0, first) - 5
    moved = old + 2 * (second - first)
    said = b"/ByteRange [0 %d %d %d]" % (first, moved, length)
    forged = (
        paper[begin : found.start()] + said.ljust(len(found.group())) + paper[found.end() : paper.rindex(b"xref\n0 2")]
    )
    table = paper[old : paper.rindex(b"startxref")]
    place = old + len(table) + len(b"startxref\n%d\n%%%%EOF\n" % old)
    table = table.replace(b"%010d 00000 n" % begin, b"%010d 00000 n" % place)
    gap = table + b"startxref\n%d\n%%%%EOF\n" % old + forged
    return (paper[:second].ljust(old, b"\n") + gap).ljust(moved, b"\n") + paper[second:]


def contents_zeroed() -> bytes:
    """The signature's data overwritten with zeros (some programs then skip the check)."""
    paper = source("valid.pdf")
    found = re.search(rb"/Contents ?<([0-9a-fA-F]{1000,})>", paper)
    return paper[: found.start(1)] + b"0" * (found.end(1) - found.start(1)) + paper[found.end(1) :]


def range_missing() -> bytes:
    """The signature without the list of what it covers."""
    return source("valid.pdf").replace(b"/ByteRange", b"/ByteRangX")


def range_partial() -> bytes:
    """The signature says that it covers less of the file than it did."""
    paper = source("valid.pdf")
    found = list(re.finditer(rb"(/ByteRange ?\[ ?0 \d+ \d+ )(\d+)( *\])", paper))[-1]
    less = b"%d" % (int(found[2]) - 40)
    return paper[: found.start(2)] + less.ljust(len(found[2])) + paper[found.end(2) :]


def archive_behind() -> bytes:
    """The valid PDF with the valid package behind it: one file, two kinds."""
    return source("valid.pdf") + source("valid.zip")


def rolled_back() -> bytes:
    """The second of two signatures taken off: the PDF is whole, but not the one of this package."""
    paper = paper_of("cosigned.zip")
    ends = [match.end() for match in re.finditer(rb"%%EOF\n?", paper)]
    return with_files("cosigned.zip", {PDF: paper[: ends[-2]]})


def with_files(package: str, changed: dict[str, bytes], added: dict[str, bytes] | None = None) -> bytes:
    """A package with files changed or added, packed again."""
    out = io.BytesIO()
    with zipfile.ZipFile(HERE / package) as before, zipfile.ZipFile(out, "w") as archive:
        for info in before.infolist():
            archive.writestr(info.filename, changed.get(info.filename, before.read(info)))
        for name, data in (added or {}).items():
            archive.writestr(name, data)
    return out.getvalue()


def first_original() -> str:
    """The name of an original in the valid package."""
    names = zipfile.ZipFile(HERE / "valid.zip").namelist()
    return next(name for name in names if name.startswith("02-证据原件/"))


def case_clash() -> bytes:
    """A name that differs in capitals only: on Windows it overwrites the original when unpacked."""
    name = first_original()
    return with_files("valid.zip", {}, {name[:-3] + name[-3:].upper(): b"another file"})


def manifest_twice() -> bytes:
    """A second manifest, in a folder of its own."""
    manifest = zipfile.ZipFile(HERE / "valid.zip").read("manifest.json")
    return with_files("valid.zip", {}, {"02-证据原件/manifest.json": manifest.replace(b"K7M3", b"K7M4")})


def sums_edited() -> bytes:
    """The list for `sha256sum -c` belies the manifest's own digest, which no signature covers."""
    listed = zipfile.ZipFile(HERE / "valid.zip").read("SHA256SUMS").decode("utf-8").splitlines(keepends=True)
    lines = ["0" * 64 + line[64:] if line.rstrip().endswith("  manifest.json") else line for line in listed]
    return with_files("valid.zip", {"SHA256SUMS": "".join(lines).encode()})


def _rebuilt(before: bytes, after: bytes, place: int) -> bytes:
    """The valid package with `before` at `place` replaced by `after`, its directory following."""
    whole = bytearray(source("valid.zip"))
    start = struct.unpack_from("<I", whole, len(whole) - 6)[0]
    whole[place : place + len(before)] = after
    shift = len(after) - len(before)
    for found in re.finditer(rb"PK\x01\x02", bytes(whole)):
        if found.start() >= start + shift:
            offset = struct.unpack_from("<I", whole, found.start() + 42)[0]
            struct.pack_into("<I", whole, found.start() + 42, offset + shift * (offset >= place))
    struct.pack_into("<I", whole, len(whole) - 6, start + shift)
    return bytes(whole)


def hidden_entry() -> bytes:
    """A file between two others that the directory does not name; programs that read on from the start unpack it."""
    archive = zipfile.ZipFile(HERE / "valid.zip")
    place = archive.infolist()[1].header_offset
    name, data = archive.infolist()[1].filename.encode(), b"another file"
    import zlib

    head = struct.pack(
        "<IHHHHHIIIHH", 0x04034B50, 20, 0x800, 0, 0, 0, zlib.crc32(data), len(data), len(data), len(name), 0
    )
    return _rebuilt(b"", head + name + data, place)


def two_names() -> bytes:
    """A file whose own head carries another name than the directory."""
    archive = zipfile.ZipFile(HERE / "valid.zip")
    info = archive.infolist()[1]
    raw = info.filename.encode()
    other = raw.replace("证据01".encode(), "证据09".encode())
    return _rebuilt(raw, other, info.header_offset + 30)


ATTACKS = [
    Attack(
        "content-replaced.pdf", content_replaced, "签名后把一页换成别的内容（影子攻击）", "只看签名盖住的那一版的校验器"
    ),
    Attack("covered-by-note.pdf", covered_by_note, "签名后用一块白色批注盖住正文", "把批注当成无害的校验器"),
    Attack("field-over-text.pdf", field_over_text, "认证后加一个填好的表单栏，盖在正文上", "把填表单当成许可的校验器"),
    Attack("stamp-redrawn.pdf", stamp_redrawn, "签名的图样换成别人的名字", "不比较签名图样的校验器"),
    Attack("script-added.pdf", script_added, "签名后加了打开时运行的脚本", "只看页面的校验器"),
    Attack(
        "attachment-same-name.pdf", second_attachment, "签名后再加一个和原件同名的附件", "按名字取第一个附件的校验器"
    ),
    Attack(
        "signature-wrapped.pdf",
        wrapped_signature,
        "签过的字节被拆开，中间塞进别的内容",
        "只核对摘要、不看两段之间的校验器",
    ),
    Attack("signature-zeroed.pdf", contents_zeroed, "签名数据全改成零", "读不出签名就跳过的校验器"),
    Attack("range-missing.pdf", range_missing, "签名没有写明覆盖哪些字节", "读不出范围就跳过的校验器"),
    Attack("range-partial.pdf", range_partial, "签名写明的范围比文件短", "不看范围是否到末尾的校验器"),
    Attack("pdf-then-zip.pdf", archive_behind, "一个文件既是 PDF 又是 ZIP", "按末尾认格式的校验器"),
    Attack("rolled-back.zip", rolled_back, "两人签的 PDF 退回到一人签的", "只看 PDF 自己完好的校验器"),
    Attack(
        "case-clash.zip",
        case_clash,
        "多一个只差大小写的同名文件，在 Windows 上解压会盖掉原件",
        "只核对清单里文件的校验器",
    ),
    Attack("manifest-twice.zip", manifest_twice, "文件夹里另有一份清单", "找到哪份清单就用哪份的校验器"),
    Attack("sums-edited.zip", sums_edited, "SHA256SUMS 里清单自己的指纹被改", "不核对 SHA256SUMS 的校验器"),
    Attack("hidden-entry.zip", hidden_entry, "压缩包里藏着目录没有列出的文件", "只看目录的校验器"),
    Attack("two-names.zip", two_names, "同一个文件在压缩包的两处写着不同的名字", "只看目录里名字的校验器"),
]


def main() -> None:
    """Write the files and put them into the manifest."""
    about = json.loads((HERE / "manifest.json").read_text("utf-8"))
    mine = {attack.file for attack in ATTACKS}
    rows = [row for row in about["vectors"] if row["file"] not in mine]
    for attack in ATTACKS:
        (HERE / attack.file).write_bytes(attack.make())
        values = {name: value for name, value in asdict(attack).items() if name != "make"}
        rows.append({"id": attack.file.replace(".", "-")} | values)
    about["vectors"] = rows
    (HERE / "manifest.json").write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
