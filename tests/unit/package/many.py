"""Evidence of every kind a page can show, for the tests that look at whole packages."""

from __future__ import annotations

import io
from pathlib import Path

from tests.unit.package.samples import Piece, picture


def many(folder: Path) -> list[Piece]:
    """One of each: pictures of every format and depth, upright and not, long, papers, tables, texts, mail, media."""
    return [*_pictures(folder), *_papers(folder), *_writings(folder), *_others(folder)]


def pictures_of(pieces: list[Piece]) -> dict[str, Path]:
    """Title in brackets, as alternative texts have it → the picture, for those shown whole."""
    return {f"「{piece.title}」": piece.path for piece in pieces if piece.title.startswith("图")}


def _pictures(folder: Path) -> list[Piece]:
    from PIL import Image

    source = Image.open(picture(folder / "source.png", 300, 200))
    grey = Image.open(picture(folder / "deep.png", 90, 150)).convert("L")
    made = {
        "图PNG": ("a.png", source, {}),
        "图JPEG": ("a.jpg", source, {"quality": 92}),
        "图WebP": ("a.webp", source, {}),
        "图GIF": ("a.gif", source.convert("P"), {"save_all": True, "append_images": [source.convert("P").rotate(90)]}),
        "图透明": ("b.png", source.convert("RGBA"), {}),
        "图印刷": ("b.jpg", source.convert("CMYK"), {"quality": 92}),
        "图灰": ("c.png", grey, {}),
        "图调色": ("d.png", source.convert("P"), {}),
    }
    for name, image, save in made.values():
        image.save(folder / name, **save)
    exif = Image.Exif()
    exif[0x0112] = 6
    source.transpose(Image.Transpose.ROTATE_90).save(folder / "turned.jpg", exif=exif, quality=92)
    kinds = {"jpg": "jpeg"}
    pieces = [
        Piece(title, folder / name, f"image/{kinds.get(name[2:], name[2:])}") for title, (name, _, _) in made.items()
    ]
    wide = Piece("图很宽", picture(folder / "wide.png", 2400, 700), "image/png")
    return [*pieces, Piece("图横放", folder / "turned.jpg", "image/jpeg"), wide, _long(folder)]


def _long(folder: Path) -> Piece:
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (300, 4000), "white")
    draw = ImageDraw.Draw(image)
    for top in range(20, 3960, 60):
        draw.rectangle((20, top, 280, top + 40), fill=(top % 200, 90, 120))
    image.save(folder / "long.png")
    return Piece("长截图", folder / "long.png", "image/png")


def _papers(folder: Path) -> list[Piece]:
    from wizard.document import Document, Paragraph, Run
    from wizard.package import render_pdf

    blocks = tuple(Paragraph(runs=(Run(text="协议条款。" * 40),)) for _ in range(12))
    path = folder / "paper.pdf"
    path.write_bytes(render_pdf(Document(kind="x", title="协议", blocks=blocks)))
    return [Piece("平台协议", path, "application/pdf")]


def _writings(folder: Path) -> list[Piece]:
    from openpyxl import Workbook

    book = Workbook()
    for row in [("订单号", "金额"), *((f"261028-{number:015d}", number / 4) for number in range(260))]:
        book.active.append(row)
    book.create_sheet("汇总").append(("项目", "合计"))
    book.save(folder / "book.xlsx")
    table = folder / "bill.csv"
    table.write_text("订单号,金额\n" + "".join(f"260418-{i:015d},{i}.50\n" for i in range(60)), encoding="gb18030")
    chat = folder / "chat.txt"
    chat.write_text("商家：为什么扣钱？😀 𠮷 \U0003fff0\n" * 70 + "https://mms.example/" + "a" * 200, encoding="utf-8")
    mail = folder / "mail.eml"
    mail.write_text(
        "From: a@example.com\nSubject: 答复\nContent-Type: text/plain; charset=utf-8\n\n维持原判。", "utf-8"
    )
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return [
        Piece("账单工作簿", folder / "book.xlsx", sheet),
        Piece("账单导出", table, "text/csv"),
        Piece("聊天文字", chat, "text/plain"),
        Piece("往来邮件", mail, "message/rfc822"),
        _document(folder),
    ]


def _document(folder: Path) -> Piece:
    """A Word document with a paragraph, a table and a picture."""
    import zipfile

    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    row = "<w:tr>" + cell.format("保证金") + cell.format("1,000.00") + "</w:tr>"
    body = "<w:p><w:r><w:t>合作协议第三条。</w:t><w:drawing/></w:r></w:p><w:tbl>" + row * 3 + "</w:tbl>"
    with zipfile.ZipFile(folder / "contract.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>')
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return Piece("合作协议", folder / "contract.docx", kind)


def _others(folder: Path) -> list[Piece]:
    import zipfile

    with zipfile.ZipFile(folder / "more.zip", "w") as archive:
        archive.writestr("a.txt", "x")
    (folder / "call.mp3").write_bytes(b"ID3" + bytes(2000))
    (folder / "broken.png").write_bytes((folder / "a.png").read_bytes()[:90])
    pieces = [
        Piece("压缩包", folder / "more.zip", "application/zip"),
        Piece("电话录音", folder / "call.mp3", "audio/mpeg"),
        Piece("损坏的截图", folder / "broken.png", "image/png"),
    ]
    return [*pieces, *_video(folder)]


def _video(folder: Path) -> list[Piece]:
    try:
        import av
    except ImportError:
        return []
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=5)
        stream.width, stream.height, stream.pix_fmt = 64, 96, "yuv420p"
        for frame in [av.VideoFrame(64, 96, "yuv420p") for _ in range(20)]:
            for packet in stream.encode(frame):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
    (folder / "clip.mp4").write_bytes(out.getvalue())
    return [Piece("开箱录像", folder / "clip.mp4", "video/mp4")]
