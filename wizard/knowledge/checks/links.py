"""Records that are named exist: law, channel, scenario, question, kind of evidence, demand, template."""

from __future__ import annotations

from collections.abc import Iterable

from wizard.case import Scenario
from wizard.knowledge.checks.content import Content, Entry
from wizard.knowledge.checks.finding import Check, CheckFinding, at
from wizard.knowledge.walk import Leaf, leaves

FIELDS = {
    "basis": "laws",
    "law": "laws",
    "channel": "channels",
    "channels": "channels",
    "not_channels": "channels",
    "next_channels": "channels",
    "first_channel": "channels",
    "ladder": "channels",
    "scenarios": "scenarios",
    "demands": "demands",
    "any_of": "evidence_kinds",
    "proved_by": "evidence_kinds",
    "evidence": "evidence_kinds",
    "answer": "questions",
    "not_before": "questions",
    "document_kind": "templates",
    "letter": "templates",
}
"""Which topic a field of that name refers to, whatever record it stands in."""

OTHERWISE = {("laws", "law"), ("ledger", "channel")}
"""Fields of these names that hold something else in a topic: a law's `law` is its name."""

SAME_IDS = {"routes": "channels", "ladders": "scenarios"}
"""Topics whose records describe a record of another topic and bear its id."""


def run(content: Content) -> Iterable[CheckFinding]:
    """Names that lead nowhere."""
    for entry in content.entries:
        for leaf in leaves(entry.record):
            topic = FIELDS.get(leaf.name)
            if topic and (entry.topic, leaf.name) not in OTHERWISE and isinstance(leaf.value, str) and leaf.value:
                yield from _missing(content, entry, leaf, topic)
        other = SAME_IDS.get(entry.topic)
        if other and not content.knows(other, entry.id):
            yield at(CHECK.id, entry, "id", f"{other} 里没有 {entry.id}", f"id 要与 {other} 里的一条相同。")


def _missing(content: Content, entry: Entry, leaf: Leaf, topic: str) -> Iterable[CheckFinding]:
    known = leaf.value in list(Scenario) if topic == "scenarios" else content.knows(topic, leaf.value)
    if not known:
        near = _near(leaf.value, content.topic(topic))
        mend = f"是不是想写 {near}。" if near else f"先在 {topic} 里加上这条，或去掉这个引用。"
        yield at(CHECK.id, entry, leaf.path, f"{topic} 里没有 {leaf.value}", mend)


def _near(name: str, known: Iterable[str]) -> str:
    import difflib

    return next(iter(difflib.get_close_matches(name, list(known), 1)), "")


CHECK = Check("links", "引用了不存在的记录，页面上就会缺一块。", run)
