"""Values that conditions compare with can occur: an option of the question, a kind of evidence, a channel."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import get_args

from wizard.case import Attempt, Identifier, Reply, Respondent, Scenario
from wizard.knowledge.checks.content import Content
from wizard.knowledge.checks.finding import Check, CheckFinding, at
from wizard.knowledge.walk import leaves

QUOTED = re.compile(r"[\"']([^\"']*)[\"']")
VALUE = r"(?:\"[^\"]*\"|'[^']*')"
COMPARED = re.compile(rf"([\w.]+)\s*(?:==|!=)\s*({VALUE})|({VALUE})\s*(?:==|!=)\s*([\w.]+)")
MEMBER_OF = re.compile(rf"({VALUE})\s+in\s+([\w.]+)")
ONE_OF = re.compile(r"([\w.]+)\s+in\s+\[([^\]]*)\]")
WITHIN = re.compile(r"([\w.]+)\.(?:exists|exists_one|all|filter)\(\s*(\w+)\s*,")


def run(content: Content) -> Iterable[CheckFinding]:
    """Literals in conditions that the thing they are compared with can never be."""
    vocabulary = Vocabulary(content)
    for entry in content.entries:
        for leaf in leaves(entry.record):
            if not leaf.condition:
                continue
            for name, value in compared_values(leaf.value):
                known = vocabulary.of(name)
                if known is not None and value not in known:
                    mend = f"可以是：{'、'.join(sorted(known)[:12])}。"
                    yield at(CHECK.id, entry, leaf.path, f"{name} 不会是 {value!r}", mend)


def compared_values(condition: str) -> Iterator[tuple[str, str]]:
    """Pairs of a name and a literal it is compared with; a name bound by `exists` is traced to its list."""
    for match in COMPARED.finditer(condition):
        left, right, value, name = match.groups()
        yield _traced(left or name, condition, match.start()), _unquoted(right or value)
    for match in MEMBER_OF.finditer(condition):
        yield f"{match[2]}[]", _unquoted(match[1])
    for match in ONE_OF.finditer(condition):
        for value in QUOTED.findall(match[2]):
            yield _traced(match[1], condition, match.start()), value


def _traced(name: str, condition: str, place: int) -> str:
    """`kind` within `answers.x.exists（kind, …）` is `answers.x[]`; the nearest binding before the place counts."""
    first, dot, rest = name.partition(".")
    owners = [bound[1] for bound in WITHIN.finditer(condition[:place]) if bound[2] == first]
    return f"{owners[-1]}[]{dot}{rest}" if owners else name


def _unquoted(value: str) -> str:
    return value[1:-1]


class Vocabulary:
    """What each name of the view can be."""

    def __init__(self, content: Content) -> None:
        """Take the closed vocabularies of the case, and the pack's ids and options."""
        scenarios = {str(scenario) for scenario in Scenario}
        channels = set(content.topic("channels"))
        self._known: dict[str, set[str]] = {
            "scenario": scenarios,
            "secondary[]": scenarios,
            "channel": channels,
            "tried[]": channels,
            "attempts[].channel": channels,
            "attempts[].outcome": _options(Attempt, "outcome"),
            "replies[]": _options(Reply, "kind"),
            "identifier_kinds[]": _options(Identifier, "kind"),
            "respondent": _options(Respondent, "kind"),
            "exhibit_kinds[]": set(content.topic("evidence_kinds")),
        }
        for question in content.topic("questions").values():
            if question.kind in ("choice", "choices"):
                ids = {option.id for option in question.options}
                self._known[f"answers.{question.id}{'[]' if question.kind == 'choices' else ''}"] = ids

    def of(self, name: str) -> set[str] | None:
        """The values a name can have, the empty text included; none when it is not a closed vocabulary."""
        known = self._known.get(name)
        return known | {""} if known else None


def _options(part: type, field: str) -> set[str]:
    return set(get_args(part.model_fields[field].annotation))  # type: ignore[attr-defined]


CHECK = Check("condition_values", "与不可能出现的值比较，规则就成了摆设。", run)
