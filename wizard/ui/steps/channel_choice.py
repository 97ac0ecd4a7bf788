"""Step four: where to send it, why there, why not elsewhere, and what comes next."""

from __future__ import annotations

from typing import Any

import streamlit as st

from wizard.ui import current, fields, layout
from wizard.ui.steps import judging, markup, parts, saving, words

GROUPS = {
    "platform": "平台内部",
    "regulator": "政府部门",
    "third_party": "第三方",
    "litigation": "法律途径",
    "evidence": "先固定证据",
}
MOST_OFFERED = 5


def show() -> None:
    """The recommendation, the choice, and the details of what is chosen."""
    routing, pack = judging.route(), current.pack()
    if routing.recommended:
        markup.show(markup.box(recommended_html(routing, pack), "good"), label="建议")
    if routing.today_actions:
        markup.show(markup.heading("今天就该做的", 2), markup.plain_items(routing.today_actions))
    _warnings(routing)
    _choose(routing, pack)
    chosen = judging.chosen_channel()
    if chosen is not None and chosen in pack.channels:
        markup.show(details_html(pack.channels[chosen], ranked(routing, chosen), pack), label="所选渠道")
    markup.show(ladder_html(routing, pack), others_html(routing, pack, chosen), myths_html(pack, chosen))


def ranked(routing: Any, channel: str | None) -> Any:
    """What was found for and against a channel; None when it was not ranked."""
    return next((one for one in routing.ranking if one.channel == channel), None)


def recommended_html(routing: Any, pack: Any) -> str:
    """The recommended channel and why."""
    found = ranked(routing, routing.recommended)
    name = markup.esc(words.channel_name(pack, routing.recommended))
    return f"<p>建议先走：<strong>{name}</strong></p>" + markup.plain_items(found.for_points if found else ())


def _warnings(routing: Any) -> None:
    if routing.warnings:
        markup.show(*[markup.box(markup.paragraph(warning), "warn") for warning in routing.warnings], label="提醒")


def offered(routing: Any, chosen: str | None) -> list[str]:
    """The channels to choose from: the best ones, and the chosen one wherever it ranks."""
    best = [one.channel for one in routing.ranking if not one.excluded][:MOST_OFFERED]
    return best if chosen is None or chosen in best else [*best, chosen]


def _choose(routing: Any, pack: Any) -> None:
    ids = offered(routing, current.case().channel)
    names = {one: words.channel_name(pack, one) for one in ids}
    captions = {one: pack.channels[one].purpose for one in ids if one in pack.channels}
    fields.pick("channel", names, label="您要走哪个渠道", captions=captions)


def details_html(channel: Any, found: Any, pack: Any) -> str:
    """What a channel needs, how to go there, its limits and time limits."""
    needs = found.needs if found and found.needs else channel.preconditions
    against = (
        markup.heading("要知道的不足", 3) + markup.plain_items(found.against_points)
        if found and found.against_points
        else ""
    )
    parts = [
        markup.heading(f"{channel.name}：要准备什么、怎么走", 2),
        markup.heading("需要什么", 3) + markup.plain_items(needs),
        against,
        markup.fold("怎么走，一步一步", markup.items((step_html(step) for step in channel.steps), ordered=True)),
        markup.fold("时限", markup.items(limit_html(limit, pack) for limit in channel.time_limits)),
        _limits_html(channel),
        markup.fold("入口和电话（会变，先核对）", markup.items(fact_html(fact) for fact in channel.volatile))
        if channel.volatile
        else "",
        markup.fold("提交后留好这些", markup.plain_items(channel.keep)),
        words.basis_html(pack, channel.basis),
    ]
    return "".join(parts)


def step_html(step: Any) -> str:
    """One step, with how to check it when it is not certain."""
    check = f"<br>{markup.quiet(f'核对办法：{step.how_to_check}')}" if step.how_to_check else ""
    return f"{markup.esc(step.text)} {words.confidence_tag(step.confidence)}{check}"


def limit_html(limit: Any, pack: Any) -> str:
    """One time limit with its basis and confidence."""
    said = f"{markup.strong(limit.label)}：{markup.esc(limit.text)} {words.confidence_tag(limit.confidence)}"
    return said + words.basis_html(pack, limit.basis)


def fact_html(fact: Any) -> str:
    """One volatile fact; what is from memory only is shown as something to check."""
    check = f"<br>{markup.quiet(f'核对办法：{fact.how_to_check}')}" if fact.how_to_check else ""
    return f"{markup.esc(fact.label)}：{markup.esc(fact.value)} {words.confidence_tag(fact.confidence)}{check}"


def _limits_html(channel: Any) -> str:
    lines = [f"{one.label}：最多 {one.max_chars} 字" for one in channel.fields if one.max_chars]
    lines += [f"{one.label}：最多 {one.max_count} 个" if one.max_count else one.label for one in channel.attachments]
    note = markup.paragraph(channel.personal_data, quiet=True)
    return markup.fold("表单限制和附件", markup.plain_items(lines) + note)


def ladder_html(routing: Any, pack: Any) -> str:
    """What comes after the recommended channel, and when; the recommendation itself stands at the head of the page."""
    rungs = [
        f"<strong>{markup.esc(words.channel_name(pack, rung.channel))}</strong>：{markup.esc(rung.when)}"
        + (f"<br>{markup.quiet(rung.why)}" if rung.why else "")
        for rung in routing.ladder
        if rung.channel != routing.recommended
    ]
    return markup.heading("如果没解决，接下来", 2) + markup.items(rungs, ordered=True) if rungs else ""


def others_html(routing: Any, pack: Any, chosen: str | None) -> str:
    """Why not the other channels, folded."""
    blocks = [other_html(one, pack) for one in routing.ranking if one.channel != chosen]
    return markup.fold(f"<strong>为什么不是其他渠道（{len(blocks)}）</strong>", "".join(blocks)) if blocks else ""


def other_html(one: Any, pack: Any) -> str:
    """One channel that was not chosen: for and against."""
    state = markup.tag("现在不合适", "warn") if one.excluded else ""
    body = markup.plain_items(f"合适：{point}" for point in one.for_points) + markup.plain_items(
        f"不合适：{point}" for point in one.against_points
    )
    return markup.fold(f"{markup.esc(words.channel_name(pack, one.channel))} {state}", body)


def myths_html(pack: Any, chosen: str | None) -> str:
    """What people read elsewhere about these channels, and what is true."""
    scenario = str(current.case().scenario or "")
    fitting = [myth for myth in pack.myths.values() if myth_fits(myth, scenario, chosen)]
    blocks = [markup.fold(markup.esc(myth.title), myth_html(myth, pack)) for myth in fitting]
    return markup.heading("别处看到的说法，对不对", 2) + "".join(blocks) if blocks else ""


def myth_fits(myth: Any, scenario: str, channel: str | None) -> bool:
    """Whether a myth matters here: it names this scenario or channel, or neither."""
    if not myth.scenarios and not myth.channels:
        return True
    return scenario in myth.scenarios or channel in myth.channels


def myth_html(myth: Any, pack: Any) -> str:
    """What is said elsewhere, what is true, why, and on what it rests."""
    lines = [("常见说法", myth.read_elsewhere), ("实际情况", myth.truth), ("为什么", myth.why)]
    rows = markup.pairs((label, markup.esc(text)) for label, text in lines)
    return f"{rows}{words.confidence_tag(myth.confidence)}{words.basis_html(pack, myth.basis)}"


def primary() -> None:
    """Go on; the recommended channel is taken when none was chosen."""
    recommended = judging.route().recommended
    if parts.came_from_review():
        parts.primary_back_to_review("evidence")
    elif current.case().channel is not None or recommended is None or not current.editable():
        layout.primary(to="review", back="evidence")
    elif layout.primary(f"保存并继续：走「{words.channel_name(current.pack(), recommended)}」", back="evidence"):
        if saving.change("channel", recommended):
            current.go("review")
        st.rerun()
