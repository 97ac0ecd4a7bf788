"""The masked copy: what was covered is gone from pixels and text, the rest is as it was."""

import hashlib
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from tests.fixtures import screens
from wizard.case import Mask
from wizard.evidence import places_of
from wizard.evidence.covering import CannotCover, cover, covered_type, page_to_show
from wizard.evidence.reading import Page, PlacedLine, Reading, can_read_pictures, read_file

HALF = Mask(page=1, left=0, top=0, right=5000, bottom=10_000)
needs_ocr = pytest.mark.skipif(not can_read_pictures(), reason="the extra `ocr` is not installed")


def page(*lines: PlacedLine) -> Reading:
    return Reading(reader=1, pages=(Page(number=1, width=1000, height=1000, lines=lines),))


@pytest.mark.parametrize(("kind", "name"), [("PNG", "a.png"), ("JPEG", "a.jpg"), ("WEBP", "a.webp")])
def test_a_picture_is_black_there_and_unchanged_elsewhere(tmp_path: Path, kind: str, name: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "secret phone"
    path, out = tmp_path / name, tmp_path / "out"
    Image.new("RGB", (200, 100), "white").save(path, kind, exif=exif)
    before = path.read_bytes()
    cover(path, f"image/{kind.lower()}", [HALF], out)
    with Image.open(out) as copy:
        assert copy.size == (200, 100) and not dict(copy.getexif())
        assert max(copy.convert("RGB").getpixel((30, 50))) < 8 and min(copy.convert("RGB").getpixel((150, 50))) > 247
    assert path.read_bytes() == before and b"secret" not in out.read_bytes()


def test_the_same_masks_give_the_same_bytes(tmp_path: Path) -> None:
    for name, media_type in (("a.png", "image/png"), ("a.pdf", "application/pdf")):
        screens.penalty_page(1).picture.save(tmp_path / name)
        digests = set()
        for place in range(2):
            cover(tmp_path / name, media_type, [HALF], tmp_path / f"{place}")
            digests.add(hashlib.sha256((tmp_path / f"{place}").read_bytes()).hexdigest())
        assert len(digests) == 1


def test_a_photo_on_its_side_is_covered_where_a_person_sees_it(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # shown turned to the right
    Image.new("RGB", (200, 100), "white").save(tmp_path / "a.jpg", exif=exif)
    cover(tmp_path / "a.jpg", "image/jpeg", [Mask(left=0, top=0, right=10_000, bottom=2000)], tmp_path / "out")
    with Image.open(tmp_path / "out") as copy:
        assert copy.size == (100, 200)
        assert max(copy.getpixel((50, 20))) < 8 and min(copy.getpixel((50, 100))) > 247


def test_a_paper_keeps_its_pages_and_loses_its_text(tmp_path: Path) -> None:
    from tests.unit.package.samples import letter
    from wizard.package import render_pdf

    path, out = tmp_path / "a.pdf", tmp_path / "out.pdf"
    path.write_bytes(render_pdf(letter()))
    cover(path, "application/pdf", [HALF], out)
    before, after = pypdfium2.PdfDocument(path), pypdfium2.PdfDocument(out)
    assert len(after) == len(before) > 0
    assert not after[0].get_textpage().get_text_range().strip() and before[0].get_textpage().get_text_range().strip()
    assert after[0].get_width() == pytest.approx(before[0].get_width(), rel=0.01)
    picture = after[0].render(scale=1).to_pil()
    assert max(picture.convert("RGB").getpixel((20, picture.height // 2))) < 10


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\nrest", b"%PDF-1.7 junk"])
def test_a_broken_file_is_never_submitted_half_covered(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a"
    path.write_bytes(content)
    for media_type in ("image/png", "application/pdf"):
        with pytest.raises(CannotCover):
            cover(path, media_type, [HALF], tmp_path / "out")
    with pytest.raises(CannotCover):
        covered_type("video/mp4")
    with pytest.raises(CannotCover):
        page_to_show(path, "application/pdf", 1)


def test_places_are_found_by_checked_shapes_and_labels():
    line = {"left": 1000, "right": 9000, "top": 100, "bottom": 200}
    found = places_of(
        page(
            PlacedLine(text="电话13812345678请联系", **line),
            PlacedLine(text="身份证 11010519491231002X", **line | {"top": 300, "bottom": 400}),
            PlacedLine(text="收货人：张小芳", **line | {"top": 500, "bottom": 600}),
            PlacedLine(text="订单 260418-551203948817263", **line | {"top": 700, "bottom": 800}),
            PlacedLine(text="收货地址：浙江省杭州市西湖区文一路12号3幢", **line | {"top": 900, "bottom": 1000}),
        )
    )
    assert [place.kind for place in found] == ["phone", "id_number", "name", "address"]
    phone = found[0]
    assert phone.words == "13812345678" and 1500 < phone.left < 3200 and 5500 < phone.right < 8000
    assert phone.top < 100 and phone.bottom > 200


@pytest.mark.parametrize(
    "text",
    [
        "订单 260418-551203948817263",
        "YT1649101507459",
        "110105194912310021",
        "买家：先生",
        "收货人：",
        "2026-04-18 15:05",
    ],
)
def test_numbers_that_are_nobodys_are_left_alone(text: str) -> None:
    assert places_of(page(PlacedLine(text=text, top=1, bottom=100))) == []


def test_the_merchants_own_number_is_no_other_persons():
    reading = page(PlacedLine(text="电话 138-1234-5678", top=1, bottom=100))
    assert places_of(reading) and not places_of(reading, {"13812345678"})


@needs_ocr
def test_what_a_picture_shows_of_a_person_is_proposed_and_gone_after_covering(tmp_path: Path) -> None:
    draft = screens.Draft(1, "person")
    draft.line("收货人", "张小芳")
    draft.line("联系电话", "13812345678")
    draft.line("身份证号 11010519491231002X")
    draft.line("订单编号", draft.order())
    path, out = tmp_path / "a.png", tmp_path / "out.png"
    draft.screen.picture.save(path)
    places = places_of(read_file(path, "image/png"))
    assert {place.kind for place in places} == {"name", "phone", "id_number"}
    masks = [Mask(page=1, left=one.left, top=one.top, right=one.right, bottom=one.bottom) for one in places]
    cover(path, "image/png", masks, out)
    left = read_file(out, "image/png")
    assert places_of(left) == [] and not any(word in left.text for word in ("张小", "1381", "5678", "1101", "002X"))
    assert next(iter(draft.screen.orders)) in left.text
