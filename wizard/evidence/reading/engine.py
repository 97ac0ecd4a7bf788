"""The OCR engine: RapidOCR with the models in its wheel, made once in a process, on one core.

Settings were measured on rendered phone screens: half the time of the defaults, the same recall.
"""

from __future__ import annotations

import importlib.util
import os
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

SETTINGS = {
    "Global.use_cls": False,
    "Global.log_level": "error",
    "Det.limit_type": "max",
    "Det.limit_side_len": 960,
    "EngineConfig.onnxruntime.intra_op_num_threads": max(1, (os.cpu_count() or 2) // 2),
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}
LEAST_SCORE = 0.6  # below this a line is a guess: it is not kept

Corner = tuple[float, float]
Found = tuple[str, float, list[Corner]]  # text, score, four corners in pixels


def can_read_pictures() -> bool:
    """Whether the extra `ocr` is installed. Loads nothing."""
    return all(importlib.util.find_spec(name) is not None for name in ("rapidocr", "onnxruntime", "cv2"))


@lru_cache(maxsize=1)
def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(params=dict(SETTINGS))


def lines_in(picture: Picture) -> list[Found]:
    """The lines of text in a picture (RGB), in no particular order."""
    import numpy

    pixels = numpy.ascontiguousarray(numpy.asarray(picture.convert("RGB"))[:, :, ::-1])
    result = _engine()(pixels)
    if result.boxes is None or result.txts is None:
        return []
    found = zip(result.txts, result.scores, result.boxes.tolist(), strict=True)
    return [
        (str(text), float(score), [(float(x), float(y)) for x, y in box])
        for text, score, box in found
        if score >= LEAST_SCORE
    ]
