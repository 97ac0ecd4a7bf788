"""The worked samples as stories to type: what the merchant of each scenario says, answers and uploads."""

import datetime as dt
import re
from pathlib import Path

from tests.journeys.serving import ROOT
from wizard.case import Case, now
from wizard.knowledge.load import load

SAMPLES = ROOT / "assets" / "samples"
DEADLINES = {"appeal_deadline_on", "aftersales_deadline_on"}
SCENARIOS = sorted(path.parent.name for path in SAMPLES.glob("*/case.json"))


class Story:
    """One sample, read for typing."""

    def __init__(self, scenario: str) -> None:
        self.scenario = scenario
        self.case = _as_if_told_today(Case.model_validate_json((SAMPLES / scenario / "case.json").read_text("utf-8")))
        self.pack = load()

    def __str__(self) -> str:
        return self.scenario

    @property
    def name(self) -> str:
        return self.pack.scenarios[self.scenario].name

    def files(self, most: int = 3) -> list[Path]:
        folder = SAMPLES / self.scenario / "evidence"
        return [folder / exhibit.file_name for exhibit in self.case.exhibits[:most]]

    def questions(self) -> list:
        """The required questions that the sample answers, and those that they hang on, in the order of the page."""
        asked = [self.pack.questions[name] for name in self.case.answers if name in self.pack.questions]
        required = [one for one in asked if one.level == "required"]
        hung_on = {name for one in required for name in re.findall(r"answers\.(\w+)", one.applies_when or "")}
        wanted = [one for one in asked if one in required or one.id in hung_on]
        return sorted(wanted, key=lambda one: one.order)


def _as_if_told_today(case: Case) -> Case:
    """Its deadlines as far ahead as they were when the sample was written: what is missed goes another way."""
    since = now().date() - case.created_at.date()
    ahead = {
        name: (dt.date.fromisoformat(case.answers[name]) + since).isoformat() for name in DEADLINES & set(case.answers)
    }
    return case.model_copy(update={"answers": case.answers | ahead})
