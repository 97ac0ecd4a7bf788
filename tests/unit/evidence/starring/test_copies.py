"""The copy holds nothing of what was hidden, in no corner of the file, and what proves something stays."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.unit.evidence.starring import makers
from tests.unit.evidence.unpacking import outlook_maker
from wizard.case import Hidden
from wizard.evidence.covering import CannotCover
from wizard.evidence.starring import star, starred_type, survey_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLS = "application/vnd.ms-excel"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OLD_WORKBOOK = Path(__file__).parents[3] / "fixtures" / "excel" / "orders.xls"


def copy_of(path: Path, media_type: str, *own: str) -> bytes:
    """The copy when everything that is proposed was taken, and some words of one's own."""
    survey = survey_of(path, media_type)
    assert not survey.refused
    before = path.read_bytes()
    hidden = [spot.hidden() for spot in survey.spots] + [Hidden(scope="words", words=words) for words in own]
    out, again = path.with_name("copy"), path.with_name("again")
    star(path, media_type, hidden, out)
    star(path, media_type, hidden, again)
    assert path.read_bytes() == before
    assert hashlib.sha256(out.read_bytes()).digest() == hashlib.sha256(again.read_bytes()).digest()
    return out.read_bytes()


def test_a_workbook_keeps_its_proof_and_loses_everything_else(tmp_path: Path) -> None:
    content = copy_of(makers.workbook(tmp_path / "订单.xlsx"), XLSX)
    assert makers.found_in(content) == []
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["订单"] and not book.defined_names
    rows = [list(row[:7]) for row in book["订单"].iter_rows(values_only=True)]
    assert rows[0] == makers.HEADER
    assert rows[1][:6] == [makers.ORDER, "59.90", "王**", "138****5678", "浙江省杭州市****", makers.TIME]
    assert rows[1][6] == "王**要求换货，电话138****5678"
    assert rows[2][1] == 12.5 and rows[2][3] == "159****1111"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not [name for name in archive.namelist() if "comment" in name or "docProps" in name or "drawing" in name]


def test_of_a_beginning_the_first_rows_are_the_copys_and_the_others_are_only_there(tmp_path: Path) -> None:
    path = makers.workbook(tmp_path / "订单.xlsx")
    hidden = [spot.hidden() for spot in survey_of(path, XLSX).spots]
    whole, begun = tmp_path / "whole.xlsx", tmp_path / "begun.xlsx"
    assert star(path, XLSX, hidden, whole) and not star(path, XLSX, hidden, begun, rows=2)
    first, second = (list(openpyxl.load_workbook(one)["订单"].iter_rows(values_only=True)) for one in (whole, begun))
    assert second[:2] == first[:2] and len(second) == len(first) and set(second[2]) == {"…", None}
    assert makers.found_in(begun.read_bytes()) == [] and star(path, XLSX, hidden, begun, rows=50)
    assert begun.read_bytes() == whole.read_bytes()


def test_an_old_workbook_becomes_a_new_one_without_its_corners(tmp_path: Path) -> None:
    path = tmp_path / "订单.xls"
    original = OLD_WORKBOOK.read_bytes()
    assert all(one.encode("utf-16-le") in original or one.encode() in original for one in makers.PLANTED)
    path.write_bytes(original)
    content = copy_of(path, XLS)
    assert starred_type(XLS) == (XLSX, ".xlsx") and makers.found_in(content) == []
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["订单"]
    rows = [list(row[:7]) for row in book["订单"].iter_rows(values_only=True)]
    assert rows[0] == makers.HEADER
    assert rows[1][:6] == [makers.ORDER, "59.90", "王**", "138****5678", "浙江省杭州市****", makers.TIME]
    when = dt.datetime(2026, 4, 18, 15, 5, 12)
    assert rows[3][1:6] == [12.5, "欧**", "159****1111", "浙江省杭州市****", when], (
        "a number and a time stay what they are"
    )


@pytest.mark.parametrize(
    ("encoding", "mark"), [("gb18030", ","), ("utf-8-sig", ","), ("utf-8", "\t"), ("utf-16", "\t")]
)
def test_a_csv_file_stays_as_it_was_written_but_for_the_stars(tmp_path: Path, encoding: str, mark: str) -> None:
    path = makers.csv_file(tmp_path / "a.csv", encoding, mark)
    content = copy_of(path, "text/csv")
    assert makers.found_in(content) == []
    text = content.decode(encoding)
    before = path.read_bytes().decode(encoding)
    assert text.startswith("#订单导出\r\n#导出人：客服 联系人：王**\r\n") and text.count("\r\n") == before.count("\r\n")
    rows = list(csv.reader(io.StringIO(text), delimiter=mark))
    assert rows[3][0].strip() == makers.ORDER and rows[3][1:4] == ["59.90", "王**", "138****5678"]
    if mark == ",":
        assert rows[3][0].startswith("\t")


def test_rows_without_anything_to_hide_are_the_very_same_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes('订单号,"收货人",备注\n1,"王小芳","他说""好"""\n2,,  "x" \n'.encode())
    assert copy_of(path, "text/csv").splitlines()[2] == b'2,,  "x" '
    assert copy_of(path, "text/csv").splitlines()[1] == '1,王**,"他说""好"""'.encode()


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-8-sig"])
def test_a_chat_keeps_who_said_what_when_and_loses_who_they_are(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(makers.CHAT.encode(encoding))
    content = copy_of(path, "text/plain", makers.NAME)
    assert makers.found_in(content) == [] and "１５９" not in content.decode(encoding)
    text = content.decode(encoding)
    assert makers.ORDER in text and makers.AMOUNT in text and "2026/4/18 15:05" in text and "138****5678" in text
    assert len(text.splitlines()) == len(makers.CHAT.splitlines())


def test_letters_written_as_codes_are_no_hiding_place(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text('{"name": "\\u738b\\u5c0f\\u82b3", "tel": "\\u0031\\u0033812345678"}', "utf-8")
    content = copy_of(path, "text/plain", makers.NAME).decode()
    assert "u738b" not in content and makers.NAME not in content and "13812345678" not in content


def test_a_word_file_is_written_anew_without_its_corners(tmp_path: Path) -> None:
    content = copy_of(makers.document(tmp_path / "a.docx"), DOCX)
    assert makers.found_in(content) == []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert set(archive.namelist()) == {"[Content_Types].xml", "_rels/.rels", "word/document.xml"}
        text = archive.read("word/document.xml").decode()
    for kept in (
        makers.ORDER,
        f"金额 {makers.AMOUNT} 元",
        "王**",
        "页眉：联系人：王**",
        "脚注138****5678",
        "浙江省杭州市****",
    ):
        assert kept in text


def test_a_web_page_becomes_the_text_that_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        f"<html><head><title>{makers.NAME}</title></head><body data-x='{makers.PHONE}'><!-- {makers.PHONE} -->"
        f"<p>收货人：{makers.NAME}</p><p>138<b>12345678</b> {makers.ORDER}</p></body></html>",
        "utf-8",
    )
    content = copy_of(path, "text/html")
    assert starred_type("text/html") == ("text/plain", ".txt")
    assert makers.found_in(content) == [] and makers.ORDER in content.decode()


def test_a_mail_keeps_its_head_and_text_and_leaves_its_attachments(tmp_path: Path) -> None:
    content = copy_of(makers.mail(tmp_path / "a.eml"), "message/rfc822", makers.NAME)
    assert makers.found_in(content) == []
    text = makers.everything_in(content)
    assert makers.ORDER in text and "2026-04-18 15:05" in text and "附件（没有放进遮挡稿" in text


def test_an_outlook_mail_becomes_an_ordinary_one(tmp_path: Path) -> None:
    path = tmp_path / "a.msg"
    path.write_bytes(
        outlook_maker.message("订单", f"收货人：{makers.NAME}，电话{makers.PHONE}", {"a.txt": makers.NAME.encode()})
    )
    content = copy_of(path, "application/vnd.ms-outlook")
    assert makers.found_in(content) == []
    assert "138****5678" in makers.everything_in(content)


@pytest.mark.parametrize("media_type", [XLSX, "application/vnd.ms-excel", DOCX, "application/vnd.ms-outlook"])
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 locked"])
def test_a_file_that_does_not_open_is_refused_with_what_to_do(tmp_path: Path, media_type: str, content: bytes) -> None:
    path, out = tmp_path / "a", tmp_path / "out"
    path.write_bytes(content)
    assert "再传" in survey_of(path, media_type).refused
    with pytest.raises(CannotCover, match="再传"):
        star(path, media_type, [Hidden(scope="words", words="王小芳")], out)


def test_what_cannot_be_starred_is_refused_and_never_half_done(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('订单号,收货人\n1,"王小芳\n' + "x," * 100_000, "utf-8")
    assert "引号" in survey_of(path, "text/csv").refused
    with pytest.raises(CannotCover):
        starred_type("video/mp4")


def test_a_sheet_that_claims_to_be_enormous_is_refused_before_it_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "收货人", "王小芳"
    book.save(tmp_path / "a.xlsx")
    assert "太多" in survey_of(tmp_path / "a.xlsx", XLSX).refused
