"""RAR and 7Z are opened as ZIP is: what comes out, what does not and why, with a password or without."""

import io
import os
import random
import subprocess
import sys
from pathlib import Path

import py7zr
import pytest
import pyzipper

from tests.unit.evidence.inspection import makers
from tests.unit.evidence.unpacking.archive_makers import LZMA2, rar, renamed, seven
from wizard.evidence import RefusedFile, inspect_file
from wizard.evidence.inspection import rar_listing
from wizard.evidence.inspection.listing import RAR, SEVEN, ZIP, ArchiveTrouble
from wizard.evidence.unpacking import Wish, members_of, take_out, unlocks

VECTORS = Path(__file__).parents[3] / "vectors/archives"
SCREEN = makers.encoded(makers.picture((500, 600)), "PNG")
FILES = {"聊天/2.png": SCREEN, "聊天/10.png": SCREEN + b" ", "经过.txt": "经过".encode() * 500}


def taken(path: Path, kind: str, folder: Path, password: str = "", limit: int = 10**8) -> dict[str, bytes | str]:
    """What comes out by its name with folders: the bytes, or why it does not."""
    found = members_of(path, kind, password)
    folder.mkdir()
    out = take_out(path, kind, [one for one in found if not one.why], Wish((), folder, limit, password))
    left = sorted(one.name for one in folder.iterdir())
    assert left == sorted(str(one.member.place) for one in out if one.path), "something else was left in the folder"
    told: dict[str, bytes | str] = {one.path: one.why for one in found if one.why}
    return told | {one.member.path: one.path.read_bytes() if one.path else one.why for one in out}


MADE = [
    (RAR, lambda: rar(FILES)),
    (RAR, lambda: rar(FILES, solid=True)),
    (RAR, lambda: rar(FILES, format="rar29")),
    (RAR, lambda: rar(FILES, format="rar70")),
    (SEVEN, lambda: seven(FILES)),
]


@pytest.mark.parametrize(("kind", "make"), MADE)
def test_files_come_out_as_they_went_in(stored, tmp_path, kind, make) -> None:
    path = stored(make())
    found = inspect_file(path, "证据.rar" if kind == RAR else "证据.7z")
    assert (found.media_type, found.findings) == (kind, [])
    assert taken(path, kind, tmp_path / "out") == FILES
    assert [one.path for one in members_of(path, kind)][:2] == ["经过.txt", "聊天/2.png"]


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("rar", ["test.txt", "testdir/test.txt"]),
        ("rar_unicode", ["abcdefghijklmnopqrsテスト.txt", "表だよ/漢字長いファイル名long-filename-in-漢字.txt"]),
        ("rar5_multiple_files_solid", ["test1.bin", "test2.bin", "test3.bin", "test4.bin"]),
        ("rar_windows", ["test.txt", "testdir/test.txt"]),
    ],
)
def test_what_other_programs_made_is_read(name, files) -> None:
    found = members_of(VECTORS / f"test_read_format_{name}.rar", RAR)
    assert set(files) <= {one.path for one in found if not one.why}


def test_what_other_programs_made_comes_out(tmp_path) -> None:
    out = taken(VECTORS / "test_read_format_rar.rar", RAR, tmp_path / "out")
    assert out["test.txt"] == out["testdir/test.txt"] == b"test text document\r\n"
    assert "链接" in str(out["testlink"])
    windows = taken(VECTORS / "test_read_format_rar_windows.rar", RAR, tmp_path / "windows")
    assert windows["test.txt"] == b"test text file\r\n" and "程序" in str(windows["testshortcut.lnk"])
    hard = taken(VECTORS / "test_read_format_rar5_hardlink.rar", RAR, tmp_path / "hard")
    assert hard["file.txt"] == b"1234\n" and "链接" in str(hard["hardlink.txt"])
    soft = taken(VECTORS / "test_read_format_rar5_symlink.rar", RAR, tmp_path / "soft")
    assert soft["file.txt"] == b"1234\n" and "链接" in str(soft["symlink.txt"]) and "链接" in str(soft["dirlink"])


def test_a_renamed_archive_is_opened_by_its_content(stored) -> None:
    for content, kind in ((rar(FILES), RAR), (seven(FILES), SEVEN)):
        found = inspect_file(stored(content), "证据.zip")
        assert found.media_type == kind and [one.code for one in found.findings] == ["extension_differs"]


@pytest.mark.parametrize("bad", [b"../../etc/evil.png", b"/absolute/path.png", b"C:\\Windows\\evil.png"])
@pytest.mark.parametrize("form", ["rar50", "rar29"])
def test_names_never_lead_outside(stored, tmp_path, bad, form) -> None:
    content = renamed(rar({"a" * len(bad): SCREEN, "b.txt": b"b"}, format=form, store=True), b"a" * len(bad), bad)
    found = {one.name for one in members_of(stored(content), RAR)}
    assert found == {bad.decode().replace("\\", "/").split("/")[-1], "b.txt"}
    out = taken(stored(content), RAR, tmp_path / "out")
    assert sorted(out.values(), key=len) == [b"b", SCREEN]


def test_names_in_a_7z_never_lead_outside_and_may_be_there_twice(stored, tmp_path) -> None:
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w", filters=LZMA2) as made:
        for number in range(4):
            made.writestr(f"content {number}".encode(), f"{number}.txt")
        for file, name in zip(
            made.header.files_info.files, ("../../evil.txt", "/a/b.txt", "c.txt", "c.txt"), strict=True
        ):
            file["filename"] = name
    path = stored(out.getvalue())
    found = members_of(path, SEVEN)
    assert [one.name for one in found] == ["evil.txt", "b.txt", "c.txt", "c.txt"]
    came = take_out(path, SEVEN, found, Wish((), tmp_path, 10**6))
    assert [one.path.read_text() for one in came] == [f"content {number}" for number in range(4)]


def test_names_in_gbk_are_read_rightly(stored) -> None:
    name = "联通发票截图一张.png".encode("gbk")
    content = renamed(rar({"a" * len(name): SCREEN}, format="rar29"), b"a" * len(name), name)
    assert [one.path for one in members_of(stored(content), RAR)] == ["联通发票截图一张.png"]


def test_the_same_name_twice_in_a_rar_comes_out_twice(stored, tmp_path) -> None:
    content = renamed(rar({"a.txt": b"1", "b.txt": b"2"}), b"b.txt", b"a.txt")
    found = members_of(stored(content), RAR)
    came = take_out(tmp_path / "stored", RAR, found, Wish((), tmp_path, 10**6))
    assert [one.path.read_bytes() for one in came] == [b"1", b"2"]


PASSWORD = "晨星2026 Ab"
LOCKED = {  # how it is locked: its kind, how it is made, whether its names are locked too
    "zip": (ZIP, lambda: zip_aes(), False),
    "rar": (RAR, lambda: rar(FILES, password=PASSWORD), False),
    "rar with names": (RAR, lambda: rar(FILES, password=PASSWORD, encrypt_headers=True), True),
    "rar29": (RAR, lambda: rar(FILES, format="rar29", password=PASSWORD), False),
    "solid rar": (RAR, lambda: rar(FILES, solid=True, password=PASSWORD), False),
    "7z": (SEVEN, lambda: seven(FILES, password=PASSWORD), False),
    "7z with names": (SEVEN, lambda: seven(FILES, password=PASSWORD, header_encryption=True), True),
}


def zip_aes() -> bytes:
    out = io.BytesIO()
    with pyzipper.AESZipFile(out, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as made:
        made.setpassword(PASSWORD.encode("gb18030"))  # as Chinese Windows programs write it
        for name, content in FILES.items():
            made.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("how", LOCKED)
def test_a_password_opens_what_is_locked_and_a_wrong_one_does_not(stored, tmp_path, how) -> None:
    kind, make, names_too = LOCKED[how]
    path = stored(make())
    found = inspect_file(path, "证据.zip")
    assert "archive_locked" in [one.code for one in found.findings]
    if names_too:
        with pytest.raises(ArchiveTrouble, match="locked"):
            members_of(path, kind)
    else:
        told = members_of(path, kind)
        assert len(told) == 3 and all(one.locked and "密码" in one.why for one in told)
    work = tmp_path / "work"
    work.mkdir()
    assert unlocks(path, kind, PASSWORD, work) and not unlocks(path, kind, "不对", work)
    assert not list(work.iterdir())
    assert taken(path, kind, tmp_path / "out", PASSWORD) == FILES
    if not names_too:
        wrong = taken(path, kind, tmp_path / "wrong", "不对")
        assert len(wrong) == 3 and all("密码" in str(why) for why in wrong.values())


def test_a_damaged_member_of_a_locked_zip_is_told_and_the_others_come_out(stored, tmp_path) -> None:
    damaged = bytearray(zip_aes())
    damaged[0:2] = b"\0\0"  # where the first member begins
    out = taken(stored(bytes(damaged)), ZIP, tmp_path / "out", PASSWORD)
    first, *rest = FILES
    assert "坏" in str(out[first]) and all(out[name] == FILES[name] for name in rest)


@pytest.mark.parametrize("place", range(-22, -2, 4))
def test_a_locked_zip_without_a_sound_end_opens_for_no_password(stored, tmp_path, place) -> None:
    damaged = bytearray(zip_aes())
    damaged[place : place + 4] = b"\xff\xfe\xff\xfe"
    path = stored(bytes(damaged))
    unlocks(path, ZIP, PASSWORD, tmp_path)
    assert all(
        isinstance(why, str) or why == FILES[name] for name, why in taken(path, ZIP, tmp_path / "o", PASSWORD).items()
    )


def test_both_locks_of_a_zip_open_as_other_programs_wrote_them(tmp_path) -> None:
    """ZipCrypto, as Windows and 360 write it, and AES, as WinRAR and Bandizip do."""
    old = VECTORS / "test_read_format_zip_traditional_encryption_data.zip"
    assert unlocks(old, ZIP, "12345678", tmp_path) and not unlocks(old, ZIP, "1234567", tmp_path)
    assert taken(old, ZIP, tmp_path / "old", "12345678")["foo.txt"][:3] == b"aaa"
    new = VECTORS / "test_read_format_zip_winzip_aes256.zip"
    assert unlocks(new, ZIP, "password", tmp_path) and not unlocks(new, ZIP, "Password", tmp_path)
    assert len(taken(new, ZIP, tmp_path / "new", "password")["README"]) > 1000


@pytest.mark.parametrize("name", ["rar4_encrypted_filenames", "rar5_encrypted_filenames"])
def test_locked_by_winrar_names_and_all(tmp_path, name) -> None:
    path = VECTORS / f"test_read_format_{name}.rar"
    assert unlocks(path, RAR, "password", tmp_path) and not unlocks(path, RAR, "Password", tmp_path)
    assert taken(path, RAR, tmp_path / "out", "password")["a.txt"] == b"This is from a.txt"


def test_files_with_passwords_of_their_own_wait_for_theirs(tmp_path) -> None:
    out = taken(VECTORS / "test_read_format_rar4_encrypted.rar", RAR, tmp_path / "out", "password")
    assert out["a.txt"] == b"This is from a.txt" and out["b.txt"] == b"This is from b.txt"
    assert "密码" in str(out["d.txt"])


def test_one_volume_of_several_gives_what_is_whole_and_says_what_is_not(tmp_path) -> None:
    for part in (1, 3):
        found = members_of(VECTORS / f"test_rar_multivolume_multiple_files.part{part}.rar", RAR)
        assert found and all("分卷" in one.why for one in found)


@pytest.mark.parametrize("name", ["证据.7z.001", "证据.7z.002", "证据.part2.rar", "证据.z01"])
def test_a_volume_that_cannot_be_listed_says_so(stored, name) -> None:
    content = b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(100) if name.endswith("1") and "7z" in name else os.urandom(5000)
    try:
        found = inspect_file(stored(b"Rar!\x1a\x07\x01\x00" + content if "rar" in name else content), name)
    except RefusedFile as refusal:
        assert "分卷" in refusal.message
    else:
        assert "archive_volume" in [one.code for one in found.findings]


@pytest.mark.parametrize("kind", [RAR, SEVEN])
def test_a_truncated_archive_is_kept_and_said(stored, kind) -> None:
    whole = rar(FILES) if kind == RAR else seven(FILES)
    for cut in (40, len(whole) // 2, len(whole) - 5):
        path = stored(whole[:cut])
        found = inspect_file(path, "证据.rar")
        assert "archive_broken" in [one.code for one in found.findings]
        assert members_of(path, kind) == []


@pytest.mark.parametrize("kind", [RAR, SEVEN])
def test_a_damaged_member_is_said_and_the_rest_comes(stored, tmp_path, kind) -> None:
    noise = random.Random(1)
    files = {f"{number}.txt": noise.randbytes(3000).hex().encode() for number in range(3)}
    copy = [{"id": py7zr.FILTER_COPY}]
    whole = bytearray(rar(files, store=True) if kind == RAR else seven(files, filters=copy))
    whole[whole.find(files["1.txt"]) + 50] ^= 1
    out = taken(stored(bytes(whole)), kind, tmp_path / "out")
    assert out["0.txt"] == files["0.txt"] and "损坏" in str(out["1.txt"])
    if kind == RAR:
        assert out["2.txt"] == files["2.txt"]


def test_only_decoders_that_are_safe_from_strangers_are_used(tmp_path) -> None:
    """py7zr's PPMd and BCJ wrote beyond their memory when mutated files were tried on them."""
    out = taken(VECTORS / "test_read_format_7zip_ppmd_small_block.7z", SEVEN, tmp_path / "out")
    assert len(out) == 4 and all("压缩方式不认识" in str(why) for why in out.values())


@pytest.mark.parametrize("kind", [RAR, SEVEN])
def test_bombs_are_refused_without_unpacking(stored, kind) -> None:
    zeros = {"零.txt": bytes(60 * 1024**2)}
    path = stored(rar(zeros) if kind == RAR else seven(zeros))
    with pytest.raises(RefusedFile) as refusal:
        inspect_file(path, "弹.rar")
    assert "异常大" in refusal.value.message and members_of(path, kind) == []


@pytest.mark.parametrize("kind", [RAR, SEVEN])
def test_a_member_over_the_limit_is_said_and_the_rest_comes(stored, tmp_path, kind) -> None:
    files = {"大.txt": b"0123456789" * 20_000, "小.txt": b"x"}
    out = taken(stored(rar(files) if kind == RAR else seven(files)), kind, tmp_path / "out", limit=100_000)
    assert "上限" in str(out["大.txt"]) and out["小.txt"] == b"x"


def test_a_large_member_goes_by_way_of_disk(stored, tmp_path, monkeypatch) -> None:
    from wizard.evidence.unpacking import rar_members

    monkeypatch.setattr(rar_members, "IN_MEMORY", 1000)
    assert taken(stored(rar(FILES)), RAR, tmp_path / "out") == FILES


def test_a_rar_too_large_to_hold_is_said(stored, monkeypatch) -> None:
    monkeypatch.setattr(rar_listing, "MOST_BYTES", 100)
    found = inspect_file(stored(rar(FILES)), "证据.rar")
    assert [one.code for one in found.findings] == ["archive_large"]


@pytest.mark.parametrize(("kind", "library"), [(RAR, "rars"), (SEVEN, "py7zr")])
def test_where_there_is_no_library_for_it_that_is_said(stored, monkeypatch, kind, library) -> None:
    listing = "rar_listing" if kind == RAR else "seven_listing"
    monkeypatch.delitem(sys.modules, f"wizard.evidence.inspection.{listing}", raising=False)
    monkeypatch.setitem(sys.modules, library, None)
    found = inspect_file(stored(rar(FILES) if kind == RAR else seven(FILES)), f"证据.{library[-2:]}")
    assert "archive_unread" in [one.code for one in found.findings]


def test_a_header_that_asks_for_all_memory_gets_none(tmp_path) -> None:
    """A 7Z whose decoder wants a dictionary of 4 GB: the worker says so, and does not take it."""
    path = tmp_path / "hungry.7z"
    raw = bytearray(seven({"a.txt": b"abc" * 999}, filters=[{"id": py7zr.FILTER_LZMA2, "dict_size": 4096}]))
    script = (
        "import sys; from pathlib import Path; from wizard.evidence.unpacking import *\n"
        "path, folder = Path(sys.argv[1]), Path(sys.argv[2])\n"
        "found = members_of(path, 'application/x-7z-compressed')\n"
        "out = take_out(path, 'application/x-7z-compressed', found, Wish((), folder, 10**6))\n"
        "used = Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0]\n"
        "print([bool(one.why) for one in out], int(used) // 1024)\n"
    )
    path.write_bytes(_with_dictionary(raw))
    done = subprocess.run([sys.executable, "-c", script, path, tmp_path], capture_output=True, text=True, check=True)
    said, used = done.stdout.rsplit(" ", 1)
    assert said == "[True]" and int(used) < 200


def _with_dictionary(raw: bytearray) -> bytes:
    """The LZMA2 coder's one byte of properties set to 40: 4 GB; the header's checksums made right again."""
    import struct
    import zlib

    offset, size = struct.unpack_from("<QQ", raw, 12)
    header = bytearray(raw[32 + offset : 32 + offset + size])
    if header[0] == 0x17:  # packed: written plainly instead
        out = io.BytesIO()
        with py7zr.SevenZipFile(out, "w", filters=[{"id": py7zr.FILTER_LZMA2, "dict_size": 4096}]) as made:
            made.set_encoded_header_mode(False)
            made.writestr(b"abc" * 999, "a.txt")
        raw = bytearray(out.getvalue())
        offset, size = struct.unpack_from("<QQ", raw, 12)
        header = bytearray(raw[32 + offset : 32 + offset + size])
    at = header.find(b"\x21\x21\x01")
    assert at >= 0
    header[at + 3] = 40
    raw[32 + offset : 32 + offset + size] = header
    struct.pack_into("<I", raw, 28, zlib.crc32(bytes(header)))
    struct.pack_into("<I", raw, 8, zlib.crc32(bytes(raw[12:32])))
    return bytes(raw)
