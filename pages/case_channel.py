"""Step 4, 渠道: where to send it, why there, and what comes next."""

from wizard.ui import current, fragments, layout
from wizard.ui.steps import channel_choice, saving


def step() -> None:
    """What the step shows."""
    layout.step("递交到哪里", "按您填的情况算出来的建议。选哪个由您决定。")
    saving.show_told()
    channel_choice.show()
    channel_choice.primary()


current.require_user()
fragments.body(step)
