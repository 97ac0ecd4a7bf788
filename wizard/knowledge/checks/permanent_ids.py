"""An id that was published stays: it may be retired with a redirect, never dropped.

`published_ids.json` in the pack lists what was published. `register` adds the ids of today; run it at each release.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from wizard.knowledge.checks.content import Content
from wizard.knowledge.checks.finding import Check, CheckFinding

FILE = "published_ids.json"


def run(content: Content) -> Iterable[CheckFinding]:
    """Published ids that are gone without a redirect."""
    broken = {(finding.record) for finding in content.broken}
    for topic, ids in published(content).items():
        kept = content.topic(topic).keys() | content.pack.redirects.get(topic, {}).keys() | broken
        for lost in sorted(set(ids) - kept):
            message = f"{topic} 里发布过的 id {lost} 不见了"
            mend = f"把记录恢复；确实停用的，在 pack.yaml 的 redirects.{topic} 写明它由哪一条代替。"
            yield CheckFinding(CHECK.id, "error", FILE, lost, topic, message, mend)


def published(content: Content) -> dict[str, list[str]]:
    """The ids published so far, by topic."""
    path = content.pack.folder / FILE
    found: dict[str, list[str]] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return found


def register(content: Content) -> None:
    """Write down today's ids beside those published before."""
    before = published(content)
    topics = sorted({entry.topic for entry in content.entries} | before.keys())
    ids = {topic: sorted(set(before.get(topic, [])) | content.topic(topic).keys()) for topic in topics}
    text = json.dumps(ids, ensure_ascii=False, indent=1)
    (content.pack.folder / FILE).write_text(text + "\n", "utf-8")


CHECK = Check("permanent_ids", "案件存着 id；发布过的 id 消失，旧案件就打不开。", run)
