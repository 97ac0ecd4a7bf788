"""A small case with evidence of every kind, for the tests of the package."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from dataclasses import dataclass
from pathlib import Path

from wizard.case import CHINA, Case, Exhibit, Respondent, Shop, Signature
from wizard.document import Document, Heading, Items, Paragraph, Run, SignaturePlace, Table
from wizard.package import InstanceSigner, PackageRequest

SIGNED_AT = dt.datetime(2026, 11, 22, 10, 21, tzinfo=CHINA)


@dataclass(frozen=True)
class Piece:
    """One original."""

    title: str
    path: Path
    media_type: str


def picture(path: Path, width: int = 120, height: int = 200, **save) -> Path:
    """A picture with coloured corners: red at the upper left, green upper right, blue lower left, black lower right."""
    from PIL import Image, ImageDraw

    image = Image.new(save.pop("mode", "RGB"), (width, height), "white")
    draw = ImageDraw.Draw(image)
    w, h = width // 3, height // 3
    draw.rectangle((0, 0, w, h), fill="red")
    draw.rectangle((width - w, 0, width, h), fill="lime")
    draw.rectangle((0, height - h, w, height), fill="blue")
    draw.rectangle((width - w, height - h, width, height), fill="black")
    image.save(path, **save)
    return path


def evidence(folder: Path) -> list[Piece]:
    """A PNG, a JPEG, a table, a text, a recording and a damaged picture."""
    table = folder / "bill.csv"
    table.write_text("订单号,金额\n" + "".join(f"260418-{i:015d},{i}.50\n" for i in range(5)), encoding="utf-8-sig")
    chat = folder / "chat.txt"
    chat.write_text("商家:为什么扣钱?😀 𠮷\n客服:系统判定。\n", encoding="utf-8")
    sound = folder / "call.mp3"
    sound.write_bytes(b"ID3" + random.Random(5).randbytes(3000))
    broken = folder / "broken.png"
    broken.write_bytes(picture(folder / "shot.png").read_bytes()[:120])
    return [
        Piece("处罚通知截图", folder / "shot.png", "image/png"),
        Piece("仓库照片", picture(folder / "photo.jpg", quality=90), "image/jpeg"),
        Piece("账单导出", table, "text/csv"),
        Piece("聊天文字", chat, "text/plain"),
        Piece("电话录音", sound, "audio/mpeg"),
        Piece("损坏的截图", broken, "image/png"),
    ]


def letter() -> Document:
    """A short letter that names two exhibits and two rare characters."""
    return Document(
        kind="appeal",
        title="违规处罚申诉书",
        addressee="平台商家申诉处理部门",
        subject="请求撤销处罚",
        blocks=(
            Heading(level=2, text="一、请求事项"),
            Items(ordered=True, items=((Run(text="撤销处罚,返还 ¥12,345.60 元。"),),)),
            Heading(level=2, text="二、事实与理由"),
            Paragraph(
                runs=(
                    Run(text="2026年10月3日收到处罚通知,见"),
                    Run(text="证据1", exhibit=1),
                    Run(text=";照片见"),
                    Run(text="证据2", exhibit=2),
                    Run(text="。经办人𠮷田,笑脸😀,没有字形的\U0003fff0。"),
                )
            ),
            Table(
                caption="损失表",
                header=("项目", "金额(元)"),
                rows=(((Run(text="保证金"),), (Run(text="12,345.60"),)),),
                widths=(3, 1),
                numeric=(1,),
            ),
            SignaturePlace(),
        ),
    )


def request(folder: Path, authority: Path, pieces: list[Piece] | None = None, **changes) -> PackageRequest:
    """A request for a package in `folder`."""
    pieces = evidence(folder) if pieces is None else pieces
    exhibits = [
        Exhibit(
            id=f"e{number}",
            title=piece.title,
            file_name=piece.path.name,
            source="商家后台",
            captured_on=dt.date(2026, 10, 3),
            captured_by="李晴",
            proves="平台作出处罚的时间和金额",
            media_type=piece.media_type,
            sha256=hashlib.sha256(piece.path.read_bytes()).hexdigest(),
        )
        for number, piece in enumerate(pieces, start=1)
    ]
    case = Case(
        reference="K7M3-9QX2",
        shop=Shop(name="晴川女装旗舰店", legal_name="杭州晴川服饰有限公司"),
        respondent=Respondent(name="上海寻梦信息技术有限公司"),
        exhibits=exhibits,
        signature=Signature(signer="李晴", capacity="法定代表人", consent="以上属实。", signed_at=SIGNED_AT),
    )
    values = {
        "case": case,
        "document": letter(),
        "out": folder / "投诉材料包-K7M3-9QX2-v1.zip",
        "authority": authority,
        "signer": InstanceSigner("李晴", "杭州晴川服饰有限公司"),
        "knowledge_version": "2026-11-22+0123456789ab",
        "exhibit_files": {exhibit.id: piece.path for exhibit, piece in zip(exhibits, pieces, strict=True)},
        "texts": {"申诉内容.txt": "正文".encode()},
        "followup_files": {"04-跟进清单.ics": b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"},
        "checklist": Document(kind="checklist", title="跟进清单", blocks=(Paragraph(runs=(Run(text="打电话"),)),)),
        "signed_at": SIGNED_AT,
    }
    return PackageRequest(**(values | changes))
