"""The case (案件) and its parts: the one thing that everything else reads or writes.

A case holds what a person said, uploaded, chose and signed. It holds no law and no rule: those come from the
knowledge pack. It knows neither the screen, nor the database, nor PDF. Money is in yuan as `Decimal` with at most
two decimals; instants carry a time zone; days are Chinese calendar days (Asia/Shanghai). One file a step of the way:
`facts`, `evidence`, `package`, `followup`; `case` puts them together, `values` is what they are made of.
"""

from wizard.case.case import Case, Demand, Scenario
from wizard.case.evidence import Bundle, Exhibit, Finding, Hidden, LeftOut, Mask, Origin, Readout, SeenValue
from wizard.case.facts import Attempt, Event, Identifier, Loss, Respondent, Shop
from wizard.case.followup import Outcome, Receipt, Reply
from wizard.case.package import Cosignature, PackageVersion, Signature
from wizard.case.values import (
    CHINA,
    LONG_TEXT_MAX,
    NARRATIVE_MAX,
    SHORT_TEXT_MAX,
    Answer,
    HiddenKind,
    Part,
    new_case_id,
    new_reference,
    now,
    without_control_characters,
)

__all__ = [
    "Answer",
    "Attempt",
    "Bundle",
    "CHINA",
    "Case",
    "Cosignature",
    "Demand",
    "Event",
    "Exhibit",
    "Finding",
    "Hidden",
    "HiddenKind",
    "Identifier",
    "LONG_TEXT_MAX",
    "LeftOut",
    "Loss",
    "Mask",
    "NARRATIVE_MAX",
    "Origin",
    "Outcome",
    "PackageVersion",
    "Part",
    "Readout",
    "Receipt",
    "Reply",
    "Respondent",
    "SHORT_TEXT_MAX",
    "Scenario",
    "SeenValue",
    "Shop",
    "Signature",
    "new_case_id",
    "new_reference",
    "now",
    "without_control_characters",
]
