"""The pack as the checks read it: every record with its file, broken ones set aside with what is wrong.

Loading stops at the first broken record; the checks go on, so that an author sees everything at once.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from wizard.knowledge.checks.finding import CheckFinding
from wizard.knowledge.load import Pack
from wizard.knowledge.messages import field_of, in_chinese
from wizard.knowledge.pack import KnowledgeError, name_of, raw_records, topic_files
from wizard.knowledge.records.base import Record

RECORD_TYPES = {
    "scenarios": "scenarios.ScenarioRecord",
    "ways_out": "scenarios.WayOut",
    "triage_questions": "scenarios.TriageQuestion",
    "questions": "questions.Question",
    "calculations": "questions.Calculation",
    "fact_problems": "questions.FactProblem",
    "evidence_kinds": "evidence.EvidenceKind",
    "requirements": "evidence.Requirement",
    "findings": "evidence.FindingWords",
    "reading_fields": "reading.ReadingField",
    "channels": "channels.Channel",
    "procedures": "procedures.Procedure",
    "laws": "laws.Law",
    "penalties": "penalties.Penalty",
    "myths": "myths.Myth",
    "route_facts": "routes.RouteFact",
    "routes": "routes.Route",
    "ladders": "routes.Ladder",
    "route_notices": "routes.Notice",
    "guide_coverage": "coverage.GuideStatement",
    "demands": "wording.DemandRecord",
    "templates": "wording.Template",
    "scenario_words": "wording.ScenarioWords",
    "citations": "wording.Citation",
    "tone": "wording.ToneRule",
    "followup_tasks": "followups.FollowupTask",
    "calendar": "followups.CalendarYear",
    "reply_moves": "followups.ReplyMove",
}
"""The record type of each topic, as `module.Class` below `wizard.knowledge.records`."""


@dataclass(frozen=True)
class Entry:
    """One readable record and where it stands."""

    topic: str
    file: str
    record: Record

    @property
    def id(self) -> str:
        """The record's id."""
        return self.record.id


@dataclass
class Content:
    """Everything readable in a pack, and findings about what is not."""

    pack: Pack
    entries: list[Entry] = field(default_factory=list)
    broken: list[CheckFinding] = field(default_factory=list)

    @cached_property
    def topics(self) -> dict[str, dict[str, Any]]:
        """The readable records by topic and id. To be asked for only once everything is read."""
        found: dict[str, dict[str, Any]] = {topic: {} for topic in RECORD_TYPES}
        for entry in self.entries:
            found[entry.topic][entry.id] = entry.record
        return found

    def topic(self, name: str) -> dict[str, Any]:
        """The readable records of a topic by id."""
        return self.topics[name]

    def of(self, *topics: str) -> Iterator[Entry]:
        """The entries of these topics."""
        return (entry for entry in self.entries if entry.topic in topics)

    def knows(self, topic: str, record_id: str) -> bool:
        """Whether a record (or a retired id that leads to one) exists. A topic without any record is not judged."""
        records = self.topic(topic)
        redirected = self.pack.redirects.get(topic, {}).get(record_id, record_id)
        return not records or redirected in records


def read_content(pack: Pack) -> Content:
    """Read every topic of a pack, setting broken files and records aside."""
    content = Content(pack)
    for topic in RECORD_TYPES:
        record_type = record_type_of(topic)
        for path in topic_files(pack.folder, topic):
            _read_file(content, topic, path, record_type)
    return content


def record_type_of(topic: str) -> type[Record]:
    """The class of a topic's records."""
    module, name = RECORD_TYPES[topic].split(".")
    found: type[Record] = getattr(importlib.import_module(f"wizard.knowledge.records.{module}"), name)
    return found


def _read_file(content: Content, topic: str, path: Path, record_type: type[Record]) -> None:
    file = path.relative_to(content.pack.folder).as_posix()
    try:
        raws = raw_records(path, topic)
    except KnowledgeError as error:
        content.broken.append(_broken(file, "", "", str(error), "按同一文件夹里别的文件的样子改。"))
        return
    for raw in raws:
        try:
            content.entries.append(Entry(topic, file, record_type.model_validate(raw)))
        except ValidationError as error:
            content.broken += [
                _broken(file, name_of(raw), field_of(problem), in_chinese(problem), "改好这个字段后再检查一次。")
                for problem in error.errors()
            ]


def _broken(file: str, record: str, where: str, message: str, suggestion: str) -> CheckFinding:
    return CheckFinding("readable", "error", file, record, where, message, suggestion)
