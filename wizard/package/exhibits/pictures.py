"""Pictures for PDF: JPEG and plain PNG data pass through unchanged, everything else is converted once."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from wizard.package.exhibits.pieces import Tile, Unreadable
from wizard.package.exhibits.spool import Spool
from wizard.package.layout.sources import Picture, Source

if TYPE_CHECKING:
    from PIL.Image import Image

DECODED_PIXELS_LIMIT = 80_000_000
"""Pictures above this are not decoded (240 MB in memory); a JPEG that passes through has no limit."""
FRAMES_LIMIT = 60
QUALITY = 88
CHUNK_LIMIT = 1 << 28
"""Bytes of one PNG chunk that are read; a damaged length would ask for four gigabytes."""
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
DAMAGED = (OSError, ValueError, SyntaxError, EOFError, struct.error, zlib.error, IndexError, OverflowError)
"""What Pillow raises for files that are not what they seem."""


def open_image(path: Path | BinaryIO) -> Image:
    """Open a picture, HEIC included, without decoding it; raises `Unreadable`."""
    import pi_heif
    from PIL import Image

    pi_heif.register_heif_opener()
    Image.MAX_IMAGE_PIXELS = None  # the limit below is ours and names the reason
    try:
        return Image.open(path)
    except DAMAGED as error:
        raise Unreadable(str(error)) from error


def orientation_of(image: Image) -> int:
    """The EXIF orientation, 1 when none or nonsense."""
    try:
        value = image.getexif().get(0x0112, 1)
    except DAMAGED:
        return 1
    return value if value in range(1, 9) else 1


def upright_size(image: Image) -> tuple[int, int]:
    """Width and height as the picture is meant to be seen."""
    width, height = image.size
    return (height, width) if orientation_of(image) >= 5 else (width, height)


def passes_through(image: Image) -> bool:
    """Whether the file's own data can stand in a PDF as it is."""
    if image.format == "JPEG":
        return image.mode in ("RGB", "L") and image.info.get("adobe_transform", 1) in (0, 1)
    return image.format == "PNG" and image.mode in ("RGB", "L", "P", "1") and _plain_png(image)


def _plain_png(image: Image) -> bool:
    return not image.info.get("interlace") and "transparency" not in image.info and "icc_profile" not in image.info


def tile_of(path: Path, image: Image, spool: Spool) -> Tile:
    """One picture as a tile; raises `Unreadable`."""
    width, height = upright_size(image)
    if passes_through(image):
        picture = _jpeg(path, image) if image.format == "JPEG" else _png(path, spool)
        return Tile(picture, width, height, orientation_of(image))
    upright = decoded(image)
    return Tile(encode(upright, spool, lossless=image.format in ("PNG", "GIF", "BMP")), *upright.size)


def _jpeg(path: Path, image: Image) -> Picture:
    colours = 1 if image.mode == "L" else 3
    return Picture(Source(path, 0, path.stat().st_size), *image.size, colours=colours)


def decoded(image: Image) -> Image:
    """The picture upright, on white, as RGB or grey; raises `Unreadable` when damaged or far too large."""
    from PIL import ImageOps

    width, height = image.size
    if width * height > DECODED_PIXELS_LIMIT:
        raise Unreadable(f"{width}x{height}")
    try:
        image.load()
        upright = ImageOps.exif_transpose(image)
        return flattened(upright if upright is not None else image)
    except (*DAMAGED, MemoryError) as error:
        raise Unreadable(str(error)) from error


def flattened(image: Image) -> Image:
    """Without transparency, in a mode PDF/A allows with an RGB output intent."""
    from PIL import Image as Images

    if image.mode in ("RGB", "L"):
        return image
    if image.mode in ("1", "I;16", "I;16L", "I;16B", "I", "F"):
        return image.convert("L") if image.mode == "1" else _eight_bits(image)
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        layered = image.convert("RGBA")
        white = Images.new("RGB", layered.size, "white")
        white.paste(layered, mask=layered.getchannel("A"))
        return white
    return image.convert("RGB")


def _eight_bits(image: Image) -> Image:
    """Grey of 16 bits or more, brought down to 8: by the highest byte, or by its own range where that is wider."""
    import numpy
    from PIL import Image as Images

    values = numpy.nan_to_num(numpy.asarray(image, dtype=numpy.float32), posinf=0.0, neginf=0.0)
    lowest, highest = float(min(values.min(), 0.0)), float(values.max())
    full = 65535.0 if 255 < highest <= 65535.0 else max(highest, 255.0)
    return Images.fromarray(((values - lowest) * (255.0 / (full - lowest))).clip(0, 255).astype(numpy.uint8))


def encode(image: Image, spool: Spool, *, lossless: bool) -> Picture:
    """Encode a decoded picture into the spool: PNG rows (fast deflate) or JPEG."""
    buffer = io.BytesIO()
    colours = 1 if image.mode == "L" else 3
    if not lossless:
        image.save(buffer, "JPEG", quality=QUALITY, optimize=False)
        return Picture(spool.put(buffer.getvalue()), *image.size, colours=colours)
    image.save(buffer, "PNG", compress_level=1)
    buffer.seek(0)
    _, data = _png_parts(buffer)
    return Picture(spool.put(*data), *image.size, "FlateDecode", colours, predictor=True)


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """Name and content of each chunk of a PNG file after its signature."""
    if file.read(8) != PNG_SIGNATURE:
        raise Unreadable("not PNG")
    while len(head := file.read(8)) == 8:
        length, name = struct.unpack(">I4s", head)
        content = file.read(min(length, CHUNK_LIMIT))
        if len(content) < length:
            raise Unreadable("truncated PNG")
        yield name, content
        file.read(4)


def _png_parts(file: BinaryIO) -> tuple[dict[bytes, bytes], list[bytes]]:
    heads: dict[bytes, bytes] = {}
    data: list[bytes] = []
    for name, content in _chunks(file):
        if name == b"IDAT":
            data.append(content)
        elif name in (b"IHDR", b"PLTE"):
            heads[name] = content
    if not data or b"IHDR" not in heads:
        raise Unreadable("empty PNG")
    return heads, data


def _png(path: Path, spool: Spool) -> Picture:
    """A PNG's compressed rows as they stand; PDF reads the same row filters. Checked by inflating them once."""
    with path.open("rb") as file:
        heads, data = _png_parts(file)
    width, height, bits, kind = struct.unpack(">IIBB", heads[b"IHDR"][:10])
    colours = 3 if kind == 2 else 1
    if _inflated(data) != height * (1 + (width * colours * bits + 7) // 8) or bits > 8:
        raise Unreadable("PNG rows incomplete")
    palette = heads.get(b"PLTE", b"") if kind == 3 else b""
    return Picture(spool.put(*data), width, height, "FlateDecode", colours, bits, predictor=True, palette=palette)


def _inflated(data: list[bytes]) -> int:
    """How many bytes the rows are; -1 when they are damaged. Memory stays at one block."""
    inflater, total = zlib.decompressobj(), 0
    try:
        for part in data:
            rest = part
            while rest:
                total += len(inflater.decompress(rest, 1 << 20))
                rest = inflater.unconsumed_tail
    except zlib.error:
        return -1
    return total if inflater.eof else -1


def frame_count(image: Image) -> int:
    """How many frames a picture has; 1 when it is too damaged to tell."""
    try:
        return int(getattr(image, "n_frames", 1))
    except DAMAGED:
        return 1


def _frame(image: Image, number: int) -> Image:
    try:
        image.seek(number)
        return image.copy()
    except DAMAGED as error:
        raise Unreadable(str(error)) from error


def frames(path: Path, image: Image, spool: Spool) -> tuple[list[Tile], int]:
    """Every frame of a TIFF (at most `FRAMES_LIMIT`) and how many there are."""
    total = frame_count(image)
    if image.format != "TIFF" or total == 1:
        return [tile_of(path, image, spool)], 1
    tiles = []
    for number in range(min(total, FRAMES_LIMIT)):
        upright = decoded(_frame(image, number))
        tiles.append(Tile(encode(upright, spool, lossless=False), *upright.size))
    return tiles, total
