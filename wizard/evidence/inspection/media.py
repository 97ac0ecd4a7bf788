"""Recordings: how long they are and whether they are whole; with the extra `media` also whether there is anything."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from wizard.evidence.inspection.listening import MISSING_SECONDS, MISSING_SHARE, SILENCE, Heard, listen
from wizard.evidence.inspection.report import Sheet
from wizard.evidence.inspection.types import TYPES

SHORTEST = 3.0  # seconds; less hardly shows anything
LONGEST = 100 * 3600.0  # seconds; more is a broken header
MAX_ATOMS = 2_000
AMR_FRAME_BYTES = (13, 14, 16, 18, 20, 21, 27, 32, 6, 1, 1, 1, 1, 1, 1, 1)  # 3GPP TS 26.101, narrow band, by frame type
AMR_FRAME_SECONDS = 0.02
WAV_HEAD = 64 * 1024  # bytes in which the sound begins
AMR_LONGEST = 32 * 1024 * 1024  # bytes walked through
WORDS = {"video": "录像", "audio": "录音"}
# What a parser of foreign bytes raises when they are not what they claim to be.
PARSER_ERRORS = (OSError, ValueError, KeyError, IndexError, TypeError, OverflowError, struct.error, ZeroDivisionError)

Atom = tuple[bytes, int, int]  # name, start of content, end


def inspect_media(path: Path, key: str, sheet: Sheet) -> None:
    """Measure the duration; note a recording that is cut off, very short, or of unknown length."""
    what = WORDS[TYPES[key].family]
    try:
        seconds = _seconds(path, key)
    except BrokenMedia:
        sheet.note("media_broken", what=what)
        return
    heard = listen(path)
    if key == "wav":
        _note_missing_end(path, sheet)
    if heard is not None:
        seconds = seconds if seconds is not None else heard.seconds
        _note_content(heard, what, sheet)
    if seconds is None or not 0 < seconds < LONGEST:
        sheet.note("duration_unknown", what=what)
        return
    sheet.seconds = round(seconds, 1)
    if seconds < SHORTEST:
        sheet.note("very_short", what=what, seconds=sheet.seconds)


def _note_content(heard: Heard, what: str, sheet: Sheet) -> None:
    """Silence, black pictures, a missing end. A screen recording without sound is no fault: only audio must sound."""
    if what == WORDS["audio"] and heard.loudest is not None and heard.loudest < SILENCE:
        sheet.note("silent", what=what)
    if heard.editor:
        sheet.note("edited", software=heard.editor[:60])
    if heard.darkest_share == 1.0:
        sheet.note("black_picture")
    if heard.seconds and heard.end and heard.seconds - heard.end > max(MISSING_SECONDS, heard.seconds * MISSING_SHARE):
        sheet.note("recording_cut", length=round(heard.seconds), end=round(heard.end))


def _note_missing_end(path: Path, sheet: Sheet) -> None:
    """WAV: its head says how many bytes of sound follow. Zero or the highest number: the recorder never said."""
    with path.open("rb") as file:
        head = file.read(WAV_HEAD)
    at = head.find(b"data")
    if at < 36 or at + 8 > len(head):
        return
    rate, promised = int.from_bytes(head[28:32], "little"), int.from_bytes(head[at + 4 : at + 8], "little")
    there = path.stat().st_size - at - 8
    if rate and promised not in (0, 0xFFFFFFFF) and promised - there > rate * MISSING_SECONDS:
        sheet.note("recording_cut", length=round(promised / rate), end=round(there / rate))


class BrokenMedia(Exception):
    """A recording that ends before its content does, or has none."""


def _seconds(path: Path, key: str) -> float | None:
    if key in ("mp4", "mov", "3gp", "m4a"):
        return _atoms_seconds(path)
    if key == "avi":
        return _avi_seconds(path)
    if key == "amr":
        return _amr_seconds(path)
    return _tagged_seconds(path, key) if key in ("mp3", "wav", "ogg") else None


def _atoms_seconds(path: Path) -> float | None:
    """MP4 and its kin: the length in `moov/mvhd`. Without `moov`, or with an atom beyond the end, it was cut off."""
    size = path.stat().st_size
    with path.open("rb") as file:
        top = {name: (start, end) for name, start, end in _atoms(file, 0, size)}
        if b"moov" not in top or top[b"moov"][1] > size:
            raise BrokenMedia
        for name, start, _ in _atoms(file, *top[b"moov"]):
            if name == b"mvhd":
                return _movie_seconds(file, start)
    return None


def _atoms(file: BinaryIO, start: int, end: int) -> Iterator[Atom]:
    for _ in range(MAX_ATOMS):
        if start + 8 > end:
            return
        file.seek(start)
        header = file.read(16)
        if len(header) < 8:
            return
        length, name, content = int.from_bytes(header[:4], "big"), header[4:8], start + 8
        if length == 1 and len(header) == 16:
            length, content = int.from_bytes(header[8:], "big"), start + 16
        stop = end if length == 0 else start + length
        if stop < content:
            return
        if stop > end and name in (b"mdat", b"moov"):
            raise BrokenMedia
        yield name, content, min(stop, end)
        start = stop


def _movie_seconds(file: BinaryIO, start: int) -> float | None:
    file.seek(start)
    box = file.read(32)
    if len(box) < 32:
        return None
    layout = ">LQ" if box[0] == 1 else ">LL"
    scale, duration = struct.unpack_from(layout, box, 20 if box[0] == 1 else 12)
    return float(duration / scale) if scale else None


def _avi_seconds(path: Path) -> float | None:
    """AVI: microseconds a frame times frames, from the main header."""
    with path.open("rb") as file:
        head = file.read(512)
    at = head.find(b"avih")
    if at < 0 or at + 28 > len(head):
        return None
    microseconds, frames = struct.unpack_from("<L", head, at + 8)[0], struct.unpack_from("<L", head, at + 24)[0]
    return float(microseconds * frames / 1_000_000)


def _amr_seconds(path: Path) -> float | None:
    """AMR narrow band: twenty milliseconds a frame, walked frame by frame."""
    with path.open("rb") as file:
        content = file.read(AMR_LONGEST)
    if not content.startswith(b"#!AMR\n"):
        return None
    at, frames = 6, 0
    while at < len(content):
        at += AMR_FRAME_BYTES[content[at] >> 3 & 15]
        frames += 1
    if not frames:
        raise BrokenMedia
    return frames * AMR_FRAME_SECONDS


def _tagged_seconds(path: Path, key: str) -> float | None:
    from tinytag import TinyTag, TinyTagException

    with path.open("rb") as file:
        try:
            return TinyTag.get(f"recording.{key}", file_obj=file, tags=False).duration
        except TinyTagException as error:
            raise BrokenMedia from error
        except PARSER_ERRORS as error:
            raise BrokenMedia from error
