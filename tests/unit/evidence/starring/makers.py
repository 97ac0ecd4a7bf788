"""Files with planted data of people who do not exist, in every place a file can hide something."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage
from pathlib import Path

NAME, OTHER_NAME = "王小芳", "欧阳明月"
PHONE, OTHER_PHONE = "13812345678", "15900001111"
ADDRESS = "浙江省杭州市余杭区文一西路969号3幢1201室"
ID_NUMBER = "11010519491231002X"
EMAIL = "xiaofang.wang@example.com"
ORDER, AMOUNT, TIME = "260418-551203948817263", "59.90", "2026-04-18 15:05:12"
PLANTED = (NAME, OTHER_NAME, PHONE, OTHER_PHONE, "文一西路969号", ID_NUMBER, "xiaofang.wang", "小芳", "969号")
HEADER = ["订单号", "商家实收金额(元)", "收货人", "手机", "收货地址", "订单成交时间", "商家备注"]
ROWS = [
    [ORDER, AMOUNT, NAME, PHONE, ADDRESS, TIME, f"{NAME}要求换货，电话{PHONE[:3]} {PHONE[3:7]} {PHONE[7:]}"],
    ["260419-551203948817264", "12.50", OTHER_NAME, OTHER_PHONE, ADDRESS, TIME, f"身份证{ID_NUMBER}"],
]
MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def workbook(path: Path) -> Path:
    """An order export in which the data also stands in comments, formulas, hidden sheets, names, properties …"""
    from openpyxl import Workbook
    from openpyxl.comments import Comment
    from openpyxl.workbook.defined_name import DefinedName

    book = Workbook()
    sheet = book.active
    sheet.title = "订单"
    sheet.append(HEADER)
    for row in ROWS:
        sheet.append(row)
    sheet["B3"] = 12.5
    sheet["D3"] = int(OTHER_PHONE)
    sheet["C2"].comment = Comment(f"{NAME} {PHONE}", NAME)
    sheet["H2"] = f'="{NAME}"&D2'
    sheet["A4"].hyperlink = f"https://example.com/?p={PHONE}"
    sheet.column_dimensions["E"].hidden = True
    hidden = book.create_sheet("隐藏")
    hidden["A1"] = f"{NAME} {PHONE} {ADDRESS}"
    hidden.sheet_state = "hidden"
    book.defined_names["buyer"] = DefinedName("buyer", attr_text=f'"{NAME}{PHONE}"')
    book.properties.creator, book.properties.title = NAME, f"{NAME}的订单"
    sheet.oddHeader.center.text = f"{NAME} {PHONE}"
    book.save(path)
    return path


def csv_file(path: Path, encoding: str = "gb18030", mark: str = ",") -> Path:
    """An order export as the platform writes it: a preamble, tabs before long numbers, Windows line ends."""
    import csv

    text = io.StringIO()
    text.write(f"#订单导出\r\n#导出人：客服 联系人：{NAME}\r\n")
    writer = csv.writer(text, delimiter=mark, lineterminator="\r\n")
    rows = [HEADER, *([f"\t{row[0]}" if mark == "," else row[0], *row[1:]] for row in ROWS)]
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


CHAT = (
    f"{NAME} 2026/4/18 15:05\n你好，我的订单 {ORDER} 没收到\n客服 2026/4/18 15:06\n请发一下收货信息\n"
    f"{NAME} 2026/4/18 15:07\n收货人：{NAME}，{PHONE}，{ADDRESS}\n电话也可以打１５９００００１１１１\n"
    f"邮箱{EMAIL} 身份证 {ID_NUMBER} 朋友收货人：{OTHER_NAME}\n退我 {AMOUNT} 元\n"
)


def document(path: Path) -> Path:
    """A Word file whose names are split over runs, with header, note, comment, deletion, text box, properties."""
    split = "".join(f"<w:r><w:rPr><w:b/></w:rPr><w:t>{letter}</w:t></w:r>" for letter in f"收货人：{NAME} 电话{PHONE}")
    table = "".join(
        "<w:tr>" + "".join(f"<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>" for cell in row) + "</w:tr>"
        for row in (["收货人", "手机", "订单号"], [OTHER_NAME, OTHER_PHONE, ORDER])
    )
    body = (
        f"<w:p><w:bookmarkStart w:id='1' w:name='{NAME}'/>{split}</w:p>"
        f"<w:p><w:ins w:id='2' w:author='{NAME}'><w:r><w:t>地址：{ADDRESS}</w:t></w:r></w:ins>"
        f"<w:del w:id='3' w:author='{NAME}'><w:r><w:delText>{NAME}{PHONE}</w:delText></w:r></w:del></w:p>"
        f"<w:p><w:r><w:drawing><wp:docPr xmlns:wp='urn:x' id='1' name='{NAME}' descr='{PHONE}'/></w:drawing></w:r>"
        f"<w:r><w:instrText>HYPERLINK mailto:{EMAIL}</w:instrText></w:r><w:r><w:t>金额 {AMOUNT} 元</w:t></w:r></w:p>"
        f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{NAME}{PHONE}</w:t></w:r></w:p><w:tbl>{table}</w:tbl>"
        f"<w:sdt><w:sdtPr><w:alias w:val='{NAME}'/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>邮箱{EMAIL} 身份证{ID_NUMBER}"
        "</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    parts = {
        "[Content_Types].xml": "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>",
        "word/document.xml": f"<w:document xmlns:w='{MAIN}'><w:body>{body}<w:sectPr/></w:body></w:document>",
        "word/header1.xml": _part("hdr", f"联系人：{NAME}"),
        "word/comments.xml": _part("comments", NAME + PHONE),
        "word/footnotes.xml": _part("footnotes", f"脚注{PHONE}"),
        "docProps/core.xml": f"<p>{NAME}</p>",
        "word/media/image1.png": NAME + PHONE,
        "customXml/item1.xml": f"<x>{NAME}{PHONE}</x>",
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def _part(name: str, text: str) -> str:
    return f"<w:{name} xmlns:w='{MAIN}'><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:{name}>"


def mail(path: Path) -> Path:
    """A mail with the data in heads, both texts, an attachment and its name."""
    message = EmailMessage()
    message["From"], message["To"] = f"{NAME} <{EMAIL}>", "店铺 <shop@example.cn>"
    message["Subject"], message["Date"] = f"{NAME}的投诉", "Sat, 18 Apr 2026 15:05:12 +0800"
    message["Received"] = f"from {EMAIL}"
    message.set_content(f"收货人：{NAME}，{PHONE}，{ADDRESS}\n订单 {ORDER}，{AMOUNT} 元\n身份证{ID_NUMBER}\n")
    message.add_alternative(f"<p title='{PHONE}'>{NAME}</p>", subtype="html")
    message.add_attachment(f"{NAME}{PHONE}".encode(), maintype="text", subtype="plain", filename=f"{PHONE}.txt")
    path.write_bytes(message.as_bytes())
    return path


def everything_in(content: bytes) -> str:
    """All text in a file, as anybody could dig it out: every part of a ZIP, mails decoded, several encodings."""
    from email import message_from_bytes

    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = "\n".join(archive.namelist()) + archive.comment.decode("latin-1")
            return names + "\n".join(everything_in(archive.read(name)) for name in archive.namelist())
    if content[:5] == b"%PDF-":
        return everything_in_pdf(content)
    texts = [content.decode(encoding, "ignore") for encoding in ("utf-8", "gb18030", "utf-16")]
    if b"Subject:" in content[:3000] or b"From:" in content[:3000]:
        message = message_from_bytes(content)
        from email.header import decode_header, make_header

        texts += [str(make_header(decode_header(value))) for value in message.values()]
        for part in message.walk():
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                texts.append(everything_in(payload) if payload != content else "")
    return "\n".join(texts)


def everything_in_pdf(content: bytes) -> str:
    """Text of the pages, metadata, and everything attached."""
    import pikepdf
    import pypdfium2

    pages = pypdfium2.PdfDocument(content)
    texts = [page.get_textpage().get_text_range() for page in pages]
    with pikepdf.open(io.BytesIO(content)) as document:
        texts += [everything_in(document.attachments[name].get_file().read_bytes()) for name in document.attachments]
        texts += [str(name) + str(document.attachments[name].description) for name in document.attachments]
        texts += [str(document.docinfo), str(document.open_metadata())]
    return "\n".join(texts).replace("\r\n", "\n")


def found_in(content: bytes) -> list[str]:
    """Which of the planted data can still be found, line ends and spaces aside."""
    text = everything_in(content)
    squeezed = "".join(text.split())
    return [one for one in PLANTED if one in text or one in squeezed]
