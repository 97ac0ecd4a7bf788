"""What an upload goes through, for one file: inspected, opened, shown, drawn, read, tried as a bill.

Each answer is one word; a file that is refused or cannot be shown is no failure, an exception of another kind is.
"""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections import Counter
from pathlib import Path

from tests.unit.evidence.inspection import makers
from tests.unit.evidence.starring import makers as starring_makers
from tests.unit.evidence.unpacking import outlook_maker
from tests.unit.evidence.unpacking.archive_makers import rar, seven
from tests.unit.evidence.unpacking.test_members import mail
from tests.unit.package.samples import Piece
from wizard.case import Hidden
from wizard.evidence import RefusedFile, inspect_file
from wizard.evidence.covering import CannotCover
from wizard.evidence.inspection.listing import ARCHIVES, ArchiveTrouble
from wizard.evidence.reading import engine, read_file, readable
from wizard.evidence.showing import can_be_shown, shown_of
from wizard.evidence.starring import can_star, star, survey_of
from wizard.evidence.unpacking import Wish, is_container, members_of, take_out, unlocks
from wizard.knowledge.shown import listed
from wizard.ledger import UnreadableBill
from wizard.ledger.layout import layout
from wizard.ledger.reading import read_export
from wizard.services.previewing import preview

LARGEST = 64 * 1024**2
FIXTURES = Path(__file__).parents[1] / "fixtures"
BILLS, OLD_WORKBOOK = FIXTURES / "bills", FIXTURES / "excel" / "orders.xls"


def more_kinds(folder: Path) -> list[Piece]:
    """Kinds that the pages of a package do not show, but that are uploaded."""
    screen = makers.encoded(makers.picture((500, 600)), "PNG")
    letter = mail(**{"截图.png": screen, "账单.csv": b"a,b\n1,2\n"})
    inner = makers.zipped({"b.txt": b"x"})
    made = {
        "k.eml": bytes(letter),
        "k.msg": outlook_maker.message("关于违规", "已驳回" * 400, {"截图.png": screen}),
        "k.zip": makers.zipped({"聊天/1.png": screen, "说明.txt": "经过".encode(), "套.zip": inner}),
        "k.rar": rar({"聊天/1.png": screen, "说明.txt": "经过".encode() * 900, "套.zip": inner}, solid=True),
        "k4.rar": rar({"聊天/1.png": screen, "说明.txt": "经过".encode() * 900}, format="rar29"),
        "k.7z": seven({"聊天/1.png": screen, "说明.txt": "经过".encode() * 900, "套.zip": inner}),
        "l.rar": rar({"说明.txt": "经过".encode() * 900}, password="1234"),
        "l.7z": seven({"说明.txt": "经过".encode() * 900}, password="1234", header_encryption=True),
        "l.zip": locked({"说明.txt": "经过".encode() * 900}, "1234"),
        "k.docx": makers.docx(),
        "k.wav": makers.wav(4),
        "k.amr": makers.amr(4),
        "k.mp3": makers.mp3(4),
        "k.mp4": makers.recording("mp4", 4, video="mpeg4"),
        "k.html": b"<html><body><table><tr><td>2026-04-18 15:05 a</td></tr></table></body></html>",
        "k.ofd": makers.zipped({"OFD.xml": b"<o/>"}),
    }
    for name, content in made.items():
        (folder / name).write_bytes(content)
    made |= dict.fromkeys(path.name for path in _with_buyers(folder))
    for path in sorted(BILLS.glob("*.*")):
        if path.suffix in (".csv", ".xlsx"):
            made[path.name] = b""
            (folder / path.name).write_bytes(path.read_bytes())
    return [Piece(name, folder / name, "") for name in made]


def locked(files: dict[str, bytes], password: str) -> bytes:
    """A ZIP with a password, as WinRAR makes it."""
    import pyzipper

    out = io.BytesIO()
    with pyzipper.AESZipFile(out, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(password.encode())
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def _with_buyers(folder: Path) -> list[Path]:
    """One of each kind in which buyers can be starred."""
    (folder / "s.xls").write_bytes(OLD_WORKBOOK.read_bytes())
    (folder / "s.txt").write_text(starring_makers.CHAT, "utf-8")
    return [
        folder / "s.xls",
        folder / "s.txt",
        starring_makers.workbook(folder / "s.xlsx"),
        starring_makers.csv_file(folder / "s.csv"),
        starring_makers.document(folder / "s.docx"),
        starring_makers.mail(folder / "s.eml"),
    ]


def take_in(path: Path, name: str) -> str:
    """How an upload of a file ends: its family, or `refused`. Raises only what should never come out."""
    try:
        found = inspect_file(path, name, max_bytes=LARGEST)
    except RefusedFile as refusal:
        assert refusal.message and refusal.mend and "。" in refusal.message + refusal.mend, refusal.code
        return "refused"
    kind = found.media_type
    if is_container(kind):
        _open(path, kind)
    if can_be_shown(kind):
        shown_of(path, kind)
    if can_star(kind):
        _star(path, kind)
    if kind.startswith(("image/", "video/")) or kind == "application/pdf":
        _draw(path, kind)
    if readable(kind):
        read_file(path, kind)
    if "sheet" in kind or "excel" in kind or kind in ("text/csv", "text/plain"):
        _try_bill(path, name)
    return f"taken {kind.partition('/')[0]}"


def _open(path: Path, kind: str) -> None:
    folder = path.with_suffix(".open")
    folder.mkdir(exist_ok=True)
    try:
        members = members_of(path, kind)
    except ArchiveTrouble:  # its names need a password, or seem to since the change
        members = []
    if kind in ARCHIVES:
        unlocks(path, kind, "1234", folder)
    for taken in take_out(path, kind, [one for one in members if not one.why][:20], Wish((), folder, LARGEST, "1234")):
        assert taken.found or taken.why
        if taken.path:
            taken.path.unlink()
    folder.rmdir()


def _star(path: Path, kind: str) -> None:
    """Take everything that is proposed, and a kind and words of one's own."""
    survey, out = survey_of(path, kind), path.with_suffix(".starred")
    own = [Hidden(scope="kind", kind="name"), Hidden(scope="words", words="已驳回")]
    assert not survey.refused or "请" in survey.refused, survey.refused
    try:
        star(path, kind, [spot.hidden() for spot in survey.spots] + own, out)
    except CannotCover as cannot:
        assert "请" in str(cannot), str(cannot)
    finally:
        out.unlink(missing_ok=True)


def _draw(path: Path, kind: str) -> None:
    try:
        preview(path, kind)
    except (ValueError, OSError, RuntimeError, SyntaxError, MemoryError):
        return  # what `evidence.draw` takes for "no picture"


def _try_bill(path: Path, name: str) -> None:
    try:
        read_export(path, layout(), name)
    except UnreadableBill as unreadable:
        assert name in str(unreadable) and "请" in str(unreadable), str(unreadable)


def without_pictures() -> None:
    """Reading of pictures takes seconds each and is fuzzed by its own library: here only everything else."""
    engine.can_read_pictures = lambda: False


def nasty(folder: Path) -> list[Path]:
    """Files made to hurt: bombs of pixels, ZIP, PDF, XLSX, nested, a ZIP that holds itself, locked and renamed ones."""
    made = {
        "像素.png": makers.huge_png(60_000, 60_000),
        "零.zip": _zeros("零.txt", 400),
        "套.zip": _nested(12),
        "自己.zip": _overlapping(),
        "多.zip": makers.zipped({f"{number}.txt": b"" for number in range(6000)}),
        "零.rar": rar({"零.txt": bytes(200 << 20)}),
        "零.7z": seven({"零.txt": bytes(200 << 20)}),
        "多.7z": seven({f"{number}.txt": b"" for number in range(6000)}),
        "锁.rar": rar({"a.txt": b"a"}, password="x", encrypt_headers=True),
        "锁.7z": seven({"a.txt": b"a"}, password="x", header_encryption=True),
        "套.rar": rar({"套.7z": seven({"套.rar": rar({"零.txt": bytes(200 << 20)})})}),
        "改名.zip": rar({"a.txt": b"a"}),
        "表.xlsx": _sheet_bomb(),
        "锁.zip": makers.locked_zip(),
        "锁.pdf": makers.pdf(password="x"),
        "弹.pdf": _pdf_bomb(),
        "深.pdf": b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj" + b"[" * 400_000,
        "改名.jpg": makers.pdf(),
        "改名.pdf": makers.zipped({"a.txt": b"x"}),
        "程序.pdf": b"MZ" + bytes(4000),
        "套信.eml": _mails_in_mails(200),
        "大表.csv": b"a," * 2_000_000,
        "引号.csv": b'"' + b"x" * 5_000_000,
    }
    for name, content in made.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in made]


def _zeros(name: str, megabytes: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made, made.open(name, "w", force_zip64=True) as entry:
        for _ in range(megabytes):
            entry.write(bytes(1 << 20))
    return out.getvalue()


def _nested(depth: int) -> bytes:
    inner = makers.zipped({"a.txt": b"x"})
    for _ in range(depth):
        inner = makers.zipped({f"{number}.zip": inner + bytes(number) for number in range(4)})[: 4 << 20]
        if len(inner) > 1 << 20:
            break
    return inner


def _overlapping() -> bytes:
    """Two entries of the directory that share the same content, as overlapping bombs do."""
    content = makers.zipped({"a.txt": bytes(1 << 20)})
    place = content.index(b"PK\x01\x02")
    entry, end = content[place : content.index(b"PK\x05\x06")], content[content.index(b"PK\x05\x06") :]
    count = 200
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(entry) * count, place, 0)
    assert end
    return content[:place] + entry * count + tail


def _sheet_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(makers.xlsx())) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename.startswith("xl/worksheets/sheet1"):
                content = content.replace(b"<sheetData", b"<!--" + b" " * (600 << 20) + b"--><sheetData")
            made.writestr(entry.filename, content)
    return out.getvalue()


def _pdf_bomb() -> bytes:
    """A page whose content unpacks to half a gigabyte, twice packed."""
    packed = zlib.compress(zlib.compress(b"0 0 m " * (80 << 20), 1), 1)
    head = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    page = b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>endobj\n"
    stream = b"4 0 obj<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n" % len(packed) + packed
    return head + page + stream + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


def _mails_in_mails(depth: int) -> bytes:
    inner = b"From: a@b.c\nSubject: x\n\nhello"
    for number in range(depth):
        mark = f"m{number}".encode()
        head = b"From: a@b.c\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=" + mark
        inner = head + b"\n\n--" + mark + b"\nContent-Type: message/rfc822\n\n" + inner + b"\n--" + mark + b"--\n"
    return inner


def counted(endings: Counter[str]) -> str:
    """The endings in one line."""
    return listed([f"{kind} {number}" for kind, number in sorted(endings.items())])


def renamed(name: str, chance: random.Random) -> str:
    """Sometimes a file under a wrong extension."""
    wrong = chance.choice((".jpg", ".pdf", ".xlsx", ".zip", ".csv", ".msg", ".rar"))
    return f"{Path(name).stem}{wrong}" if chance.random() < 0.1 else name
