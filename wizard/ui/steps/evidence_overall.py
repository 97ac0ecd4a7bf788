"""Step three, the whole case at once: exhibits that prove nothing, gaps in the course, sums that do not fit."""

from __future__ import annotations

from typing import Any

from wizard.knowledge.shown import numbered
from wizard.ui import current
from wizard.ui.steps import judging, markup

TOGETHER = (
    "timeline_gap",
    "timeline_order",
    "demand_over_loss",
    "demand_without_loss",
    "loss_before_event",
    "loss_no_arithmetic",
)


def show() -> None:
    """One fold; nothing while there is nothing to say."""
    idle = idle_exhibits(judging.assess().findings)
    problems = [one for one in judging.problems() if one.code in TOGETHER]
    if not idle and not problems:
        return
    head = markup.strong(f"整个案件看下来，还有 {len(problems) + bool(idle)} 处可以更稳")
    markup.show(markup.fold(head, overall_html(idle, problems)))


def idle_exhibits(findings: dict[str, list[Any]]) -> list[int]:
    """Numbers of the exhibits that stand behind no claim."""
    return [
        number
        for number, exhibit in enumerate(current.case().exhibits, start=1)
        if any(one.code == "proves_nothing" for one in findings.get(exhibit.id, []))
    ]


def overall_html(idle: list[int], problems: list[Any]) -> str:
    """Each with what to do."""
    lines = [markup.esc(f"{one.message}{one.mend}") for one in problems]
    if idle:
        words = f"{numbered(idle)}没有对应到任何一条说法。打开它选“证明哪些主张”；确实用不上的，可以删掉。"
        lines.insert(0, markup.esc(words))
    return markup.items(lines)
