"""Step three, the checklist: what is wanted, what is there, and how to get the rest."""

from __future__ import annotations

from typing import Any, Literal

from wizard.ui import current
from wizard.ui.steps import judging, markup, words

GROUPS: tuple[Literal["required", "recommended", "helpful"], ...] = ("required", "recommended", "helpful")
UNSURE = "not_applicable_unknown"
LEVEL_LEADS = {
    "required": "没有这些，通常会被退回或要求补充。",
    "recommended": "有了更有说服力。",
    "helpful": "锦上添花，没有也可以。",
}
COUNTING = (
    "每一项必备计 3 分，每一项建议计 1 分，“有帮助”的不计分；有了的分数除以应有的分数，四舍五入到整数，就是完整度。"
)


def show() -> None:
    """Score with its arithmetic, then the checklist by level."""
    assessment, pack = judging.assess(), current.pack()
    markup.show(score_html(assessment))
    numbers = _numbers()
    for level in GROUPS:
        wanted = [item for item in assessment.items if str(item.level) == level]
        if wanted:
            markup.show(group_html(level, wanted, numbers, pack), label=words.LEVELS[level])


def score_html(assessment: Any) -> str:
    """How complete the evidence is, in words, as a bar, and how that was computed."""
    missing = len(assessment.missing("required"))
    said = "必备的都有了" if assessment.complete else f"还缺 {missing} 项必备"
    bar = markup.meter(assessment.score / 100, f"完整度 {assessment.score}%，{said}")
    titles = "、".join(item.title for item in assessment.missing("required"))
    bar += markup.paragraph(f"还缺：{titles}。") if titles else ""
    return bar + markup.fold(
        "这个数是怎么算的", markup.paragraph(COUNTING, quiet=True) + markup.paragraph(assessment.arithmetic)
    )


def group_html(level: str, wanted: list[Any], numbers: dict[str, int], pack: Any) -> str:
    """One level of the checklist: what is surely wanted, line by line; what may be wanted, folded."""
    certain = [item for item in wanted if item.status != UNSURE]
    have = sum(item.status == "met" for item in certain)
    head = f"<h2>{words.LEVELS[level]} {markup.tag(f'有了 {have}/{len(certain)}') if certain else ''}</h2>"
    lines = "".join(item_html(item, numbers, pack) for item in certain)
    unsure = [item for item in wanted if item.status == UNSURE]
    return head + markup.paragraph(LEVEL_LEADS[level], quiet=True) + lines + _unsure_html(unsure, numbers, pack)


def _unsure_html(unsure: list[Any], numbers: dict[str, int], pack: Any) -> str:
    """What may or may not be wanted, folded: it hangs on questions that nobody has answered yet."""
    lines = "".join(item_html(item, numbers, pack) for item in unsure)
    why = markup.paragraph("第 2 步「关键信息」里的问题答了以后，用不着的会自己消失。", quiet=True)
    return markup.fold(f"还有 {len(unsure)} 项，还不确定要不要", why + lines) if unsure else ""


def item_html(item: Any, numbers: dict[str, int], pack: Any) -> str:
    """One requirement: have or missing, why, how to get it, what to do when it cannot be had."""
    body = markup.paragraph(f"为什么要：{item.why}")
    if item.status == "met":
        body += markup.paragraph(item.met_by_facts, quiet=True) if item.met_by_facts else ""
    else:
        body += _missing_html(item)
    return markup.fold(
        f"{state_tag(item, numbers)} {markup.esc(item.title)}", body + words.basis_html(pack, item.basis)
    )


def state_tag(item: Any, numbers: dict[str, int]) -> str:
    """Whether a requirement is met, in words."""
    shown = "、".join(f"证据{numbers[one]}" for one in item.exhibits if one in numbers)
    if item.status == "met":
        return markup.tag(f"✓ 有了 {shown or '已在事实里写明'}", "good")
    if item.status == "weak":
        return markup.tag(f"△ {shown} 还不够", "warn")
    if item.status == UNSURE:
        return markup.tag("待定", "plain")
    return markup.tag("缺", "warn")


def _missing_html(item: Any) -> str:
    lines = markup.paragraph(f"要不要，取决于：{item.when}") if item.status == UNSURE else ""
    lines += markup.paragraph("已有的这份有问题，请看「上传和说明」里它的提示。") if item.status == "weak" else ""
    lines += markup.paragraph(f"这些都可以：{'、'.join(item.kind_names)}") if len(item.kind_names) > 1 else ""
    lines += markup.heading("怎么取得", 3) + _how_html(item.how_to_get)
    lines += markup.paragraph(f"一般需要：{item.usual_time}", quiet=True) if item.usual_time else ""
    return lines + (
        markup.paragraph(f"实在拿不到：{item.when_unavailable}", quiet=True) if item.when_unavailable else ""
    )


def _how_html(how: Any) -> str:
    """Steps to get something: a text, or a list of steps."""
    if isinstance(how, str):
        return markup.paragraph(how)
    return markup.plain_items(how, ordered=True)


def show_claims() -> None:
    """The claims of the case and their exhibits, folded."""
    markup.show(claims_html(judging.claims(), _numbers()))


def _numbers() -> dict[str, int]:
    return {exhibit.id: number for number, exhibit in enumerate(current.case().exhibits, start=1)}


def claims_html(claims: list[Any], numbers: dict[str, int]) -> str:
    """Every claim with the exhibits that prove it, or that none does yet; the unproven ones first."""
    if not claims:
        return ""
    unproven = [claim for claim in claims if not claim.proven]
    state = f"{len(unproven)} 条还没有证据" if unproven else "都有证据"
    head = markup.strong(f"每一条说法和它的证据（{len(claims)} 条，{state}）")
    lead = markup.paragraph("没有证据的也可以写进材料，后面不会有证据号。能补就补，补不了就写得保守一些。", quiet=True)
    proven = [claim for claim in claims if claim.proven]
    return markup.fold(head, lead + markup.items(_claim_html(claim, numbers) for claim in [*unproven, *proven]))


def _claim_html(claim: Any, numbers: dict[str, int]) -> str:
    shown = "、".join(f"证据{numbers[one]}" for one in claim.exhibits if one in numbers)
    tag = markup.tag(shown, "good") if shown else markup.tag("还没有证据", "warn")
    return f"{markup.esc(claim.text)} {tag}"
