"""Makes small files of every accepted kind, and broken ones, for the tests of inspection."""

import io
import struct
import wave
import zipfile
import zlib

from PIL import Image, ImageDraw, ImageFilter, ImageFont

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def picture(size=(1080, 1200), blur=0, text=True) -> Image.Image:
    """A page of text as a phone shows it."""
    image = Image.new("RGB", size, "white")
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(26)
    for top in range(20, size[1] - 40, 44) if text else ():
        draw.text((20, top), "260418-551203948817263  2026-04-18 15:05  12.50", fill="black", font=font)
    return image.filter(ImageFilter.GaussianBlur(blur)) if blur else image


def encoded(image: Image.Image, kind: str, **more) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def huge_png(width: int, height: int) -> bytes:
    """A black-and-white PNG whose header is honest and whose content packs to almost nothing."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    packer, row = zlib.compressobj(), b"\0" * (width // 8 + 1)
    body = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def pdf(pages=1, password=None) -> bytes:
    import pikepdf

    document, out = pikepdf.new(), io.BytesIO()
    for _ in range(pages):
        document.add_blank_page()
    document.save(out, encryption=pikepdf.Encryption(user=password, owner="x") if password is not None else False)
    return out.getvalue()


TONE = (0, 7000, 10000, 7000, 0, -7000, -10000, -7000)  # one wave of 1000 Hz at 8000 samples a second


def wav(seconds=12, silent=False) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(b"\0\0" * 8000 * seconds if silent else struct.pack("<8h", *TONE) * 1000 * seconds)
    return out.getvalue()


def atom(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + name + content


def mp4(seconds=12, brand=b"isom") -> bytes:
    header = b"\0" * 12 + struct.pack(">LL", 1000, seconds * 1000) + b"\0" * 80
    return atom(b"ftyp", brand + b"\0" * 8) + atom(b"moov", atom(b"mvhd", header)) + atom(b"mdat", b"\0" * 64)


def avi(seconds=10) -> bytes:
    main = (
        struct.pack("<L", 56) + struct.pack("<L", 40_000) + b"\0" * 12 + struct.pack("<L", 25 * seconds) + b"\0" * 200
    )
    return b"RIFF\0\0\0\0AVI LIST\0\0\0\0hdrlavih" + main


def amr(seconds=10) -> bytes:
    return b"#!AMR\n" + (b"\x3c" + b"\0" * 31) * (50 * seconds)


def mp3(seconds=10) -> bytes:
    """A tone, encoded."""
    return recording("mp3", seconds, audio="libmp3lame")


def recording(form, seconds, *, audio=None, video=None, silent=False, black=False, about=None) -> bytes:
    """A recording made by FFmpeg's libraries: a tone or silence, a moving grey field or black."""
    import av
    import numpy

    out = io.BytesIO()
    with av.open(out, "w", format=form) as container:
        container.metadata.update(about or {})
        sound = container.add_stream(audio, rate=48_000, layout="mono") if audio else None
        picture = container.add_stream(video, rate=5, width=320, height=240, pix_fmt="yuv420p") if video else None
        for place in range(seconds * 5 if picture else 0):
            pixels = numpy.zeros((240, 320, 3), numpy.uint8)
            if not black:
                pixels[:, : 40 + place % 200] = 180
            for packet in picture.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")):
                container.mux(packet)
        for place in range(seconds * 50 if sound else 0):
            moments = numpy.arange(place * 960, place * 960 + 960) / 48_000
            wave_form = numpy.zeros(960) if silent else 0.3 * numpy.sin(moments * 2 * numpy.pi * 440)
            frame = av.AudioFrame.from_ndarray(wave_form.astype("float32")[None], format="fltp", layout="mono")
            frame.sample_rate, frame.pts = 48_000, place * 960
            for packet in sound.encode(frame):
                container.mux(packet)
        for stream in (picture, sound):
            for packet in stream.encode(None) if stream else ():
                container.mux(packet)
    return out.getvalue()


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def locked_zip() -> bytes:
    """A ZIP whose only entry says that it is encrypted."""
    content = bytearray(zipped({"a.txt": b"x"}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + offset] |= 1
    return bytes(content)


def xlsx(macros=False) -> bytes:
    import openpyxl

    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    if macros:
        with zipfile.ZipFile(out, "a") as archive:
            archive.writestr("xl/vbaProject.bin", b"x")
    return out.getvalue()


def docx() -> bytes:
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})


def ole(stream: str) -> bytes:
    return OLE + stream.encode("utf-16-le")
