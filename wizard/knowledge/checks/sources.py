"""Every record says where it comes from, in words; `verified` needs a source that was really seen."""

from __future__ import annotations

import re
from collections.abc import Iterable

from wizard.knowledge.checks.content import Content
from wizard.knowledge.checks.finding import Check, CheckFinding, at
from wizard.knowledge.records.base import Confidence, Source

FILE_NAME = re.compile(r"[\w-]+\.(?:txt|ya?ml|md|json|html?)\b", re.ASCII)


def run(content: Content) -> Iterable[CheckFinding]:
    """Addresses that are none, file names in place of titles, and verified records without a seen source."""
    for entry in content.entries:
        for place, source in enumerate(entry.record.sources):
            if name := FILE_NAME.search(f"{source.title} {source.note}"):
                mend = "写读者认得出的名称，例如文章标题、发布者和日期。"
                yield at(CHECK.id, entry, f"sources.{place}", f"来源里写的是文件名“{name[0]}”，读者看不懂", mend)
            if source.url is not None and not source.url.startswith(("http://", "https://")):
                mend = "网址以 https:// 开头；不是网址的写进 note。"
                yield at(CHECK.id, entry, f"sources.{place}.url", f"来源网址 {source.url} 不是网址", mend)
        if entry.record.confidence is Confidence.VERIFIED and not any(map(_shown, entry.record.sources)):
            mend = "补上真正看过的文本；没有看过就把置信度改成 verified_secondary 或 memory_only。"
            yield at(CHECK.id, entry, "sources", "写了 verified，却没有一个看过的来源", mend)


def _shown(source: Source) -> bool:
    return source.seen and bool(source.url or source.note)


CHECK = Check("sources", "读者要能自己核对每一条。", run)
