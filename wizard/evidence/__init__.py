"""Evidence: what must be proved, what proves it, what is missing, and whether each file is sound.

`inspect_file` opens files and is meant for a worker process; everything else only reads the case and the pack.
"""

from wizard.evidence.claims import Claim, claims
from wizard.evidence.completeness import Assessment, Item, assess
from wizard.evidence.inspection import Inspection, RefusedFile, clean_name, inspect_file
from wizard.evidence.offers import Offer, Target, offers
from wizard.evidence.personal_data import Found, TextFinding, find, masked, text_findings
from wizard.evidence.personal_places import Place, places_of
from wizard.evidence.soundness import FindingShown, is_public, unhandled_personal_data

__all__ = [
    "Assessment",
    "Claim",
    "FindingShown",
    "Found",
    "Inspection",
    "Item",
    "Offer",
    "Place",
    "RefusedFile",
    "Target",
    "TextFinding",
    "assess",
    "claims",
    "clean_name",
    "find",
    "inspect_file",
    "is_public",
    "masked",
    "offers",
    "places_of",
    "text_findings",
    "unhandled_personal_data",
]
