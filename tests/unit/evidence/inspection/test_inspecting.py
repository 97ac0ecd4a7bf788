"""Each kind of file is known by its content; what is wrong with it is said; nothing dangerous or boundless is done."""

import pickle
import random
import struct
import time
from pathlib import Path

import pytest
from PIL import PngImagePlugin

from tests.unit.evidence.inspection import makers
from wizard.evidence import Inspection, RefusedFile, inspect_file
from wizard.evidence.inspection import listening
from wizard.evidence.inspection.listening import can_listen
from wizard.evidence.inspection.types import TYPES

OLD_WORKBOOK = Path(__file__).parents[3] / "fixtures" / "excel" / "orders.xls"
SCREEN = makers.encoded(makers.picture(), "PNG")
GOOD = {
    "a.png": (SCREEN, "image/png"),
    "a.jpg": (makers.encoded(makers.picture(), "JPEG"), "image/jpeg"),
    "a.gif": (makers.encoded(makers.picture((500, 600)), "GIF"), "image/gif"),
    "a.webp": (makers.encoded(makers.picture((500, 600)), "WEBP"), "image/webp"),
    "a.bmp": (makers.encoded(makers.picture((500, 600)), "BMP"), "image/bmp"),
    "a.tiff": (makers.encoded(makers.picture((500, 600)), "TIFF"), "image/tiff"),
    "a.pdf": (makers.pdf(), "application/pdf"),
    "a.mp4": (makers.mp4(), "video/mp4"),
    "a.mov": (makers.mp4(brand=b"qt  "), "video/quicktime"),
    "a.m4a": (makers.mp4(brand=b"M4A "), "audio/mp4"),
    "a.3gp": (makers.mp4(brand=b"3gp4"), "video/3gpp"),
    "a.avi": (makers.avi(), "video/x-msvideo"),
    "a.wav": (makers.wav(), "audio/wav"),
    "a.amr": (makers.amr(), "audio/amr"),
    "a.mp3": (makers.mp3(), "audio/mpeg"),
    "a.xlsx": (makers.xlsx(), TYPES["xlsx"].media_type),
    "a.docx": (makers.docx(), TYPES["docx"].media_type),
    "a.ofd": (makers.zipped({"OFD.xml": b"<o/>"}), "application/ofd"),
    "a.zip": (makers.zipped({"截图.png": SCREEN}), "application/zip"),
    "a.csv": ("订单号,金额\n260418-551203948817263,1\n".encode("gb18030"), "text/csv"),
    "a.txt": ("我的经过".encode(), "text/plain"),
    "b.txt": ("我的经过".encode("utf-16"), "text/plain"),
    "a.eml": (b"From: a@example.com\nTo: b@example.com\nSubject: x\n\nhello", "message/rfc822"),
}


@pytest.fixture
def inspect(tmp_path):
    def look(name: str, content: bytes, **more) -> Inspection:
        path = tmp_path / "0f3c"  # as the store names it: by content, without an extension
        path.write_bytes(content)
        return inspect_file(path, name, **more)

    return look


def codes(inspection: Inspection) -> list[str]:
    return [finding.code for finding in inspection.findings]


def refusal(inspect, name: str, content: bytes, **more) -> RefusedFile:
    with pytest.raises(RefusedFile) as raised:
        inspect(name, content, **more)
    assert raised.value.message and raised.value.mend and "{" not in str(raised.value)
    return raised.value


@pytest.mark.parametrize("name", GOOD)
def test_good_files_are_taken_for_what_they_are_without_a_word(inspect, name):
    content, media_type = GOOD[name]
    inspection = inspect(name, content)
    assert (inspection.media_type, codes(inspection)) == (media_type, [])


@pytest.mark.parametrize(
    ("name", "content", "code", "said"),
    [
        ("照片.jpg", b"MZ" + b"\0" * 200, "executable", "Windows 程序"),
        ("照片.jpg", b"\x7fELF" + b"\0" * 200, "executable", "Linux 程序"),
        ("说明.txt", b"#!/bin/sh\nrm -rf /", "executable", "脚本"),
        ("a.bat", b"del *", "executable", "脚本"),
        ("a.js", b"alert(1)", "executable", "脚本"),
        ("聊天.jpg", b"<!DOCTYPE html><html></html>", "content_mismatch", "网页"),
        ("聊天.mht", b"From: <x>\nMIME-Version: 1.0\n\nx", "executable", "网页存档"),
        ("空.zip", makers.zipped({"__MACOSX/._a.jpg": b"x", "Thumbs.db": b"x"}), "archive_empty", "没有可以当证据"),
        ("a.txt", b"  <script>alert(1)</script>", "executable", "脚本"),
        ("a.svg", b'<?xml version="1.0"?><svg xmlns="x"/>', "executable", "SVG"),
        ("a.zip", makers.zipped({"AndroidManifest.xml": b"x"}), "executable", "安装包"),
        ("a.pdf", SCREEN, "content_mismatch", "PNG"),
        ("a.jpg", makers.pdf(), "content_mismatch", "PDF"),
        ("a.jpg", "只是文字".encode(), "content_mismatch", "文本"),
        ("a.xlsx", makers.zipped({"a.txt": b"x"}), "content_mismatch", "ZIP"),
        ("a.doc", makers.ole("\u4840\u3b3f\u43f2\u4438\u45b1"), "executable", "安装包"),
        ("a.jpg", bytes(range(256)) * 9, "unknown_type", "认不出"),
        ("a.zip", makers.zipped({"发票/run.exe": b"x"}), "archive_unsafe", "run.exe"),
        ("a.jpg", b"", "empty_file", "0 字节"),
    ],
)
def test_what_is_refused_and_why(inspect, name, content, code, said):
    refused = refusal(inspect, name, content)
    assert refused.code == code
    assert said in refused.message and name in refused.message


def test_a_limit_is_named_with_the_size(inspect):
    refused = refusal(inspect, "a.txt", b"x" * 3_000_000, max_bytes=2 * 1024 * 1024)
    assert refused.code == "too_large" and "2.9 MB" in refused.message and "2.0 MB" in refused.message


def test_a_refusal_keeps_its_words_on_the_way_back_from_a_worker(inspect):
    refused = refusal(inspect, "a.jpg", b"")
    again = pickle.loads(pickle.dumps(refused))
    assert (again.code, again.message, again.mend) == (refused.code, refused.message, refused.mend)


@pytest.mark.parametrize(
    ("name", "key"),
    [("a.png", "a.jpg"), ("a.mp4", "a.wav"), ("账单.xls", "a.csv"), ("a.zip", "a.xlsx"), ("无扩展.dat", "a.png")],
)
def test_a_harmless_wrong_extension_is_a_hint(inspect, name, key):
    content, media_type = GOOD[key]
    inspection = inspect(name, content)
    assert (inspection.media_type, codes(inspection)) == (media_type, ["extension_differs"])


def test_a_file_without_an_extension_is_taken(inspect):
    assert codes(inspect("证据", SCREEN)) == []


class TestPictures:
    def test_a_truncated_one(self, inspect):
        assert codes(inspect("a.png", SCREEN[: len(SCREEN) // 2])) == ["image_broken"]
        assert codes(inspect("a.jpg", GOOD["a.jpg"][0][:9000])) == ["image_broken"]

    @pytest.mark.parametrize(
        ("image", "expected"),
        [
            (makers.picture(text=False), ["blank"]),
            (makers.picture(blur=4), ["unreadable_blur"]),
            (makers.picture(blur=2), ["blurred"]),
            (makers.picture(blur=1), []),
            (makers.picture((300, 700)), ["too_small"]),
            (makers.picture((1080, 12_000)), []),  # a long screenshot
        ],
        ids=["blank", "unreadable", "blurred", "slightly", "small", "long"],
    )
    def test_what_can_be_seen(self, inspect, image, expected):
        inspection = inspect("a.png", makers.encoded(image, "PNG"))
        assert codes(inspection) == expected
        assert (inspection.width, inspection.height) == image.size

    def test_500_megapixels_are_kept_but_never_decoded(self, inspect):
        content = makers.huge_png(25_000, 20_000)
        begin = time.process_time()
        inspection = inspect("a.png", content)
        assert time.process_time() - begin < 0.5
        assert codes(inspection) == ["image_too_big_to_show"]
        [finding] = inspection.findings
        assert finding.details["megapixels"] == 500

    def test_metadata_are_hints(self, inspect):
        image = makers.picture()
        exif = image.getexif()
        exif[0x0131], exif[0x0132] = "Adobe Photoshop 26", "2026:03:01 10:00:00"
        exif.get_ifd(0x8825)[1] = "N"
        inspection = inspect("a.jpg", makers.encoded(image, "JPEG", exif=exif))
        assert codes(inspection) == ["taken_on", "edited", "location_inside"]
        assert inspection.findings[0].details["taken"] == "2026-03-01 10:00:00"

    def test_a_clock_that_was_never_set_is_no_time(self, inspect):
        image = makers.picture()
        exif = image.getexif()
        exif[0x0132] = "0000:00:00 00:00:00"
        assert codes(inspect("a.jpg", makers.encoded(image, "JPEG", exif=exif))) == []

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    def test_an_editor_that_is_named_in_xmp_only_is_seen(self, inspect, kind):
        xmp = b'<x:xmpmeta><rdf:Description xmp:CreatorTool="Adobe Photoshop 24.1 (Windows)"/></x:xmpmeta>'
        name = f"a.{kind.lower()}"
        if kind == "PNG":
            info = PngImagePlugin.PngInfo()
            info.add_itxt("XML:com.adobe.xmp", xmp.decode())
            content = makers.encoded(makers.picture(), kind, pnginfo=info)
        else:
            content = makers.encoded(makers.picture(), kind, xmp=xmp)
        [finding] = [one for one in inspect(name, content).findings if one.code == "edited"]
        assert finding.details["software"] == "Adobe Photoshop 24.1 (Windows)"

    @pytest.mark.parametrize("software", ["Android 14", "iOS 17.4", "Snipaste", "HUAWEI Mate 60", "Windows 11"])
    def test_phones_and_programs_that_only_take_pictures_are_no_editors(self, inspect, software):
        image = makers.picture()
        exif = image.getexif()
        exif[0x0131] = software
        assert codes(inspect("a.jpg", makers.encoded(image, "JPEG", exif=exif))) == []

    def test_an_iphone_photo_that_is_cut_off(self, inspect):
        content = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 400
        assert codes(inspect("a.heic", content)) == ["image_broken", "heic"]


class TestPdf:
    def test_pages_are_counted(self, inspect):
        assert inspect("a.pdf", makers.pdf(3)).pages == 3
        assert codes(inspect("a.pdf", makers.pdf(61))) == ["many_pages"]

    def test_locked_is_kept_but_blocks(self, inspect):
        inspection = inspect("a.pdf", makers.pdf(password="geheim"))
        assert [(finding.code, finding.severity) for finding in inspection.findings] == [("pdf_locked", "blocking")]

    def test_one_that_only_forbids_printing_opens(self, inspect):
        assert codes(inspect("a.pdf", makers.pdf(password=""))) == []

    def test_broken_and_empty(self, inspect):
        assert codes(inspect("a.pdf", b"%PDF-1.7 junk")) == ["pdf_broken"]


class TestRecordings:
    @pytest.mark.parametrize("name", ["a.mp4", "a.mov", "a.m4a", "a.wav"])
    def test_duration(self, inspect, name):
        assert inspect(name, GOOD[name][0]).seconds == 12.0

    @pytest.mark.parametrize("name", ["a.avi", "a.amr", "a.mp3"])
    def test_duration_of_older_kinds(self, inspect, name):
        assert inspect(name, GOOD[name][0]).seconds == pytest.approx(10, abs=0.5)

    def test_very_short(self, inspect):
        assert codes(inspect("a.wav", makers.wav(2))) == ["very_short"]

    @pytest.mark.parametrize(
        "content",
        [
            makers.mp4()[:-30],
            makers.atom(b"ftyp", b"isom" + b"\0" * 8) + struct.pack(">I", 9_000) + b"mdat" + b"\0" * 100,
            makers.atom(b"ftyp", b"isom" + b"\0" * 8),
        ],
        ids=["cut", "no index", "nothing in it"],
    )
    def test_a_video_that_was_not_downloaded_whole(self, inspect, content):
        assert codes(inspect("a.mp4", content)) == ["media_broken"]

    def test_a_wave_file_that_stops_before_its_head_says_so(self, inspect):
        whole = makers.wav(20)
        assert codes(inspect("a.wav", whole)) == []
        [finding] = inspect("a.wav", whole[: len(whole) // 4]).findings
        assert finding.code == "recording_cut" and finding.details == {"length": 20, "end": 5}
        never_said = whole[:40] + b"\xff" * 4 + whole[44 : len(whole) // 4]
        assert "recording_cut" not in codes(inspect("a.wav", never_said))

    def test_an_unknown_length_is_said(self, inspect):
        assert codes(inspect("a.mkv", b"\x1aE\xdf\xa3" + b"\0" * 200)) == ["duration_unknown"]


needs_media = pytest.mark.skipif(not can_listen(), reason="the extra `media` is not installed")


@needs_media
class TestListening:
    @pytest.mark.parametrize(
        ("name", "form", "seconds", "kinds"),
        [
            ("a.mkv", "matroska", 8, {"video": "libx264", "audio": "aac"}),
            ("a.webm", "webm", 6, {"video": "libvpx", "audio": "libopus"}),
            ("a.aac", "adts", 7, {"audio": "aac"}),
            ("a.mp4", "mp4", 6, {"video": "libx264", "audio": "aac"}),
        ],
    )
    def test_lengths_of_every_kind_are_known_and_a_good_recording_has_nothing_to_say(
        self, inspect, name, form, seconds, kinds
    ):
        inspection = inspect(name, makers.recording(form, seconds, **kinds))
        assert inspection.seconds == pytest.approx(seconds, abs=0.6) and codes(inspection) == []

    def test_a_recording_without_sound_and_a_black_one_do_not_count(self, inspect):
        assert codes(inspect("a.wav", makers.wav(silent=True))) == ["silent"]
        assert codes(inspect("a.m4a", makers.recording("ipod", 6, audio="aac", silent=True))) == ["silent"]
        black = makers.recording("mp4", 6, video="libx264", black=True)
        assert codes(inspect("a.mp4", black)) == ["black_picture"]

    def test_a_screen_recording_without_sound_is_no_fault(self, inspect):
        assert codes(inspect("a.mp4", makers.recording("mp4", 6, video="libx264"))) == []

    def test_a_recording_that_ends_before_its_length_is_said(self, inspect):
        whole = makers.recording("matroska", 60, video="libx264", audio="aac")
        assert codes(inspect("a.mkv", whole)) == []
        assert codes(inspect("a.mkv", whole[: len(whole) // 2])) == ["recording_cut"]

    def test_a_recording_that_names_a_program_for_cutting_is_said(self, inspect):
        cut = makers.recording("mp4", 6, video="libx264", audio="aac", about={"comment": "CapCut 5.2"})
        [finding] = inspect("a.mp4", cut).findings
        assert finding.code == "edited" and finding.details["software"] == "CapCut 5.2"

    def test_without_the_extra_nothing_is_said(self, inspect, monkeypatch):
        monkeypatch.setattr(listening, "can_listen", lambda: False)
        assert codes(inspect("a.wav", makers.wav(silent=True))) == []


class TestTablesAndTexts:
    def test_zip_bombs_are_refused_without_unpacking(self, inspect):
        content = makers.zipped({"a": b"\0" * 80_000_000})
        begin = time.process_time()
        assert refusal(inspect, "a.zip", content).code == "archive_bomb"
        assert time.process_time() - begin < 0.5

    def test_an_office_bomb_too(self, inspect):
        content = makers.zipped({"[Content_Types].xml": b"", "xl/sheet1.xml": b"\0" * 80_000_000})
        assert refusal(inspect, "a.xlsx", content).code == "archive_bomb"

    def test_too_many_entries(self, inspect):
        content = makers.zipped({f"{number}": b"" for number in range(5_001)})
        assert "5001" in refusal(inspect, "a.zip", content).message

    def test_entries_that_overlap(self, inspect):
        content = bytearray(makers.zipped({"a": random.Random(1).randbytes(2_000)}))
        at = content.index(b"PK\x01\x02")
        content[at + 20 : at + 24] = struct.pack("<L", 1_000_000)
        assert refusal(inspect, "a.zip", bytes(content)).code == "archive_bomb"

    def test_nested_locked_and_broken_archives(self, inspect):
        assert codes(inspect("a.zip", makers.zipped({"里面.zip": b"x"}))) == ["archive_nested"]
        assert codes(inspect("a.zip", makers.locked_zip())) == ["archive_locked"]
        assert codes(inspect("a.zip", b"PK\x03\x04 cut off")) == ["archive_broken"]
        assert codes(inspect("a.xlsx", makers.xlsx()[:-200])) == ["spreadsheet_broken"]

    def test_macros_locks_and_old_formats(self, inspect):
        assert codes(inspect("a.xlsm", makers.xlsx(macros=True))) == ["macro_document"]
        assert codes(inspect("a.xlsx", makers.ole("EncryptedPackage"))) == ["spreadsheet_broken"]
        assert codes(inspect("a.xls", OLD_WORKBOOK.read_bytes())) == ["old_format"]
        assert codes(inspect("a.xls", makers.ole("Workbook"))) == ["spreadsheet_broken"]
        assert codes(inspect("a.doc", makers.ole("WordDocument"))) == ["old_format"]

    def test_a_text_without_a_word(self, inspect):
        assert codes(inspect("a.txt", b" \r\n\t ")) == ["empty_text"]

    def test_a_text_cut_in_the_middle_of_a_character_is_still_a_text(self, inspect):
        assert codes(inspect("a.csv", ("订单" * 20_000).encode("gb18030")[:-1])) == []


@pytest.mark.parametrize("name", sorted(GOOD))
def test_mutated_files_are_taken_or_refused_but_never_break_the_inspection(inspect, name):
    """A few hundred here; ten thousand of them were tried once by hand."""
    chance = random.Random(name)
    for _ in range(12):
        content = bytearray(GOOD[name][0][:60_000])
        for _ in range(chance.choice((1, 3, 20))):
            content[chance.randrange(len(content))] = chance.randrange(256)
        del content[chance.randrange(1, len(content) + 1) :]
        try:
            inspection = inspect(name, bytes(content))
        except RefusedFile as refused:
            assert refused.message
        else:
            assert inspection.media_type
