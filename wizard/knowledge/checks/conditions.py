"""Conditions are valid CEL and use only names that exist: a misspelt name never holds, and nobody notices."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator

from wizard.case import Case
from wizard.knowledge.checks.content import Content, Entry
from wizard.knowledge.checks.finding import Check, CheckFinding, at
from wizard.knowledge.conditions import ConditionError, compiled, view_of
from wizard.knowledge.walk import Leaf, leaves

BASE = set(view_of(Case(), {}, dt.date(2026, 11, 22)))
ROUTING = {"facts", "evidence_complete"}
ROUTING_TOPICS = {"route_facts", "routes", "ladders", "route_notices"}
ATTEMPT_KEYS = {"channel", "outcome", "days_ago"}

LOCAL = re.compile(r"(\w+)\.(?:exists|exists_one|all|filter|map)\(\s*(\w+)\s*,")
MEMBER = re.compile(r"\b(answers|facts)\.(\w+)")


def run(content: Content) -> Iterable[CheckFinding]:
    """Conditions that do not parse, and names they use that no view has."""
    facts: set[str] = set()
    for entry in content.entries:
        for leaf in leaves(entry.record):
            if leaf.condition:
                yield from _findings(content, entry, leaf, facts)
        if entry.topic == "route_facts":
            facts.add(entry.id)  # a fact may use only those before it


def _findings(content: Content, entry: Entry, leaf: Leaf, earlier: set[str]) -> Iterator[CheckFinding]:
    try:
        program = compiled(leaf.value)
    except ConditionError as error:
        yield at(CHECK.id, entry, leaf.path, str(error), "写法见 docs/reference/conditions.md。")
        return
    for name in sorted(set(program.variables()) - _locals(leaf.value) - _allowed(entry)):
        mend = f"能用的名字：{'、'.join(sorted(_allowed(entry)))}。"
        yield at(CHECK.id, entry, leaf.path, f"条件用了没有的名字 {name}", mend)
    for group, name in MEMBER.findall(leaf.value):
        yield from _member(content, entry, leaf, group, name, earlier)
    yield from _attempt_keys(entry, leaf)


def _member(
    content: Content, entry: Entry, leaf: Leaf, group: str, name: str, earlier: set[str]
) -> Iterator[CheckFinding]:
    if group == "answers" and not content.knows("questions", name):
        yield at(CHECK.id, entry, leaf.path, f"没有事实提问 {name}", "改成 questions 里的 id。")
    known = earlier if entry.topic == "route_facts" else set(content.topic("route_facts"))
    if group == "facts" and entry.topic in ROUTING_TOPICS and name not in known:
        yield at(CHECK.id, entry, leaf.path, f"没有事实 facts.{name}", "在 route_facts 里先写它，并放在用到它的之前。")


def _attempt_keys(entry: Entry, leaf: Leaf) -> Iterator[CheckFinding]:
    for owner, local in LOCAL.findall(leaf.value):
        if owner != "attempts":
            continue
        for key in re.findall(rf"\b{local}\.(\w+)", leaf.value):
            if key not in ATTEMPT_KEYS:
                mend = f"能用的只有：{'、'.join(sorted(ATTEMPT_KEYS))}。"
                yield at(CHECK.id, entry, leaf.path, f"attempts 没有 {key}", mend)


def _locals(condition: str) -> set[str]:
    return {name for _, name in LOCAL.findall(condition)}


def _allowed(entry: Entry) -> set[str]:
    return BASE | ROUTING if entry.topic in ROUTING_TOPICS else BASE


CHECK = Check("conditions", "写错名字的条件永远不成立，而且没有人会发现。", run)
