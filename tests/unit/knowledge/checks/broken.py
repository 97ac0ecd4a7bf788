"""Packs with one thing wrong: the real content with a single record changed, as an author might by mistake."""

from typing import Any

from wizard.knowledge.checks import CHECKS, CheckFinding
from wizard.knowledge.checks.content import Content, Entry, read_content, record_type_of
from wizard.knowledge.load import load

PACK = load("pinduoduo")
GOOD = read_content(PACK)


def entry_of(topic: str, record_id: str) -> Entry:
    return next(entry for entry in GOOD.entries if entry.topic == topic and entry.id == record_id)


def changed(topic: str, record_id: str, **fields: Any) -> Entry:
    """The record with these fields replaced, validated again as the loader would."""
    old = entry_of(topic, record_id)
    raw = old.record.model_dump(mode="json") | fields
    return Entry(topic, old.file, record_type_of(topic).model_validate(raw))


def with_entry(new: Entry, replaces: str | None = None) -> Content:
    """The content with one record replaced (by id), or added when nothing bears the id."""
    replaced = replaces or new.id
    kept = [new if (old.topic, old.id) == (new.topic, replaced) else old for old in GOOD.entries]
    return Content(PACK, kept if new in kept else [*kept, new])


def without(topic: str, record_id: str) -> Content:
    return Content(PACK, [old for old in GOOD.entries if (old.topic, old.id) != (topic, record_id)])


def found(check: str, content: Content) -> list[CheckFinding]:
    rule = next(rule for rule in CHECKS if rule.id == check)
    return list(rule.run(content))
