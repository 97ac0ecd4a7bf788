"""Small pictures of evidence. Runs in a worker process."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.evidence.inspection.images import MAX_PIXELS

if TYPE_CHECKING:
    from PIL.Image import Image

WIDTH, HEIGHT = 480, 640
QUALITY = 80
POSTER_AT = 0.1  # of the length, at most three seconds


def preview(path: Path, media_type: str) -> bytes:
    """A JPEG of at most 480 x 640 pixels; raises `ValueError` for what cannot be shown."""
    if media_type == "application/pdf":
        picture = _first_page(path)
    elif media_type.startswith("image/"):
        picture = _image(path)
    elif media_type.startswith("video/"):
        picture = _poster(path)
    else:
        raise ValueError(media_type)
    out = io.BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _image(path: Path) -> Image:
    import pi_heif
    from PIL import ImageOps

    pi_heif.register_heif_opener()
    with _opened(path) as opened:
        opened.draft("RGB", (WIDTH * 2, HEIGHT * 2))  # a JPEG is decoded smaller
        if opened.width * opened.height > MAX_PIXELS:
            raise ValueError(f"more than {MAX_PIXELS} pixels")
        picture = ImageOps.exif_transpose(opened) or opened.copy()
    if picture.height > picture.width * 4:  # a long screenshot: its upper part says more than a thin strip
        picture = picture.crop((0, 0, picture.width, picture.width * 4 // 3))
    picture.thumbnail((WIDTH, HEIGHT))
    return picture


def _opened(path: Path) -> Image:
    """The picture, not decoded yet."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # the limit is our own
    return Image.open(path)


def _poster(path: Path) -> Image:
    """A frame a little behind the beginning, which is often black; raises `ValueError` when there is none."""
    import av

    try:
        with av.open(str(path)) as container:
            length = (container.duration or 0) / 1_000_000
            container.seek(int(min(3.0, length * POSTER_AT) * 1_000_000))
            for frame in container.decode(video=0):
                picture: Image = frame.to_image()  # type: ignore[no-untyped-call]
                picture.thumbnail((WIDTH, HEIGHT))
                return picture
    except (av.FFmpegError, IndexError, OSError, MemoryError) as error:
        raise ValueError("no frame") from error
    raise ValueError("no frame")


def _first_page(path: Path) -> Image:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        page = document[0]
        scale = min(WIDTH / page.get_width(), HEIGHT / page.get_height(), 3)
        picture: Image = page.render(scale=scale).to_pil().copy()
        return picture
    finally:
        document.close()
