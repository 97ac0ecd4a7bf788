"""What to do today, and warnings about the way chosen: notices of the pack whose condition holds, slots filled."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from wizard.knowledge.conditions import PreparedView, View, holds
from wizard.knowledge.load import Pack
from wizard.knowledge.records.routes import Notice

DEADLINE_ANSWERS = {"fine_dispute": "appeal_deadline_on", "aftersales_dispute": "aftersales_deadline_on"}
"""The question whose answer is the deadline shown in the back office, by scenario."""

Kind = Literal["today", "warning"]


def notices(pack: Pack, view: View, ready: PreparedView, recommended: str | None, kind: Kind) -> list[str]:
    """The words of all notices of one kind that apply, in their order. `ready` is the same view, prepared."""
    slots = _slots(pack, view, recommended)
    applying = [record for record in pack.route_notices.values() if _applies(record, ready, recommended, kind)]
    texts = [_filled(record.words, slots) for record in sorted(applying, key=lambda record: record.order)]
    return [text for text in texts if text]


def _applies(record: Notice, view: PreparedView, recommended: str | None, kind: Kind) -> bool:
    wanted = not record.channels or recommended in record.channels
    return record.kind == kind and wanted and holds(record.when, view) is True


def _slots(pack: Pack, view: View, recommended: str | None) -> dict[str, str]:
    slots = _deadline_slots(view)
    if recommended:
        slots["channel"] = pack.channels[recommended].name
    return slots


def _deadline_slots(view: View) -> dict[str, str]:
    day = view["answers"].get(DEADLINE_ANSWERS.get(view["scenario"], ""))
    if not isinstance(day, int):
        return {}
    shown = dt.date.fromordinal(day)
    return {"deadline": f"{shown.year}年{shown.month}月{shown.day}日", "days_left": str(max(0, day - view["today"]))}


def _filled(words: str, slots: dict[str, str]) -> str:
    """The words with slots filled; empty when a slot has no value."""
    try:
        return words.format_map(slots)
    except KeyError:
        return ""
