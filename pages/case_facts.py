"""Step 2, 事实: shop, timeline, the scenario's questions, numbers, losses, attempts: one part at a time."""

from wizard.ui import current, fragments, layout
from wizard.ui.steps import (
    facts_attempts,
    facts_key,
    facts_losses,
    facts_numbers,
    facts_problems,
    facts_rest,
    facts_shop,
    facts_story,
    parts,
    saving,
)

PARTS = {
    "shop": "您的店铺",
    "story": "经过",
    "key": "关键信息",
    "numbers": "编号",
    "losses": "损失",
    "tried": "试过什么",
}
SHOW = {
    "shop": facts_shop.show,
    "story": facts_story.show,
    "key": facts_key.show,
    "numbers": facts_numbers.show,
    "losses": facts_losses.show,
    "tried": facts_attempts.show,
}


def step() -> None:
    """What the step shows."""
    layout.step("把事实写清楚", "一次只做一部分。不知道的先空着，后面可以再补。")
    saving.show_told()
    opened = parts.choose("facts", PARTS, "事实的各部分")
    facts_problems.begin()
    fragments.watch(facts_rest.shown)
    SHOW[opened]()
    facts_problems.show(opened)
    within = facts_key.onwards() if opened == "key" else None
    parts.primary("facts", PARTS, opened, to="evidence", back="scenario", within=within)


current.require_user()
fragments.body(step)
