"""What of a reading is kept in the case: the values, kinds of personal data, signs of a crop. Bounded and small."""

from __future__ import annotations

from collections.abc import Collection

from wizard.case import Readout
from wizard.evidence.personal_places import places_of
from wizard.evidence.reading.page import WHOLE, Reading
from wizard.evidence.reading.rows import without_watermark
from wizard.evidence.reading.values import shows_clock, values_of
from wizard.knowledge.load import Pack

MOST_VALUES = 120
EDGE = 12  # ten-thousandths: text this close to an edge is cut off
LEAST_CUT = 3


def readout_of(reading: Reading, pack: Pack, own: Collection[str] = ()) -> Readout:
    """The part of a reading that a case keeps; `own` are the merchant's own name, phone, address."""
    survey = reading.survey
    seen = survey.kinds(own) if survey and not survey.refused else [place.what for place in places_of(reading, own)]
    return Readout(
        reader=reading.reader,
        unread=reading.unread,
        pages=len(reading.pages),
        characters=sum(len(line.text) for page in reading.pages for line in page.lines),
        values=[] if reading.table else values_of(reading, pack)[:MOST_VALUES],
        personal=list(dict.fromkeys(seen)),
        surveyor=survey.surveyor if survey else 0,
        clock=shows_clock(reading),
        cut_off=_cut_off(reading),
        look=reading.look,
    )


def _cut_off(reading: Reading) -> bool:
    """Whether several different lines of a picture run into one edge: a screen keeps a margin there."""
    pictures = [without_watermark(page) for page in reading.pages if page.origin == "picture"]
    left = [{line.text for line in page.lines if line.left <= EDGE} for page in pictures]
    right = [{line.text for line in page.lines if line.right >= WHOLE - EDGE} for page in pictures]
    return any(len(texts) >= LEAST_CUT for texts in (*left, *right))
