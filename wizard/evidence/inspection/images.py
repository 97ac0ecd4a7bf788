"""Pictures: size by header first, then, if small enough, whether they are whole, sharp and not blank.

Limits on sharpness and size were measured on rendered phone screens (sharp 1930 and more, readable down to about 100,
text lost below 20; 378 pixels wide still readable).
"""

from __future__ import annotations

import datetime as dt
import re
import struct
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from wizard.evidence.inspection.report import Sheet

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

MAX_PIXELS = 80_000_000  # decoded at most; a phone's screen forty screens long has about 43 million
SMALL_SIDE = 360
WORK_SIDE = 1080  # pictures are judged at this short side
WINDOWS = 5  # parts of a long screenshot that are judged
BLANK_DEVIATION = 2.0  # of 255
BLURRED, UNREADABLE = 100.0, 20.0
TILES = 16
SHARP_SHARE = 95  # percentile of tiles: a page is mostly empty, its text is what must be sharp
FORMATS = {"jpeg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WEBP", "bmp": "BMP", "tiff": "TIFF", "heic": "HEIF"}
EDITORS = (
    "photoshop", "gimp", "meitu", "美图", "snapseed", "picsart", "lightroom", "pixelmator", "affinity", "醒图",
    "canva", "faceu", "b612", "vsco", "illustrator", "paint.net", "acdsee", "光影魔术手", "coreldraw", "imageready",
    "picasa", "photoscape", "photo editor", "fotor", "pixlr", "polarr", "泼辣", "黄油相机", "天天p图", "轻颜",
    "facetune", "skitch", "beautyplus", "luminar", "capture one",
)  # fmt: skip
# What a program writes about itself in XMP: the tool that made the picture, and each tool that changed it.
XMP_TOOLS = re.compile(rb"(?:CreatorTool|softwareAgent)(?:>|=[\"'])([^<\"']{1,200})")
# What Pillow and its decoders raise on files that are cut off or made up.
DECODER_ERRORS = (
    OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, AttributeError, EOFError, OverflowError,
    ZeroDivisionError, MemoryError, struct.error, RuntimeError, AssertionError,
)  # fmt: skip


def inspect_image(path: Path, key: str, sheet: Sheet) -> None:
    """Measure a picture and note what is wrong with it. One too big in pixels is kept but never decoded."""
    from PIL.Image import DecompressionBombError

    try:
        with path.open("rb") as file, warnings.catch_warnings(action="ignore"):
            _look(_opened(file, key), sheet)
    except (*DECODER_ERRORS, DecompressionBombError):
        sheet.note("image_broken")
    if key == "heic":
        sheet.note("heic")


def _look(picture: Picture, sheet: Sheet) -> None:
    sheet.width, sheet.height = picture.size
    if not _too_big(picture, sheet):
        _note_metadata(picture, sheet)
        _judge(picture, sheet)


def _opened(file: BinaryIO, key: str) -> Picture:
    """The picture with its header read and nothing decoded."""
    from PIL import Image

    if key == "heic":
        import pi_heif

        pi_heif.register_heif_opener()
    Image.init()
    # Image.open would refuse a very large picture before telling its size; the format's own class only reads headers.
    picture: Picture = Image.OPEN[FORMATS[key]][0](file, "")
    return picture


def _too_big(picture: Picture, sheet: Sheet) -> bool:
    pixels = picture.width * picture.height
    if pixels <= MAX_PIXELS:
        return False
    millions = {"megapixels": pixels // 1_000_000, "limit": MAX_PIXELS // 1_000_000}
    sheet.note("image_too_big_to_show", width=picture.width, height=picture.height, **millions)
    return True


def _note_metadata(picture: Picture, sheet: Sheet) -> None:
    exif = picture.getexif()
    camera = exif.get_ifd(0x8769)
    if taken := _moment(camera.get(0x9003)) or _moment(exif.get(0x0132)):
        sheet.note("taken_on", taken=taken)
    programs = [str(exif.get(0x0131) or picture.info.get("Software") or ""), *_xmp_programs(picture)]
    editor = next((one for one in programs if any(name in one.lower() for name in EDITORS)), "")
    if editor:
        sheet.note("edited", software=editor.strip("\x00 ")[:60])
    if exif.get_ifd(0x8825):
        sheet.note("location_inside")


def _moment(written: object) -> str:
    """A time as Exif writes it (2026:03:01 10:00:00), as people do; "" for a clock that was never set, or what is none.

    Source: Exif 2.32, 4.6.5, tags DateTimeOriginal and DateTime.
    """
    try:
        return str(dt.datetime.strptime(str(written)[:19], "%Y:%m:%d %H:%M:%S"))
    except ValueError:
        return ""


def _xmp_programs(picture: Picture) -> list[str]:
    """The programs named in a picture's XMP, wherever its format keeps that."""
    kept = picture.info.get("xmp") or picture.info.get("XML:com.adobe.xmp") or b""
    raw = kept.encode() if isinstance(kept, str) else bytes(kept) if isinstance(kept, bytes | bytearray) else b""
    return [found.decode("utf-8", "replace") for found in XMP_TOOLS.findall(raw)]


def _judge(picture: Picture, sheet: Sheet) -> None:
    short = min(picture.size)
    if short < SMALL_SIDE:
        sheet.note("too_small", width=picture.width, height=picture.height, limit=SMALL_SIDE)
    gray = _gray(picture)
    if _deviation(gray) < BLANK_DEVIATION:
        sheet.note("blank")
        return
    sharpness = _sharpness(gray)
    if sharpness < UNREADABLE:
        sheet.note("unreadable_blur")
    elif sharpness < BLURRED:
        sheet.note("blurred")


def _gray(picture: Picture) -> Picture:
    """The picture in gray at working size. A JPEG is decoded small from the start."""
    from PIL import Image

    scale = WORK_SIDE / min(picture.size)
    size = picture.size if scale >= 1 else (round(picture.width * scale), round(picture.height * scale))
    picture.draft("L", size)
    picture.load()
    flat = picture.convert("LA").convert("L") if picture.mode in ("P", "PA") else picture.convert("L")
    return flat if flat.size == size or scale >= 1 else flat.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)


def _deviation(gray: Picture) -> float:
    from PIL import ImageStat

    return float(ImageStat.Stat(gray).stddev[0])


def _sharpness(gray: Picture) -> float:
    """The 95th percentile of the Laplacian's variance over tiles of a sixteenth of the short side."""
    import numpy

    side = max(8, min(gray.size) // TILES)
    found = [variance for window in _windows(gray) for variance in _tile_variances(window, side)]
    return float(numpy.percentile(found, SHARP_SHARE)) if found else 0.0


def _windows(gray: Picture) -> Iterator[Picture]:
    """Parts of a picture to judge: all of an ordinary one, five evenly spaced ones of a very long one."""
    width, height = gray.size
    part = 2 * min(gray.size)
    along = max(width, height)
    count = min(WINDOWS, -(-along // part))
    for index in range(count):
        start = 0 if count == 1 else (along - part) * index // (count - 1)
        end = min(start + part, along) if count > 1 else along
        yield gray.crop((0, start, width, end) if height >= width else (start, 0, end, height))


def _tile_variances(window: Picture, side: int) -> list[float]:
    import numpy

    pixels = numpy.asarray(window, dtype=numpy.float32)
    middle = pixels[1:-1, 1:-1]
    edges = pixels[:-2, 1:-1] + pixels[2:, 1:-1] + pixels[1:-1, :-2] + pixels[1:-1, 2:] - 4 * middle
    rows, columns = edges.shape[0] // side, edges.shape[1] // side
    if not rows or not columns:
        return [float(edges.var())] if edges.size else []
    tiles = edges[: rows * side, : columns * side].reshape(rows, side, columns, side)
    return [float(value) for value in tiles.var(axis=(1, 3)).ravel()]
