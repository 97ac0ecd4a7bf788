"""Records of the knowledge pack as readable entries: title, badge, body as HTML, and the text that is searched."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from wizard.knowledge.load import Pack
from wizard.ui import layout
from wizard.ui.layout import escape
from wizard.ui.places import guide_records

CHAPTERS = {
    "scenarios": "场景",
    "channels": "渠道",
    "procedures": "程序与时限",
    "penalties": "处罚",
    "laws": "法律依据",
    "myths": "网上常见说法",
    "evidence_kinds": "怎么取证",
    "records": "全部记录",
}
LEADS = {
    "penalties": "<p>处罚的名称、金额和期限变得很快，以您自己后台页面显示的为准。</p>",
    "myths": "<p>网上常见、转来转去的说法，和查证后的说法放在一起。</p>",
}
RANKS = {
    "law": "法律",
    "regulation": "行政法规",
    "rule": "规章",
    "interpretation": "司法解释",
    "guidance": "指导性文件，只作参照",
}
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Entry:
    """One readable record. `text` is what the search looks through, in lower case."""

    title: str
    badge: str
    body: str
    anchor: str
    text: str


@lru_cache(maxsize=64)
def entries(pack: Pack, chapter: str, topic: str = "") -> tuple[Entry, ...]:
    """The entries of a chapter, made once in the life of the process; of the chapter 全部记录 those of one topic."""
    if chapter == "records":
        return tuple(_any_entry(pack, topic, record) for record in getattr(pack, topic).values()) if topic else ()
    return tuple(_entry(pack, chapter, record) for record in getattr(pack, chapter).values())


def _any_entry(pack: Pack, topic: str, record: Any) -> Entry:
    title = guide_records.title_of(record)
    body = guide_records.body_of(pack, record) + _reviewed(record)
    return Entry(
        title, layout.confidence_badge(record.confidence), body, f"{topic}-{record.id}", _searched(title, body)
    )


def _entry(pack: Pack, chapter: str, record: Any) -> Entry:
    title = _title(chapter, record)
    body = _BODIES[chapter](pack, record) + _reviewed(record)
    anchor = f"{chapter}-{record.id}"
    return Entry(title, layout.confidence_badge(record.confidence), body, anchor, _searched(title, body))


def _searched(title: str, body: str) -> str:
    return html.unescape(_TAG.sub(" ", f"{title} {body}")).casefold()


def _title(chapter: str, record: Any) -> str:
    if chapter == "laws":
        return str(record.citation)
    return str(record.title if chapter == "myths" else record.name)


def _scenario(pack: Pack, record: Any) -> str:
    first = pack.channels.get(record.first_channel)
    return (
        _said("", record.card)
        + _list("这些情况属于这里", record.examples)
        + _list("这些不属于", record.not_for)
        + _said("还可以去", record.elsewhere)
        + _said("先走的渠道", first.name if first else record.first_channel)
        + _said("证据提示", record.evidence_hint)
        + _basis(pack, record.basis)
    )


def _channel(pack: Pack, record: Any) -> str:
    return (
        _said("", record.purpose)
        + _list("适合", record.fits)
        + _list("不适合", record.does_not_fit)
        + _list("先要准备好", record.preconditions)
        + _steps(record.steps)
        + _list("要交什么", record.submit)
        + _list("要留下什么", record.keep)
        + _limits(record.time_limits)
        + _volatile(record.volatile)
        + _list("注意", record.warnings)
        + _said("他人个人信息", record.personal_data)
        + _basis(pack, record.basis)
    )


def _procedure(pack: Pack, record: Any) -> str:
    return (
        _said("", record.purpose)
        + _steps(record.steps)
        + _limits(record.time_limits)
        + _said("说明", record.note)
        + _basis(pack, record.basis)
    )


def _penalty(pack: Pack, record: Any) -> str:
    channel = pack.channels.get(record.channel)
    return (
        _said("什么情况会触发", record.trigger)
        + _list("要准备", record.prepare)
        + _list("可以从这些方面说", record.arguments)
        + _limits([record.time_limit])
        + _said("到哪里申诉", channel.name if channel else record.channel)
        + _said("怎么核对", record.how_to_check)
        + _said("说明", record.note)
        + _basis(pack, record.basis)
    )


def _law(pack: Pack, record: Any) -> str:
    since = record.in_force_from.isoformat() if record.in_force_from else "未查到"
    about = "。".join(
        part for part in (RANKS[record.rank], record.issuer, record.version, f"施行日期：{since}") if part
    )
    names = [pack.scenarios[one].name for one in record.scenarios if one in pack.scenarios]
    return (
        _said("", record.paraphrase)
        + _said("全称", record.full_citation)
        + _said("层级", about)
        + _said("说明", record.note)
        + _said("常用于", "、".join(names))
    )


def _myth(pack: Pack, record: Any) -> str:
    return (
        _said("网上常见说法", f"“{record.read_elsewhere}”")
        + _said("查证后", record.truth)
        + _said("为什么不同", record.why)
        + _said("其中的推断", record.inference)
        + _basis(pack, record.basis)
    )


def _evidence_kind(pack: Pack, record: Any) -> str:
    return (
        _said("", record.what)
        + _list("怎么取得", record.how_to_get)
        + _list("在手机上", record.on_phone)
        + _volatile(record.menu)
        + _said("通常多久", record.usual_time)
        + _list("取证时注意", record.capture_tips)
        + _said("能证明", record.proves)
        + _said("他人个人信息", record.personal_data)
        + _said("什么时候值得公证或存时间戳", record.custody)
    )


_BODIES: dict[str, Callable[[Pack, Any], str]] = {
    "scenarios": _scenario,
    "channels": _channel,
    "procedures": _procedure,
    "penalties": _penalty,
    "laws": _law,
    "myths": _myth,
    "evidence_kinds": _evidence_kind,
}


def _said(label: str, words: str) -> str:
    head = f"<strong>{escape(label)}：</strong>" if label else ""
    return f"<p>{head}{escape(words)}</p>" if words else ""


def _list(label: str, rows: Iterable[str]) -> str:
    rows = list(rows)
    return f"<p><strong>{escape(label)}</strong></p>{layout.items(rows)}" if rows else ""


def _steps(steps: Iterable[Any]) -> str:
    lines = "".join(f"<li>{_sure(step.text, step)}</li>" for step in steps)
    return f"<p><strong>步骤</strong></p><ol>{lines}</ol>"


def _limits(limits: Iterable[Any]) -> str:
    lines = "".join(f"<li>{escape(limit.label)}：{_sure(limit.text, limit)}</li>" for limit in limits)
    return f"<p><strong>时限</strong></p><ul>{lines}</ul>" if lines else ""


def _volatile(facts: Iterable[Any]) -> str:
    lines = "".join(f"<li>{escape(fact.label)}：{_sure(fact.value, fact)}</li>" for fact in facts)
    return f"<p><strong>常变的信息，用前核对</strong></p><ul>{lines}</ul>" if lines else ""


def _sure(words: str, record: Any) -> str:
    """Words with their badge and the way to check them, where they are not verified."""
    if str(record.confidence) == "verified":
        return escape(words)
    check = getattr(record, "how_to_check", "")
    return f"{escape(words)} {layout.confidence_badge(record.confidence)}" + (f"<br>{escape(check)}" if check else "")


def _basis(pack: Pack, laws: Iterable[str]) -> str:
    names = [layout.basis_line(pack.laws[one]) for one in laws if one in pack.laws]
    return f"<p><strong>依据：</strong>{'、'.join(names)}</p>" if names else ""


def _reviewed(record: Any) -> str:
    dates = f"核对日期：{record.reviewed_on.isoformat()}，下次核对：{record.review_by.isoformat()} 前"
    return layout.source_note(record.sources) + f'<p class="w-quiet">{dates}</p>'
