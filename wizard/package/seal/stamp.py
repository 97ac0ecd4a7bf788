"""How a signature looks on the page: the drawn signature or the typed name, with name and time below."""

from __future__ import annotations

import datetime as dt
import io

from wizard.package.errors import PackageError
from wizard.package.exhibits.pictures import decoded, encode, open_image
from wizard.package.exhibits.pieces import Unreadable
from wizard.package.exhibits.spool import Spool
from wizard.package.layout.canvas import Canvas
from wizard.package.layout.lines import text_width
from wizard.package.layout.metadata import About
from wizard.package.layout.output import Drawn, write_pdf
from wizard.package.layout.running import running_text
from wizard.package.layout.structure import Element
from wizard.package.layout.styles import ACCENT, INK, QUIET
from wizard.package.parts.filing import moment
from wizard.package.parts.letter import SLOT_HEIGHT, SLOT_WIDTH
from wizard.package.words import group

NAME_SIZE = 22.0
SMALL = 7.5
SEAL_ROOM = 62.0
PNG_LIMIT = 5_000_000


class SignatureUnreadable(PackageError):
    """The drawn signature is not a picture."""

    def __init__(self) -> None:
        """The message says the mend."""
        super().__init__("签名或印章的图片读不出。请回到签署一步重新签名或换一张图片，或改为输入姓名。")


def stamp_pdf(name: str, at: dt.datetime, png: bytes | None, spool: Spool, *, seal: bytes | None = None) -> bytes:
    """One page of the signature field's size: signature at the left, `seal` (PNG) at the right.

    Raises `SignatureUnreadable`.
    """
    canvas = Canvas()
    canvas.new_page()
    canvas.fill(0, 17, SLOT_WIDTH, 0.6, ACCENT)
    words = group("signature")("stamp", name=name, time=moment(at))
    size = min(SMALL, SMALL * (SLOT_WIDTH - 4) / max(text_width(words, SMALL), 1))
    running_text(canvas, 2, 6, words, size, QUIET)
    drawn = Drawn(canvas, Element("Document"), About(words, name, words, at), sizes={0: (SLOT_WIDTH, SLOT_HEIGHT)})
    room = SLOT_WIDTH - 8 - (SEAL_ROOM if seal else 0)
    if seal:
        _picture(drawn, seal, spool, SLOT_WIDTH - SEAL_ROOM, SEAL_ROOM - 4)
    if png:
        _picture(drawn, png, spool, 4, room)
    else:
        fitting = min(NAME_SIZE, NAME_SIZE * room / max(text_width(name, NAME_SIZE), 1))
        running_text(canvas, 4, 34, name, fitting, INK)
    out = io.BytesIO()
    write_pdf(drawn, out)
    return out.getvalue()


def _picture(drawn: Drawn, png: bytes, spool: Spool, left: float, room: float) -> None:
    """A picture above the line, at most `room` points wide."""
    if len(png) > PNG_LIMIT:
        raise SignatureUnreadable
    try:
        with open_image(io.BytesIO(png)) as image:
            upright = decoded(image)
    except Unreadable as error:
        raise SignatureUnreadable from error
    upright.thumbnail((1200, 600))
    drawn.pictures.append(encode(upright, spool, lossless=True))
    scale = min(room / upright.width, (SLOT_HEIGHT - 22) / upright.height)
    width, height = upright.width * scale, upright.height * scale
    drawn.canvas.image(len(drawn.pictures) - 1, (width, 0, 0, height, left, 20))
