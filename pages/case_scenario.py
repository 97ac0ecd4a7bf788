"""Step 1, 场景: what happened, and what kind of complaint that is."""

from wizard.ui import current, fragments, layout
from wizard.ui.steps import saving, scenario_cards, scenario_judgement, scenario_story


def step() -> None:
    """What the step shows."""
    layout.step("发生了什么？", "请用您自己的话写。写到哪里，存到哪里；不用讲究格式，也不用一次写完。")
    saving.show_told()
    scenario_story.show()
    scenario_judgement.show()
    scenario_cards.show()
    scenario_cards.primary()


current.require_user()
fragments.body(step)
