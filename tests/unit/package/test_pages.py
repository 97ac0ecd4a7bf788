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
    assert any("切成 6 段" in text.replace("\r\n", "") for text in pages_with(content))


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


def shown_text(content):
    return "".join(pages_with(content)).replace("\r\n", "")


def exhibit_text(path, media_type, tmp_path, authority_folder):
    return shown_text(preview(request(tmp_path, authority_folder, [Piece("一份", path, media_type)])))


def test_mail_is_read_not_printed_raw(tmp_path, authority_folder):
    from email.message import EmailMessage

    mail = EmailMessage()
    mail["From"], mail["Subject"] = "客服 <service@example.com>", "处罚申诉的答复"
    mail.set_content("您好，处罚维持不变。", cte="base64")
    mail.add_alternative("<p>别的写法</p>", subtype="html")
    mail.add_attachment(b"x", maintype="application", subtype="pdf", filename="说明.pdf")
    path = tmp_path / "a.eml"
    path.write_bytes(bytes(mail))
    text = exhibit_text(path, "message/rfc822", tmp_path, authority_folder)
    assert all(said in text for said in ("发件人：客服", "主题：处罚申诉的答复", "处罚维持不变", "附件：说明.pdf"))
    assert "别的写法" not in text and "base64" not in text


def test_mail_with_markup_only_is_text(tmp_path, authority_folder):
    path = tmp_path / "a.eml"
    body = "<style>p{}</style><p>第一段 &amp; 一</p><p>第二段</p>"
    path.write_text(f"Subject: x\nContent-Type: text/html; charset=nonsense\n\n{body}", "utf-8")
    text = exhibit_text(path, "message/rfc822", tmp_path, authority_folder)
    assert "第一段 & 一" in text and "第二段" in text and "<p>" not in text and "p{}" not in text


def test_a_text_without_words_says_so(tmp_path, authority_folder):
    path = tmp_path / "empty.txt"
    path.write_text(" \n", "utf-8")
    assert "没有文字" in exhibit_text(path, "text/plain", tmp_path, authority_folder)


def test_numbers_of_a_wide_table_stay_whole(tmp_path, authority_folder):
    path = tmp_path / "bill.csv"
    head = "商户订单号,发生时间,收入金额（+元）,支出金额（-元）,账务类型,备注,业务描述,店铺ID,序号"
    about = f"技术服务费,基础技术服务费,{'业务描述' * 6},900100001"
    rows = [f"261028-{n:015d},2026-10-28 10:20:33,{n}.25,-{n}.50,{about},{n}" for n in range(120, 150)]
    path.write_text("\n".join([head, *rows]), "utf-8")
    content = preview(request(tmp_path, authority_folder, [Piece("账单", path, "text/csv")]))
    lines = "\n".join(pages_with(content)).replace("\r\n", "\n").split("\n")
    for number in ("261028-000000000000120", "149.25", "-149.50", "900100001"):
        assert any(number in line for line in lines), number


def test_grey_of_sixteen_bits_keeps_its_shades(tmp_path, authority_folder):
    import numpy
    from PIL import Image

    path = tmp_path / "deep.png"
    Image.fromarray((numpy.mgrid[0:200, 0:300][0] * 320).astype("uint16")).save(path)
    content = preview(request(tmp_path, authority_folder, [Piece("图", path, "image/png")]))
    place = next(i for i, text in enumerate(pages_with(content)) if "证据1 · 第1页" in text)
    shades = set(rendered(content, place).convert("L").tobytes())
    assert len(shades) > 150


@pytest.mark.parametrize(("size", "across"), [((64, 36), False), ((36, 64), True)])
def test_a_video_shows_frames_at_their_own_times(size, across, tmp_path, authority_folder):
    av = pytest.importorskip("av")
    path = tmp_path / "a.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=5)
        stream.width, stream.height, stream.pix_fmt = (*size, "yuv420p")
        for _ in range(40):
            for packet in stream.encode(av.VideoFrame(*size, "yuv420p")):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
    content = preview(request(tmp_path, authority_folder, [Piece("录像", path, "video/mp4")]))
    text = shown_text(content)
    assert all(f"第 {second} 秒" in text for second in ("0.4", "4.0", "7.6"))
    assert "证据1 · 第1页/共1页" in text


def test_without_the_video_library_the_page_says_so(tmp_path, authority_folder, monkeypatch):
    from wizard.package.exhibits import media, render

    monkeypatch.setattr(media, "can_decode", lambda: False)
    monkeypatch.setattr(render, "can_decode", lambda: False)
    path = tmp_path / "a.mp4"
    path.write_bytes(b"x")
    assert "没有安装视频组件" in exhibit_text(path, "video/mp4", tmp_path, authority_folder)


def test_brackets_within_brackets_differ(tmp_path, authority_folder):
    from wizard.document import Document, Paragraph, Run

    runs = (Run(text="经过（"), Run(text="证据1", exhibit=1), Run(text="），照片见"), Run(text="证据2", exhibit=2))
    letter = Document(kind="appeal", title="申诉书", blocks=(Paragraph(runs=runs),))
    text = shown_text(preview(request(tmp_path, authority_folder, document=letter)))
    assert "经过（证据1〔第4页〕），照片见证据2（第5页）" in text


def test_the_cover_names_the_respondent_of_the_letter(tmp_path, authority_folder):
    from dataclasses import replace

    from wizard.case import Respondent
    from wizard.document import Document, Fields, Run

    fields = Fields(caption="被举报人", pairs=(("名称", (Run(text="某平台公司"),)),), part="respondent")
    asked = request(tmp_path, authority_folder, [], document=Document(kind="x", title="举报书", blocks=(fields,)))
    asked = replace(asked, case=asked.case.model_copy(update={"respondent": Respondent()}))
    assert "被投诉方 某平台公司" in pages_with(preview(asked))[0].replace("\r\n", "")


def test_space_never_opens_a_page():
    from wizard.package.layout.blocks import gap
    from wizard.package.layout.flow import Strip, paginate

    line = Strip(60, lambda canvas, x, y: None)
    first, second = paginate([line, gap(50), line], 100)
    assert first.placed[0] == (line, 0.0)
    assert [y for _, y in second.placed] == [0]


def test_the_index_tells_of_masked_copies_only_when_there_is_one(tmp_path, authority_folder):
    text = shown_text(preview(request(tmp_path, authority_folder)))
    assert "文件改动一个字节，指纹就不同。" in text and "遮挡稿" not in text


def test_the_index_sets_day_and_person_on_lines_of_their_own(tmp_path, authority_folder):
    content = preview(request(tmp_path, authority_folder))
    place = next(place for place, text in enumerate(pages_with(content)) if "证明目的" in text)
    page = pypdfium2.PdfDocument(content)[place].get_textpage()
    (day, above), (person, below) = (
        page.get_charbox(page.search(words).get_next()[0])[:2] for words in ("2026年10", "李晴")
    )
    assert abs(day - person) < 2 and above - below > 8


def test_a_preview_says_that_the_certificate_is_still_to_come(tmp_path, authority_folder):
    text = shown_text(preview(request(tmp_path, authority_folder)))
    assert "签名证书 签署时写入（这是预览）" in text and "指纹 -" not in text


def test_the_contents_of_forty_exhibits_take_two_pages(tmp_path, authority_folder):
    path = picture(tmp_path / "a.png")
    pieces = [Piece(f"平台客服第{number}次答复的截图", path, "image/png") for number in range(40)]
    content = preview(request(tmp_path, authority_folder, pieces))
    assert [place for place, text in enumerate(pages_with(content)) if "申诉处理部门" in text][:2] == [0, 2]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_mail_whose_heads_are_not_encoded_is_read(encoding, tmp_path, authority_folder):
    path = tmp_path / "mail.eml"
    mail = "From: 平台客服 <a@example.com>\nSubject: 关于处罚的答复\nSubject: 假的\nContent-Type: text/plain\n\n维持。"
    path.write_bytes(mail.encode(encoding))
    text = exhibit_text(path, "message/rfc822", tmp_path, authority_folder)
    assert "主题：关于处罚的答复" in text and "平台客服 <a@example.com>" in text and "U+FFFD" not in text


def _sized(content):
    document = pypdfium2.PdfDocument(content)
    texts = (document[number].get_textpage().get_text_range() for number in range(len(document)))
    return [tuple(map(round, document[place].get_size())) for place, text in enumerate(texts) if "证据1 · 第" in text]


UPRIGHT, TURNED = (595, 842), (842, 595)


@pytest.mark.parametrize(
    ("size", "sizes"),
    [
        ((2400, 700), [TURNED]),  # a wide screenshot stands below its head
        ((1920, 1080), [TURNED]),
        ((4000, 3000), [UPRIGHT]),  # a photograph gains little
        ((1080, 600), [UPRIGHT]),  # legible as it is
        ((1240, 1754), [UPRIGHT]),
    ],
)
def test_what_is_wide_stands_on_a_page_on_its_side(size, sizes, tmp_path, authority_folder):
    path = picture(tmp_path / "a.jpg", *size)
    content = preview(request(tmp_path, authority_folder, [Piece("截图", path, "image/jpeg")]))
    assert _sized(content) == sizes
    place = next(i for i, text in enumerate(pages_with(content)) if "证据1 · 第1页" in text)
    seen = corner_colours(rendered(content, place, 0.5))
    assert seen["red"][0] < seen["lime"][0] and seen["red"][1] < seen["blue"][1]


def test_pages_of_a_pdf_on_their_side_stay_so(tmp_path, authority_folder):
    from reportlab.pdfgen.canvas import Canvas

    path = tmp_path / "a.pdf"
    paper = Canvas(str(path))
    for size in ((842, 595), (595, 842), (842, 595)):
        paper.setPageSize(size)
        paper.rect(50, 50, 300, 300)
        paper.showPage()
    paper.save()
    asked = request(tmp_path, authority_folder, [Piece("对账单", path, "application/pdf")], transcripts={"e1": "摘录"})
    content = preview(asked)
    assert _sized(content) == [UPRIGHT, TURNED, UPRIGHT, TURNED, UPRIGHT]
    text = shown_text(content)
    assert "从下一页起横着排" in text and "证据1 · 第4页/共5页" in text


@pytest.mark.parametrize("paragraphs", range(17, 29))
def test_the_date_below_a_signature_is_never_alone_on_a_page(paragraphs, tmp_path, authority_folder):
    from wizard.document import Document, Paragraph, Run, SignaturePlace

    blocks = [Paragraph(runs=(Run(text=f"第{number}段。"),)) for number in range(paragraphs)]
    end = [SignaturePlace(), Paragraph(runs=(Run(text="2026年11月26日"),), style="right")]
    letter = Document(kind="appeal", title="起诉状", blocks=(*blocks, *end))
    texts = pages_with(preview(request(tmp_path, authority_folder, [], document=letter)))
    (page,) = (text for text in texts if "2026年11月26日" in text)
    assert "签名" in page
