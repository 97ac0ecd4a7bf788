"""Other people's data in tables, documents, texts and mails: what is found, and the copy in which it is starred.

The copy is always written anew and holds nothing but what a person sees in the file, so that nothing hides in it.
"""

from wizard.evidence.starring.copying import can_star, star, starred_type
from wizard.evidence.starring.hiding import Hider
from wizard.evidence.starring.stars import starred
from wizard.evidence.starring.surveying import survey_of
from wizard.evidence.survey import SURVEYOR, SheetHead, Spot, Survey

__all__ = [
    "SURVEYOR", "Hider", "SheetHead", "Spot", "Survey", "can_star", "star", "starred", "starred_type", "survey_of",
]  # fmt: skip
