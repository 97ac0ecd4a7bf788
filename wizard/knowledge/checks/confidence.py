"""What is not verified says how to check it, and a number has a basis or a source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pydantic import BaseModel

from wizard.knowledge.checks.content import Content, Entry
from wizard.knowledge.checks.finding import Check, CheckFinding, at
from wizard.knowledge.records.base import Confidence, Record, TimeLimit
from wizard.knowledge.records.channels import FormField
from wizard.knowledge.walk import pieces


def run(content: Content) -> Iterable[CheckFinding]:
    """Pieces from memory without a way to check, limits and numbers without a source."""
    for entry in content.entries:
        for path, piece in pieces(entry.record):
            yield from _without_check(entry, path, piece)
            if isinstance(piece, TimeLimit):
                yield from _time_limit(entry, path, piece)
            if isinstance(piece, FormField) and piece.max_chars and not piece.source:
                yield at(
                    CHECK.id,
                    entry,
                    f"{path}.source",
                    "写了字数上限，没有写来源",
                    "写明在哪里看到的；看不到就去掉上限。",
                )


def _without_check(entry: Entry, path: str, piece: BaseModel) -> Iterator[CheckFinding]:
    from_memory = getattr(piece, "confidence", None) is Confidence.MEMORY_ONLY
    if isinstance(piece, Record) or not from_memory:
        return
    if getattr(piece, "how_to_check", None) == "":
        yield at(
            CHECK.id,
            entry,
            f"{path}.how_to_check",
            "凭记忆的内容没有写怎样核对",
            "写一句“到哪里、看什么”就能核对的办法。",
        )


def _time_limit(entry: Entry, path: str, limit: TimeLimit) -> Iterator[CheckFinding]:
    if (limit.amount is None) != (limit.unit is None):
        yield at(CHECK.id, entry, f"{path}.amount", "时限的数字和单位要一起写", "补上 amount 或 unit，或者两个都去掉。")
    if limit.amount is not None and not limit.basis:
        yield at(CHECK.id, entry, f"{path}.basis", "写了时限的数字，没有写依据", "写明法条 id；没有依据就只写文字。")
    if limit.amount is not None and limit.confidence is Confidence.MEMORY_ONLY:
        yield at(CHECK.id, entry, f"{path}.amount", "凭记忆的时限写成了数字", "去掉 amount 和 unit，写“以页面为准”。")
    if not limit.basis and not limit.source:
        yield at(CHECK.id, entry, f"{path}.source", "时限没有依据也没有来源", "写明法条 id(basis)或来源（source）。")


CHECK = Check("confidence", "没有核实的内容不能当事实；读者要知道怎样核对。", run)
