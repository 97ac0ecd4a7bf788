"""Poster frames of a video, when the optional PyAV library is installed."""

from __future__ import annotations

import importlib.util
from itertools import islice
from pathlib import Path
from typing import Any

from wizard.package.exhibits.pictures import encode
from wizard.package.exhibits.pieces import Tile
from wizard.package.exhibits.spool import Spool
from wizard.package.words import group

SHARES = (0.05, 0.5, 0.95)
LONGEST_SIDE = 960
FRAMES_SEARCHED = 120
"""Frames decoded to reach a moment; a video with fewer key frames shows one shortly before it."""


def can_decode() -> bool:
    """Whether PyAV is installed."""
    return importlib.util.find_spec("av") is not None


def posters(path: Path, spool: Spool) -> list[Tile]:
    """Up to three frames: near the beginning, the middle and the end; none without PyAV or for a damaged file."""
    if not can_decode():
        return []
    import av

    try:
        with av.open(str(path)) as container:
            if not container.streams.video or not container.duration:
                return []
            moments = [int(container.duration * share) for share in SHARES]
            return [tile for moment in moments if (tile := _frame(container, moment, spool))]
    except (av.FFmpegError, OSError, ValueError, IndexError):
        return []


def _reached(container: Any, seconds: float) -> Any:
    """The first frame at or after a moment; seeking alone stops at the key frame before it."""
    last = None
    for frame in islice(container.decode(video=0), FRAMES_SEARCHED):
        last = frame
        if frame.time is not None and frame.time >= seconds:
            break
    return last


def _frame(container: Any, moment: int, spool: Spool) -> Tile | None:
    container.seek(moment)
    frame = _reached(container, moment / 1_000_000)
    if frame is None:
        return None
    seconds = moment / 1_000_000 if frame.time is None else frame.time
    image = frame.to_image()
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    caption = group("exhibit")("pictured_at", second=f"{seconds:.1f}")
    width, height = image.size
    return Tile(encode(image, spool, lossless=False), width, height, caption=caption)
