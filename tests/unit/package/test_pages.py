"""What a page really shows: rendered, and looked at by colour."""

from __future__ import annotations

import zipfile

import pypdfium2
import pytest

from tests.unit.package.samples import Piece, picture, request
from wizard.package import build, preview

ORIENTATIONS = range(1, 9)


def rendered(content, page, scale=1.0):
    document = pypdfium2.PdfDocument(content)
    return document[page].render(scale=scale).to_pil().convert("RGB")


def pages_with(content):
    document = pypdfium2.PdfDocument(content)
    return [document[number].get_textpage().get_text_range() for number in range(len(document))]


def corner_colours(image):
    """Colours of the picture's corners on a page, found by its red corner's neighbours."""
    pixels, found = image.load(), {}
    named = {(255, 0, 0): "red", (0, 255, 0): "lime", (0, 0, 255): "blue"}
    for y in range(image.height):
        for x in range(image.width):
            red, green, blue = pixels[x, y]
            key = tuple(255 if value > 200 else 0 if value < 60 else 128 for value in (red, green, blue))
            if key in named:
                found.setdefault(named[key], []).append((x, y))
    return {name: (sum(x for x, _ in p) / len(p), sum(y for _, y in p) / len(p)) for name, p in found.items()}


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_photos_stand_upright(orientation, tmp_path, authority_folder):
    from PIL import Image, ImageOps

    path = tmp_path / "photo.jpg"
    upright = Image.open(picture(tmp_path / "a.png", 90, 150))
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # Pillow's transpositions that the orientation takes back
    stored = upright.transpose(Image.Transpose(undo[orientation])) if orientation > 1 else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored.save(path, exif=exif, quality=95)
    assert ImageOps.exif_transpose(Image.open(path)).size == (90, 150)
    content = preview(request(tmp_path, authority_folder, [Piece("照片", path, "image/jpeg")]))
    place = next(i for i, text in enumerate(pages_with(content)) if "证据1 · 第1页" in text)
    seen = corner_colours(rendered(content, place))
    assert seen["red"][0] < seen["lime"][0] and abs(seen["red"][1] - seen["lime"][1]) < 5
    assert seen["red"][1] < seen["blue"][1] and abs(seen["red"][0] - seen["blue"][0]) < 5


@pytest.mark.parametrize(
    ("name", "save", "media_type"),
    [
        ("rgb.png", {}, "image/png"),
        ("rgba.png", {"mode": "RGBA"}, "image/png"),
        ("grey.png", {"mode": "L"}, "image/png"),
        ("palette.png", {"mode": "P"}, "image/png"),
        ("photo.jpg", {"quality": 90}, "image/jpeg"),
        ("cmyk.jpg", {"mode": "CMYK"}, "image/jpeg"),
        ("still.gif", {"mode": "P"}, "image/gif"),
        ("photo.webp", {}, "image/webp"),
        ("plain.bmp", {}, "image/bmp"),
        ("scan.tiff", {}, "image/tiff"),
    ],
)
def test_every_kind_of_picture_is_shown(name, save, media_type, tmp_path, authority_folder):
    from PIL import Image

    mode = save.pop("mode", "RGB") if "mode" in save else "RGB"
    path = tmp_path / name
    Image.open(picture(tmp_path / "source.png", 90, 150)).convert(mode).save(path, **save)
    content = preview(request(tmp_path, authority_folder, [Piece("图", path, media_type)]))
    place = next(i for i, text in enumerate(pages_with(content)) if "证据1 · 第1页" in text)
    dark = sum(1 for pixel in rendered(content, place).convert("L").tobytes() if pixel < 140)
    assert dark > 3000


def test_no_page_is_blank_and_every_page_has_its_number(pdf):
    texts = pages_with(pdf)
    assert all(f"第 {number} 页 / 共 {len(texts)} 页" in text for number, text in enumerate(texts, start=1))
    for number in range(len(texts)):
        image = rendered(pdf, number, 0.5).convert("L")
        assert sum(1 for pixel in image.tobytes() if pixel < 128) > 50, number


def test_exhibits_have_their_stamp(pdf):
    text = "".join(pages_with(pdf))
    for number in range(1, 7):
        assert f"证据{number} · 第1页/共1页" in text


def test_long_screenshots_are_cut_into_columns(tmp_path, authority_folder):
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (300, 4000), "white")
    draw = ImageDraw.Draw(image)
    for top in range(20, 3960, 60):
        draw.rectangle((20, top, 280, top + 40), fill="black")
    path = tmp_path / "long.png"
    image.save(path)
    content = preview(request(tmp_path, authority_folder, [Piece("长图", path, "image/png")]))
    assert any("切成 5 段" in text.replace("\r\n", "") for text in pages_with(content))


def test_cuts_go_through_empty_rows():
    from PIL import Image, ImageDraw

    from wizard.package.exhibits.slices import cuts

    image = Image.new("RGB", (300, 4000), "white")
    draw = ImageDraw.Draw(image)
    for top in range(20, 3960, 60):
        draw.rectangle((20, top, 280, top + 40), fill="black")
    edges = list(cuts(image))
    assert edges[0][0] == 0 and edges[-1][1] == 4000
    for (_, last), (first, _) in zip(edges, edges[1:], strict=False):
        assert last == first and (last - 20) % 60 > 40


def test_jpeg_data_is_carried_unchanged(built, unpacked, pdf):
    import pikepdf

    photo = next((unpacked / "02-证据原件").glob("证据02*")).read_bytes()
    with pikepdf.open(pdf) as document:
        streams = [obj.read_raw_bytes() for obj in document.objects if isinstance(obj, pikepdf.Stream)]
        assert streams.count(photo) == 2  # once as a page, once attached


def test_damaged_and_unknown_files_become_cards(pdf):
    text = "".join(pages_with(pdf)).replace("\r\n", "")
    assert "没能读出画面" in text and "请打开原件收听" in text


def test_markup_in_names_is_only_text(tmp_path, authority_folder):
    path = picture(tmp_path / "a.png")
    made = build(request(tmp_path, authority_folder, [Piece("<b>../../x</b>&amp;\"'|?*CON", path, "image/png")]))
    names = zipfile.ZipFile(made.path).namelist()
    assert all(part not in ("", "..", ".") for name in names for part in name.split("/"))
    assert not any(set(name) & set('<>:"\\|?*') for name in names)
