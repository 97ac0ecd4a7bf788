"""Whole files: pictures with OCR and without, text layers, texts, tables, broken ones."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from tests.fixtures import screens
from wizard.document import Document, Paragraph, Run
from wizard.evidence.reading import can_read_pictures, engine, read_file, readout_of, transcript_of, values_of
from wizard.knowledge.load import load
from wizard.package import render_pdf

PACK = load()
needs_ocr = pytest.mark.skipif(not can_read_pictures(), reason="the extra `ocr` is not installed")


def saved(tmp_path: Path, picture: Image.Image, name: str = "a.png") -> Path:
    path = tmp_path / name
    picture.save(path)
    return path


@needs_ocr
@pytest.mark.parametrize("look", ["clean", "off a monitor"])
@pytest.mark.parametrize("dark", [False, True])
def test_a_chat_is_read_with_its_broken_number_and_written_down(tmp_path: Path, look: str, dark: bool) -> None:
    screen = screens.chat_page(1, dark)
    shares: list[float] = []
    reading = read_file(saved(tmp_path, screens.LOOKS[look](screen.picture)), "image/png", shares.append)
    values = values_of(reading, PACK)
    assert {value.value for value in values if value.kind == "order"} == screen.orders
    assert {value.value for value in values if value.kind == "moment"} == screen.moments
    assert {value.value for value in values if value.kind == "amount"} == screen.amounts
    assert shares == sorted(shares) and shares[-1] == 1.0
    lines = transcript_of(reading).splitlines()
    assert lines[0].startswith("〔2026年") and lines[1].startswith("对方：您好")
    [order] = screen.orders
    assert any(line.startswith("我：") and order in line.replace(" ", "") for line in lines)
    assert sum(line.startswith("对方：") for line in lines) >= 3


@needs_ocr
def test_a_screenshot_ten_screens_long_is_read_to_its_end_and_no_line_twice(tmp_path: Path) -> None:
    parts = [screens.bill_page(seed) for seed in range(4)]
    long = Image.new("RGB", (1080, 2340 * 4))
    for place, part in enumerate(parts):
        long.paste(part.picture, (0, 2340 * place))
    reading = read_file(saved(tmp_path, long), "image/png")
    orders = [value.value for value in values_of(reading, PACK) if value.kind == "order"]
    assert sorted(orders) == sorted(set().union(*(part.orders for part in parts)))
    titles = [line for line in reading.pages[0].lines if line.text == "账单明细"]
    assert len(titles) == 4 and [title.top for title in titles] == sorted(title.top for title in titles)
    assert not reading.more and not transcript_of(reading)


@needs_ocr
def test_a_photo_that_lies_on_its_side_is_read_upright(tmp_path: Path) -> None:
    screen = screens.penalty_page(2)
    exif = Image.Exif()
    exif[0x0112] = 6
    path = tmp_path / "a.jpg"
    screen.picture.rotate(90, expand=True).save(path, exif=exif)
    reading = read_file(path, "image/jpeg")
    assert {value.value for value in values_of(reading, PACK) if value.kind == "order"} == screen.orders
    assert (reading.pages[0].width, reading.pages[0].height) == screens.PHONE


def test_without_the_extra_a_picture_is_left_unread_and_papers_are_read_all_the_same(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(engine, "can_read_pictures", lambda: False)
    reading = read_file(saved(tmp_path, screens.chat_page(1).picture), "image/png")
    assert reading.unread == "no_reader" and not reading.pages and reading.look
    paper = tmp_path / "a.pdf"
    words = "工单编号 GD3449136470，处罚时间 2026-04-18 15:05"
    paper.write_bytes(render_pdf(Document(kind="letter", title="说明", blocks=(Paragraph(runs=(Run(text=words),)),))))
    reading = read_file(paper, "application/pdf")
    assert {value.value for value in values_of(reading, PACK)} >= {"GD3449136470", "2026-04-18T15:05"}
    assert reading.pages[0].origin == "layer"


@needs_ocr
def test_a_scanned_page_is_read_as_a_picture(tmp_path: Path) -> None:
    screen = screens.penalty_page(4)
    path = tmp_path / "scan.pdf"
    screen.picture.save(path, "PDF", resolution=150)
    reading = read_file(path, "application/pdf")
    assert {value.value for value in values_of(reading, PACK) if value.kind == "order"} == screen.orders
    assert reading.pages[0].origin == "picture"


def test_texts_tables_and_mails_are_read_and_tables_offer_nothing(tmp_path: Path) -> None:
    order = "260418-551203948817263"
    text = tmp_path / "a.txt"
    text.write_bytes(f"订单 {order} 被罚".encode("gb18030"))
    assert [value.value for value in readout_of(read_file(text, "text/plain"), PACK).values] == [order]
    table = tmp_path / "a.csv"
    table.write_text(f"订单号,金额\n{order},¥3.00", "utf-8")
    reading = read_file(table, "text/csv")
    assert order in reading.text and readout_of(reading, PACK).values == []
    mail = tmp_path / "a.eml"
    head = "From: a@b.cn\r\nSubject: x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    mail.write_bytes(f"{head}{order}\r\n".encode())
    assert order in read_file(mail, "message/rfc822").text


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"\x89PNG\r\n\x1a\n" + os.urandom(200), "image/png"),
        (b"%PDF-1.7\n" + os.urandom(200), "application/pdf"),
        (os.urandom(300), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (b"", "text/plain"),
        (os.urandom(300), "video/mp4"),
    ],
)
def test_a_broken_or_foreign_file_is_unread_and_no_error(tmp_path: Path, content: bytes, media_type: str) -> None:
    path = tmp_path / "a"
    path.write_bytes(content)
    reading = read_file(path, media_type)
    assert reading.unread in ("not_readable", "no_text") and not reading.text


def test_reading_a_picture_loads_no_network_and_reading_a_text_loads_no_engine(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("你好", "utf-8")
    code = (
        "import sys; from pathlib import Path; from wizard.evidence.reading import read_file;"
        f"read_file(Path({str(tmp_path / 'a.txt')!r}), 'text/plain');"
        "assert not {'rapidocr', 'onnxruntime', 'cv2'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_a_tiny_picture_has_no_text(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(out, "PNG")
    path = tmp_path / "a.png"
    path.write_bytes(out.getvalue())
    assert read_file(path, "image/png").unread in ("no_text", "no_reader")
