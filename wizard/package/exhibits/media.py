"""Poster frames of a video, when the optional PyAV library is installed."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

from wizard.package.exhibits.pictures import encode
from wizard.package.exhibits.pieces import Tile
from wizard.package.exhibits.spool import Spool
from wizard.package.words import group

SHARES = (0.05, 0.5, 0.95)
LONGEST_SIDE = 960


def posters(path: Path, spool: Spool) -> list[Tile]:
    """Up to three frames: near the beginning, the middle and the end; none without PyAV or for a damaged file."""
    if importlib.util.find_spec("av") is None:
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


def _frame(container: Any, moment: int, spool: Spool) -> Tile | None:
    container.seek(moment)
    frame = next(iter(container.decode(video=0)), None)
    if frame is None:
        return None
    image = frame.to_image()
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    caption = group("exhibit")("pictured_at", second=f"{moment / 1_000_000:.1f}")
    width, height = image.size
    return Tile(encode(image, spool, lossless=False), width, height, caption=caption)
