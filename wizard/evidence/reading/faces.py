"""Faces in pictures: where they are, never whose. OpenCV (extra `ocr`) runs YuNet, whose model is in `assets/models`.

Measured with 19 people's portraits on drawn ID cards, clean, compressed, halved: in photographs of 1080 x 1440 pixels
all are found on cards from 300 pixels wide on, and on cards from 700 on whichever way they lie. In 79 screens and
pictures without a face none is found; the highest score was 0.57 upright and 0.64 turned.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

MODEL = Path(__file__).resolve().parents[3] / "assets" / "models" / "yunet.onnx"
LEAST_SCORE = 0.7
SIDE, TURNED_SIDE = 960, 640  # pixels at most; a picture lying on its side is looked at smaller
QUARTERS = 4  # a card is photographed lying on its side or upside down
LEAST_WIDTH = 20.0  # pixels; nobody is recognised in a smaller face
OVERLAP = 0.3  # of two findings, above which they are one face
MOST = 200

Box = tuple[float, float, float, float]  # left, top, right, bottom in pixels


def faces_in(picture: Picture) -> list[Box]:
    """The faces in an upright RGB picture, the surest first."""
    found = [each for quarter in range(QUARTERS) for each in _looked(picture, quarter)]
    kept: list[Box] = []
    for _, box in sorted(found, reverse=True):
        if box[2] - box[0] >= LEAST_WIDTH and not any(_shared(box, other) > OVERLAP for other in kept):
            kept.append(box)
    return kept[:MOST]


def _looked(picture: Picture, quarter: int) -> list[tuple[float, Box]]:
    """Scores and faces in the picture turned left by so many quarters, placed in the picture as it stands."""
    import numpy

    scale = min(1.0, (TURNED_SIDE if quarter else SIDE) / max(picture.size))
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    pixels = numpy.asarray(picture.resize(size) if scale < 1 else picture)[:, :, ::-1]
    turned = numpy.ascontiguousarray(numpy.rot90(pixels, quarter))
    detector = _detector()
    detector.setInputSize((turned.shape[1], turned.shape[0]))
    rows = detector.detect(turned)[1]
    boxes = [] if rows is None else [(float(row[14]), tuple(float(edge) for edge in row[:4])) for row in rows]
    return [(score, _turned_back(box, quarter, size, scale)) for score, box in boxes]


def _turned_back(box: tuple[float, ...], quarter: int, size: tuple[int, int], scale: float) -> Box:
    """A box (left, top, width, height) of a turned picture of `size`, in the pixels of the picture as it stands."""
    left, top, right, bottom = box[0], box[1], box[0] + box[2], box[1] + box[3]
    width, height = size
    if quarter == 1:
        left, top, right, bottom = width - bottom, left, width - top, right
    elif quarter == 2:
        left, top, right, bottom = width - right, height - bottom, width - left, height - top
    elif quarter == 3:
        left, top, right, bottom = top, height - right, bottom, height - left
    return left / scale, top / scale, right / scale, bottom / scale


def _shared(one: Box, other: Box) -> float:
    """How much of the smaller of two boxes lies in the other."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    smaller = min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return max(0.0, wide) * max(0.0, high) / max(1.0, smaller)


@lru_cache(maxsize=1)
def _detector() -> Any:
    import cv2

    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)  # it warns at each start that it runs on no GPU
    return cv2.FaceDetectorYN.create(str(MODEL), "", (SIDE, SIDE), LEAST_SCORE, OVERLAP, 5000)
