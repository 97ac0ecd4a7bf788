"""Makes assets/samples/: one worked case per scenario with its evidence files, all visibly marked as samples.

usage: python tools/make_samples.py [SCENARIO …]      reads tools/samples/<scenario>.yaml

The same input gives the same bytes, so a change of a sample is a change one can review. Video needs ffmpeg; without it
the committed videos are kept.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import math
import re
import shutil
import subprocess
import sys
import wave
from pathlib import Path
from typing import Any

import yaml
from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tools import sample_bill  # noqa: E402

FONTS = ROOT / "assets" / "fonts"
MARK = "样本 内容虚构"
Spec = dict[str, Any]


class _Loader(yaml.SafeLoader):
    """YAML in which `on` is a word."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def font(size: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / f"NotoSansSC-{'Bold' if bold else 'Regular'}.ttf"), size)


def wrapped(text: str, face: ImageFont.FreeTypeFont, width: int) -> list[str]:
    lines, line = [], ""
    for character in text:
        if face.getlength(line + character) > width:
            lines.append(line)
            line = ""
        line += character
    return [*lines, line]


def marked(image: Image.Image) -> Image.Image:
    """The picture with its sample mark all over."""
    layer = Image.new("RGBA", image.size, (0, 0, 0, 0))
    draw, face = ImageDraw.Draw(layer), font(30)
    for y in range(60, image.height, 260):
        for x in range(20 + (y // 260 % 2) * 160, image.width, 380):
            draw.text((x, y), MARK, font=face, fill=(150, 90, 60, 60))
    return Image.alpha_composite(image.convert("RGBA"), layer).convert("RGB")


def screen(spec: Spec) -> Image.Image:
    """A page of a back office with address bar and clock."""
    rows = spec["rows"]
    image = Image.new("RGB", (1280, 300 + 64 * len(rows)), "#f4f5f7")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 1280, 64), fill="#e3e6ea")
    draw.rounded_rectangle((90, 12, 900, 52), 20, fill="white")
    draw.text((110, 18), str(spec.get("url", "")), font=font(20), fill="#444")
    draw.text((1000, 18), str(spec.get("clock", "")), font=font(20), fill="#444")
    draw.rounded_rectangle((60, 100, 1220, image.height - 50), 12, fill="white")
    draw.text((100, 130), spec["heading"], font=font(34, bold=True), fill="#222")
    for number, (label, value) in enumerate(rows):
        y = 210 + number * 64
        draw.text((100, y), str(label), font=font(24), fill="#777")
        draw.text((420, y), str(value), font=font(24), fill="#222")
        draw.line((100, y + 46, 1180, y + 46), fill="#eceef1", width=2)
    return marked(image)


def chat(spec: Spec) -> Image.Image:
    """A long phone screenshot of a conversation."""
    face, bubbles, y = font(34), [], 150
    for who, at, text in spec["messages"]:
        lines = wrapped(str(text), face, 700)
        bubbles.append((who, at, lines, y))
        y += 110 + 48 * len(lines)
    image = Image.new("RGB", (1080, max(y + 60, 1400)), "#ededed")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 1080, 110), fill="#f7f7f7")
    draw.text((540, 56), spec["with"], font=font(36, bold=True), fill="#222", anchor="mm")
    for who, at, lines, top in bubbles:
        mine = who == "我"
        width = int(max(face.getlength(line) for line in lines)) + 56
        left = 1040 - width if mine else 40
        draw.text(
            (1040 if mine else 40, top), f"{who}  {at}", font=font(24), fill="#888", anchor="ra" if mine else "la"
        )
        box = (left, top + 40, left + width, top + 72 + 48 * len(lines))
        draw.rounded_rectangle(box, 16, fill="#a9e07a" if mine else "white")
        for number, line in enumerate(lines):
            draw.text((left + 28, top + 52 + 48 * number), line, font=face, fill="#222")
    return marked(image)


def photo(spec: Spec) -> bytes:
    """A photo taken with the phone held sideways: upright only for readers that heed EXIF."""
    upright = screen({**spec, "url": "照片", "clock": f"{spec['on']}"})
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8769)[0x9003] = f"{spec['on']:%Y:%m:%d} 10:00:00"
    out = io.BytesIO()
    upright.rotate(90, expand=True).save(out, "JPEG", quality=80, exif=exif)
    return out.getvalue()


def pdf(spec: Spec) -> bytes:
    from reportlab import rl_config

    rl_config.invariant = 1
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(TTFont("Sample", str(FONTS / "NotoSansSC-Regular.ttf")))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, initialFontName="Sample")
    canvas.setTitle(spec["title"])
    canvas.setFont("Sample", 20)
    canvas.drawCentredString(A4[0] / 2, 760, spec["heading"])
    canvas.setFont("Sample", 12)
    y, face = 710, font(12)
    for paragraph in spec["paragraphs"]:
        for line in wrapped(paragraph, face, 420):
            canvas.drawString(85, y, line)
            y -= 22
        y -= 10
    canvas.setFont("Sample", 10)
    canvas.drawString(85, 60, MARK)
    canvas.save()
    return out.getvalue()


def rows_of(spec: Spec) -> list[list[Any]]:
    """The rows of a table as its sample lists them, or those of a month that `sample_bill` makes."""
    made = {"bill": sample_bill.bill_rows, "orders": sample_bill.order_rows, "differences": sample_bill.difference_rows}
    return made[spec["month"]](spec["sums"]) if "month" in spec else [spec["header"], *spec["rows"]]


def comma_separated(spec: Spec) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows_of(spec))
    return out.getvalue().encode("gb18030")


def workbook(spec: Spec) -> bytes:
    import zipfile

    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = "样本"
    for row in rows_of(spec):
        sheet.append([value.isoformat() if isinstance(value, dt.date) else value for value in row])
    for column in "ABCD":
        sheet.column_dimensions[column].width = 26
    book.properties.created = book.properties.modified = dt.datetime(2026, 1, 1)
    raw, out = io.BytesIO(), io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = re.sub(rb"(modified[^>]*>)[^<]*", rb"\g<1>2026-01-01T00:00:00Z", source.read(name))
            target.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def sound() -> bytes:
    """Six seconds of a rising and falling tone: a recording without anybody's voice."""
    out, rate = io.BytesIO(), 8000
    with wave.open(out, "wb") as track:
        track.setnchannels(1)
        track.setsampwidth(1)
        track.setframerate(rate)
        samples = (math.sin(2 * math.pi * (330 + 60 * math.sin(n / rate)) * n / rate) for n in range(6 * rate))
        track.writeframes(bytes(int(128 + 60 * sample) for sample in samples))
    return out.getvalue()


def video(spec: Spec, target: Path) -> bytes | None:
    if shutil.which("ffmpeg") is None:
        return target.read_bytes() if target.exists() else None
    frame = target.with_suffix(".frame.png")
    screen({**spec, "url": "录屏", "clock": f"{spec['on']} 20:11"}).resize(
        (960, 2 * (screen(spec).height * 3 // 8))
    ).save(frame)
    made = target.with_suffix(".made.mp4")
    quiet = [
        "ffmpeg",
        "-y",
        "-loglevel",
        "error",
        "-loop",
        "1",
        "-i",
        str(frame),
        "-t",
        "6",
        "-r",
        "5",
        "-pix_fmt",
        "yuv420p",
    ]
    subprocess.run(
        [*quiet, "-fflags", "+bitexact", "-flags:v", "+bitexact", "-map_metadata", "-1", str(made)], check=True
    )
    content = made.read_bytes()
    frame.unlink()
    made.unlink()
    return content


def png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


def content_of(spec: Spec, target: Path) -> bytes | None:
    makers = {
        "screen": lambda: png(screen(spec)), "chat": lambda: png(chat(spec)), "photo": lambda: photo(spec),
        "pdf": lambda: pdf(spec), "csv": lambda: comma_separated(spec), "xlsx": lambda: workbook(spec),
        "txt": lambda: spec["text"].encode(), "audio": sound, "video": lambda: video(spec, target),
    }  # fmt: skip
    return makers[spec["kind"]]()


def exhibit(spec: Spec, content: bytes) -> Spec:
    return {
        "id": "x" + spec["name"][:2], "title": spec["title"], "file_name": spec["name"], "kinds": spec["kinds"],
        "source": spec["source"], "captured_on": spec["on"].isoformat(), "captured_by": spec.get("by", "本店经办人"),
        "proves": spec["proves"], "claims": spec.get("claims", []), "personal_data": spec.get("personal_data", "none"),
        "sha256": hashlib.sha256(content).hexdigest(), "size": len(content),
    }  # fmt: skip


def make(scenario: str) -> None:
    """Write one sample's evidence and case file; raises when the case is not valid."""
    from wizard.case import Case

    spec = yaml.load((ROOT / "tools" / "samples" / f"{scenario}.yaml").read_text("utf-8"), Loader=_Loader)
    folder = ROOT / "assets" / "samples" / scenario
    evidence = folder / "evidence"
    evidence.mkdir(parents=True, exist_ok=True)
    kept, exhibits = set(), []
    for one in spec["files"]:
        target = evidence / one["name"]
        content = content_of(one, target)
        if content is None:
            raise SystemExit(f"{target.name}: ffmpeg is needed to make it the first time")
        target.write_bytes(content)
        kept.add(one["name"])
        exhibits.append(exhibit(one, content))
    for path in evidence.iterdir():
        if path.name not in kept:
            path.unlink()
    fixed = {
        "id": hashlib.sha256(scenario.encode()).hexdigest()[:32],
        "created_at": "2026-11-20T09:00:00+08:00",
        "updated_at": "2026-11-20T09:00:00+08:00",
    }
    case = Case.model_validate({**fixed, **spec["case"], "exhibits": exhibits})
    written = case.model_dump(mode="json", exclude_defaults=True)
    (folder / "case.json").write_text(
        json.dumps({"schema_version": 1, **written}, ensure_ascii=False, indent=2) + "\n", "utf-8"
    )


def main(names: list[str]) -> None:
    """Make the samples named, or all."""
    for name in names or sorted(path.stem for path in (ROOT / "tools" / "samples").glob("*.yaml")):
        make(name)
        sys.stderr.write(f"{name}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
