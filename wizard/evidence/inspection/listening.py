"""Recordings looked into with PyAV (extra `media`): length, silence, black pictures, a missing end.

Samples only, so that an hour of video takes a second or two. Without the extra nothing is said.
"""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SHARES = (0.02, 0.25, 0.5, 0.75, 0.95)  # places of a recording that are decoded
HEARD_SECONDS = 4.0  # listened to at each place
SILENCE = 0.001  # root mean square of samples between -1 and 1
DARK = 3.0  # standard deviation of brightness, of 255
DARK_MEAN = 40.0  # a bright even picture, such as white paper, is not black
MISSING_SECONDS, MISSING_SHARE = 5.0, 0.05  # a gap at the end that is more than rounding
BUDGET = 20.0  # seconds of work; then what is known so far is said
MICROSECONDS = 1_000_000
EDITORS = (
    "capcut", "剪映", "jianying", "videofusion", "premiere", "final cut", "imovie", "vegas", "davinci", "kinemaster",
    "inshot", "filmora", "快影", "必剪", "秒剪", "after effects", "audition", "audacity", "goldwave",
)  # fmt: skip


@dataclass
class Heard:
    """What was found. `None`: unknown. `end` is the last moment (seconds) for which there is content.

    `editor` is the program for cutting that the file names as its maker.
    """

    seconds: float | None = None
    end: float | None = None
    loudest: float | None = None
    darkest_share: float | None = None
    editor: str = ""


def can_listen() -> bool:
    """Whether the extra `media` is installed. Loads nothing."""
    return importlib.util.find_spec("av") is not None


def listen(path: Path) -> Heard | None:
    """Look into a recording; `None` without the extra or for a file that cannot be opened."""
    if not can_listen():
        return None
    import av

    try:
        with av.open(str(path)) as container:
            return _heard(container)
    except (av.FFmpegError, OSError, ValueError, IndexError, MemoryError):
        return None


def _heard(container: Any) -> Heard:
    until = time.monotonic() + BUDGET
    length = container.duration / MICROSECONDS if container.duration else None
    heard = Heard(seconds=length, editor=_editor(container))
    if not container.streams.video and not container.streams.audio:
        return heard
    heard.end = _end(container, length, until)
    heard.seconds = length or heard.end
    places = [share * heard.end for share in SHARES] if heard.end else [0.0]
    if container.streams.audio:
        heard.loudest = max(_loudness(container, place, until) for place in places)
    if container.streams.video:
        dark = [_is_dark(container, place) for place in places if time.monotonic() < until]
        known = [one for one in dark if one is not None]
        heard.darkest_share = sum(known) / len(known) if known else None
    return heard


def _editor(container: Any) -> str:
    about = [
        str(value)
        for kept in (container.metadata, *(one.metadata for one in container.streams))
        for value in kept.values()
    ]
    return next((value for value in about if any(name in value.lower() for name in EDITORS)), "")


def _end(container: Any, length: float | None, until: float) -> float | None:
    """The moment of the last packet: looked for near the end where the length is known, else from the beginning."""
    last = None
    if length and length > 20:
        _seek(container, length - 10)
        last = _last_packet(container, until)
    if last is None:
        _seek(container, 0)
        last = _last_packet(container, until)
    return last


def _last_packet(container: Any, until: float) -> float | None:
    import av

    last = None
    try:
        for packet in container.demux():
            if packet.pts is not None and packet.time_base:
                last = max(last or 0.0, float((packet.pts + (packet.duration or 0)) * packet.time_base))
            if time.monotonic() > until:
                return None
    except (av.FFmpegError, OSError):  # the content stops in mid-packet: what came before counts
        return last
    return last


def _seek(container: Any, seconds: float) -> None:
    import contextlib

    import av

    with contextlib.suppress(av.FFmpegError, OSError):
        container.seek(int(seconds * MICROSECONDS))


def _decoded(container: Any, kind: str, place: float) -> Iterator[Any]:
    import av

    _seek(container, place)
    try:
        yield from container.decode(**{kind: 0})
    except (av.FFmpegError, OSError, ValueError, EOFError):
        return


def _loudness(container: Any, place: float, until: float) -> float:
    """The loudest stretch of a few seconds at a place, as root mean square from 0 to 1."""
    import numpy

    loudest, first = 0.0, None
    for frame in _decoded(container, "audio", place):
        samples = frame.to_ndarray().astype(numpy.float64)
        top = float(numpy.iinfo(frame.to_ndarray().dtype).max) if frame.to_ndarray().dtype.kind in "iu" else 1.0
        loudest = max(loudest, float(numpy.sqrt(numpy.mean((samples / top) ** 2))) if samples.size else 0.0)
        first = frame.time if first is None else first
        if loudest > SILENCE or time.monotonic() > until or (frame.time or 0) - (first or 0) > HEARD_SECONDS:
            break
    return loudest


def _is_dark(container: Any, place: float) -> bool | None:
    import numpy

    frame = next(_decoded(container, "video", place), None)
    if frame is None:
        return None
    gray = numpy.asarray(frame.to_ndarray(format="gray"))
    return bool(gray.std() < DARK and gray.mean() < DARK_MEAN)
