"""Looking a record up in the knowledge pack by its id, whatever its topic."""

from __future__ import annotations

from typing import Any

from wizard.knowledge.load import Pack, load

TOPICS = tuple(
    name
    for name, value in vars(Pack).items()
    if not name.startswith("_") and name != "version" and hasattr(value, "func")
)


def records_of(platform: str, record_id: str) -> list[dict[str, Any]]:
    """Every record with this id, with its topic, as JSON values."""
    pack = load(platform)
    found = []
    for topic in TOPICS:
        records = getattr(pack, topic)
        if record_id in records:
            found.append({"topic": topic} | records[record_id].model_dump(mode="json"))
    return found
