"""One record with its sources, as plain data: for the command line, and for whoever wants to check a statement."""

from __future__ import annotations

from typing import Any

from wizard.knowledge.checks.content import read_content
from wizard.knowledge.load import Pack


def show(pack: Pack, record_id: str) -> list[dict[str, Any]]:
    """Every record with this id, topic by topic, with topic, file, sources and content; retired ids are followed."""
    content = read_content(pack)
    return [
        {"topic": entry.topic, "file": entry.file, **entry.record.model_dump(mode="json", exclude_defaults=True)}
        for entry in content.entries
        if entry.id in {record_id, pack.redirects.get(entry.topic, {}).get(record_id)}
    ]
