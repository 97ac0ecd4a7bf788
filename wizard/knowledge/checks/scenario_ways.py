"""Every scenario has its whole way: questions, evidence, channels inside and outside, demands, replies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, get_args

from wizard.case import Reply
from wizard.knowledge.checks.content import Content, Entry
from wizard.knowledge.checks.finding import Check, CheckFinding, at

STEPS = {"evidence": "固定证据", "platform": "平台内", "litigation": "诉讼"}
OUTSIDE = {"regulator", "third_party"}
BESIDE_SECTIONS = {"subject", "closing"}
"""Parts that every document has beside its sections."""
OWN_TOPICS = {"questions": "事实提问", "requirements": "证据要求", "demands": "诉求", "citations": "依据"}


def run(content: Content) -> Iterable[CheckFinding]:
    """Scenarios that lack a step of the way, and channels without a document."""
    for entry in content.of("scenarios"):
        yield from _ladder(content, entry)
        yield from _own_records(content, entry)
        yield from _agreement(content, entry)
    yield from _documents(content)
    yield from _replies(content)


def _ladder(content: Content, entry: Entry) -> Iterator[CheckFinding]:
    ladder = content.topic("ladders").get(entry.id)
    if ladder is None:
        yield at(CHECK.id, entry, "id", "没有这个场景的阶梯", f"在 ladders 里加一条 id 为 {entry.id} 的记录。")
        return
    channels = content.topic("channels")
    groups = {channels[rung.channel].group for rung in ladder.rungs if rung.channel in channels}
    for group in [group for group in STEPS if group not in groups]:
        yield at(CHECK.id, entry, "ladder", f"阶梯里没有“{STEPS[group]}”这一步", "在 ladders 的这一条里补上。")
    if not groups & OUTSIDE:
        yield at(CHECK.id, entry, "ladder", "阶梯里没有平台外的渠道", "补上监管、协会、调解中的一个。")


def _own_records(content: Content, entry: Entry) -> Iterator[CheckFinding]:
    for topic, words in OWN_TOPICS.items():
        records = content.topic(topic).values()
        if records and not any(entry.id in record.scenarios for record in records):
            yield at(CHECK.id, entry, "id", f"没有专门给这个场景的{words}", f"在 {topic} 里补上。")


def _agreement(content: Content, entry: Entry) -> Iterator[CheckFinding]:
    """What triage shows as the way and what routing follows must not contradict each other."""
    record: Any = entry.record
    ladder = content.topic("ladders").get(entry.id)
    rungs = [rung.channel for rung in ladder.rungs] if ladder else []
    wanted = [record.first_channel, *record.ladder]
    missing = [channel for channel in wanted if rungs and channel not in rungs]
    if missing:
        mend = "两处写成一样：scenarios 的 first_channel、ladder 和 ladders 的 rungs。"
        yield at(CHECK.id, entry, "ladder", f"阶梯里没有场景写的 {'、'.join(missing)}", mend)


def _documents(content: Content) -> Iterator[CheckFinding]:
    routes, templates = content.topic("routes"), content.topic("templates")
    for entry in content.of("channels"):
        record: Any = entry.record
        if routes and entry.id not in routes:
            yield at(CHECK.id, entry, "id", "没有这个渠道的判断规则", f"在 routes 里加一条 id 为 {entry.id} 的记录。")
        own = templates.get(record.document_kind)
        if own is None:
            continue
        known = {section.part for section in own.sections} | BESIDE_SECTIONS
        for field in record.fields:
            for part in [part for part in field.parts if part not in known]:
                mend = f"模板 {record.document_kind} 有：{'、'.join(sorted(known))}。"
                yield at(CHECK.id, entry, f"fields.{field.id}", f"模板里没有段落 {part}", mend)


def _replies(content: Content) -> Iterator[CheckFinding]:
    moves = list(content.of("reply_moves"))
    covered = {getattr(entry.record, "reply", "") for entry in moves}
    for kind in get_args(Reply.model_fields["kind"].annotation) if moves else ():
        if kind not in covered:
            yield at(CHECK.id, moves[0], "reply", f"没有写收到 {kind} 之后怎么办", "在 reply_moves 里补一条。")


CHECK = Check("scenario_ways", "每个场景都要走得到头，不能走到一半没有下一步。", run)
