"""What lies in archives and mails comes out under its own name; what does not come out is said with the reason."""

import io
import struct
import zipfile
from email.message import EmailMessage

import pytest

from tests.unit.evidence.inspection import makers
from tests.unit.evidence.unpacking import outlook_maker
from wizard.evidence import RefusedFile, inspect_file
from wizard.evidence.inspection.zip_names import is_junk, name_of
from wizard.evidence.unpacking import Wish, members, members_of, take_out

ZIP, EML, MSG = "application/zip", "message/rfc822", "application/vnd.ms-outlook"
SCREEN = makers.encoded(makers.picture((500, 600)), "PNG")


def archive(files: dict[bytes, bytes], flag: int = 0) -> bytes:
    """A ZIP whose names are these very bytes, as a program that knows nothing of encodings writes it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for place, content in enumerate(files.values()):
            made.writestr(f"{place:06}" + "x" * (len(list(files)[place]) - 6), content)
    raw = out.getvalue()
    for place, name in enumerate(files):
        raw = raw.replace((f"{place:06}" + "x" * (len(name) - 6)).encode(), name)
    return raw


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
@pytest.mark.parametrize(
    "name", ["聊天截图/违规详情页（1）.png", "联通发票截图一张.png", "微信图片_20260418150512.png", "一一一一.png"]
)
def test_names_without_a_word_about_their_encoding_are_read_rightly(stored, encoding, name) -> None:
    path = stored(archive({name.encode(encoding): SCREEN}))
    assert [one.path for one in members_of(path, ZIP)] == [name]


def test_names_that_say_so_are_utf8_and_the_extra_field_is_believed() -> None:
    entry = zipfile.ZipInfo("截图.png")
    entry.flag_bits |= 0x800
    assert name_of(entry) == "截图.png"
    told = "発票.png".encode()
    plain = zipfile.ZipInfo("___.png")
    plain.extra = struct.pack("<HH", 0x7075, len(told) + 5) + b"\x01" + bytes(4) + told
    assert name_of(plain) == "発票.png"


def test_what_systems_leave_behind_is_left_out_and_said(stored) -> None:
    files = {"a.png": SCREEN, "__MACOSX/._a.png": b"x", ".DS_Store": b"x", "夹/Thumbs.db": b"x", "~$表.xlsx": b"x"}
    found = members_of(stored(makers.zipped(files)), ZIP)
    assert [one.path for one in found if not one.why] == ["a.png"]
    assert all("不是证据" in one.why for one in found if one.why) and len(found) == 5
    assert not is_junk("我的 DS_Store 说明.txt")


def test_members_come_in_the_order_of_their_numbers_with_programs_left(stored, tmp_path) -> None:
    path = stored(makers.zipped({"10.png": SCREEN, "2.png": SCREEN + b"2", "装.exe": b"MZ", "1.txt": "经过".encode()}))
    found = members_of(path, ZIP)
    assert [one.name for one in found] == ["1.txt", "2.png", "10.png", "装.exe"]
    assert "程序" in found[3].why
    taken = take_out(path, ZIP, found[:3], Wish((), tmp_path, 10**6))
    assert [one.found.media_type for one in taken] == ["text/plain", "image/png", "image/png"]
    assert taken[2].path.read_bytes() == SCREEN


def test_a_member_that_is_no_evidence_is_named_with_the_reason_and_the_rest_comes(stored, tmp_path) -> None:
    path = stored(
        makers.zipped({"a.png": SCREEN, "假.png": b"MZ" + bytes(900), "空.txt": b"", "坏.jpg": bytes(range(256))})
    )
    taken = {one.member.name: one for one in take_out(path, ZIP, members_of(path, ZIP), Wish((), tmp_path, 10**6))}
    assert taken["a.png"].found and not taken["a.png"].why
    assert "程序" in taken["假.png"].why and "0 字节" in taken["空.txt"].why and "认不出" in taken["坏.jpg"].why
    assert sorted(file.name for file in tmp_path.iterdir() if file.name != "stored") == [
        str(taken["a.png"].member.place)
    ]


def test_locked_members_are_said_and_the_rest_comes(stored, tmp_path) -> None:
    raw = bytearray(makers.zipped({"a.png": SCREEN, "锁.png": SCREEN}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.rfind(mark) + at] |= 1
    found = members_of(stored(bytes(raw)), ZIP)
    assert [bool(one.why) for one in found] == [False, True] and "密码" in found[1].why


@pytest.mark.parametrize("method", [9, 12, 14, 99])
def test_an_unknown_way_of_packing_is_said(stored, tmp_path, method) -> None:
    raw = bytearray(makers.zipped({"a.png": SCREEN}))
    for mark, at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        raw[raw.find(mark) + at : raw.find(mark) + at + 2] = struct.pack("<H", method)
    path = stored(bytes(raw))
    taken = take_out(path, ZIP, members_of(path, ZIP), Wish((), tmp_path, 10**6))
    assert taken[0].found is None and "请" in taken[0].why


def test_a_member_is_counted_as_it_comes_out_whatever_its_header_says(stored, tmp_path) -> None:
    path = stored(makers.zipped({"大.txt": b"0123456789" * 200_000}))
    taken = take_out(path, ZIP, members_of(path, ZIP), Wish((), tmp_path, 100_000))
    assert "上限" in taken[0].why and not list(tmp_path.glob("0"))


def test_no_more_than_a_bounded_number_comes_out(stored, monkeypatch) -> None:
    monkeypatch.setattr(members, "MOST_MEMBERS", 3)
    found = members_of(stored(makers.zipped({f"{n}.txt": b"x" for n in range(5)})), ZIP)
    assert [bool(one.why) for one in found] == [False] * 3 + [True] * 2 and "3 个" in found[4].why


def test_paths_never_lead_outside(stored, tmp_path) -> None:
    path = stored(makers.zipped({"../../etc/cron.png": SCREEN, "C:\\Windows\\a.png": SCREEN + b" "}))
    found = members_of(path, ZIP)
    assert {one.name for one in found} == {"cron.png", "a.png"}
    for one in take_out(path, ZIP, found, Wish((), tmp_path, 10**6)):
        assert one.path.parent == tmp_path


def mail(**files: bytes) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = (
        "平台客服 <kefu@example.com>",
        "店主 <d@example.com>",
        "关于违规申诉的答复",
    )
    made["Date"] = "Sat, 18 Apr 2026 07:05:00 +0000"
    made.set_content("您的申诉已驳回。\n工单号 GD3449136470。")
    for name, content in files.items():
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return made


def test_attachments_of_a_mail_come_out(stored, tmp_path) -> None:
    made = mail(**{"截图.png": SCREEN, "账单.csv": "订单号,金额\n1,2\n".encode("gb18030")})
    logo = EmailMessage()
    logo.set_content(b"\x89PNG" + bytes(900), "image", "png", cid="<logo>", disposition="inline")
    made.attach(logo)
    inner = mail()
    made.add_attachment(inner)
    path = stored(bytes(made))
    found = members_of(path, EML)
    assert [one.name for one in found if not one.why] == ["截图.png", "账单.csv", "附带的邮件.eml"]
    taken = {one.member.name: one for one in take_out(path, EML, found, Wish((), tmp_path, 10**6))}
    assert taken["截图.png"].path.read_bytes() == SCREEN
    assert taken["账单.csv"].found.media_type == "text/csv"
    assert taken["附带的邮件.eml"].found.media_type == EML
    assert any("小图标" in one.why for one in found)


def test_an_outlook_mail_is_known_and_its_attachments_come_out(stored, tmp_path) -> None:
    large = makers.encoded(makers.picture(), "PNG")
    path = stored(outlook_maker.message("关于违规", "已驳回", {"截图.png": large, "说明.txt": "经过".encode()}))
    assert inspect_file(path, "答复.msg").media_type == MSG
    found = members_of(path, MSG)
    assert [one.name for one in found] == ["截图.png", "说明.txt"]
    taken = take_out(path, MSG, found, Wish((), tmp_path, 10**7))
    assert taken[0].path.read_bytes() == large and taken[1].found.media_type == "text/plain"


# The sample of MS-OXRTFCP §3.1.1, and a mail as Outlook writes it: a web page wrapped in rich text, in GBK.
HELLO = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
)
WRAPPED = (
    r"{\rtf1\ansi\ansicpg936\fromhtml1\deff0{\fonttbl{\f0\fswiss\fcharset134 SimSun;}}"
    r"{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 %s{\*\htmltag84 <b>}\'d2\'d1\u39539?\u22238?"
    r"{\*\htmltag92 </b>}\htmlrtf\par}\htmlrtf0 "
    r"{\field{\*\fldinst{HYPERLINK \"https://example.com\"}}{\fldrslt GD20}}\par}"
)


@pytest.mark.parametrize(
    ("rich", "text"),
    [
        (HELLO, "hello world"),
        ("wrapped", "您的申诉已驳回\nGD20"),
        (HELLO[:30], ""),
        (HELLO[:20] + b"x" + HELLO[21:], ""),  # the checksum is wrong
        (b"LZFu", ""),
    ],
)
def test_an_outlook_mail_with_rich_text_only_is_read(stored, rich, text) -> None:
    from compressed_rtf import compress

    from wizard.evidence.showing.letters import letter_of

    said = "".join(f"\\'{byte:02x}" for byte in "您的申诉".encode("gbk"))
    packed = compress((WRAPPED % said).encode("latin-1")) if rich == "wrapped" else rich
    letter = letter_of(stored(outlook_maker.message("关于违规", "", {"说明.txt": b"x"}, rich=packed)))
    assert letter is not None and letter.text.strip() == text and letter.attachments == ("说明.txt",)


@pytest.mark.parametrize(
    "rich",
    [
        "{\\rtf1 " + "{\\field{\\*\\fldinst{" * 40_000,
        "{\\rtf1 {\\field{\\*\\fldinst{" + ' Hyperlink "a' * 60_000,
        "{\\rtf1{\\fonttbl" + "\\f1\\fcharset1 a" * 3_000,
        "{\\rtf1{\\fonttbl" + "\\f1" * 30_000,
        "{" * 300_000,
    ],
)
def test_rich_text_made_to_lose_oneself_in_costs_a_second_at_most(rich: str) -> None:
    import struct
    import time

    from wizard.outlook import plain_of

    content = rich.encode()
    began = time.process_time()
    plain_of(struct.pack("<II4sI", len(content) + 12, len(content), b"MELA", 0) + content)
    assert time.process_time() - began < 5


def test_a_broken_outlook_mail_is_kept_and_said(stored) -> None:
    whole = outlook_maker.message("关于违规", "已驳回" * 3000, {"截图.png": SCREEN})
    path = stored(whole[: len(whole) // 2])
    try:
        found = inspect_file(path, "答复.msg")
    except RefusedFile as refusal:
        assert refusal.message
    else:
        assert [one.code for one in found.findings] == ["mail_broken"]
    assert members_of(path, MSG) == []
