"""The one way to a knowledge pack: `load("pinduoduo")`. Each topic is read when first asked for, then kept."""

from __future__ import annotations

from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.knowledge.pack import Topic, fingerprint, folder_of, read_topic, read_yaml

if TYPE_CHECKING:
    from wizard.knowledge.records.channels import Channel
    from wizard.knowledge.records.coverage import GuideStatement
    from wizard.knowledge.records.evidence import EvidenceKind, FindingWords, Requirement
    from wizard.knowledge.records.followups import CalendarYear, FollowupTask, ReplyMove
    from wizard.knowledge.records.laws import Law
    from wizard.knowledge.records.myths import Myth
    from wizard.knowledge.records.penalties import Penalty
    from wizard.knowledge.records.procedures import Procedure
    from wizard.knowledge.records.questions import Calculation, FactProblem, Question
    from wizard.knowledge.records.reading import ReadingField
    from wizard.knowledge.records.routes import Ladder, Notice, Route, RouteFact
    from wizard.knowledge.records.scenarios import ScenarioRecord, TriageQuestion, WayOut
    from wizard.knowledge.records.wording import Citation, DemandRecord, ScenarioWords, Template, ToneRule


class Pack:
    """One platform's content. `version` is printed on every package."""

    def __init__(self, folder: Path) -> None:
        """Take the pack's folder; nothing is read yet but `pack.yaml`."""
        self.folder = folder
        self.about = read_yaml(folder / "pack.yaml")
        self.redirects: dict[str, dict[str, str]] = self.about.get("redirects", {})

    @cached_property
    def version(self) -> str:
        """The pack's date and the fingerprint of its content, such as `2026-11-22+4f0c1a2b3c4d`."""
        return f"{self.about['reviewed_on']}+{fingerprint(self.folder)}"

    @cached_property
    def scenarios(self) -> Topic[ScenarioRecord]:
        """The nine kinds of complaint."""
        from wizard.knowledge.records.scenarios import ScenarioRecord

        return read_topic(self.folder, "scenarios", ScenarioRecord, self.redirects.get("scenarios"))

    @cached_property
    def ways_out(self) -> Topic[WayOut]:
        """Where to go when it is none of them."""
        from wizard.knowledge.records.scenarios import WayOut

        return read_topic(self.folder, "ways_out", WayOut, self.redirects.get("ways_out"))

    @cached_property
    def triage_questions(self) -> Topic[TriageQuestion]:
        """Short questions that tell scenarios apart."""
        from wizard.knowledge.records.scenarios import TriageQuestion

        return read_topic(self.folder, "triage_questions", TriageQuestion, self.redirects.get("triage_questions"))

    @cached_property
    def questions(self) -> Topic[Question]:
        """Questions about the facts."""
        from wizard.knowledge.records.questions import Question

        return read_topic(self.folder, "questions", Question, self.redirects.get("questions"))

    @cached_property
    def calculations(self) -> Topic[Calculation]:
        """Arithmetic over the facts, with the article it rests on."""
        from wizard.knowledge.records.questions import Calculation

        return read_topic(self.folder, "calculations", Calculation, self.redirects.get("calculations"))

    @cached_property
    def fact_problems(self) -> Topic[FactProblem]:
        """Words for what is wrong in the facts, and how to mend it."""
        from wizard.knowledge.records.questions import FactProblem

        return read_topic(self.folder, "fact_problems", FactProblem, self.redirects.get("fact_problems"))

    @cached_property
    def evidence_kinds(self) -> Topic[EvidenceKind]:
        """Kinds of evidence and how to get them."""
        from wizard.knowledge.records.evidence import EvidenceKind

        return read_topic(self.folder, "evidence_kinds", EvidenceKind, self.redirects.get("evidence_kinds"))

    @cached_property
    def requirements(self) -> Topic[Requirement]:
        """What a scenario and a channel want to see proved."""
        from wizard.knowledge.records.evidence import Requirement

        return read_topic(self.folder, "requirements", Requirement, self.redirects.get("requirements"))

    @cached_property
    def findings(self) -> Topic[FindingWords]:
        """Words for what the inspection of a file notices."""
        from wizard.knowledge.records.evidence import FindingWords

        return read_topic(self.folder, "findings", FindingWords, self.redirects.get("findings"))

    @cached_property
    def reading_fields(self) -> Topic[ReadingField]:
        """What is looked for in the text of evidence."""
        from wizard.knowledge.records.reading import ReadingField

        return read_topic(self.folder, "reading_fields", ReadingField, self.redirects.get("reading_fields"))

    @cached_property
    def channels(self) -> Topic[Channel]:
        """Places to send a complaint."""
        from wizard.knowledge.records.channels import Channel

        return read_topic(self.folder, "channels", Channel, self.redirects.get("channels"))

    @cached_property
    def procedures(self) -> Topic[Procedure]:
        """Procedures step by step, with time limits."""
        from wizard.knowledge.records.procedures import Procedure

        return read_topic(self.folder, "procedures", Procedure, self.redirects.get("procedures"))

    @cached_property
    def laws(self) -> Topic[Law]:
        """Articles of law and platform rules that can be cited."""
        from wizard.knowledge.records.laws import Law

        return read_topic(self.folder, "laws", Law, self.redirects.get("laws"))

    @cached_property
    def penalties(self) -> Topic[Penalty]:
        """The platform's common penalties."""
        from wizard.knowledge.records.penalties import Penalty

        return read_topic(self.folder, "penalties", Penalty, self.redirects.get("penalties"))

    @cached_property
    def myths(self) -> Topic[Myth]:
        """What people read elsewhere, and what is true."""
        from wizard.knowledge.records.myths import Myth

        return read_topic(self.folder, "myths", Myth, self.redirects.get("myths"))

    @cached_property
    def route_facts(self) -> Topic[RouteFact]:
        """Facts about a case that the rules of routing share, in the order they are worked out."""
        from wizard.knowledge.records.routes import RouteFact

        return read_topic(self.folder, "route_facts", RouteFact, self.redirects.get("route_facts"))

    @cached_property
    def routes(self) -> Topic[Route]:
        """How each channel is judged: points for and against, exclusions, needs, limits."""
        from wizard.knowledge.records.routes import Route

        return read_topic(self.folder, "routes", Route, self.redirects.get("routes"))

    @cached_property
    def ladders(self) -> Topic[Ladder]:
        """The order of channels for each scenario, with when and why to climb."""
        from wizard.knowledge.records.routes import Ladder

        return read_topic(self.folder, "ladders", Ladder, self.redirects.get("ladders"))

    @cached_property
    def route_notices(self) -> Topic[Notice]:
        """What to do today, and warnings about the way chosen."""
        from wizard.knowledge.records.routes import Notice

        return read_topic(self.folder, "route_notices", Notice, self.redirects.get("route_notices"))

    @cached_property
    def guide_coverage(self) -> Topic[GuideStatement]:
        """Each statement of the two source guides, with the records that carry it."""
        from wizard.knowledge.records.coverage import GuideStatement

        return read_topic(self.folder, "guide_coverage", GuideStatement, self.redirects.get("guide_coverage"))

    @cached_property
    def demands(self) -> Topic[DemandRecord]:
        """Demands a merchant can make."""
        from wizard.knowledge.records.wording import DemandRecord

        return read_topic(self.folder, "demands", DemandRecord, self.redirects.get("demands"))

    @cached_property
    def templates(self) -> Topic[Template]:
        """Wording of the documents, channel by channel."""
        from wizard.knowledge.records.wording import Template

        return read_topic(self.folder, "templates", Template, self.redirects.get("templates"))

    @cached_property
    def scenario_words(self) -> Topic[ScenarioWords]:
        """What each scenario says in every document; the record `general` serves where there is none."""
        from wizard.knowledge.records.wording import ScenarioWords

        return read_topic(self.folder, "scenario_words", ScenarioWords, self.redirects.get("scenario_words"))

    @cached_property
    def citations(self) -> Topic[Citation]:
        """When a document cites an article, and what it says there."""
        from wizard.knowledge.records.wording import Citation

        return read_topic(self.folder, "citations", Citation, self.redirects.get("citations"))

    @cached_property
    def tone(self) -> Topic[ToneRule]:
        """Wording to avoid, each with a calmer suggestion."""
        from wizard.knowledge.records.wording import ToneRule

        return read_topic(self.folder, "tone", ToneRule, self.redirects.get("tone"))

    @cached_property
    def followup_tasks(self) -> Topic[FollowupTask]:
        """What to do after submitting, and when."""
        from wizard.knowledge.records.followups import FollowupTask

        return read_topic(self.folder, "followup_tasks", FollowupTask, self.redirects.get("followup_tasks"))

    @cached_property
    def calendar(self) -> Topic[CalendarYear]:
        """Official holidays of years that the calendar library does not know."""
        from wizard.knowledge.records.followups import CalendarYear

        return read_topic(self.folder, "calendar", CalendarYear, self.redirects.get("calendar"))

    @cached_property
    def reply_moves(self) -> Topic[ReplyMove]:
        """What to do next for each kind of reply."""
        from wizard.knowledge.records.followups import ReplyMove

        return read_topic(self.folder, "reply_moves", ReplyMove, self.redirects.get("reply_moves"))


CORRECTED: dict[str, Pack] = {}
"""The packs with an administrator's corrections in them, by platform; `wizard.knowledge.corrections` keeps it."""


def load(platform: str = "pinduoduo") -> Pack:
    """The pack of a platform with the corrections in force; raises `KnowledgeError` when there is none."""
    return CORRECTED.get(platform) or as_written(platform)


@lru_cache(maxsize=8)
def as_written(platform: str = "pinduoduo") -> Pack:
    """The pack of a platform as its files say; raises `KnowledgeError` when there is none."""
    return Pack(folder_of(platform))
