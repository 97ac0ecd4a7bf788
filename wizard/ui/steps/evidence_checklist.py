"""Step three, the checklist: what is wanted, what is there, and how to get the rest."""

from __future__ import annotations

from typing import Any, Literal

from wizard.ui import current
from wizard.ui.steps import judging, markup, words

GROUPS: tuple[Literal["required", "recommended", "helpful"], ...] = ("required", "recommended", "helpful")
LEVEL_LEADS = {
    "required": "没有这些，通常会被退回或要求补充。",
    "recommended": "有了更有说服力。",
    "helpful": "锦上添花，没有也可以。",
}


def show() -> None:
    """Score with its arithmetic, then the checklist by level."""
    assessment, pack = judging.assess(), current.pack()
    markup.show(score_html(assessment))
    numbers = {exhibit.id: number for number, exhibit in enumerate(current.case().exhibits, start=1)}
    for level in GROUPS:
        wanted = [item for item in assessment.items if str(item.level) == level]
        if wanted:
            markup.show(_group_html(level, wanted, numbers, pack), label=words.LEVELS[level])


def score_html(assessment: Any) -> str:
    """How complete the evidence is, in words, as a bar, and how that was computed."""
    said = "必备的都有了" if assessment.complete else "还缺必备的证据"
    share = assessment.score if assessment.score <= 1 else assessment.score / 100
    return markup.meter(share, f"完整度 {round(share * 100)}%,{said}") + markup.fold(
        "这个数是怎么算的", markup.paragraph(assessment.arithmetic)
    )


def _group_html(level: str, wanted: list[Any], numbers: dict[str, int], pack: Any) -> str:
    have = sum(is_met(item) for item in wanted)
    head = f"<h3>{words.LEVELS[level]} {markup.tag(f'{have}/{len(wanted)}')}</h3>"
    return (
        head
        + markup.paragraph(LEVEL_LEADS[level], quiet=True)
        + "".join(item_html(item, numbers, pack) for item in wanted)
    )


def is_met(item: Any) -> bool:
    """Whether a requirement has what it wants."""
    return str(item.status) in ("met", "found", "have", "complete")


def item_html(item: Any, numbers: dict[str, int], pack: Any) -> str:
    """One requirement: have or missing, why, how to get it, what to do when it cannot be had."""
    shown = [f"证据{numbers[one]}" for one in item.exhibits if one in numbers]
    state = markup.tag(f"✓ 有了 {'、'.join(shown)}".strip(), "good") if is_met(item) else markup.tag("缺", "warn")
    body = markup.paragraph(f"为什么要：{item.why}")
    if not is_met(item):
        body += markup.heading("怎么取得", 4) + _how_html(item.how_to_get)
        body += markup.paragraph(f"一般需要：{item.usual_time}", quiet=True) if item.usual_time else ""
        body += markup.paragraph(f"实在拿不到：{item.when_unavailable}", quiet=True) if item.when_unavailable else ""
    return markup.fold(f"{state} {markup.esc(item.title)}", body)


def _how_html(how: Any) -> str:
    """Steps to get something: a text, or a list of steps."""
    if isinstance(how, str):
        return markup.paragraph(how)
    return markup.plain_items(how, ordered=True)


def unproven_html(assessment: Any) -> str:
    """Claims that no exhibit proves yet."""
    if not assessment.unproven:
        return ""
    head = f"<strong>还没有证据支持的说法（{len(assessment.unproven)} 条）</strong>"
    lead = markup.paragraph("写进材料也可以，会注明「暂无证据」。能补就补，补不了就写得保守一些。", quiet=True)
    return markup.fold(head, lead + markup.plain_items(claim.text for claim in assessment.unproven))
